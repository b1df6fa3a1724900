//! Tries rejected credentials in the provider's other environments. Each failed try counts against the account, so this
//! happens only when the user asks for it.

use super::Plan;
use super::reporter::Reporter;
use crate::failure::{Kind, Result};
use crate::provider::Environment;
use crate::report::{Finding, StepName};
use crate::settings::{BaseUrl, Target};

/// Tries one environment after the other, up to the first that accepts the credentials.
pub(super) fn try_others(target: &Target, plan: &Plan, reporter: &Reporter) {
    if target.base_url == BaseUrl::Emulator {
        return;
    }
    let current = target.environment_data().map_or("", |environment| &*environment.name);
    let is_other = |environment: &&Environment| environment.name != current && target.endpoint.differs_in(environment);
    for environment in target.provider.value.environments.iter().filter(is_other) {
        let step = StepName::Environment(environment.name.to_string());
        let accepted = reporter.step(&step, || match token_in(target, environment, plan) {
            Ok(()) => {
                let mut finding = Finding::ok(format!("{} accepts these credentials", environment.name));
                finding.hints.push(format!("use `-e {}`", environment.name));
                Ok((finding, true))
            }
            Err(failure) => {
                let mut finding = Finding::as_warning(&failure);
                if failure.kind() == Kind::CredentialsRejected {
                    finding.hints.clear();
                }
                Ok((finding, false))
            }
        });
        if accepted == Some(true) {
            return;
        }
    }
}

fn token_in(target: &Target, environment: &Environment, plan: &Plan) -> Result<()> {
    let session = plan.session(target.moved_to(environment)?)?;
    plan.token(&session).map(drop).map_err(|failure| session.target().with_unreachable_hint(failure))
}
