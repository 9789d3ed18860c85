//! How urgent an incident was, and how the team came to know of it.

use crate::word::Word;
use std::fmt;

/// How urgent an incident was, by the scale of the incident form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing made the incident urgent.
    Normal,
    /// The team saw to it soon, but not first.
    Medium,
    /// The team saw to it before all others.
    High,
}

impl Word for Severity {
    const WHAT: &'static str = "severity";
    const ALL: &'static [Severity] = &[Severity::Normal, Severity::Medium, Severity::High];

    fn word(self) -> &'static str {
        match self {
            Severity::Normal => "normal",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How the team came to know of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Somebody reported it to the team.
    Report,
    /// One of the team's own sensors saw it.
    Sensor,
    /// Another team told of it.
    Peer,
}

impl Word for Origin {
    const WHAT: &'static str = "origin";
    const ALL: &'static [Origin] = &[Origin::Report, Origin::Sensor, Origin::Peer];

    fn word(self) -> &'static str {
        match self {
            Origin::Report => "report",
            Origin::Sensor => "sensor",
            Origin::Peer => "peer",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
