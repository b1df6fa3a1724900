//! `allowed_hosts`: the hosts that tokens and credentials can be sent to.

use serde::Deserialize;
use url::Host;

/// The hosts that tokens and credentials can be sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct AllowedHosts(Vec<HostPattern>);

/// A host, or `*.` and the name of a domain for all hosts in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct HostPattern {
    host: String,
    is_domain: bool,
}

impl TryFrom<String> for HostPattern {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let domain = text.strip_prefix("*.");
        let host_text = domain.unwrap_or(&text);
        match (Host::parse(host_text), domain) {
            (Ok(host @ Host::Domain(_)), _) | (Ok(host), None) if !host_text.contains(['/', '*']) => {
                Ok(Self { host: normal(&host.to_string()), is_domain: domain.is_some() })
            }
            _ => Err(
                "this is not the name of a host\nwrite it like \"api.example.com\", or \"*.example.com\" for all hosts of a domain",
            ),
        }
    }
}

/// Removes the dot after a complete name, which does not change its meaning.
fn normal(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

impl HostPattern {
    fn matches(&self, host: &str) -> bool {
        if self.is_domain {
            host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.host
        }
    }
}

impl AllowedHosts {
    /// Returns whether this host is on the list.
    pub fn contain(&self, host: &str) -> bool {
        let host = normal(host);
        self.0.iter().any(|pattern| pattern.matches(&host))
    }
}

impl std::fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let patterns = self.0.iter().map(|one| format!("{}{}", if one.is_domain { "*." } else { "" }, one.host));
        f.write_str(&patterns.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(patterns: &[&str]) -> AllowedHosts {
        AllowedHosts(patterns.iter().map(|text| HostPattern::try_from((*text).to_owned()).unwrap()).collect())
    }

    #[test]
    fn a_star_is_any_depth_of_names_and_not_the_domain_itself() {
        let allowed = hosts(&["*.Sabre.com", "api.example.com", "[2001:db8::1]", "192.0.2.1"]);
        for (host, expected) in [
            ("api.sabre.com", true),
            ("a.b.SABRE.com", true),
            ("a.sabre.com.", true),
            ("sabre.com", false),
            ("notsabre.com", false),
            ("sabre.com.evil.example", false),
            (".sabre.com", false),
            ("api.example.com", true),
            ("x.api.example.com", false),
            ("[2001:db8::1]", true),
            ("[2001:db8::2]", false),
            ("192.0.2.1", true),
        ] {
            assert_eq!(allowed.contain(host), expected, "{host}");
        }
        assert!(!hosts(&[]).contain("api.example.com"));
    }

    #[test]
    fn other_patterns_are_rejected() {
        for text in ["", "*", "*.", "a.*.b", "https://x", "a/b", "x:80", "*.192.0.2.1", "a b"] {
            assert!(HostPattern::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
