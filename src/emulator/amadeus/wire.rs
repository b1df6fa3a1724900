//! What all of Amadeus's answers share.

use url::form_urlencoded::Serializer;

/// The media type of every answer, tokens included; the SDKs compare it whole, so it has no parameter.
pub const MEDIA_TYPE: &str = "application/vnd.amadeus+json";

/// An absolute link, in the percent-encoding of forms: `page[offset]` becomes `page%5Boffset%5D`.
pub fn link(host: &str, path: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return format!("{host}{path}");
    }
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{host}{path}?{query}")
}
