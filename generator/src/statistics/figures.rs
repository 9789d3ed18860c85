//! Register and tallies → figures that may be published, by period and dimension.
//!
//! Only months and years that are over have figures, from the first month with data to the last: of
//! a later month nobody can tell whether nothing happened or nothing was entered yet.

use super::counted::Counts;
use super::counting::Counted;
use super::period::Period;
use super::register::{Incident, ORIGINS, SEVERITIES};
use crate::config::from_text;
use crate::rsit::Codes;
use crate::yaml::EXPECTED;
use certsite_sensors::zone::Zone;
use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, Error};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Incidents of the register.
    Incidents,
    /// Events that a sensor saw.
    Events,
    /// Different addresses that they came from, estimated.
    Sources,
}

/// What figures are broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// RSIT's class.
    Class,
    /// RSIT's type, written `class/type`.
    Type,
    /// How urgent it was.
    Severity,
    /// How the team came to know of it.
    Origin,
    /// Country of the source's address.
    Country,
    /// Family of malware.
    Family,
    /// Protocol.
    Protocol,
    /// Port that was called.
    Port,
}

from_text!(
    Measure,
    |text| Measure::find(text).ok_or("is no measure"),
    "incidents, events or sources"
);

impl Measure {
    /// The measure with this word.
    pub fn find(word: &str) -> Option<Measure> {
        let all = [Measure::Incidents, Measure::Events, Measure::Sources];
        all.into_iter().find(|measure| measure.word() == word)
    }

    /// As data has it.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Incidents => "incidents",
            Measure::Events => "events",
            Measure::Sources => "sources",
        }
    }
}

impl Dimension {
    /// The dimension with this word.
    pub fn find(word: &str) -> Option<Dimension> {
        use Dimension::{Class, Country, Family, Origin, Port, Protocol, Severity, Type};
        [Class, Type, Severity, Origin, Country, Family, Protocol, Port]
            .into_iter()
            .find(|dimension| dimension.word() == word)
    }

    /// As data has it.
    pub fn word(self) -> &'static str {
        match self {
            Dimension::Class => "class",
            Dimension::Type => "type",
            Dimension::Severity => "severity",
            Dimension::Origin => "origin",
            Dimension::Country => "country",
            Dimension::Family => "family",
            Dimension::Protocol => "protocol",
            Dimension::Port => "port",
        }
    }

    /// Whether everybody knows all its values. Of others only what may be published is named.
    pub fn is_closed(self) -> bool {
        use Dimension::{Class, Origin, Severity, Type};
        matches!(self, Class | Type | Severity | Origin)
    }
}

/// A figure as everybody may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The number.
    Shown(u64),
    /// It is below the threshold, or would give away one that is.
    Withheld,
}

/// The figures of a period: each has one number a measure of its source.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// All together.
    pub total: Vec<Figure>,
    /// By the values of each dimension.
    pub by: BTreeMap<Dimension, BTreeMap<String, Vec<Figure>>>,
}

/// Where figures come from: the register, or a sensor.
#[derive(Clone, Debug)]
pub struct Source {
    /// `register`, or the sensor's name.
    pub name: String,
    /// What it counts.
    pub measures: &'static [Measure],
    /// What it breaks down by.
    pub dimensions: &'static [Dimension],
    /// Figures of each period.
    pub periods: BTreeMap<Period, Figures>,
    /// The days on which the figures of a period were revised.
    pub revised: BTreeMap<Period, Vec<Date>>,
    /// The clocks by which some of a period was counted, where they are not the site's.
    pub clocks: BTreeMap<Period, BTreeSet<Zone>>,
    /// Periods of which other data are there than were settled or are public: what was counted then,
    /// as far as it is known, and now.
    pub late: Vec<(Period, u64, u64)>,
}

/// All sources that have figures.
#[derive(Default)]
pub struct Published {
    /// The register first, then the sensors by name.
    pub sources: Vec<Source>,
}

impl Published {
    /// The source with this name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }

    /// Whether any source has figures of a period.
    pub fn has(&self, period: Period) -> bool {
        self.sources.iter().any(|source| source.periods.contains_key(&period))
    }
}

/// The register's name as a source.
pub const REGISTER: &str = "register";

/// What may be asked of a source.
pub struct Scope {
    /// What it counts.
    pub measures: &'static [Measure],
    /// What it breaks down by.
    pub dimensions: &'static [Dimension],
    /// Whether dimensions that nobody can list are published by month too, not by year alone.
    pub has_open_months: bool,
}

/// What may be asked of the register. A small team has few incidents of one country in one month.
pub const OF_REGISTER: Scope = Scope {
    measures: &[Measure::Incidents],
    dimensions: &[
        Dimension::Class,
        Dimension::Type,
        Dimension::Severity,
        Dimension::Origin,
        Dimension::Country,
    ],
    has_open_months: false,
};

/// What may be asked of a sensor.
pub const OF_SENSOR: Scope = Scope {
    measures: &[Measure::Events, Measure::Sources],
    dimensions: &[
        Dimension::Class,
        Dimension::Type,
        Dimension::Family,
        Dimension::Protocol,
        Dimension::Port,
        Dimension::Country,
    ],
    has_open_months: true,
};

impl Source {
    /// Its name where no slash may stand.
    pub fn id(&self) -> String {
        self.name.replace('/', "-")
    }

    /// What the register counts.
    pub fn of_register<'a>(
        incidents: impl Iterator<Item = &'a Incident>,
        rules: &Rules,
    ) -> Counted {
        let mut counts = Counts::default();
        for incident in incidents.filter(|incident| counts_class(rules.codes, &incident.class)) {
            let kind = format!("{}/{}", incident.class, incident.kind);
            let values = [
                (Dimension::Type, kind.as_str()),
                (Dimension::Severity, &incident.severity),
                (Dimension::Origin, &incident.origin),
                (Dimension::Country, incident.country.as_deref().unwrap_or_default()),
            ];
            counts.add(incident.received, &values, 1, None);
        }
        let (name, totals) = (REGISTER.to_owned(), counts.totals());
        Counted { name, scope: OF_REGISTER, totals, clocks: BTreeMap::new() }
    }
}

/// Whether incidents of this class are counted: tests are not.
pub fn counts_class(codes: &Codes, class: &str) -> bool {
    codes.class(class).is_some_and(|class| !class.internal)
}

/// What decides which figures there are.
pub struct Rules<'a> {
    /// The classification.
    pub codes: &'a Codes,
    /// Smaller numbers are withheld.
    pub threshold: u64,
    /// The day of the build: what is not over by then is not complete.
    pub today: Date,
}

impl Rules<'_> {
    /// All values of a closed dimension.
    pub fn values(&self, dimension: Dimension) -> Vec<String> {
        let classes = || self.codes.classes.iter().filter(|class| !class.internal);
        match dimension {
            Dimension::Class => classes().map(|class| class.code.clone()).collect(),
            Dimension::Type => classes()
                .flat_map(|class| {
                    class.types.iter().map(|kind| format!("{}/{}", class.code, kind.code))
                })
                .collect(),
            Dimension::Severity => SEVERITIES.map(String::from).to_vec(),
            Dimension::Origin => ORIGINS.map(String::from).to_vec(),
            _ => Vec::new(),
        }
    }
}
