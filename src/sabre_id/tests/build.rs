//! Helpers that build strings with mistakes.

use super::super::{Diagnosis, Expected, verify};
use super::b64;

pub(super) const ID: &str = "V1:userid:group:domain";
pub(super) const PASSWORD: &str = "12345";

pub(super) fn diagnose(text: impl AsRef<[u8]>) -> Diagnosis {
    verify(text.as_ref(), Expected::default())
}

/// Joins two halves and adds the outer layer.
pub(super) fn outer(left: impl AsRef<str>, right: impl AsRef<str>) -> String {
    b64(format!("{}:{}", left.as_ref(), right.as_ref()))
}

pub(super) fn halves(id: impl AsRef<[u8]>, password: impl AsRef<[u8]>) -> String {
    outer(b64(id), b64(password))
}

pub(super) fn wrapped(text: &str, columns: usize, end: &str) -> String {
    let lines: Vec<_> = text.as_bytes().chunks(columns).map(String::from_utf8_lossy).collect();
    lines.join(end)
}

pub(super) fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(super) fn python(text: &str) -> String {
    format!("b'{text}'")
}
