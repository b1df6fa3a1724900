//! Detects placeholders of a template that were not replaced by a value.

use crate::failure::{Failure, Kind, Result};

/// Whether a value that looks like a placeholder can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceholderPolicy {
    /// No, because a rejected attempt counts against the account.
    #[default]
    Refuse,
    /// Yes: `--allow-placeholder` is set, or the value is never sent to a provider.
    Allow,
}

impl PlaceholderPolicy {
    /// Fails when the value looks like a placeholder. `what` names the value and its origin.
    pub fn check(self, value: &str, what: impl std::fmt::Display) -> Result<()> {
        if self == Self::Allow || !is_placeholder(value) {
            return Ok(());
        }
        Err(Failure::new(Kind::MalformedCredential, format!("{what} looks like a placeholder"))
            .because("nothing was sent, because a rejected attempt counts against the account")
            .hint("set the real value, or add `--allow-placeholder` if this is the real value"))
    }
}

/// Returns whether the whole value is a placeholder as templates and examples write it.
fn is_placeholder(value: &str) -> bool {
    const ENCLOSING: [(&str, &str); 4] = [("${", "}"), ("$(", ")"), ("{{", "}}"), ("<", ">")];
    let within = |(open, close): (&str, &str)| {
        let inner = value.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.is_empty()).then_some(inner)
    };
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let value_lower = value.to_ascii_lowercase();
    ENCLOSING.into_iter().any(|pair| within(pair).is_some())
        || within(("%", "%")).is_some_and(is_name)
        || ["your_", "your-"].iter().any(|start| value_lower.strip_prefix(start).is_some_and(|rest| !rest.is_empty()))
        || value_lower == "changeme"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_placeholders_are_recognized_and_nothing_else() {
        for text in [
            "${SABRE_PASSWORD}",
            "${{ secrets.SABRE }}",
            "$(SABRE_PASSWORD)",
            "{{password}}",
            "{{ .Values.password }}",
            "%SABRE_PASSWORD%",
            "<password>",
            "<your client id>",
            "YOUR_PASSWORD",
            "your-client-id",
            "Your_Key",
            "changeme",
            "CHANGEME",
            "ChangeMe",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "",
            "${}",
            "$()",
            "{{}}",
            "<>",
            "%%",
            "%",
            "your",
            "your-",
            "YOUR_",
            "yours-truly",
            "$SABRE",
            "{x}",
            "a${X}",
            "${X}b",
            "100%of%",
            "%a b%",
            "%a%b%c",
            "changeme1",
            "change-me",
            "a<b>",
            "<b>a",
            "pass<word>!",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
