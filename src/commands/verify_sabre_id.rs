//! `encode-sabre-id --verify`: diagnoses an existing credential string.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::{Context, Outcome};
use crate::cli::{CredentialFormat, EncodeSabreIdArgs};
use crate::credentials::{CredentialSource as _, PlaceholderPolicy, SecretFile, shown_name};
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::keyboard::StandardInput;
use crate::output::labelled;
use crate::provider::malformed_id;
use crate::sabre_id::{self, Diagnosis, Expected, FoundMistake, Part, SabreId, Verdict};
use crate::secret::Secret;
use crate::user_file;

pub(super) fn run(
    file: &Path,
    format: Option<CredentialFormat>,
    args: &EncodeSabreIdArgs,
    context: &Context,
) -> Result<Outcome> {
    let is_json = match format {
        None => false,
        Some(CredentialFormat::Json) => true,
        Some(CredentialFormat::Secret | CredentialFormat::Header) => {
            return Err(Failure::new(Kind::Usage, "`--verify` prints a diagnosis, which has no such format")
                .hint("omit --format, or use `--format json`"));
        }
    };
    let whole = whole_id(args)?;
    let password = password(file, args)?;
    let input = read(file)?;
    let expected = Expected {
        password: password.as_ref().map(AsRef::as_ref),
        ..whole.as_ref().map_or(
            Expected {
                user: args.user_id.as_deref(),
                group: args.group.as_deref(),
                domain: args.domain.as_deref(),
                password: None,
            },
            Expected::id,
        )
    };
    let diagnosis = sabre_id::verify(&input, expected);
    // An expected id without `V1:` means that the string is for SynXis.
    let is_expected_synxis = diagnosis.verdict == Verdict::SynXis
        && diagnosis.differing.is_empty()
        && whole.as_ref().is_some_and(SabreId::is_synxis);
    if is_json {
        let json = serde_json::to_string(&diagnosis).or_internal("write the diagnosis as JSON")?;
        context.ui.data(format!("{json}\n"))?;
    } else {
        context.ui.data(in_words(&diagnosis, context.ui.text_format().width))?;
    }
    let is_valid = diagnosis.is_right() || is_expected_synxis;
    Ok(if is_valid { Outcome::Done } else { Outcome::ProblemReported(ExitCode::Usage) })
}

/// Returns the complete id to compare with, if the flags have one.
fn whole_id(args: &EncodeSabreIdArgs) -> Result<Option<SabreId>> {
    for id in [&args.client_id, &args.user_id].into_iter().flatten() {
        sabre_id::require_plain(id).map_err(|error| malformed_id(&error))?;
    }
    let id = match (&args.client_id, &args.user_id) {
        (Some(client_id), _) => SabreId::from_client_id(client_id),
        (None, Some(user)) if user.contains(':') => {
            SabreId::from_parts(user, args.group.as_deref(), args.domain.as_deref())
        }
        (None, _) => return Ok(None),
    };
    id.map(Some).map_err(|error| malformed_id(&error))
}

/// Returns the password to compare with, from the flags only, because `SABRE_PASSWORD` may be set for other commands.
fn password(file: &Path, args: &EncodeSabreIdArgs) -> Result<Option<Secret>> {
    let stdin = || "-".into();
    let Some(path) = args.password_file.clone().or_else(|| args.password_stdin.then(stdin)) else {
        return Ok(None);
    };
    if is_stdin(&path) && is_stdin(file) {
        return Err(Failure::new(Kind::Usage, "the string and the password cannot both be read from standard input")
            .hint("read one of them from a file"));
    }
    SecretFile::new(path, PlaceholderPolicy::Allow).find()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

pub(super) fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>> {
    // One byte more than the limit shows that the input is too long.
    let limit = sabre_id::MAX_LENGTH as u64 + 1;
    let mut input = Zeroizing::new(Vec::new());
    let outcome = if is_stdin(file) {
        StandardInput::new("the credential string, which is shown").take(limit).read_to_end(&mut input).map(|_| input)
    } else {
        user_file::read(file, sabre_id::MAX_LENGTH).map(|file| Zeroizing::new(file.bytes))
    };
    outcome.map_err(|error| {
        let name = if is_stdin(file) { "standard input".to_owned() } else { format!("the file {}", shown_name(file)) };
        Failure::new(Kind::LocalIo, format!("{name} cannot be read"))
            .because(error)
            .hint("check the path and its permissions; `--verify -` reads the string itself from standard input")
    })
}

/// Describes the diagnosis, for a terminal of this width.
fn in_words(diagnosis: &Diagnosis, width: Option<usize>) -> String {
    let verdict = match (diagnosis.verdict, diagnosis.differing.is_empty()) {
        (Verdict::Right, true) => "right: this is a credential of Sabre v2".to_owned(),
        (Verdict::Right, false) => "wrong: a credential of Sabre v2, but not the expected one".to_owned(),
        (Verdict::SynXis, _) => "right for SynXis, wrong for Sabre v2: its id has no `V1:`".to_owned(),
        (Verdict::Wrong, _) => match diagnosis.mistakes.as_slice() {
            [only] => format!("wrong: {}", only.mistake.what()),
            several => format!("wrong: {} mistakes", several.len()),
        },
    };
    let mut text = labelled("", &verdict, width) + "\n";
    let id = diagnosis.id.clone().unwrap_or_default();
    let length = diagnosis.password_length.map(|length| match length {
        1 => "1 character".to_owned(),
        length => format!("{length} characters"),
    });
    for (name, value) in [("user", id.user), ("group", id.group), ("domain", id.domain), ("password", length)] {
        if let Some(value) = value {
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(text, "  {name:<8}  {value}");
        }
    }
    for found in &diagnosis.mistakes {
        push_mistake(&mut text, found, width);
    }
    if !diagnosis.differing.is_empty() {
        let parts: Vec<&str> = diagnosis.differing.iter().copied().map(Part::name).collect();
        let _ = writeln!(text, "\ndifferent from the flags: {}", parts.join(", "));
    }
    for note in &diagnosis.notes {
        let _ = writeln!(text, "{}", labelled("note: ", &note.to_string(), width));
    }
    text
}

fn push_mistake(text: &mut String, found: &FoundMistake, width: Option<usize>) {
    let places: Vec<String> = found
        .places
        .iter()
        .map(|place| match place {
            sabre_id::Section::Whole => "the string as a whole".to_owned(),
            half => format!("the half with the {half}"),
        })
        .collect();
    let mut place = places.join(" and ");
    for (name, number) in [("character", found.position), ("lines of", found.columns)] {
        if let Some(number) = number {
            let _ = write!(place, ", {name} {number}");
        }
    }
    let mistake = found.mistake;
    text.push('\n');
    for (label, words) in [
        (format!("{}: ", mistake.name()), mistake.what()),
        ("  where    ".to_owned(), &place),
        ("  cause    ".to_owned(), mistake.cause()),
        ("  fix      ".to_owned(), mistake.fix()),
    ] {
        let _ = writeln!(text, "{}", labelled(&label, words, width));
    }
}
