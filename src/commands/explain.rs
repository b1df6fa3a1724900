//! `explain`: shows what an error code means and what to do, without the network.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Context, Outcome};
use crate::cli::ExplainArgs;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::origin::Origin;
use crate::output::labelled;
use crate::provider::advice::{Advice, Endpoint, explain, nearest_codes};
use crate::redact::escape_control;
use crate::settings::{Settings, SettingsFiles};

/// An explanation as JSON.
#[derive(Serialize)]
struct CodeExplanation {
    provider: Option<&'static str>,
    endpoint: &'static str,
    http_status: Option<String>,
    code: Option<&'static str>,
    words: Option<&'static str>,
    meaning: &'static str,
    advice: &'static str,
    exit_code: u8,
    retried: bool,
}

pub(super) fn run(args: &ExplainArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    let provider = args.provider.as_deref().map(|name| settings.providers().find(name, &Origin::Flag("PROVIDER")));
    let provider = provider.transpose()?;
    let dialect = provider.as_ref().map(|provider| &*provider.dialect);
    let rows = explain(dialect, &args.code);
    if rows.is_empty() {
        let is_provider = settings.providers().find(&args.code, &Origin::Flag("CODE")).is_ok();
        return Err(unknown(args, dialect, is_provider));
    }
    let explanations = rows.into_iter().map(CodeExplanation::from);
    let text = if args.json.is_json()? {
        let all: Vec<CodeExplanation> = explanations.collect();
        format!("{}\n", serde_json::to_string(&all).or_internal("write the explanations as JSON")?)
    } else {
        let width = context.ui.text_format().width;
        explanations.map(|explanation| explanation.to_text(width)).collect::<Vec<_>>().join("\n")
    };
    context.ui.data(text)?;
    Ok(Outcome::Done)
}

/// `is_provider` says whether the code is the name of a provider.
fn unknown(args: &ExplainArgs, dialect: Option<&str>, is_provider: bool) -> Failure {
    let code = escape_control(&args.code);
    let of_provider = args.provider.as_deref().map_or_else(String::new, |name| format!(" of {name}"));
    let own = Kind::ALL.into_iter().find(|kind| kind.name() == args.code);
    let hint = match (own, nearest_codes(dialect, &args.code).as_slice()) {
        (Some(kind), _) => format!(
            "it is a code of travauth, with the exit code {}: {}; see `travauth help exit-codes`",
            kind.exit_code().number(),
            kind.meaning()
        ),
        (None, _) if is_provider => format!("name a code too: travauth explain {code} CODE"),
        (None, []) => "see the list of all codes in docs/errors.md".to_owned(),
        (None, codes) => format!("the nearest codes are {}", codes.join(", ")),
    };
    Failure::new(Kind::Usage, format!("there is no explanation of the code `{code}`{of_provider}")).hint(hint)
}

impl From<&'static Advice> for CodeExplanation {
    fn from(row: &'static Advice) -> Self {
        Self {
            provider: row.provider,
            endpoint: match row.endpoint {
                Endpoint::Token => "token endpoint",
                Endpoint::Api => "API",
            },
            http_status: row.status.map(|status| match status {
                0..10 => format!("{status}xx"),
                status => status.to_string(),
            }),
            code: row.code,
            words: row.words,
            meaning: row.meaning,
            advice: row.advice,
            exit_code: row.kind.exit_code().number(),
            retried: row.retryable,
        }
    }
}

impl CodeExplanation {
    fn to_text(&self, width: Option<usize>) -> String {
        let mut title = format!("{}, {}", self.provider.unwrap_or("any provider"), self.endpoint);
        // Writing to a string cannot fail.
        if let Some(status) = &self.http_status {
            let _ = write!(title, ", HTTP {status}");
        }
        if let Some(code) = self.code {
            let _ = write!(title, ", {code}");
        }
        if let Some(words) = self.words {
            let _ = write!(title, ", \"{words}\"");
        }
        let retried = if self.retried { "; travauth sends the request again" } else { "" };
        let exit_code = format!("{}{retried}", self.exit_code);
        let lines = [("", &*title), ("  ", self.meaning), ("  hint: ", self.advice), ("  exit code ", &exit_code)];
        lines.map(|(label, text)| labelled(label, text, width) + "\n").concat()
    }
}
