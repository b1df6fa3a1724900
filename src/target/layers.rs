//! The credentials that each place offers: the flags, a profile, the emulator.

use std::path::PathBuf;

use super::Choice;
use super::chosen::Chosen;
use crate::config::{Origin, Setting};
use crate::credentials::{CredentialSource, Layer, SecretFile, SecretSetting, VariableValue, referenced};
use crate::emulator::demo;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::provider::{Provider, TokenEndpoint, builtin};

pub(super) fn flags_layer(choice: &Choice) -> Result<Layer> {
    let dash = |file: &Option<PathBuf>| file.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if dash(&choice.client_secret_file) && dash(&choice.password_file) {
        return Err(Failure::new(Kind::Usage, "two secrets cannot both come from standard input")
            .hint("put one of them into a file"));
    }
    let text = |value: &Option<String>, flag| value.clone().map(|value| Setting::new(value, Origin::Flag(flag)));
    let file = |path: &Option<PathBuf>, flag| {
        path.clone().map(|path| SecretSetting {
            origin: Origin::Flag(flag),
            source: Box::new(SecretFile::new(path)) as Box<dyn CredentialSource>,
        })
    };
    Ok(Layer {
        name: "the flags".to_owned(),
        profile: None,
        client_id: text(&choice.client_id, "--client-id"),
        client_secret: file(&choice.client_secret_file, "--client-secret-file"),
        user_id: text(&choice.user_id, "--user-id"),
        group: text(&choice.group, "--group"),
        domain: text(&choice.domain, "--domain"),
        password: file(&choice.password_file, "--password-file"),
        remarks: Vec::new(),
    })
}

/// The demo credentials, which work at the emulator and nowhere else.
pub(super) fn demo_layer(provider: &Provider, endpoint: &TokenEndpoint) -> Layer {
    let text = |value: &str| Some(Setting::new(value.to_owned(), Origin::Emulator));
    let secret = |value: &str| {
        let source = Box::new(VariableValue::new("demo", value.to_owned()));
        Some(SecretSetting { origin: Origin::Emulator, source: source as Box<dyn CredentialSource> })
    };
    let mut layer = Layer { name: Origin::Emulator.to_string(), ..Layer::default() };
    if provider.dialect == builtin::SABRE.name {
        layer.user_id = text(demo::SABRE_USER_ID);
        layer.group = text(demo::SABRE_GROUP);
        layer.domain = text(demo::SABRE_DOMAIN);
        layer.password = secret(demo::SABRE_PASSWORD);
        if endpoint.version.as_deref() == Some("3") {
            layer.client_id = text(demo::SABRE_CLIENT_ID);
            layer.client_secret = secret(demo::SABRE_CLIENT_SECRET);
        }
    } else {
        layer.client_id = text(demo::AMADEUS_CLIENT_ID);
        layer.client_secret = secret(demo::AMADEUS_CLIENT_SECRET);
    }
    layer
}

/// What a profile offers.
pub(super) fn profile_layer(chosen: &Chosen<'_>, env: &Env) -> Layer {
    let text = |key| chosen.profile.text(key).map(|value| Setting::new(value.to_owned(), chosen.origin()));
    let secret = |key| {
        let source = referenced(&chosen.profile.secret(key)?, env);
        Some(SecretSetting { origin: chosen.origin(), source })
    };
    Layer {
        name: chosen.origin().to_string(),
        profile: Some(chosen.profile.name.to_owned()),
        client_id: text("client_id"),
        client_secret: secret("client_secret"),
        user_id: text("user_id"),
        group: text("group"),
        domain: text("domain"),
        password: secret("password"),
        remarks: Vec::new(),
    }
}
