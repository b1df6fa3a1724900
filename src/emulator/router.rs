//! Finds the handler of a path, and the error format of the path's service.

use std::fmt::Write as _;
use std::path::Path;

use hyper::Method;

use super::request::EmulatedRequest;
use super::response::EmulatedResponse;
use super::settings::EmulatorSettings;
use super::token::Issuer;
use super::{amadeus, authorization, data, demo, sabre};

/// The error format of a path: one for each API and each token endpoint, and plain text for the front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    AmadeusToken,
    AmadeusApi,
    SabreToken,
    SabreApi,
    Text,
}

#[derive(Debug, Clone, Copy)]
enum Verb {
    Get,
    Post,
}

impl Verb {
    fn is(self, method: &Method) -> bool {
        match self {
            Self::Get => matches!(*method, Method::GET | Method::HEAD),
            Self::Post => *method == Method::POST,
        }
    }

    const fn allowed(self) -> &'static str {
        match self {
            Self::Get => "GET, HEAD",
            Self::Post => "POST",
        }
    }
}

struct EmulatedRoute {
    verb: Verb,
    /// If the last segment is in braces, it matches any segment.
    path: &'static str,
    dialect: Dialect,
    /// True if requests need an access token.
    guarded: bool,
    handler: fn(&EmulatedRequest, &EmulatorSettings) -> EmulatedResponse,
}

const fn open(
    verb: Verb,
    path: &'static str,
    dialect: Dialect,
    handler: fn(&EmulatedRequest, &EmulatorSettings) -> EmulatedResponse,
) -> EmulatedRoute {
    EmulatedRoute { verb, path, dialect, guarded: false, handler }
}

const fn guarded(
    verb: Verb,
    path: &'static str,
    dialect: Dialect,
    handler: fn(&EmulatedRequest, &EmulatorSettings) -> EmulatedResponse,
) -> EmulatedRoute {
    EmulatedRoute { verb, path, dialect, guarded: true, handler }
}

const ROUTES: &[EmulatedRoute] = {
    use Dialect::{AmadeusApi, AmadeusToken, SabreApi, SabreToken, Text};
    use Verb::{Get, Post};
    &[
        open(Get, "/", Text, index),
        open(Post, "/v1/security/oauth2/token", AmadeusToken, amadeus::token::grant),
        open(Get, "/v1/security/oauth2/token/{token}", AmadeusApi, amadeus::token::describe),
        guarded(Get, "/v2/reference-data/urls/checkin-links", AmadeusApi, amadeus::checkin::links),
        guarded(Get, "/v1/reference-data/airlines", AmadeusApi, amadeus::carriers::list),
        guarded(Get, "/v1/reference-data/locations", AmadeusApi, amadeus::locations::search),
        guarded(Get, "/v1/reference-data/locations/{id}", AmadeusApi, amadeus::locations::one),
        guarded(Get, "/v2/shopping/flight-offers", AmadeusApi, amadeus::flights::search),
        guarded(Post, "/v2/shopping/flight-offers", AmadeusApi, amadeus::flights::search_by_criteria),
        guarded(Post, "/v1/shopping/flight-offers/pricing", AmadeusApi, amadeus::flights::price),
        open(Post, "/v2/auth/token", SabreToken, sabre::token::v2),
        open(Post, "/v3/auth/token", SabreToken, sabre::token::v3),
        guarded(Get, "/v1/lists/supported/shop/themes", SabreApi, sabre::lists::themes),
        guarded(Get, "/v1/shop/themes", SabreApi, sabre::lists::themes),
        guarded(Get, "/v1/lists/utilities/airlines", SabreApi, sabre::lists::airlines),
    ]
};

/// Returns the response to a request.
pub fn respond(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let routes: Vec<&EmulatedRoute> = at(&request.path).collect();
    let data = settings.data.as_deref().filter(|_| routes.iter().all(|route| route.guarded));
    let from_file = data.and_then(|dir| response_from_file(request, dir));
    if let Some(response) = from_file {
        return response;
    }
    if let Some(route) = routes.iter().find(|route| route.verb.is(&request.method)) {
        let token_error = if route.guarded { token_error(request) } else { None };
        return token_error.unwrap_or_else(|| (route.handler)(request, settings));
    }
    let built_in = routes.iter().map(|route| route.verb.allowed().to_owned());
    let allowed: Vec<String> = built_in.chain(data.and_then(|dir| data::allowed(dir, &request.path))).collect();
    if allowed.is_empty() {
        return match dialect(request) {
            Dialect::SabreApi => sabre::errors::api(403),
            _ => amadeus::errors::api(404),
        };
    }
    failure(request, 405).allowing(allowed.join(", "))
}

