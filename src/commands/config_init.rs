//! `config init`: writes a commented starter file.

use std::path::Path;

use super::config::required_path;
use super::{Context, Outcome};
use crate::failure::{Failure, Kind, Result};
use crate::fs;

/// The starter file. Every line is a comment, so the file has no effect until it is edited.
pub const STARTER: &str = include_str!("config_starter.toml");

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let path = required_path(named, &context.env)?.value;
    let failed = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            return Failure::new(Kind::BadConfig, format!("{} already exists and was not changed", path.display()))
                .hint("edit it, or write another one with `--config FILE`");
        }
        Failure::new(Kind::LocalIo, format!("{} cannot be written", path.display())).because(error)
    };
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty() && !dir.exists()) {
        fs::make_private_dir(dir).map_err(failed)?;
    }
    fs::create_private(&path, STARTER).map_err(failed)?;
    context.ui.data(format!("{}\n", path.display()))?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::env::Env;
    use crate::origin::Origin;
    use crate::settings::Settings;

    #[test]
    fn the_starter_has_no_effect_and_its_examples_are_valid() {
        let commented = Config::parse(STARTER.to_owned(), "config.toml".into()).unwrap();
        assert_eq!(commented.profile_names().len() + commented.providers().len(), 0);
        let used: String =
            STARTER.lines().map(|line| format!("{}\n", line.strip_prefix("#: ").unwrap_or(line))).collect();
        let used = Config::parse(used, "config.toml".into()).unwrap();
        assert!(used.profile_names().len() >= 2 && used.providers().len() == 1);
        assert!(used.cache_tables().any(|cache| cache.url.is_some() && cache.password.is_some()));
        let used = Settings::new(used, &Env::Fixed([].into()));
        for (_, profile, _) in used.config().profile_tables() {
            used.providers().find(profile.provider.as_ref().unwrap().get_ref(), &Origin::Config).unwrap();
        }
    }
}
