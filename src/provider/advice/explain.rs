//! Finds the rows of the table that explain a code.

use super::{Advice, rows};
use crate::provider::ErrorDialect;
use crate::suggest;

/// Returns the rows for a code, an HTTP status or an OAuth name. The rows of the provider's dialect are first.
///
/// Without a provider the rows of all providers are searched.
pub fn explain(dialect: Option<&str>, code: &str) -> Vec<&'static Advice> {
    let status = code.parse::<u16>().ok().filter(|status| (100..600).contains(status));
    let mut found: Vec<&Advice> =
        rows().filter(|row| is_for(row, dialect) && (has_code(row, code) || has_status(row, status))).collect();
    // A row for the code itself precedes a row for a class of statuses.
    found.sort_by_key(|row| (row.code.is_none(), row.provider.is_none(), row.status.is_some_and(|status| status < 10)));
    found
}

/// Returns the codes of the table that resemble this one, the nearest first.
pub fn nearest_codes(dialect: Option<&str>, code: &str) -> Vec<&'static str> {
    let mut codes: Vec<&str> = rows().filter(|row| is_for(row, dialect)).filter_map(|row| row.code).collect();
    codes.sort_unstable();
    codes.dedup();
    suggest::similar(code, &codes)
}

/// Returns whether a row can explain an error of this dialect. Any provider can use SOAP or Mashery.
fn is_for(row: &Advice, dialect: Option<&str>) -> bool {
    let Some(dialect) = dialect else { return true };
    row.provider.is_none_or(|name| name == dialect || ErrorDialect::NAMES.contains(&name))
}

fn has_code(row: &Advice, code: &str) -> bool {
    row.code.is_some_and(|own| match (own.strip_prefix('…'), own.strip_suffix('…')) {
        (Some(ending), _) => code.ends_with(ending),
        (None, Some(beginning)) => code.starts_with(beginning),
        (None, None) => own.eq_ignore_ascii_case(code),
    })
}

fn has_status(row: &Advice, status: Option<u16>) -> bool {
    let Some(status) = status else { return false };
    row.status.is_some_and(|own| own == status || own == status / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_a_name_and_a_status_are_found() {
        let first = |dialect, code| explain(dialect, code).first().map(|row| (row.provider, row.code, row.status));
        assert_eq!(first(None, "38192"), Some((Some("amadeus"), Some("38192"), Some(401))));
        assert_eq!(first(None, "invalid_target"), Some((None, Some("invalid_target"), None)));
        assert_eq!(first(Some("sabre"), "38192"), None);
        assert!(explain(Some("sabre"), "401").iter().all(|row| row.provider != Some("amadeus")));
        assert_eq!(explain(Some("sabre"), "401")[0].provider, Some("sabre"));
        assert!(explain(Some("acme"), "418").iter().any(|row| row.status == Some(4)));
        let code = "ERR.2SG.PROVIDER.INTERNAL_PROCESSING_ERROR";
        assert_eq!(first(None, code).map(|row| row.0), Some(Some("sabre")));
        assert_eq!(explain(None, "Client.AuthenticationFailed")[0].provider, Some("soap"));
        for unknown in ["", "99999", "nonsense", "600", "0"] {
            assert!(explain(None, unknown).is_empty(), "{unknown}");
        }
        assert!(nearest_codes(None, "38193x").contains(&"38193"));
    }
}
