//! The leak finder must find a secret in every spelling and encoding, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::finder::Finder;

#[test]
fn a_secret_is_found_in_every_spelling() {
    let secret = "pä \"ü&/7";
    let latin = b"p\xe4 \"\xfc&/7";
    let mut folded = STANDARD.encode(format!("me:{secret}"));
    folded.insert_str(8, "\r\n");
    let ways: [(&str, Vec<u8>); 22] = [
        ("JSON", "p\\u00e4 \\\"\\u00FC&\\/7".into()),
        ("JSON in JSON", "p\\\\u00e4 \\\\\\\"\\\\u00fc&/7".into()),
        ("program text", "p\\xe4 \\\"\\xFC\\x26/7".into()),
        ("octal", "p\\303\\244 \"\\303\\274&/7".into()),
        ("LDAP", "p\\c3\\a4 \\22ü&/7".into()),
        ("shell", "pä\\ \\\"ü\\&/7".into()),
        ("HTML names", "p&auml; &quot;&uuml;&amp;&sol;7".into()),
        ("HTML numbers", "p&#228; &#x22;&#X00FC;&#0038;/&#55".into()),
        ("HTML in HTML in a URL", "p%26amp%3Bauml%3B+%26amp%3Bquot%3B%26amp%3Buuml%3B%26amp%3Bamp%3B%2F7".into()),
        ("percent of Latin-1", "p%E4+%22%fc%26%2f7".into()),
        ("percent twice", "p%25C3%25A4%2520%2522%25C3%25BC%2526%252F7".into()),
        ("percent of UTF-16", "p%u00e4%20%22%u00FC%26/7".into()),
        ("quoted-printable", "p=C3=A4 =22=c3=bc&/=37".into()),
        ("each character in another way", "&#112;\\u00e4+%22&uuml;\\x26\\/7".into()),
        ("the wrong character set", "pÃ¤ \"Ã¼&/7".into()),
        ("no character set", "p? \"?&/7".into()),
        ("Latin-1", latin.to_vec()),
        ("hex", "70C3A42022C3BC262F37".into()),
        ("a list", "[112, 195, 164, 32, 34, 195, 188, 38, 47, 55]".into()),
        ("base64 of Latin-1", STANDARD.encode([b"me:", latin.as_slice()].concat()).into()),
        ("base64 twice", STANDARD.encode(STANDARD.encode(format!("me:{secret}"))).into()),
        ("folded base64", folded.into()),
    ];
    let finder = Finder::new(["another secret", secret]);
    for (way, written) in ways {
        let content = [b"before ", written.as_slice(), b" after"].concat();
        assert_eq!(Vec::from_iter(finder.found_in(&content)), [1], "{way}");
    }
    for innocent in ["", "pä \"ü&/", "p&#2280; \"ü&/7", "pÄ \"ü&/7", "70C3A42022C3BC262F", "p&amp;aum; \"ü&/7"] {
        assert!(finder.found_in(innocent.as_bytes()).is_empty(), "{innocent}");
    }
}
