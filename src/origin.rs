//! A setting and its origin.

/// The origin of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag, such as `--base-url`.
    Flag(&'static str),
    /// An environment variable.
    Variable(String),
    /// Several variables that form one value.
    Variables(Vec<String>),
    /// A variable of an env file.
    EnvFile {
        /// The name of the variable.
        name: String,
        /// The path of the file, as it can be shown.
        file: String,
    },
    /// A profile of a config file.
    Profile(ProfileOrigin),
    /// The user's config file outside of any profile.
    Config,
    /// The system's config file outside of any profile.
    SystemConfig,
    /// A rule of the config file, which chooses a profile by the working directory.
    Rule,
    /// The provider's documentation.
    Documented,
    /// The emulator's demo values.
    Emulator,
    /// The program's own default.
    Default,
}

/// The profile that has a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileOrigin {
    /// Its name.
    pub name: String,
    /// The way in which the active profile was chosen.
    pub choice: ProfileChoice,
    /// The active profile, if it extends this profile.
    pub extended_by: Option<String>,
    /// Whether the setting is in the system's config file.
    pub is_system: bool,
}

/// The way in which the active profile was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileChoice {
    /// A flag or variable of this run names it.
    Named,
    /// A rule of the config file chooses it.
    Rule,
    /// The key `default_profile` of the config file names it.
    Default,
}

impl Origin {
    /// Returns whether a flag or variable of this run sets the value.
    pub const fn is_of_this_run(&self) -> bool {
        matches!(self, Self::Flag(_) | Self::Variable(_) | Self::Variables(_) | Self::EnvFile { .. })
    }

    /// Returns whether the setting is in a config file, outside of any profile.
    pub const fn is_config(&self) -> bool {
        matches!(self, Self::Config | Self::SystemConfig)
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Variables(names) => write!(f, "${}", names.join(", $")),
            Self::EnvFile { name, file } => write!(f, "${name} in {file}"),
            Self::Profile(profile) => profile.fmt(f),
            Self::Config => f.write_str("the config file"),
            Self::SystemConfig => f.write_str("the system config"),
            Self::Rule => f.write_str("a rule of the config file"),
            Self::Documented => f.write_str("documented by the provider"),
            Self::Emulator => f.write_str("the emulator's demo credentials"),
            Self::Default => f.write_str("built-in default"),
        }
    }
}

impl std::fmt::Display for ProfileOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, choice, extended_by, is_system } = self;
        match (extended_by, choice) {
            (Some(child), _) => write!(f, "the profile {name}, which {child} extends")?,
            (None, ProfileChoice::Default) => write!(f, "the default profile {name}")?,
            (None, ProfileChoice::Named | ProfileChoice::Rule) => write!(f, "the profile {name}")?,
        }
        if *is_system { f.write_str(" (system config)") } else { Ok(()) }
    }
}

/// A value and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Its origin.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// Creates a setting.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// Converts the value and keeps the origin.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }
}
