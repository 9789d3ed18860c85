//! How grave a mistake is.

/// Whether a problem keeps a site from being built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A build stops and writes nothing; `check` ends with status 1.
    Error,
    /// Reported; does not stop a build.
    Warning,
}

impl Severity {
    /// The word that printers use.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}
