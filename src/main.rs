//! The `travauth` program: a shim around the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may hold anything, so only the place is told.
        let place =
            panic.location().map_or_else(String::new, |location| format!(" ({}:{})", location.file(), location.line()));
        #[expect(clippy::print_stderr, reason = "nothing else can be trusted to work here")]
        {
            eprintln!("error: a fault of travauth itself{place}\nhint: please report it with the command that was run");
        }
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        std::process::exit(1);
    }));
    travauth::run(std::env::args_os())
}
