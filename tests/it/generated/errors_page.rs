//! docs/errors.md.

use std::fmt::Write as _;

use travauth::provider::advice::{Advice, Endpoint, rows};
use travauth::provider::builtin;

const HEAD: &str = "\
# Errors

The meaning of error responses from token endpoints and APIs, and what to do. Search this page for the code, number or name
that `travauth` shows or that the provider sent. `token get`, `call` and `check` use the same table; for an error that is not
listed, they show the provider's own text.

In each table the first matching row applies. A status such as `4xx` matches every status from 400 to 499; a code that begins
with `…` matches every code with this ending. The column *exit* shows the [exit code](exit-codes.md) of `travauth`.
";

/// Renders the page.
pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    let titles: Vec<_> = builtin::ALL.into_iter().map(|provider| (Some(&*provider.name), &*provider.title)).collect();
    for (name, title) in titles.into_iter().chain([(None, "All providers")]) {
        for (endpoint, heading) in [(Endpoint::Token, "token endpoint"), (Endpoint::Api, "APIs")] {
            let own: Vec<_> = rows().filter(|row| row.provider == name && row.endpoint == endpoint).collect();
            if own.is_empty() {
                continue;
            }
            let _ = write!(page, "\n## {title}: {heading}\n\n");
            page.push_str("| HTTP | code or text | meaning | what to do | exit | retried |\n");
            page.push_str("| --- | --- | --- | --- | --- | --- |\n");
            for row in own {
                push_row(&mut page, row);
            }
        }
    }
    page
}

fn push_row(page: &mut String, row: &Advice) {
    let status = match row.status {
        None => "any".to_owned(),
        Some(hundred @ 0..10) => format!("{hundred}xx"),
        Some(status) => status.to_string(),
    };
    let code = row.code.map(|code| format!("`{code}`"));
    let words = row.words.map(|words| format!("“{words}”"));
    let codes: Vec<String> = code.into_iter().chain(words).collect();
    let retried = if row.retryable { "yes" } else { "no" };
    let exit = row.kind.exit_code().number();
    let cell = |text: &str| text.replace('|', "\\|");
    let _ = writeln!(
        page,
        "| {status} | {} | {} | {} | {exit} | {retried} |",
        codes.join(", "),
        cell(row.meaning),
        cell(row.advice)
    );
}
