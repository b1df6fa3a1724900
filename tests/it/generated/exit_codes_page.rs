//! docs/exit-codes.md.

use std::fmt::Write as _;

use travauth::exit::ExitCode;
use travauth::failure::Kind;

const HEAD: &str = "\
# Exit codes

Scripts may rely on these numbers. With `--error-format json` the error on standard error also carries a finer `code`;
all are listed below their exit code.

| code | meaning |
| --- | --- |
";

pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    for code in ExitCode::ALL {
        let _ = writeln!(page, "| {} | {} |", code.number(), code.meaning());
    }
    page.push_str(
        "\n`exec`, `emulator -- COMMAND` and `proxy -- COMMAND` return the command's own exit code: 126 if it cannot be executed, \
         127 if it does not exist, and 128 plus the signal's number if a signal ended it.\n\n## Codes of errors\n",
    );
    for code in ExitCode::ALL {
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.exit_code() == code).collect();
        if kinds.is_empty() {
            continue;
        }
        let _ = write!(page, "\n### {}\n\n| code | meaning |\n| --- | --- |\n", code.number());
        for kind in kinds {
            let _ = writeln!(page, "| `{}` | {} |", kind.name(), kind.meaning());
        }
    }
    page
}
