//! A drawing of the encodings of a Sabre credential, as boxes and arrows.

use std::fmt::Write as _;

use textwrap::core::display_width;

use super::table::wrap;
use crate::redact::escape_control;

/// The results of the steps of the encoding, with the password masked.
#[derive(Clone, Copy, Debug)]
pub struct EncodingSteps<'a> {
    /// The client id.
    pub id: &'a str,
    /// The client id in base64.
    pub encoded_id: &'a str,
    /// The password, masked.
    pub password: &'a str,
    /// The password in base64, masked.
    pub encoded_password: &'a str,
    /// Both, joined by a colon.
    pub joined: &'a str,
    /// The credential.
    pub credential: &'a str,
    /// The header that carries it.
    pub header: &'a str,
}

/// The width of the two borders of a box with their spaces.
const BORDERS: usize = 4;
/// The width around a title that its box needs at least.
const TITLE_SPACES: usize = 2;
/// The spaces between two boxes.
const GAP: usize = 2;

/// Draws the steps within this width.
pub fn encoding_drawing(steps: &EncodingSteps<'_>, width: usize) -> String {
    let (id_title, password_title) = ("client id", "password");
    let widest = |texts: [&str; 2], title: &str| {
        let longest = texts.map(|text| display_width(&escape_control(text))).into_iter().max().unwrap_or(0);
        longest.max(display_width(title) + TITLE_SPACES)
    };
    let right = widest([steps.password, steps.encoded_password], password_title);
    // One column is left for the label of the right arrow.
    let room = width.saturating_sub(right + 2 * BORDERS + GAP + 1);
    let left = widest([steps.id, steps.encoded_id], id_title).min(room).max(widest([""; 2], id_title));
    let whole_longest = [steps.joined, steps.credential, steps.header].map(|text| display_width(&escape_control(text)));
    let both = left + BORDERS + GAP + right;
    let whole = whole_longest.into_iter().max().unwrap_or(0).min(width.saturating_sub(BORDERS)).max(both);
    let (left_middle, right_middle) =
        (usize::midpoint(left, BORDERS), left + BORDERS + GAP + usize::midpoint(right, BORDERS));
    let middle = usize::midpoint(left_middle, right_middle);

    let mut text = String::new();
    push_pair(&mut text, [(id_title, steps.id, left), (password_title, steps.password, right)]);
    push_at(&mut text, &[(left_middle, "▼ base64"), (right_middle, "▼ base64")]);
    push_pair(&mut text, [("", steps.encoded_id, left), ("", steps.encoded_password, right)]);
    let (before, after) = (middle - left_middle - 1, right_middle - middle - 1);
    push_at(&mut text, &[(left_middle, &format!("└{}┬{}┘", "─".repeat(before), "─".repeat(after)))]);
    for (action, value) in [
        ("joined by a colon", steps.joined),
        ("base64 once more: the credential", steps.credential),
        ("sent in the header", steps.header),
    ] {
        let label = wrap(action, width.saturating_sub(middle + 2).max(1));
        for (number, part) in label.iter().enumerate() {
            let line = if number + 1 < label.len() { '│' } else { '▼' };
            push_at(&mut text, &[(middle, &format!("{line} {part}"))]);
        }
        push_box(&mut text, value, whole);
    }
    text
}

/// Adds two boxes of the same height, each with a title in its upper border.
fn push_pair(text: &mut String, boxes: [(&str, &str, usize); 2]) {
    let mut drawn = boxes.map(|(title, value, width)| boxed(title, value, width));
    let height = drawn.iter().map(Vec::len).max().unwrap_or(0);
    for (lines, (_, _, width)) in drawn.iter_mut().zip(boxes) {
        while lines.len() < height {
            lines.insert(lines.len() - 1, format!("│ {:width$} │", ""));
        }
    }
    let [left, right] = drawn;
    for (one, other) in left.iter().zip(&right) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{one}{:GAP$}{other}", "");
    }
}

fn push_box(text: &mut String, value: &str, width: usize) {
    for line in boxed("", value, width) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// Returns the lines of a box with this inner width.
fn boxed(title: &str, value: &str, width: usize) -> Vec<String> {
    let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
    let border = "─".repeat((width + 1).saturating_sub(display_width(&title)));
    let mut lines = vec![format!("┌─{title}{border}┐")];
    for line in wrap(&escape_control(value), width) {
        let free = " ".repeat(width.saturating_sub(display_width(&line)));
        lines.push(format!("│ {line}{free} │"));
    }
    lines.push(format!("└{}┘", "─".repeat(width + 2)));
    lines
}

/// Adds a line with each text at its column.
fn push_at(text: &mut String, parts: &[(usize, &str)]) {
    let mut column = 0;
    for (at, part) in parts {
        let spaces = at.saturating_sub(column);
        let _ = write!(text, "{:spaces$}{part}", "");
        column += spaces + display_width(part);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: EncodingSteps<'_> = EncodingSteps {
        id: "V1:7971:7TZA:AA",
        encoded_id: "VjE6Nzk3MTo3VFpBOkFB",
        password: "********",
        encoded_password: "********",
        joined: "VjE6Nzk3MTo3VFpBOkFB:********",
        credential: "VmpFNk56azNNVG8zVkZwQk9rRkI6********",
        header: "Authorization: Basic VmpFNk56azNNVG8zVkZwQk9rRkI6********",
    };

    #[test]
    fn both_encodings_lead_to_the_credential() {
        let text = encoding_drawing(&STEPS, 80);
        assert_eq!(
            text,
            "\
┌─ client id ──────────┐  ┌─ password ─┐
│ V1:7971:7TZA:AA      │  │ ********   │
└──────────────────────┘  └────────────┘
            ▼ base64             ▼ base64
┌──────────────────────┐  ┌────────────┐
│ VjE6Nzk3MTo3VFpBOkFB │  │ ********   │
└──────────────────────┘  └────────────┘
            └─────────┬──────────┘
                      ▼ joined by a colon
┌───────────────────────────────────────────────────────────┐
│ VjE6Nzk3MTo3VFpBOkFB:********                             │
└───────────────────────────────────────────────────────────┘
                      ▼ base64 once more: the credential
┌───────────────────────────────────────────────────────────┐
│ VmpFNk56azNNVG8zVkZwQk9rRkI6********                      │
└───────────────────────────────────────────────────────────┘
                      ▼ sent in the header
┌───────────────────────────────────────────────────────────┐
│ Authorization: Basic VmpFNk56azNNVG8zVkZwQk9rRkI6******** │
└───────────────────────────────────────────────────────────┘
"
        );
    }

    #[test]
    fn every_line_fits() {
        let id = "V1:a-user-with-a-very-long-name-東京:GROUP:DOMAIN";
        for steps in [STEPS, EncodingSteps { id, ..STEPS }] {
            for width in [40, 60, 80, 200] {
                let text = encoding_drawing(&steps, width);
                assert!(text.lines().all(|line| display_width(line) <= width), "{width}:\n{text}");
            }
        }
    }
}
