use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;

fn redactor(secret: &str) -> Redactor {
    Redactor::new([&Secret::new(secret)])
}

/// Asserts that the secret is masked in each of these spellings.
#[track_caller]
fn assert_masked<S: AsRef<str>>(secret: &str, spellings: impl IntoIterator<Item = S>) {
    let redactor = redactor(secret);
    for written in spellings {
        let written = written.as_ref();
        let masked = redactor.mask(&format!("before {written} after"));
        assert_eq!(masked, "before *** after", "{secret:?} written as {written:?}");
    }
}

/// S1: this test and the following ones write the secret as servers do.
#[test]
fn a_secret_is_masked_as_it_is_and_in_json() {
    assert_masked(
        "pä:ss",
        ["pä:ss", "p\\u00e4:ss", "p\\u00E4:ss", "p\\u00e4\\u003ass", "\\u0070\\u00e4\\u003A\\u0073\\u0073"],
    );
    assert_masked("a\"b\\c/d\te\u{8}", ["a\\\"b\\\\c\\/d\\te\\b", "a\\\"b\\\\c/d\\u0009e\\u0008"]);
    assert_masked("a🦀b", ["a\\ud83e\\udd80b", "a\\uD83E\\uDD80b", "a\\u{1f980}b", "a\\U0001f980b", "a\\x{1F980}b"]);
    // JSON inside a JSON string, twice.
    assert_masked("a\"ä\\", ["a\\\\\\\"\\\\u00e4\\\\\\\\", "a\\\\\\\\\\\\\\\"\\\\\\\\u00e4\\\\\\\\\\\\\\\\"]);
}

#[test]
fn a_secret_is_masked_in_program_text() {
    assert_masked(
        "pä:ss",
        ["p\\xe4:ss", "p\\xE4:ss", "p\\xc3\\xa4:ss", "p\\303\\244:ss", "p\\344:ss", "p\\c3\\a4\\3ass"],
    );
    assert_masked("it's \"&", ["it\\'s \\\"&", "it''s \"\"&", "it'\\''s \"&", "it'\"'\"'s \"&", "it\\'s\\ \\\"\\&"]);
}

#[test]
fn a_secret_is_masked_in_html() {
    assert_masked(
        "p&\"'<ä",
        [
            "p&amp;&quot;&#39;&lt;&auml;",
            "p&amp;&quot;&apos;&lt;&#228;",
            "p&amp&quot&#039&ltä",
            "p&#38;&#34;&#39;&#60;&#xe4;",
            "p&#x26;&#X22;&#x00027;&#x3C;&#00228;",
            "p&AMP;&QUOT;&#39&LT;&auml",
            "p&amp;amp;&amp;quot;&amp;#39;&amp;lt;&amp;auml;",
        ],
    );
    assert_masked("ß€ž", ["&szlig;&euro;&zcaron;", "&#223;&#128;&#158;", "&#xDF;&#8364;&#x17e;"]);
    assert_masked(
        "!#$%()*+,./:;?@[\\]^_`{|}",
        [
            "&excl;&num;&dollar;&percnt;&lpar;&rpar;&ast;&plus;&comma;&period;&sol;&colon;&semi;&quest;&commat;&lsqb;&bsol;\
         &rsqb;&Hat;&lowbar;&grave;&lcub;&verbar;&rcub;",
        ],
    );
    assert_masked("fj-Ω", ["&fjlig;-&ohm;", "&fjlig;-&Omega;"]);
    assert_masked("&x;", ["&x;", "&amp;x;", "&ampx;"]);
}

#[test]
fn a_secret_is_masked_in_urls_and_mail() {
    assert_masked(
        "p@ss w/rd+&=%ü",
        [
            "p%40ss%20w%2Frd%2B%26%3D%25%C3%BC",
            "p%40ss+w%2frd%2b%26%3d%25%c3%Bc",
            "p%40ss%20w%2Frd%2B%26%3D%25%FC",
            "p%u0040ss%20w/rd+%26%3d%25%u00fc",
            "p%2540ss%2520w%252Frd%252B%2526%253D%2525%25C3%25BC",
            "p%2540ss+w%252Frd%252B%2526%253D%2525%25FC",
            "p@ss w/rd+&=3D%=C3=BC",
            "p@ss w/=\r\nrd+&=3d%=fc",
        ],
    );
    // URL libraries keep text that looks like an escape, and encode the rest.
    assert_masked("a%25b c", ["a%25b%20c", "a%2525b%20c", "a%25b+c"]);
}

#[test]
fn a_secret_is_masked_in_the_wrong_character_set() {
    assert_masked(
        "pä€:ss",
        ["pÃ¤â‚¬:ss", "p\\u00c3\\u00a4\\u00e2\\u0082\\u00ac:ss", "p%E4%80:ss", "p\u{fffd}\u{fffd}:ss", "p??:ss"],
    );
    assert_eq!(redactor("pä:ss").mask(&String::from_utf8_lossy(b"in Latin-1: p\xe4:ss!")), "in Latin-1: ***!");
    // Too few characters of this secret are left.
    assert_eq!(redactor("aäöü").mask("a??? why? a?"), "a??? why? a?");
    // A secret does not begin inside the bytes of another character.
    assert_eq!(Redactor::new(["äy", "¤x", "¤"].map(Secret::new).iter()).mask("äx"), "äx");
}

