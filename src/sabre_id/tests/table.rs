//! Tests of the exact diagnosis of each mistake, alone and in combinations.

use super::super::Verdict;
use super::build::*;
use super::{SYNXIS, VECTOR, b64, encoded, mistakes_of};

/// An id with a second `V1:`.
const DOUBLED: &str = "V1:V1:userid:group:domain";

fn assert_mistakes(table: &[(String, &str)]) {
    for (string, expected) in table {
        let diagnosis = diagnose(string);
        assert_eq!(mistakes_of(&diagnosis), *expected, "{string:?}");
        let is_wrong = !expected.is_empty();
        assert_eq!(diagnosis.verdict == Verdict::Wrong, is_wrong, "{string:?}");
    }
}

#[test]
fn the_documented_mistakes() {
    let dev = encoded("V1:abcdefgh12345678:DEVCENTER:EXT", "0123456789");
    assert_eq!(dev.len(), 84);
    let given = |text: &str| text.to_owned();
    assert_mistakes(&[
        (given(VECTOR), ""),
        (given("VjE6dXNlcmlkOmdyb3VwOmRvbWFpbjoxMjM0NQ=="), "encoded-once@whole"),
        (given("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnbz06TVRJek5EVUs="), "newline-in-halves@id,password"),
        (given("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0K"), "newline-at-outer-layer@whole"),
        (given("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnJTNEJTNEOk1USXpORFUlM0Q="), "percent-encoded@id,password"),
        (given("VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==:MTIzNDU="), "outer-layer-missing@whole"),
        (given("TVRJek5EVT0="), "only-the-secret@whole"),
        (outer(python(&b64(ID)), python(&b64(PASSWORD))), "python-repr@id,password"),
        (wrapped(&dev, 76, "\n"), "wrapped@whole"),
        (outer(b64(ID), b64("a?>~b?>").replace('+', "-").replace('/', "_")), "url-safe-alphabet@password"),
        (VECTOR.replace('=', ""), "missing-padding@whole"),
        (outer(b64(ID).replace('=', ""), b64(PASSWORD).replace('=', "")), "missing-padding@id,password"),
        (format!("Basic Basic {VECTOR}"), "basic-prefix@whole"),
        (b64(VECTOR), "encoded-three-times@whole"),
        (halves("V1:V1:userid:group:domain", PASSWORD), "double-v1@id"),
        (halves("V1:userid:group", PASSWORD), "fewer-than-four-parts@id"),
    ]);
    assert_eq!(diagnose(wrapped(&dev, 76, "\n")).mistakes[0].columns, Some(76));
}

#[test]
fn further_mistakes() {
    assert_mistakes(&[
        (format!("{ID}:{PASSWORD}"), "not-encoded@whole"),
        (b64(b64(format!("{ID}:{PASSWORD}"))), "encoded-as-one@whole"),
        (b64(b64(ID)), "encoded-as-one@whole password-missing@password"),
        (outer(b64(ID), ""), "password-missing@password"),
        (outer(b64(ID), PASSWORD), "half-not-encoded@password"),
        (outer(b64(ID), "pa:ss"), "half-not-encoded@password"),
        (halves(PASSWORD, ID), "halves-swapped@whole"),
        (halves(b64(ID), b64(PASSWORD)), "encoded-three-times@id,password"),
        (halves(utf16(ID), utf16(PASSWORD)), "utf16@id,password"),
        (b64(utf16(&format!("{}:{}", b64(ID), b64(PASSWORD)))), "utf16@whole"),
        (halves(ID, b"p\xe4ssw\xf6rt"), "not-utf8@password"),
        (halves(b"V1:us\xe4r:group:domain", PASSWORD), "not-utf8@id"),
        (halves("userid:group:domain", PASSWORD), "v1-missing@id"),
        (halves("v1:userid:group:domain", PASSWORD), "v1-missing@id"),
        (halves("V1:userid:group:domain:x", PASSWORD), "more-than-four-parts@id"),
        (halves("V1:userid::domain", PASSWORD), "empty-part@id"),
        (halves("V1:user id:group:domain", PASSWORD), "bad-character@id"),
        (halves(percent(ID), percent("a/b")), "percent-encoded@id,password"),
        (VECTOR.replace('=', "%3D"), "percent-encoded@whole"),
        (format!("Basic{VECTOR}"), "basic-prefix@whole"),
        (b64(format!("Basic {}:{}", b64(ID), b64(PASSWORD))), "basic-prefix@whole"),
        (format!("Authorization: {VECTOR}"), "basic-missing@whole"),
        (format!("b'{VECTOR}'"), "python-repr@whole"),
        (format!("b\"{VECTOR}\\n\""), "python-repr@whole"),
        (format!("{} {}", &VECTOR[..20], &VECTOR[20..]), "blank-inside@whole"),
        (VECTOR[..VECTOR.len() - 3].to_owned(), "uneven-end@whole,password"),
        (format!("{VECTOR}="), "uneven-end@whole"),
        (wrapped(VECTOR, 20, "\r\n"), "wrapped@whole"),
        (outer(format!("{}\n", b64(ID)), b64(PASSWORD)), "newline-at-outer-layer@id"),
        (halves(ID, "12345\r\n"), "newline-in-halves@password"),
        (halves(format!("{ID}\n"), PASSWORD), "newline-in-halves@id"),
        (halves(ID, "\n"), "newline-in-halves@password password-missing@password"),
        (b64("user:secret"), "encoded-once@whole"),
        (b64(PASSWORD), "outer-layer-missing@whole only-the-secret@whole"),
    ]);
}

