//! The questions of `login`, on a terminal.

use super::secret_name;
use crate::credentials::{CredentialSource as _, Prompt, ask_line, can_prompt};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::login::{OfferedAnswer, Question};
use crate::output::Ui;
use crate::redact::escape_control;
use crate::secret::Secret;

/// The largest number of times that a question is asked.
const MAX_TRIES: usize = 3;

/// Asks questions on the terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialog {
    ui: Ui,
    /// Whether `--yes` answers every yes-or-no question with yes.
    yes: bool,
}

impl Dialog {
    /// Returns the dialog; `None` without a terminal or in CI.
    pub(super) fn new(ui: Ui, env: &Env, yes: bool) -> Option<Self> {
        // A CI job can have a terminal at which no one types.
        (can_prompt() && !env.has("CI")).then_some(Self { ui, yes })
    }

    /// Shows a line.
    pub(super) fn show(self, text: &str) {
        self.ui.note(text);
    }

    /// Asks for a line of text. `check` fails for text that cannot be used.
    pub(super) fn text(
        self,
        question: &str,
        is_optional: bool,
        check: impl Fn(&str) -> Result<()>,
    ) -> Result<Option<String>> {
        for _ in 0..MAX_TRIES {
            let line = line(&format!("{}: ", escape_control(question)))?;
            match line.trim() {
                "" if is_optional => return Ok(None),
                "" => self.show("An answer is needed; Ctrl-C ends the program."),
                text => match check(text) {
                    Ok(()) => return Ok(Some(text.to_owned())),
                    Err(failure) => self.ui.report(&failure),
                },
            }
        }
        Err(stopped(&format!("there was no usable answer to `{question}`")))
    }

    /// Asks for one of the choices, by its number or its name.
    pub(super) fn choose(self, question: &str, choices: &[OfferedAnswer]) -> Result<String> {
        self.show(question);
        for (index, OfferedAnswer { value, remark }) in choices.iter().enumerate() {
            let text = match (value.as_str(), remark) {
                ("", Some(remark)) => remark.clone(),
                (value, Some(remark)) => format!("{value} ({remark})"),
                (value, None) => value.to_owned(),
            };
            self.show(&format!("  {:>2}  {}", index + 1, escape_control(&text)));
        }
        for _ in 0..MAX_TRIES {
            let typed = line("Number or name: ")?;
            let typed = typed.trim();
            let by_number = typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
            let by_name = || choices.iter().find(|choice| !typed.is_empty() && choice.value == typed);
            if let Some(choice) = by_number.or_else(by_name) {
                return Ok(choice.value.clone());
            }
            self.show(&format!("Type a number from 1 to {}, or one of the names.", choices.len()));
        }
        Err(stopped("none of the choices was made"))
    }

    /// Asks a yes-or-no question, whose default is no.
    pub(super) fn confirm(self, question: &str) -> Result<bool> {
        if self.yes {
            return Ok(true);
        }
        for _ in 0..MAX_TRIES {
            match line(&format!("{question} [y/N] "))?.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                // A mistyped answer must not end the program: what the user types next would be a command of the shell.
                _ => self.show("Type y or n."),
            }
        }
        Err(stopped(&format!("there was no usable answer to `{question}`")))
    }

    /// Asks for a secret, which is not shown while it is typed. `check` returns the mistake in an unusable secret.
    pub(super) fn secret(self, question: &str, check: impl Fn(&Secret) -> Option<String>) -> Result<Secret> {
        for _ in 0..MAX_TRIES {
            let typed = match Prompt::new(question.to_owned()).find() {
                Ok(Some(secret)) => secret,
                Ok(None) => break,
                Err(failure) => {
                    self.show(&failure.message());
                    continue;
                }
            };
            match check(&typed) {
                None => return Ok(typed),
                Some(mistake) => self.show(&mistake),
            }
        }
        Err(stopped("no usable secret was typed"))
    }
}

fn line(question: &str) -> Result<String> {
    let failed = |error| Failure::new(Kind::LocalIo, "nothing could be read from the terminal").caused_by(error);
    ask_line(question).map_err(failed)?.ok_or_else(|| stopped("the input ended"))
}

fn stopped(why: &str) -> Failure {
    Failure::new(Kind::Usage, "nothing was written").because(why).hint("run `travauth login` again")
}

/// Returns the failure of a run that cannot ask these questions, because there is no terminal.
pub(super) fn missing(questions: &[Question]) -> Failure {
    let names: Vec<String> = questions.iter().map(|question| question.text().to_lowercase()).collect();
    let flags: Vec<String> = questions.iter().map(Question::flag).collect();
    let failure = Failure::new(Kind::Usage, format!("login needs the {}", names.join(", ")))
        .because("without a terminal, or with CI set, it asks no questions")
        .hint(format!("add {}", flags.join(" ")));
    let has_secret = questions.iter().any(|question| secret_name(question).is_some());
    if has_secret { failure.hint("or pipe the secret in: … | travauth login --with-secret …") } else { failure }
}
