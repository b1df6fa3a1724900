//! Escapes the characters that control a terminal or are invisible.

/// Escapes the characters of a text that control a terminal, change the writing direction, break a line or are invisible.
pub fn escape_control(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        push_escaped(&mut line, character);
    }
    line
}

/// Returns the first `longest` characters of the text, escaped as in [`escape_control`].
pub fn safe_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            line.push('…');
            break;
        }
        push_escaped(&mut line, character);
    }
    line
}

/// Returns whether the text contains a character that [`escape_control`] escapes.
pub fn has_unsafe_characters(text: &str) -> bool {
    text.chars().any(is_unsafe)
}

fn push_escaped(line: &mut String, character: char) {
    if is_unsafe(character) {
        line.extend(character.escape_default());
    } else {
        line.push(character);
    }
}

/// Returns whether [`escape_control`] escapes this character.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || breaks_line(character) || is_invisible(character)
}

fn breaks_line(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Returns whether a character is invisible: Unicode's `Default_Ignorable_Code_Point` and annotation marks.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_invisible_characters_are_escaped() {
        let unsafe_characters = "\u{0}\u{7}\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9d}\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{200f}\u{2028}\
             \u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{206f}\u{3164}\u{fe0f}\u{feff}\u{fff9}\u{e0001}\u{e0041}";
        for character in unsafe_characters.chars() {
            let escaped = escape_control(&format!("a{character}b"));
            assert_eq!(escaped, format!("a\\u{{{:x}}}b", u32::from(character)));
            assert!(has_unsafe_characters(&character.to_string()));
        }
        assert_eq!(escape_control("a\tb\r\nc"), "a\\tb\\r\\nc");
    }

    #[test]
    fn text_of_any_script_is_unchanged() {
        for text in ["plain \\ text", "pä:ss €", "שלום", "日本語", "a\u{301}", "\u{a0}", "🦀", "\u{fffd}"] {
            assert_eq!(escape_control(text), text);
            assert!(!has_unsafe_characters(text));
        }
    }
}