#[test]
fn encoded_once_with_another_mistake() {
    let joined = format!("{ID}:{PASSWORD}");
    assert_mistakes(&[
        (b64(format!("{joined}\n")), "encoded-once@whole newline-at-outer-layer@whole"),
        (b64(format!("{ID}\n:{PASSWORD}")), "encoded-once@whole newline-in-halves@id"),
        (b64(format!("{}:{}", percent(ID), percent("a/b+c"))), "encoded-once@whole percent-encoded@id,password"),
        (b64(&joined).replace('=', ""), "missing-padding@whole encoded-once@whole"),
        (wrapped(&b64(&joined), 30, "\n"), "wrapped@whole encoded-once@whole"),
        (format!("Basic Basic {}", b64(&joined)), "basic-prefix@whole encoded-once@whole"),
        (b64(format!("{DOUBLED}:{PASSWORD}")), "encoded-once@whole double-v1@id"),
        (b64("V1:userid:12345"), "encoded-once@whole fewer-than-four-parts@id"),
        (b64("V1:userid:group:12345"), "encoded-once@whole password-missing@password"),
        (b64(format!("{PASSWORD}:{ID}")), "halves-swapped@whole encoded-once@whole"),
        (python(&b64(&joined)), "python-repr@whole encoded-once@whole"),
    ]);
}

#[test]
fn newlines_or_python_notation_with_another_mistake() {
    let newlines = halves(format!("{ID}\n"), "12345\n");
    assert_mistakes(&[
        (newlines.replace('=', ""), "missing-padding@whole newline-in-halves@id,password"),
        (wrapped(&newlines, 40, "\n"), "wrapped@whole newline-in-halves@id,password"),
        (
            b64(format!("{}:{}\n", b64(format!("{ID}\n")), b64("12345\n"))),
            "newline-at-outer-layer@whole newline-in-halves@id,password",
        ),
        (b64(&newlines), "encoded-three-times@whole newline-in-halves@id,password"),
        (
            format!("{}:{}", b64(format!("{ID}\n")), b64("12345\n")),
            "outer-layer-missing@whole newline-in-halves@id,password",
        ),
        (halves(format!("{DOUBLED}\n"), PASSWORD), "newline-in-halves@id double-v1@id"),
        (halves("V1:userid:group\n", "12345\n"), "newline-in-halves@id,password fewer-than-four-parts@id"),
        (
            halves(format!("{}\n", b64(format!("{ID}\n"))), format!("{}\n", b64("12345\n"))),
            "encoded-three-times@id,password newline-in-halves@id,password",
        ),
        (
            format!("{}:{}", python(&b64(ID)), python(&b64(PASSWORD))),
            "outer-layer-missing@whole python-repr@id,password",
        ),
        (python(&outer(python(&b64(ID)), python(&b64(PASSWORD)))), "python-repr@whole,id,password"),
        (
            outer(format!("b'{}\\n'", b64(ID)), format!("b'{}\\n'", b64(PASSWORD))),
            "python-repr@id,password newline-at-outer-layer@id,password",
        ),
        (wrapped(&outer(python(&b64(ID)), python(&b64(PASSWORD))), 40, "\n"), "wrapped@whole python-repr@id,password"),
    ]);
}

