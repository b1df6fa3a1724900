//! Tables on standard output.

use comfy_table::{ContentArrangement, Table};

use crate::redact::escape_control;

/// Formats a table without borders, one line per row if the terminal is wide enough.
///
/// `header` can be empty. Without a terminal the width is unlimited, so that programs read whole rows.
pub fn table<R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = String>,
{
    render(header, rows, terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0))
}

fn render<R>(header: &[&str], rows: impl IntoIterator<Item = R>, width: Option<u16>) -> String
where
    R: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    if !header.is_empty() {
        table.set_header(header.to_vec());
    }
    for row in rows {
        table.add_row(row.into_iter().map(|cell| escape_control(&cell)).collect::<Vec<_>>());
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.to_string().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> [Vec<String>; 2] {
        [["provider", "amadeus"], ["base URL", "https://api.example.com/with/a/rather/long/path"]]
            .map(|row| row.map(str::to_owned).to_vec())
    }

    #[test]
    fn a_pipe_gets_whole_rows() {
        assert_eq!(
            render(&[], rows(), None),
            "provider  amadeus\nbase URL  https://api.example.com/with/a/rather/long/path\n"
        );
        assert!(render(&["NAME", "VALUE"], rows(), None).starts_with("NAME      VALUE\n"));
    }

    #[test]
    fn a_table_fits_the_terminal() {
        for width in [20, 40, 80] {
            let text = render(&["NAME", "VALUE"], rows(), Some(width));
            assert!(text.lines().all(|line| line.chars().count() <= usize::from(width)), "{width}:\n{text}");
        }
    }
}