#[test]
fn a_secret_is_masked_where_escapes_are_mixed() {
    assert_masked(
        "p@ss w/rd+&=%ü",
        ["p@ss w\\/rd+&amp;=%ü", "p@ss w/rd\\u002b\\u0026=%ü", "p&#64;ss%20w\\/rd%2b\\u0026=3d%25\\xfc"],
    );
    // HTML in JSON, JSON in HTML, percent in HTML in JSON.
    assert_masked("a\"b", ["a\\u0026quot;b", "a\\&quot;b", "a\\u0026#x25;22b"]);
}

#[test]
fn a_secret_is_masked_in_base64_hex_and_lists() {
    let secret = "pä ss?>word";
    let latin = b"p\xe4 ss?>word";
    let double = STANDARD.encode(STANDARD.encode(secret));
    assert_masked(
        secret,
        [
            STANDARD.encode(secret),
            STANDARD_NO_PAD.encode(secret),
            URL_SAFE.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
            STANDARD.encode(latin),
            STANDARD.encode(secret).replace('/', "\\/").replace('+', "%2B"),
            STANDARD.encode("p%C3%A4+ss%3F%3Eword"),
            double,
            "70c3a42073733f3e776f7264".to_owned(),
            "70E42073733F3E776F7264".to_owned(),
            "70 c3 a4 20 73 73 3f 3e 77 6f 72 64".to_owned(),
            "112, 195, 164, 32, 115, 115, 63, 62, 119, 111, 114, 100".to_owned(),
            "112 -61 -92 32 115 115 63 62 119 111 114 100".to_owned(),
        ],
    );
}

#[test]
fn a_secret_is_masked_where_utf16_is_shorter_than_utf8() {
    for count in 1..30 {
        let secret = format!("pw{}", "密".repeat(count));
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = secret.encode_utf16().flat_map(order).collect();
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let list = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
            for encoded in [STANDARD.encode(&bytes), STANDARD.encode(STANDARD.encode(&bytes)), hex, list] {
                let masked = redactor(&secret).mask(&encoded);
                assert!(masked.starts_with("***") && masked.len() < 6, "{secret} as {encoded}: {masked}");
            }
        }
    }
}

/// Windows programs encode text as UTF-16 before they write it in base64.
#[test]
fn a_secret_is_masked_in_utf16() {
    let secret = "pä ß€?>word";
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let utf16 = |text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for before in ["", "u", "u:", "me:"] {
            let bytes = [before.as_bytes(), &utf16(secret)].concat();
            for text in [STANDARD.encode(&bytes), URL_SAFE_NO_PAD.encode(STANDARD.encode(&bytes)), format!("{bytes:?}")]
            {
                let masked = Redactor::new([&Secret::new(secret)]).mask(&text);
                let shown: usize = masked.split("***").map(str::len).sum();
                assert!(masked.contains("***") && shown < 24, "{text}: {masked}");
            }
        }
        // A body in UTF-16 is read as UTF-8.
        let body = String::from_utf8_lossy(&utf16("it sent pa55word!")).into_owned();
        let masked = Redactor::new([&Secret::new("pa55word")]).mask(&body);
        assert!(masked.contains("***") && !masked.contains("5\u{0}5"), "{masked:?}");
    }
}

#[test]
fn a_secret_inside_a_longer_base64_text_is_masked() {
    let redactor = redactor("correct-horse-battery");
    for prefix in ["", "a", "ab", "abc", "V1:7971:7TZA:AA:"] {
        let echoed = STANDARD.encode(format!("{prefix}correct-horse-battery;"));
        let masked = redactor.mask(&echoed);
        assert!(masked.contains(MASK), "{prefix}: {masked}");
        assert!(masked.len() < prefix.len() * 2 + 12, "{prefix}: {masked}");
    }
    let after_a_backslash = format!("\\{}", STANDARD.encode("nnn-correct-horse"));
    assert!(after_a_backslash.starts_with("\\b"));
    assert_eq!(Redactor::new([&Secret::new("nnn-correct-horse")]).mask(&after_a_backslash), "\\***");
    let folded = STANDARD.encode(format!("{}correct-horse-battery", "x".repeat(50)));
    let masked = redactor.mask(&format!("{}\r\n{}", &folded[..76], &folded[76..]));
    assert!(masked.starts_with("eHh4") && masked.ends_with(MASK) && masked.len() < 76, "{masked}");
}

