//! The masker must mask every spelling and encoding that the leak finder can write.

use proptest::prelude::*;

use travauth::redact::Redactor;
use travauth::secret::Secret;

use crate::support::finder::Graph;
use crate::support::masking;
use crate::support::source;

/// Returns a function that chooses by these numbers, and chooses the first possibility when no number is left.
fn chosen_by(numbers: &[u16]) -> impl FnMut(usize) -> usize {
    let mut numbers = numbers.iter();
    move |count| numbers.next().map_or(0, |number| usize::from(*number) % count)
}

/// Generates typed text, characters that servers escape, parts of escapes, and any other text.
fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,40}",
        "[a-z0-9]{0,8}[\"\\\\/&<>%+='äöüß€ž]{1,8}[a-z0-9]{0,8}",
        "[\\\\%u0-9x;&#]{1,20}",
        ".{1,40}",
    ]
}

/// As many cases as `PROPTEST_CASES` says, or fewer than proptest's 256, because each takes long.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if config.cases == 256 { 64 } else { config.cases };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_secret_is_never_visible_in_masked_text(
        secret in secrets(), before in ".{0,12}", after in ".{0,12}", numbers in prop::collection::vec(any::<u16>(), 50)
    ) {
        masking::check(&secret, &before, &after, &mut chosen_by(&numbers));
    }

    #[test]
    fn a_secret_is_masked_from_its_first_to_its_last_character(
        secret in secrets(), numbers in prop::collection::vec(any::<u16>(), 50)
    ) {
        masking::check_extent(&secret, &mut chosen_by(&numbers));
    }

    #[test]
    fn a_text_without_the_characters_of_the_secret_is_unchanged(secret in "[a-mA-M]{1,40}", text in "[^a-mA-M0-9%&=\\\\]{0,80}") {
        let redactor = Redactor::new([&Secret::new(secret)]);
        prop_assert_eq!(redactor.mask(&text), text);
    }
}

#[test]
fn every_way_to_write_a_character_is_masked() {
    let characters = (' '..='~').chain('\u{a0}'..='\u{ff}').chain("€žŁжΩ中🦀\n\t".chars());
    for character in characters.filter(|character| *character != '*') {
        let secret = format!("x{character}y");
        let redactor = Redactor::new([&Secret::new(secret.clone())]);
        for graph in Graph::all(&secret) {
            let whole = graph.ways(1).into_iter().filter(|(_, end)| end + 1 == graph.length());
            let ways: Vec<String> = whole.map(|(written, _)| format!("x{written}y")).collect();
            let masked = redactor.mask(&format!("⟨{}⟩", ways.join("⟩⟨")));
            let shown: Vec<&str> = masked.trim_matches(['⟨', '⟩']).split("⟩⟨").collect();
            assert_eq!(shown.len(), ways.len(), "{secret:?}");
            for (written, shown) in ways.iter().zip(shown) {
                assert_eq!(shown, "***", "{secret:?} written as {written:?}");
            }
        }
    }
}

/// Returns the arguments of all calls that mask a text.
fn masked_arguments(code: &str) -> Vec<String> {
    let calls = ["edactor.mask(", "edactor.line(", "edactor().mask(", "edactor().line("];
    let starts = calls.iter().flat_map(|call| code.match_indices(call).map(|(at, _)| at + call.len()));
    let argument = |start: usize| {
        let mut open = 1;
        let is_inside = |character: &char| {
            open += i32::from(*character == '(') - i32::from(*character == ')');
            open > 0
        };
        code[start..].chars().take_while(is_inside).collect()
    };
    starts.map(argument).collect()
}

/// S6: if the secret is a word such as `the`, masked sentences would be garbled and would reveal the secret.
#[test]
fn sentences_of_travauth_are_not_masked() {
    let is_sentence = |argument: &String| argument.contains('"') || argument.contains("format!");
    for file in source::files() {
        let masked = masked_arguments(&source::code(&file));
        assert!(!masked.iter().any(is_sentence), "{} masks a sentence of travauth: {masked:?}", file.display());
    }
    let example = "self.redactor.line(&format!(\"it returned {code}\")) + redactor().mask(text)";
    let masked = masked_arguments(example);
    assert_eq!(masked, ["&format!(\"it returned {code}\")", "text"]);
    assert!(is_sentence(&masked[0]) && !is_sentence(&masked[1]));
}
