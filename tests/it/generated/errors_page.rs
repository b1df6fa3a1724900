//! docs/errors.md.

use std::fmt::Write as _;

use travauth::provider::advice::{Advice, Endpoint, rows};
use travauth::provider::builtin;

const HEAD: &str = "\
# Errors

The meaning of the errors of token endpoints and APIs, and advice for each. Search this page for the code, number or name that
`travauth` shows or that the provider sent. `token get`, `call` and `check` use the same table; for an error that is not in it,
they show the provider's own message.

In each table the first row that matches counts. A status such as `4xx` matches every status that begins with this digit, and a
code that begins or ends with `…` matches every code with this ending or beginning. A quoted text matches a part of the provider's message. The
column *exit code* is the [exit code](exit-codes.md) of `travauth`; the column *retried* says whether the request is sent again.

At a token endpoint, a 200 with an error in the body counts as a 400. An `error` of OAuth that is in no row exits with 2 instead of
with the 6 of the rows for `4xx` and `403`: the server has answered as a token endpoint, and rejects the request.
";

/// Renders the page.
pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    let titles: Vec<_> = builtin::ALL.into_iter().map(|provider| (Some(&*provider.name), &*provider.title)).collect();
    let others = [(Some("mashery"), "The gateway Mashery"), (Some("soap"), "SOAP faults"), (None, "All providers")];
    for (name, title) in titles.into_iter().chain(others) {
        for (endpoint, name_of_endpoint) in [(Endpoint::Token, "token endpoint"), (Endpoint::Api, "APIs")] {
            let own: Vec<_> = rows().filter(|row| row.provider == name && row.endpoint == endpoint).collect();
            if own.is_empty() {
                continue;
            }
            let _ = write!(page, "\n## {title}: {name_of_endpoint}\n\n");
            page.push_str("| HTTP | code or message | meaning | advice | exit code | retried |\n");
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
    let matches: Vec<String> = code.into_iter().chain(words).collect();
    let again = if row.retryable { "yes" } else { "no" };
    let exit = row.kind.exit_code().number();
    let cell = |text: &str| text.replace('|', "\\|");
    let _ = writeln!(
        page,
        "| {status} | {} | {} | {} | {exit} | {again} |",
        matches.join(", "),
        cell(row.meaning),
        cell(row.advice)
    );
}
