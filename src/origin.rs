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
    /// A profile of the config file.
    Profile {
        /// Its name.
        name: String,
        /// True for the default profile, false for one that a flag or variable names.
        is_default: bool,
    },
    /// The config file outside of any profile.
    Config,
    /// The emulator's demo values.
    Emulator,
    /// The program's own default.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Variables(names) => write!(f, "${}", names.join(", $")),
            Self::Profile { name, is_default: false } => write!(f, "the profile {name}"),
            Self::Profile { name, is_default: true } => write!(f, "the default profile {name}"),
            Self::Config => f.write_str("the config file"),
            Self::Emulator => f.write_str("the emulator's demo credentials"),
            Self::Default => f.write_str("built-in default"),
        }
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
