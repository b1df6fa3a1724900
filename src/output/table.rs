//! Tables that fit the terminal: less important columns are left out first, then text wraps at words.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use textwrap::WordSeparator;
use textwrap::core::{Word, break_words, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

use crate::redact::escape_control;

/// The spaces between two columns.
const GAP: usize = 2;
/// Columns that are not wider than this wrap last.
const NARROW: usize = 16;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    heading: &'static str,
    /// Columns with a higher rank are left out first; those with rank 0 always stay.
    omission_rank: u8,
    is_number: bool,
}

impl Column {
    /// Creates a column that every table shows.
    pub const fn new(heading: &'static str) -> Self {
        Self { heading, omission_rank: 0, is_number: false }
    }

    /// Lets a narrow table leave the column out; columns with a higher rank are left out first.
    #[must_use]
    pub const fn optional(self, omission_rank: u8) -> Self {
        Self { omission_rank, ..self }
    }

    /// Aligns the column to the right.
    #[must_use]
    pub const fn number(self) -> Self {
        Self { is_number: true, ..self }
    }
}

/// The colour of a cell, by its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It works.
    Good,
    /// It needs attention soon.
    Warning,
    /// It does not work.
    Bad,
}

impl Tone {
    /// Returns the style of this tone.
    fn style(self) -> Style {
        let color = match self {
            Self::Good => AnsiColor::Green,
            Self::Warning => AnsiColor::Yellow,
            Self::Bad => AnsiColor::Red,
        };
        Style::new().fg_color(Some(color.into()))
    }
}

impl TextFormat {
    /// Returns the style of a text with this tone.
    pub(super) fn style(self, tone: Option<Tone>) -> Style {
        tone.filter(|_| self.is_colored).map_or(Style::new(), Tone::style)
    }
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    tone: Option<Tone>,
}

impl Cell {
    /// Creates a cell in the colour of this tone.
    pub fn toned(text: impl Into<String>, tone: Option<Tone>) -> Self {
        Self { tone, ..text.into().into() }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text: escape_control(&text), tone: None }
    }
}

/// A table without borders.
#[derive(Clone, Debug)]
pub struct TextTable {
    columns: Vec<Column>,
    has_header: bool,
    rows: Vec<Vec<Cell>>,
}

/// How text for a reader is formatted.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextFormat {
    /// The number of character cells in a line; none for lines of any length.
    pub width: Option<usize>,
    /// Whether states are coloured.
    pub is_colored: bool,
}

/// The text of a table, and the headings of the columns that were left out.
pub(super) struct FormattedTable {
    pub text: String,
    pub omitted: Vec<&'static str>,
}

impl TextTable {
    /// Creates a table with a line of headings.
    pub fn new<const N: usize>(columns: [Column; N], rows: impl IntoIterator<Item = [Cell; N]>) -> Self {
        Self { columns: columns.to_vec(), has_header: true, rows: rows.into_iter().map(Vec::from).collect() }
    }

    /// Creates a table without headings, all of whose columns are shown.
    pub fn without_header<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Self {
        let rows = rows.into_iter().map(|row| row.map(Cell::from).to_vec()).collect();
        Self { columns: vec![Column::new(""); N], has_header: false, rows }
    }