#[test]
fn a_very_short_secret_is_masked_too() {
    assert_eq!(redactor("d").mask("add d: ZA==, %64 &#100; \\u0064"), "a*** ***: ***, *** *** ***");
    assert_eq!(redactor("true").mask(r#"{"valid":true}"#), r#"{"valid":***}"#);
    assert_eq!(redactor("ä").mask("Käse, K%E4se, K&auml;se"), "K***se, K***se, K***se");
    // Hex and base64 are not searched for a single byte, which occurs everywhere.
    assert_eq!(redactor("d").mask("order 6464, ZGRk"), "or***er 6464, ZGRk");
}

#[test]
fn secrets_may_overlap_and_contain_each_other() {
    let redactor = Redactor::new(["abc", "abcdef", "efgh"].map(Secret::new).iter());
    assert_eq!(redactor.mask("abc abcdef abcdefgh xefghx abcabc"), "*** *** *** x***x ***");
    assert_eq!(Redactor::new(["aXa"].map(Secret::new).iter()).mask("aXaXa"), "***");
}

#[test]
fn a_secret_is_masked_without_the_blanks_around_it() {
    assert_masked("pass\n", ["pass", "pass\\n"]);
    assert_masked(" pass", ["+pass", "%20pass"]);
    assert_eq!(redactor(" pass").mask("x+pass"), "x***");
    assert_eq!(redactor(" pass ").line(" pass "), "***");
    assert_eq!(redactor(" ").mask("a b"), "a***b");
}

#[test]
fn a_long_token_is_masked_even_if_it_is_cut_off() {
    let token: String = (0..400).map(|n| format!("{:x}.", n * 7919)).collect();
    let redactor = redactor(&token);
    assert_eq!(redactor.mask(&format!("<{token}>{token}")), "<***>***");
    assert_eq!(redactor.mask(&format!("the token {}", &token[..64])), "the token ***");
    let encoded = STANDARD_NO_PAD.encode(&token);
    assert_eq!(redactor.mask(&format!("{{{encoded}}}")), "{***}");
}

/// S9: the length of a token does not matter.
#[test]
fn a_token_longer_than_any_header_is_masked_to_its_end() {
    let token: String = (0..20_000).map(|n| format!("{:x}.", n * 7919)).collect();
    assert!(token.len() > 130_000);
    let redactor = redactor(&token);
    let text = format!("{token} and {token}");
    assert_eq!(redactor.mask(&text), "*** and ***");
    let encoded = STANDARD.encode(&token);
    assert_eq!(redactor.mask(&format!("seen: {encoded}")), "seen: ***");
}

#[test]
fn backslashes_and_ambiguous_escapes_are_masked() {
    for count in [1, 2, 20, 41, 80] {
        for (before, after) in [("", ""), ("a", "b"), ("", "x"), ("\"", "\"")] {
            let secret = format!("{before}{}{after}", "\\".repeat(count));
            let json = serde_json::to_string(&secret).expect("a text is JSON");
            let twice = serde_json::to_string(&json).expect("a text is JSON");
            assert_masked(&secret, [secret.as_str(), &json[1..json.len() - 1], &twice[3..twice.len() - 3]]);
        }
    }
    let secret = "%25".repeat(20) + "\"";
    assert_masked(
        &secret,
        [secret.clone(), secret.replace('"', "%22"), secret.replace('%', "%25").replace('"', "%22")],
    );
}

#[test]
fn a_secret_that_a_mask_completes_is_masked_too() {
    let masked = redactor("5ä5ä").mask("5ä5&#2285ä5ä");
    assert!(!masked.contains('5'), "{masked}");
}

/// S7, S9: the time grows only linearly with the text.
#[test]
fn the_steps_of_a_hostile_text_are_bounded_by_its_length() {
    const LENGTH: usize = 10_000;
    let backslashes = format!("{}a", "\\".repeat(62));
    for secret in ["\\".repeat(41), format!("{}x", "\\".repeat(31)), "%25".repeat(10), "a\\%&".repeat(10_000)] {
        let matcher = Matcher::new(&[Secret::new(secret.clone())]).expect("it can be built");
        for text in ["\\", "%25", "&amp;", "\\\\u005c", "\\134", "a\\", &backslashes, &secret] {
            let mut walk = Walk::new(&matcher);
            walk.find(text.repeat(LENGTH / text.len() + 1).as_bytes(), Charset::Utf8, 1, &mut |_| {});
            let steps = walk.steps_taken();
            assert!(steps <= 300_000 + 40 * LENGTH, "{} of {text:.20}: {steps} steps", secret.len());
        }
    }
}

#[test]
fn a_line_is_bounded_and_free_of_control_characters() {
    let line = Redactor::default().line(&format!("\u{1b}[31mred\r\n{}\u{202e}", "x".repeat(1000)));
    assert!(line.starts_with("\\u{1b}[31mred\\r\\nxxx"));
    assert!(!line.chars().any(char::is_control));
    assert!(line.chars().count() < 300);
}

#[test]
fn debug_shows_no_secret() {
    let redactor = redactor("hunter2");
    let _ = redactor.mask("hunter2");
    assert!(!format!("{redactor:?}").contains("hunter2"));
}

proptest! {
    #[test]
    fn any_text_can_be_masked(secret in ".{0,20}", text in ".{0,200}") {
        let _ = redactor(&secret).line(&text);
    }
}
