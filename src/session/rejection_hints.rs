//! Adds hints about likely mistakes to a rejection by the token endpoint.

use url::form_urlencoded;

use super::Session;
use super::fetch::TokenFetcher;
use crate::credentials::SecretSetting;
use crate::failure::{Failure, Kind};
use crate::origin::Origin;
use crate::provider::{ClientAuth, ErrorResponse, Grant, RequiredSecret, SecretName, likely_mistakes};
use crate::secret::Secret;
use crate::settings::BaseUrl;

impl TokenFetcher<'_> {
    /// Adds hints about likely mistakes in the credentials to the failure.
    pub(super) fn with_likely_mistakes(&self, rejection: ErrorResponse) -> Failure {
        let ErrorResponse { failure, may_be_elsewhere, .. } = rejection;
        let target = &self.session.target;
        if failure.kind() != Kind::CredentialsRejected || target.base_url == BaseUrl::Emulator {
            return failure;
        }
        let environment = target.environment_data().map_or("", |environment| &*environment.name);
        let secrets = self.secrets.each_ref().map(Option::as_ref);
        let mut hints = likely_mistakes(self.credentials, secrets, environment);
        hints.extend(self.other_client_auth(secrets[SecretName::ClientSecret as usize]));
        let mut others = target.provider.value.other_environments(environment);
        others.retain(|other| target.endpoint.differs_in(other));
        if may_be_elsewhere && !others.is_empty() {
            let flags: Vec<String> = others.iter().map(|other| format!("`-e {}`", other.name)).collect();
            hints.push(format!(
                "this is {environment}: if the credentials belong to another environment, use {} (`travauth check \
                 --try-other-environments` finds out which)",
                flags.join(" or ")
            ));
        }
        failure.hints_first(hints)
    }

    /// Returns a hint about the other ways in which a provider of the config file can expect id and secret.
    fn other_client_auth(&self, secret: Option<&Secret>) -> Option<String> {
        let target = &self.session.target;
        let (provider, way) = (&target.provider.value, self.session.client_auth());
        if provider.is_built_in() || target.endpoint.grant == Grant::None {
            return None;
        }
        let texts = [Some(self.credentials.client_id.value.as_str()), secret.map(Secret::expose)];
        let is_changed = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() != text;
        let others = match way {
            ClientAuth::Basic if texts.into_iter().flatten().any(is_changed) => {
                "most servers do not decode them: try `client_auth = \"basic_unencoded\"` or \"client_secret_post\""
            }
            ClientAuth::Basic | ClientAuth::BasicUnencoded => {
                "some servers expect them in the body: try `client_auth = \"client_secret_post\"`"
            }
            ClientAuth::Post => "some servers expect HTTP Basic: try `client_auth = \"client_secret_basic\"`",
            ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt => {
                "check that the key is registered for the client id, the `audience` and `kid` of `assertion`, and this \
                 machine's clock"
            }
            ClientAuth::Sabre | ClientAuth::Tls | ClientAuth::None | ClientAuth::Discovered => return None,
        };
        let is_assertion = matches!(way, ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt);
        let name = &provider.name;
        let selected = match &target.profile {
            Some(profile) => format!("-P {}", profile.value),
            None => format!("-p {name}"),
        };
        let find_out = format!(" in [providers.{name}] (`travauth check {selected} --try-auth` finds out which works)");
        let find_out = if is_assertion { String::new() } else { find_out };
        Some(format!("the client authenticated by {}; {others}{find_out}", way.description()))
    }
}

impl Session {
    /// Adds a hint that says where the rejected credentials of this run are from. Those with the same origin are named together.
    ///
    /// The hint is not stored with the failure, because another run can have the same credentials from elsewhere.
    pub(crate) fn with_origins(&self, failure: Failure) -> Failure {
        let Ok(credentials) = self.credentials() else { return failure };
        if failure.kind() != Kind::CredentialsRejected || self.target.base_url == BaseUrl::Emulator {
            return failure;
        }
        let ids = credentials.given_ids.iter().map(|(name, id)| ((*name).to_owned(), id.origin.to_string()));
        let secrets = credentials.secrets().into_iter().filter_map(|(name, secret)| match secret {
            RequiredSecret::Known(setting) => Some((name.to_string(), origin_of(setting))),
            RequiredSecret::NotNeeded | RequiredSecret::Missing(_) => None,
        });
        let refresh_token = self.target.used_refresh_token();
        let refresh_token = refresh_token.map(|token| ("refresh token".to_owned(), token.value.name()));
        let mut groups: Vec<(Vec<String>, String)> = Vec::new();
        for (name, origin) in ids.chain(secrets).chain(refresh_token) {
            match groups.iter_mut().find(|(_, other)| *other == origin) {
                Some((names, _)) => names.push(name),
                None => groups.push((vec![name], origin)),
            }
        }
        let parts = groups.into_iter().map(|(names, origin)| format!("{} from {origin}", names.join(" and ")));
        failure.hint(format!("travauth used the {}", parts.collect::<Vec<_>>().join(", the ")))
    }
}

/// Returns the origin of a secret: for one of a profile, the place that the profile names.
fn origin_of(secret: &SecretSetting) -> String {
    match secret.origin {
        Origin::Profile(_) => secret.source.name(),
        _ => secret.origin.to_string(),
    }
}