/// Returns the response from a file, if there is a file for this request.
fn response_from_file(request: &EmulatedRequest, dir: &Path) -> Option<EmulatedResponse> {
    let text = match data::find(dir, &request.method, &request.path) {
        Ok(text) => text?,
        Err(error) => {
            log::warn!("a response file cannot be used: {error}");
            return Some(failure(request, 500));
        }
    };
    let media_type = match dialect(request) {
        Dialect::SabreApi => sabre::errors::MEDIA_TYPE,
        _ => amadeus::MEDIA_TYPE,
    };
    Some(token_error(request).unwrap_or(EmulatedResponse {
        status: 200,
        content_type: media_type,
        body: text,
        allow: None,
    }))
}

/// Returns the error response if the request has no valid token.
fn token_error(request: &EmulatedRequest) -> Option<EmulatedResponse> {
    match dialect(request) {
        Dialect::SabreApi => sabre::token_error(request),
        _ => amadeus::token_error(request),
    }
}

/// Returns the account that sends this API request, or `None` for token requests and requests without a valid token.
pub fn account(request: &EmulatedRequest) -> Option<Issuer> {
    if at(&request.path).any(|route| !route.guarded) {
        return None;
    }
    let issuer = match dialect(request) {
        Dialect::SabreApi => Issuer::Sabre,
        _ => Issuer::Amadeus,
    };
    token_error(request).is_none().then_some(issuer)
}

/// Returns the error response with this status, in the format of the path's service.
pub fn failure(request: &EmulatedRequest, status: u16) -> EmulatedResponse {
    match dialect(request) {
        Dialect::AmadeusToken => amadeus::errors::token(status),
        Dialect::AmadeusApi => amadeus::errors::api(status),
        Dialect::SabreToken => sabre::errors::token(status),
        // The usual 403 of Sabre is for an unknown path, but this path may be known.
        Dialect::SabreApi if status == 403 => sabre::errors::not_authorized(),
        Dialect::SabreApi => sabre::errors::api(status),
        Dialect::Text => EmulatedResponse::text(status, format!("{status}\n")),
    }
}

/// Returns the error response to plain http on an https port. Amadeus documents this error, Sabre does not.
pub fn plain_http(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    match dialect(request) {
        Dialect::AmadeusToken | Dialect::AmadeusApi => amadeus::errors::api(403),
        _ => EmulatedResponse::text(403, format!("this is not https: use {}\n", settings.base_url)),
    }
}

/// Returns the routes of a path, one for each method.
fn at(path: &str) -> impl Iterator<Item = &'static EmulatedRoute> {
    let matches = move |route: &&EmulatedRoute| match route.path.split_once('{') {
        None => route.path == path,
        Some((stem, _)) => path.strip_prefix(stem).is_some_and(|last| !last.is_empty() && !last.contains('/')),
    };
    ROUTES.iter().filter(matches)
}

/// Returns the error format of a request's path.
fn dialect(request: &EmulatedRequest) -> Dialect {
    at(&request.path).next().map_or_else(|| guess(request), |route| route.dialect)
}

/// Guesses the error format of an unknown path from its second segment, or else from the token of the request.
fn guess(request: &EmulatedRequest) -> Dialect {
    let word = request.path.split('/').nth(2).unwrap_or_default();
    match word {
        "auth" | "lists" | "shop" | "historical" | "offers" | "trip" => Dialect::SabreApi,
        "reference-data" | "security" | "shopping" | "booking" | "travel" | "airport" => Dialect::AmadeusApi,
        _ => match authorization::with_scheme(&request.headers, "Bearer") {
            Some(token) if token.starts_with("T1RLAQ") => Dialect::SabreApi,
            _ => Dialect::AmadeusApi,
        },
    }
}

fn index(_: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let mut text =
        format!("travauth emulator at {}\n\nPaths, served from sample data without a network:\n", settings.base_url);
    for route in ROUTES {
        let verb = match route.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        let bearer = if route.guarded { "  (bearer)" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {verb:<4} {}{bearer}", route.path);
    }
    if let Some(dir) = &settings.data {
        let _ = writeln!(text, "  and the files in {}", dir.display());
    }
    let credentials = [
        ("Amadeus client id", demo::AMADEUS_CLIENT_ID),
        ("Amadeus client secret", demo::AMADEUS_CLIENT_SECRET),
        ("Sabre user", demo::SABRE_USER_ID),
        ("Sabre group", demo::SABRE_GROUP),
        ("Sabre domain", demo::SABRE_DOMAIN),
        ("Sabre password", demo::SABRE_PASSWORD),
        ("Sabre v3 client id", demo::SABRE_CLIENT_ID),
        ("Sabre v3 client secret", demo::SABRE_CLIENT_SECRET),
    ];
    text.push_str("\nCredentials, accepted here only:\n");
    for (name, value) in credentials {
        let _ = writeln!(text, "  {name:<23} {value}");
    }
    EmulatedResponse::text(200, text)
}
