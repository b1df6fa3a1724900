//! The `travauth` program: a shim around the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may contain a secret, so only its location is printed.
        let location = panic.location().map_or_else(String::new, |code| format!(" ({}:{})", code.file(), code.line()));
        #[expect(clippy::print_stderr, reason = "the ordinary output may have caused the panic")]
        {
            eprintln!("error: a bug in travauth{location}\nhint: please report it with the command that was run");
        }
        #[expect(clippy::disallowed_methods, reason = "the only place that exits")]
        std::process::exit(1);
    }));
    travauth::run(std::env::args_os())
}