#[test]
fn wrong_layers_with_another_mistake() {
    let joined = format!("{ID}:{PASSWORD}");
    let encoded_halves = format!("{}:{}", b64(ID), b64(PASSWORD));
    assert_mistakes(&[
        (
            b64(outer(percent(&b64(ID)), percent(&b64(PASSWORD)))),
            "encoded-three-times@whole percent-encoded@id,password",
        ),
        (percent(&encoded_halves), "percent-encoded@whole outer-layer-missing@whole"),
        (percent(&b64(&joined)), "percent-encoded@whole encoded-once@whole"),
        (
            format!("{}:{}", b64(ID).replace('=', ""), b64(PASSWORD).replace('=', "")),
            "outer-layer-missing@whole missing-padding@id,password",
        ),
        (format!("{}:{PASSWORD}", b64(ID)), "outer-layer-missing@whole half-not-encoded@password"),
        (b64(format!("Basic {VECTOR}")), "basic-prefix@whole encoded-three-times@whole"),
        (b64(format!("Authorization: Basic {VECTOR}")), "basic-prefix@whole encoded-three-times@whole"),
        (b64(VECTOR).replace('=', ""), "missing-padding@whole encoded-three-times@whole"),
        (wrapped(&b64(VECTOR), 64, "\n"), "wrapped@whole encoded-three-times@whole"),
        (b64(wrapped(VECTOR, 30, "\n")), "wrapped@whole encoded-three-times@whole"),
        (b64(b64(format!("{DOUBLED}:{PASSWORD}"))), "encoded-as-one@whole double-v1@id"),
        (b64(b64("12345\n")), "newline-in-halves@password only-the-secret@whole"),
        (wrapped(&b64(b64("a longer password")), 16, "\n"), "wrapped@whole only-the-secret@whole"),
        (format!("Basic Basic {}", b64(b64(PASSWORD))), "basic-prefix@whole only-the-secret@whole"),
        (b64(b64(PASSWORD)).replace('=', ""), "missing-padding@whole only-the-secret@whole"),
    ]);
}

#[test]
fn mistakes_within_the_halves_with_another_mistake() {
    let joined = format!("{ID}:{PASSWORD}");
    let long_id = format!("V1:{}:group:domain", "u".repeat(60));
    assert_mistakes(&[
        (outer(wrapped(&b64(&long_id), 76, "\n"), b64(PASSWORD)), "wrapped@id"),
        (
            outer(format!("{}\n", wrapped(&b64(&long_id), 76, "\n")), format!("{}\n", b64(PASSWORD))),
            "newline-at-outer-layer@whole,id wrapped@id",
        ),
        (
            outer(b64(ID), b64("a?>~b>>?").replace('+', "-").replace('/', "_").replace('=', "")),
            "url-safe-alphabet@password missing-padding@password",
        ),
        (wrapped(&halves(DOUBLED, PASSWORD), 40, "\n"), "wrapped@whole double-v1@id"),
        (halves("V1:V1:userid:group", PASSWORD), "double-v1@id fewer-than-four-parts@id"),
        (halves("userid:group", PASSWORD), "v1-missing@id fewer-than-four-parts@id"),
        (halves(utf16(&format!("{ID}\n")), utf16("12345\n")), "utf16@id,password newline-in-halves@id,password"),
        (format!("{}:{}", b64("yourclientid"), b64("yourclientsecret")), "outer-layer-missing@whole"),
        (b64(SYNXIS), "encoded-three-times@whole"),
        (format!("{DOUBLED}:{PASSWORD}"), "not-encoded@whole double-v1@id"),
        (format!("Authorization: {}", b64(&joined)), "basic-missing@whole encoded-once@whole"),
    ]);
}
