//! `encode-sabre-id`: builds the Sabre v2 credential string, or diagnoses one.

use secrecy::ExposeSecret as _;

use super::{Context, Outcome, verify_sabre_id};
use crate::cli::{CredentialFormat, EncodeSabreIdArgs, chosen_format};
use crate::credentials::{CredentialSource, PlaceholderPolicy, Prompt, SecretFile, VariableValue, can_prompt};
use crate::failure::{Failure, Kind, Result};
use crate::output::{EncodingSteps, encoding_drawing};
use crate::provider::malformed_id;
use crate::sabre_id::{self, SabreId};

const PASSWORD_VARIABLE: &str = "SABRE_PASSWORD";
/// A placeholder can be encoded too, because this command sends nothing.
const POLICY: PlaceholderPolicy = PlaceholderPolicy::Allow;

pub(super) fn run(args: &EncodeSabreIdArgs, context: &Context) -> Result<Outcome> {
    let format = chosen_format(args.format, args.json, CredentialFormat::Json)?;
    if let Some(file) = &args.verify {
        return verify_sabre_id::run(file, format, args, context);
    }
    for id in [&args.client_id, &args.user_id].into_iter().flatten() {
        sabre_id::require_plain(id).map_err(|error| malformed_id(&error))?;
    }
    let id = match (&args.client_id, &args.user_id) {
        (Some(client_id), _) => SabreId::from_client_id(client_id),
        (None, user) => {
            SabreId::from_parts(user.as_deref().unwrap_or_default(), args.group.as_deref(), args.domain.as_deref())
        }
    };
    let id = id.map_err(|error| malformed_id(&error))?;
    if id.is_synxis() {
        log::warn!("`{id}` does not start with `V1:`; it is encoded unchanged, which is right for SynXis only");
    }
    if args.explain {
        let steps = sabre_id::explain(&id);
        if let (Some(width), [id, encoded_id, password, encoded_password, joined, credential, header]) =
            (context.ui.text_format().width, steps.each_ref().map(|step| &*step.value))
        {
            let steps = EncodingSteps { id, encoded_id, password, encoded_password, joined, credential, header };
            context.ui.escaped_data(&encoding_drawing(&steps, width))?;
            return Ok(Outcome::Done);
        }
        let width = steps.iter().map(|step| step.title.len()).max().unwrap_or(0);
        let text: String = steps.iter().map(|step| format!("{:width$}  {}\n", step.title, step.value)).collect();
        context.ui.data(text)?;
        return Ok(Outcome::Done);
    }
    let source = password_source(args, context, &id)?;
    let password = source
        .find()?
        .ok_or_else(|| Failure::new(Kind::CredentialSourceFailed, format!("{} has no password", source.name())))?;
    let credential = sabre_id::credential(&id, password.as_ref())
        .map_err(|error| Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint()))?;
    context.ui.data(formatted(&id, credential.expose_secret(), format.unwrap_or_default()))?;
    Ok(Outcome::Done)
}

/// Returns a credential in the output format.
pub(super) fn formatted(id: &SabreId, credential: &str, format: CredentialFormat) -> String {
    match format {
        CredentialFormat::Secret => format!("{credential}\n"),
        CredentialFormat::Header => format!("Authorization: Basic {credential}\n"),
        CredentialFormat::Json => {
            let json = serde_json::json!({
                "client_id": id.as_str(),
                "secret": credential,
                "header": format!("Authorization: Basic {credential}"),
            });
            format!("{json}\n")
        }
    }
}

fn password_source(args: &EncodeSabreIdArgs, context: &Context, id: &SabreId) -> Result<Box<dyn CredentialSource>> {
    if args.password_stdin {
        return Ok(Box::new(SecretFile::new("-".into(), POLICY)));
    }
    if let Some(file) = &args.password_file {
        return Ok(Box::new(SecretFile::new(file.clone(), POLICY)));
    }
    if let Some(value) = context.env.get(PASSWORD_VARIABLE)? {
        return Ok(Box::new(VariableValue::new(PASSWORD_VARIABLE, value, POLICY)));
    }
    if can_prompt() {
        return Ok(Box::new(Prompt::new(format!("Sabre password for {id}"))));
    }
    Err(Failure::new(Kind::NoCredentials, "no password")
        .because(format!("no --password-file, no --password-stdin, {PASSWORD_VARIABLE} is not set, and there is no terminal for a prompt"))
        .hint("use --password-file FILE, or --password-stdin to read standard input"))
}
