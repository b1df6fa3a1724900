//! docs/errors.md.

use std::fmt::Write as _;

use travauth::provider::advice::{Advice, Endpoint, rows};
use travauth::provider::builtin;

const HEAD: &str = "\
# Errors

What the answers of token endpoints and APIs mean, and what to do. Search this page for the code, number or name that
`travauth` shows or that the provider sent. `token get`, `call` and `check` read the same table; an answer that is not in it is
told in the provider's own words.

In each table the first row that fits counts. A status such as `4xx` stands for all that begin so; a code that begins with
`…` for all that end so. The number in the column *exit* is the [exit code](exit-codes.md) of `travauth`.
";

/// The page, from the rows.
pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    let titles: Vec<_> = builtin::ALL.into_iter().map(|provider| (Some(&*provider.name), &*provider.title)).collect();
    for (name, title) in titles.into_iter().chain([(None, "All providers")]) {
        for (endpoint, place) in [(Endpoint::Token, "token endpoint"), (Endpoint::Api, "APIs")] {
            let own: Vec<_> = rows().filter(|row| row.provider == name && row.endpoint == endpoint).collect();
            if own.is_empty() {
                continue;
            }
            let _ = write!(page, "\n## {title}: {place}\n\n");
            page.push_str("| HTTP | code or words | what it means | what to do | exit | tried again |\n");
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
    let known_by: Vec<String> = code.into_iter().chain(words).collect();
    let again = if row.retryable { "yes" } else { "no" };
    let exit = row.kind.exit_code().number();
    let cell = |text: &str| text.replace('|', "\\|");
    let _ = writeln!(
        page,
        "| {status} | {} | {} | {} | {exit} | {again} |",
        known_by.join(", "),
        cell(row.meaning),
        cell(row.advice)
    );
}
