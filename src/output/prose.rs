//! Sentences, which wrap at words on a terminal.

use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

/// Returns a label and the text beside it. With a width, the text wraps at words, and all its lines begin beside the label.
///
/// A word that is longer than a line stays whole, because users copy URLs and paths.
pub fn labelled(label: &str, text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return format!("{label}{text}") };
    let indent = " ".repeat(display_width(label));
    let options = Options::new(width).initial_indent(label).subsequent_indent(&indent);
    textwrap::fill(text, options.word_splitter(WordSplitter::NoHyphenation).break_words(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_beside_its_label_and_long_words_stay_whole() {
        let text = "use another-host, or https://api.example/a/long/path";
        assert_eq!(labelled("hint: ", text, None), format!("hint: {text}"));
        let colored = "\u{1b}[36mhint:\u{1b}[0m ";
        let wrapped = "use another-host,\n      or\n      https://api.example/a/long/path";
        assert_eq!(labelled(colored, text, Some(24)), format!("{colored}{wrapped}"));
        assert_eq!(labelled("", "東京 東京", Some(6)), "東京\n東京");
    }
}
