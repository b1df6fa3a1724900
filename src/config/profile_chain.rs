//! A profile with the profiles that it extends, and with the tables of the same names in the system's file.

use indexmap::IndexSet;
use toml::Spanned;

use super::config_files::Config;
use super::file::{ConfigSource, MissingParents};
use super::header::HeaderKey;
use super::problem::Problem;
use super::profile::Profile;
use super::secret_reference::SecretReference;
use super::values::Name;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::redact::escape_control;
use crate::suggest;

/// The table of one profile in one file.
#[derive(Clone, Copy, Debug)]
pub struct ProfileTable<'c> {
    /// The name of the profile, with its position.
    pub name: &'c Spanned<Name>,
    /// Its keys.
    pub profile: &'c Profile,
    /// The file that has the table.
    pub source: ConfigSource,
}

/// The tables of a profile in the order of their precedence: first its own tables, then
/// those of the profile that it extends, and so on.
///
/// For each profile the user's table is before the system's.
#[derive(Clone, Debug)]
pub struct ProfileChain<'c>(Vec<ProfileTable<'c>>);

/// The reason why a profile cannot be used with those that it extends.
#[derive(Debug)]
enum ChainError {
    Cycle(Problem),
    MissingParent(Problem),
}

impl ChainError {
    fn into_problem(self) -> Problem {
        match self {
            Self::Cycle(problem) | Self::MissingParent(problem) => problem,
        }
    }
}

impl<'c> ProfileChain<'c> {
    /// Returns the name of the profile, with its position.
    pub fn name(&self) -> &'c Spanned<Name> {
        self.0[0].name
    }

    /// Returns the tables.
    pub fn tables(&self) -> &[ProfileTable<'c>] {
        &self.0
    }

    /// Returns the first value of a key, and the table that has it.
    pub fn first<T>(&self, key: impl Fn(&'c Profile) -> Option<T>) -> Option<(T, ProfileTable<'c>)> {
        self.0.iter().find_map(|table| Some((key(table.profile)?, *table)))
    }

    /// Returns the keys of the profile in the user's file, without those that it extends; none if the user's file does not have
    /// it.
    pub fn of_user(&self) -> Option<&'c Profile> {
        self.0.first().filter(|table| table.source == ConfigSource::User).map(|table| table.profile)
    }

    /// Returns the secrets of the headers. A header of the profile replaces those of the profiles that it extends.
    pub fn header_secrets(&self) -> Vec<&'c SecretReference> {
        let mut names: Vec<&HeaderKey> = Vec::new();
        let mut secrets = Vec::new();
        for (name, header) in self.0.iter().flat_map(|table| &table.profile.headers) {
            if !names.iter().any(|seen| seen.text().eq_ignore_ascii_case(&name.text())) {
                names.push(name);
                secrets.extend(header.get_ref().secret());
            }
        }
        secrets
    }

    /// Returns the name of the provider, with its position.
    pub fn provider(&self) -> Option<&'c Spanned<String>> {
        self.first(|profile| profile.provider.as_ref()).map(|(name, _)| name)
    }
}

impl Config {
    /// Returns the names of all profiles, in the order of the files, each once.
    pub fn profile_names(&self) -> Vec<&str> {
        let names: IndexSet<&str> = self.profile_tables().map(|(name, _, _)| name.get_ref().as_str()).collect();
        names.into_iter().collect()
    }

    /// Returns the names of the profiles that extend this one.
    pub fn profiles_extending(&self, name: &str) -> Vec<&str> {
        let extends = |profile: &Profile| profile.extends.as_ref().is_some_and(|parent| parent.get_ref() == name);
        let tables = self.profile_tables().filter(|(_, profile, _)| extends(profile));
        tables.map(|(child, _, _)| child.get_ref().as_str()).collect()
    }

    /// Returns the profile of this name. `origin` is the origin of the name.
    ///
    /// # Errors
    ///
    /// Fails when there is no such profile.
    pub fn profile(&self, name: &str, origin: &Origin) -> Result<ProfileChain<'_>> {
        match self.chain(name) {
            Some(chain) => chain.map_err(|problem| self.failure(problem)),
            None => Err(self.unknown_profile(name, origin)),
        }
    }

    fn unknown_profile(&self, name: &str, origin: &Origin) -> Failure {
        let shown = escape_control(name);
        let names = self.profile_names();
        let from = match origin {
            // It is the argument of the command, which is in sight.
            Origin::Flag("NAME") => String::new(),
            origin => format!(" (from {origin})"),
        };
        let failure = Failure::new(Kind::UnknownProfile, format!("there is no profile `{shown}`{from}"));
        if let Some(unreadable) = self.unreadable() {
            return failure.because(unreadable).hint(unreadable.hint_line().unwrap_or_default());
        }
        match (self.path().or(self.system_path()), names.is_empty()) {
            (None, _) => failure.because("there is no config file").hint("`travauth login` sets up a profile"),
            (Some(path), true) => failure
                .because(format!("{} has no profiles", path.display()))
                .hint("`travauth login` sets up a profile"),
            (Some(_), false) => failure.hint(suggest::hint(&shown, &names)),
        }
    }

    /// Checks that each profile extends an existing one, and that none extends itself.
    pub(super) fn check_profiles(&self, missing: MissingParents) -> Result<()> {
        let extending = self.profile_tables().filter(|(_, profile, _)| profile.extends.is_some());
        for (name, _, _) in extending {
            match self.extend_chain(self.tables_of(name.get_ref().as_str())) {
                Err(ChainError::MissingParent(_)) if missing == MissingParents::Accept => {}
                outcome => drop(outcome.map_err(|error| self.failure(error.into_problem()))?),
            }
        }
        Ok(())
    }

    fn tables_of(&self, name: &str) -> Vec<ProfileTable<'_>> {
        let tables = self.profile_tables().filter(|(own, _, _)| own.get_ref().as_str() == name);
        tables.map(|(name, profile, source)| ProfileTable { name, profile, source }).collect()
    }

    fn chain(&self, name: &str) -> Option<Result<ProfileChain<'_>, Problem>> {
        let tables = self.tables_of(name);
        (!tables.is_empty()).then(|| self.extend_chain(tables).map(ProfileChain).map_err(ChainError::into_problem))
    }

    fn extend_chain<'c>(&'c self, mut tables: Vec<ProfileTable<'c>>) -> Result<Vec<ProfileTable<'c>>, ChainError> {
        let mut names = vec![tables[0].name.get_ref().as_str()];
        let mut last = tables.clone();
        while let Some(parent) = last.iter().find_map(|table| table.profile.extends.as_ref()) {
            let at = parent.span().start;
            let parent = parent.get_ref().as_str();
            if names.contains(&parent) {
                names.push(parent);
                let what = format!("the profile {} extends itself: {}", parent, names.join(" extends "));
                return Err(ChainError::Cycle(Problem::new(at, what).hint("remove `extends` from one of them")));
            }
            last = self.tables_of(parent);
            if last.is_empty() {
                let shown = escape_control(parent);
                let problem = Problem::new(at, format!("there is no profile `{shown}` to extend"));
                return Err(ChainError::MissingParent(problem.hint(suggest::hint(&shown, &self.profile_names()))));
            }
            names.push(parent);
            tables.extend(&last);
        }
        Ok(tables)
    }
}
