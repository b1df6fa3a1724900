//! Which path belongs to which service, and in which words it fails.

use std::fmt::Write as _;
use std::path::Path;

use hyper::Method;

use super::answer::Answer;
use super::ask::Ask;
use super::settings::EmulatorSettings;
use super::token::Issuer;
use super::{amadeus, authorization, data, demo, sabre};

/// The four ways of failing, and one for the page that is nobody's.
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

struct RoutedRequest {
    verb: Verb,
    /// A last segment in braces stands for any one segment.
    path: &'static str,
    dialect: Dialect,
    /// Whether an access token is needed.
    guarded: bool,
    handler: fn(&Ask, &EmulatorSettings) -> Answer,
}

const fn open(
    verb: Verb,
    path: &'static str,
    dialect: Dialect,
    handler: fn(&Ask, &EmulatorSettings) -> Answer,
) -> RoutedRequest {
    RoutedRequest { verb, path, dialect, guarded: false, handler }
}

const fn guarded(
    verb: Verb,
    path: &'static str,
    dialect: Dialect,
    handler: fn(&Ask, &EmulatorSettings) -> Answer,
) -> RoutedRequest {
    RoutedRequest { verb, path, dialect, guarded: true, handler }
}

const ROUTES: &[RoutedRequest] = {
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

/// Answers a request.
pub fn answer(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let routes: Vec<&RoutedRequest> = at(&ask.path).collect();
    let data = settings.data.as_deref().filter(|_| routes.iter().all(|route| route.guarded));
    let own = data.and_then(|dir| own_answer(ask, dir));
    if let Some(answer) = own {
        return answer;
    }
    if let Some(route) = routes.iter().find(|route| route.verb.is(&ask.method)) {
        let refusal = if route.guarded { refusal(ask) } else { None };
        return refusal.unwrap_or_else(|| (route.handler)(ask, settings));
    }
    let built_in = routes.iter().map(|route| route.verb.allowed().to_owned());
    let allowed: Vec<String> = built_in.chain(data.and_then(|dir| data::allowed(dir, &ask.path))).collect();
    if allowed.is_empty() {
        return match dialect(ask) {
            Dialect::SabreApi => sabre::errors::api(403),
            _ => amadeus::errors::api(404),
        };
    }
    failure(ask, 405).allowing(allowed.join(", "))
}

/// The answer from a file, if there is one for this request.
fn own_answer(ask: &Ask, dir: &Path) -> Option<Answer> {
    let text = match data::find(dir, &ask.method, &ask.path) {
        Ok(text) => text?,
        Err(error) => {
            log::warn!("an answer of your own cannot be used: {error}");
            return Some(failure(ask, 500));
        }
    };
    let media_type = match dialect(ask) {
        Dialect::SabreApi => sabre::errors::MEDIA_TYPE,
        _ => amadeus::MEDIA_TYPE,
    };
    Some(refusal(ask).unwrap_or(Answer { status: 200, content_type: media_type, body: text, allow: None }))
}

/// Why the request's token does not open the API, if it does not.
fn refusal(ask: &Ask) -> Option<Answer> {
    match dialect(ask) {
        Dialect::SabreApi => sabre::refusal(ask),
        _ => amadeus::refusal(ask),
    }
}

/// The account whose API request this is; requests for tokens and rejected ones belong to none.
pub fn account(ask: &Ask) -> Option<Issuer> {
    if at(&ask.path).any(|route| !route.guarded) {
        return None;
    }
    let issuer = match dialect(ask) {
        Dialect::SabreApi => Issuer::Sabre,
        _ => Issuer::Amadeus,
    };
    refusal(ask).is_none().then_some(issuer)
}

/// Fails with a status, in the words of the service that the path belongs to.
pub fn failure(ask: &Ask, status: u16) -> Answer {
    match dialect(ask) {
        Dialect::AmadeusToken => amadeus::errors::token(status),
        Dialect::AmadeusApi => amadeus::errors::api(status),
        Dialect::SabreToken => sabre::errors::token(status),
        // Of Sabre's two meanings of 403 a demanded failure is the one that a good path can have.
        Dialect::SabreApi if status == 403 => sabre::errors::not_authorized(),
        Dialect::SabreApi => sabre::errors::api(status),
        Dialect::Text => Answer::text(status, format!("{status}\n")),
    }
}

/// Answers plain http where https is spoken: Amadeus documents this error, Sabre does not.
pub fn plain_http(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    match dialect(ask) {
        Dialect::AmadeusToken | Dialect::AmadeusApi => amadeus::errors::api(403),
        _ => Answer::text(403, format!("this is not https: use {}\n", settings.base_url)),
    }
}

/// The routes of a path, one for each method.
fn at(path: &str) -> impl Iterator<Item = &'static RoutedRequest> {
    let matches = move |route: &&RoutedRequest| match route.path.split_once('{') {
        None => route.path == path,
        Some((stem, _)) => path.strip_prefix(stem).is_some_and(|last| !last.is_empty() && !last.contains('/')),
    };
    ROUTES.iter().filter(matches)
}

/// Whose words a path's errors are in.
fn dialect(ask: &Ask) -> Dialect {
    at(&ask.path).next().map_or_else(|| guess(ask), |route| route.dialect)
}

/// Whose an unknown path would be: by its first word, else by the token that came along.
fn guess(ask: &Ask) -> Dialect {
    let word = ask.path.split('/').nth(2).unwrap_or_default();
    match word {
        "auth" | "lists" | "shop" | "historical" | "offers" | "trip" => Dialect::SabreApi,
        "reference-data" | "security" | "shopping" | "booking" | "travel" | "airport" => Dialect::AmadeusApi,
        _ => match authorization::with_scheme(&ask.headers, "Bearer") {
            Some(token) if token.starts_with("T1RLAQ") => Dialect::SabreApi,
            _ => Dialect::AmadeusApi,
        },
    }
}

fn index(_: &Ask, settings: &EmulatorSettings) -> Answer {
    let mut text =
        format!("travauth emulator at {}\n\nServed, without a network and from sample data:\n", settings.base_url);
    for route in ROUTES {
        let verb = match route.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        let bearer = if route.guarded { "  (bearer)" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {verb:<4} {}{bearer}", route.path);
    }
    if let Some(dir) = &settings.data {
        let _ = writeln!(text, "  and what is in {}", dir.display());
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
    text.push_str("\nCredentials, good here only:\n");
    for (name, value) in credentials {
        let _ = writeln!(text, "  {name:<23} {value}");
    }
    Answer::text(200, text)
}
