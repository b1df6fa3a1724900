//! Rejected credentials, tried in the provider's other environments: only when somebody asked for it, because each wrong
//! try counts against the account.

use std::sync::Arc;

use super::Plan;
use super::attempts::obtain;
use super::reporter::Reporter;
use crate::broker::ProviderGrant;
use crate::failure::{Kind, Result};
use crate::provider::Environment;
use crate::report::{Finding, StepName};
use crate::settings::{BaseUrl, Target};

/// Tries one environment after the other, up to the first that accepts the credentials.
pub(super) fn try_others(target: Target, plan: &Plan, reporter: &Reporter) {
    if target.base_url == BaseUrl::Emulator {
        return;
    }
    let provider = Arc::clone(&target.provider.value);
    let rejecting = target.environment_data().map_or("", |environment| &*environment.name).to_owned();
    let mut target = target;
    let endpoint = target.endpoint.clone();
    let is_other = |environment: &&Environment| environment.name != rejecting && endpoint.differs_in(environment);
    for environment in provider.environments.iter().filter(is_other) {
        let step = StepName::Environment(environment.name.to_string());
        let moved = match target.moved_to(environment) {
            Ok(moved) => moved,
            Err(failure) => {
                reporter.step::<()>(&step, || Err(Finding::mere_warning(&failure)));
                return;
            }
        };
        let accepted = reporter.step(&step, || Ok(attempt(&moved, environment, plan)));
        if accepted == Some(true) {
            return;
        }
        target = moved;
    }
}

fn attempt(target: &Target, environment: &Environment, plan: &Plan) -> (Finding, bool) {
    match token(target, plan) {
        Ok(()) => {
            let mut finding = Finding::ok(format!("{} accepts these credentials", environment.name));
            finding.advice = Some(format!("use `-e {}`", environment.name));
            (finding, true)
        }
        Err(failure) => {
            let failure = target.with_local_knowledge(failure);
            let mut finding = Finding::mere_warning(&failure);
            if failure.kind() == Kind::CredentialsRejected {
                finding.advice = None;
            }
            (finding, false)
        }
    }
}

fn token(target: &Target, plan: &Plan) -> Result<()> {
    let login = target.credentials.as_ref().map_err(Clone::clone)?;
    let key = target.key(login)?;
    let mut grant = ProviderGrant::new(target, login, &key, &plan.network, &plan.env);
    obtain(target, &key, plan, &*(plan.open_store)()?, &mut grant, None).map(drop)
}
