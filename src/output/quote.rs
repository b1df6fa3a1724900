//! Quoting for shells and for curl's configuration.

/// Quotes for sh, bash, zsh.
pub fn sh(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Quotes for fish.
pub fn fish(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// Quotes for `PowerShell`.
pub fn powershell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Quotes a value of curl's configuration file.
pub fn curl_config(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_escaped() {
        let text = r#"a'b\c"d"#;
        assert_eq!(sh(text), r#"'a'\''b\c"d'"#);
        assert_eq!(fish(text), r#"'a\'b\\c"d'"#);
        assert_eq!(powershell(text), r#"'a''b\c"d'"#);
        assert_eq!(curl_config(text), r#""a'b\\c\"d""#);
    }
}