    /// Removes each of these columns if all its cells are empty.
    #[must_use]
    pub fn without_empty(mut self, headings: &[&str]) -> Self {
        let is_empty = |index: usize| self.rows.iter().all(|row| row[index].text.is_empty());
        let shown: Vec<bool> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| !headings.contains(&column.heading) || !is_empty(index))
            .collect();
        let keep = |index: &usize| shown[*index];
        self.rows = self.rows.into_iter().map(|row| select(row, keep)).collect();
        self.columns = select(self.columns, keep);
        self
    }

    /// Formats the table.
    pub(super) fn format(&self, format: TextFormat) -> FormattedTable {
        let layout = self.layout(format.width);
        let mut text = String::new();
        if self.has_header {
            let headings: Vec<Cell> = self.columns.iter().map(|column| column.heading.to_owned().into()).collect();
            self.push_row(&mut text, &headings, &layout, format);
        }
        for row in &self.rows {
            self.push_row(&mut text, row, &layout, format);
        }
        let is_omitted = |index: &usize| layout.iter().all(|(shown, _)| shown != index);
        FormattedTable {
            text,
            omitted: select(self.columns.clone(), is_omitted).iter().map(|one| one.heading).collect(),
        }
    }

    /// Returns the columns that are shown, each with its width.
    fn layout(&self, width: Option<usize>) -> Vec<(usize, usize)> {
        let mut shown: Vec<usize> = (0..self.columns.len()).collect();
        let Some(width) = width else {
            return shown.into_iter().map(|index| (index, self.widest(index, display_width))).collect();
        };
        let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let narrow =
            |index: &usize| self.widest(*index, display_width).min(self.widest(*index, longest_word).max(NARROW));
        while total(&shown.iter().map(narrow).collect::<Vec<_>>()) > width {
            let rank = |index: &usize| self.columns[*index].omission_rank;
            let Some(last) = shown.iter().copied().filter(|index| rank(index) > 0).max_by_key(rank) else { break };
            shown.retain(|index| *index != last);
        }
        let mut widths: Vec<usize> = shown.iter().map(|index| self.widest(*index, display_width)).collect();
        // The widest columns wrap first: at words, and only if that is not enough, within words.
        let words = shown.iter().map(|index| self.widest(*index, longest_word).max(NARROW)).collect();
        let mut smallest = vec![1; shown.len()];
        if !self.has_header {
            // The names in the first column stay whole.
            smallest[0] = self.widest(shown[0], longest_word).min(NARROW);
        }
        for minimums in [words, vec![NARROW; shown.len()], smallest] {
            while total(&widths) > width {
                let can_shrink = |position: &usize| widths[*position] > minimums[*position];
                let Some(widest) = (0..widths.len()).filter(can_shrink).max_by_key(|position| widths[*position]) else {
                    break;
                };
                widths[widest] -= 1;
            }
        }
        shown.into_iter().zip(widths).collect()
    }

    /// Returns the largest measure of the texts in a column.
    fn widest(&self, index: usize, measure: impl Fn(&str) -> usize) -> usize {
        let heading = if self.has_header { self.columns[index].heading } else { "" };
        self.rows.iter().map(|row| measure(&row[index].text)).chain([measure(heading)]).max().unwrap_or(0)
    }

    fn push_row(&self, text: &mut String, row: &[Cell], layout: &[(usize, usize)], format: TextFormat) {
        let wrapped: Vec<Vec<String>> = layout
            .iter()
            .map(|(index, width)| match format.width {
                Some(_) => wrap(&row[*index].text, *width),
                None => vec![row[*index].text.clone()],
            })
            .collect();
        for line in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
            // Spaces are written before the next text, so that no line ends with spaces.
            let mut spaces = 0;
            for ((index, width), lines) in layout.iter().zip(&wrapped) {
                let part = lines.get(line).map_or("", String::as_str);
                let free = width.saturating_sub(display_width(part));
                let (left, right) = if self.columns[*index].is_number { (free, 0) } else { (0, free) };
                spaces += left;
                if !part.is_empty() {
                    let style = format.style(row[*index].tone);
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{:spaces$}{style}{part}{style:#}", "");
                    spaces = 0;
                }
                spaces += right + GAP;
            }
            text.push('\n');
        }
    }
}

fn select<T>(items: Vec<T>, is_selected: impl Fn(&usize) -> bool) -> Vec<T> {
    items.into_iter().enumerate().filter(|(index, _)| is_selected(index)).map(|(_, item)| item).collect()
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(display_width).max().unwrap_or(0)
}

