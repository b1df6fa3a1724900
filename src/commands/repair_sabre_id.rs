//! `encode-sabre-id --repair`: prints the right string for one with mistakes.

use std::path::Path;

use secrecy::ExposeSecret as _;

use super::encode_sabre_id::formatted;
use super::verify_sabre_id::read;
use super::{Context, Outcome};
use crate::cli::{CredentialFormat, EncodeSabreIdArgs, chosen_format};
use crate::credentials::{CredentialSource as _, Prompt, can_prompt};
use crate::failure::{Failure, Kind, Result};
use crate::sabre_id::{self, Expected};

pub(super) fn run(args: &EncodeSabreIdArgs, context: &Context) -> Result<Outcome> {
    let format = chosen_format(args.format, args.json, CredentialFormat::Json)?.unwrap_or_default();
    let typed = match &args.verify {
        None if can_prompt() => Prompt::new("Sabre credential string".to_owned()).find()?,
        _ => None,
    };
    let input = match typed {
        Some(secret) => secret.expose().as_bytes().to_vec().into(),
        None => read(args.verify.as_deref().unwrap_or(Path::new("-")))?,
    };
    let diagnosis = sabre_id::verify(&input, Expected::default());
    for found in &diagnosis.mistakes {
        log::info!("{}: {}", found.mistake.name(), found.mistake.what());
    }
    let (id, credential) = sabre_id::repair(&input).ok_or_else(|| {
        let mistakes: Vec<&str> = diagnosis.mistakes.iter().map(|found| found.mistake.what()).collect();
        let why = if mistakes.is_empty() { "its id has no `V1:`".to_owned() } else { mistakes.join("; ") };
        Failure::new(Kind::MalformedCredential, "the right string cannot be known")
            .because(why)
            .hint("build it from the user id and group: travauth encode-sabre-id --user-id ID --group PCC")
    })?;
    context.ui.data(formatted(&id, credential.expose_secret(), format))?;
    Ok(Outcome::Done)
}
