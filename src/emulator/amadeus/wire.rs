//! The media type and links of Amadeus's responses.

use url::form_urlencoded::Serializer;

/// The media type of every response, even of a token. It has no parameter, because the SDKs compare the whole value.
pub const MEDIA_TYPE: &str = "application/vnd.amadeus+json";

/// Builds an absolute link, whose query is encoded as in forms: `page[offset]` becomes `page%5Boffset%5D`.
pub fn link(host: &str, path: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return format!("{host}{path}");
    }
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{host}{path}?{query}")
}