/// Wraps a text at words. A word that is too long wraps after a slash, and if that is not enough, anywhere.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let words = WordSeparator::AsciiSpace.find_words(text).flat_map(|word| {
        if display_width(word.word) <= width {
            return vec![word];
        }
        let mut parts: Vec<Word<'_>> = word.word.split_inclusive('/').map(Word::from).collect();
        if let Some(last) = parts.last_mut() {
            last.whitespace = word.whitespace;
        }
        parts
    });
    let words = break_words(words, width);
    #[expect(clippy::cast_precision_loss, reason = "no terminal is that wide")]
    let lines = wrap_first_fit(&words, &[width as f64]);
    let joined = |words: &[Word<'_>]| words.iter().flat_map(|word| [word.word, word.whitespace]).collect::<String>();
    lines.into_iter().map(|words| joined(words).trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(table: &TextTable, width: Option<usize>) -> String {
        table.format(TextFormat { width, is_colored: false }).text
    }

    fn tokens() -> TextTable {
        let columns = [
            Column::new("NAME"),
            Column::new("ID").optional(1),
            Column::new("LEFT").number(),
            Column::new("NOTE").optional(2),
        ];
        let row =
            |name: &str, id: &str, left: &str, note: &str| [name, id, left, note].map(|cell| cell.to_owned().into());
        TextTable::new(
            columns,
            [
                row("amadeus", "V1:7971:7TZA:AA", "9 s", "a note of several words"),
                row("東京", "a-very-long-client-id-of-an-application-0123456789", "29 min", ""),
            ],
        )
    }

    #[test]
    fn without_a_width_every_row_is_one_line() {
        assert_eq!(
            text(&tokens(), None),
            "NAME     ID                                                    LEFT  NOTE\n\
             amadeus  V1:7971:7TZA:AA                                        9 s  a note of several words\n\
             東京     a-very-long-client-id-of-an-application-0123456789  29 min\n"
        );
    }

    #[test]
    fn columns_are_left_out_before_words_wrap() {
        assert_eq!(
            text(&tokens(), Some(80)),
            "NAME     ID                                                    LEFT\n\
             amadeus  V1:7971:7TZA:AA                                        9 s\n\
             東京     a-very-long-client-id-of-an-application-0123456789  29 min\n"
        );
        let narrow = tokens().format(TextFormat { width: Some(30), is_colored: false });
        assert_eq!(narrow.text, "NAME       LEFT\namadeus     9 s\n東京     29 min\n");
        assert_eq!(narrow.omitted, ["ID", "NOTE"]);
    }

    #[test]
    fn every_line_fits() {
        for width in [10, 20, 40, 80, 200] {
            let text = text(&tokens(), Some(width));
            assert!(text.lines().all(|line| display_width(line) <= width), "{width}:\n{text}");
        }
    }

    #[test]
    fn long_texts_wrap_at_words_and_long_words_after_slashes() {
        let rows = [["base URL", "https://api.example.com/a/path and words 0123456789012345678901234"]];
        let table = TextTable::without_header(rows.map(|row| row.map(str::to_owned)));
        assert_eq!(
            text(&table, Some(30)),
            "\
base URL  https://
          api.example.com/a/
          path and words
          01234567890123456789
          01234
"
        );
    }

    #[test]
    fn only_the_cell_is_coloured() {
        let rows = [[Cell::toned("expired", Some(Tone::Bad)), Cell::from("x".to_owned())]];
        let table = TextTable::new([Column::new("STATE"), Column::new("NAME")], rows);
        let colored = table.format(TextFormat { width: Some(80), is_colored: true });
        assert_eq!(colored.text, "STATE    NAME\n\u{1b}[31mexpired\u{1b}[0m  x\n");
    }

    #[test]
    fn empty_columns_are_removed() {
        let rows = [[Cell::from("a".to_owned()), Cell::from(String::new())]];
        let table = TextTable::new([Column::new("NAME"), Column::new("SCOPE")], rows);
        assert_eq!(text(&table.without_empty(&["SCOPE"]), None), "NAME\na\n");
    }
}
