//! Register and tallies → figures that may be published, by period and dimension.
//!
//! Only months and years that are over have figures, from the first month with data to the last: of
//! a later month nobody can tell whether nothing happened or nothing was entered yet.

use super::dimension::{Detail, Dimension, Value};
use super::register::{Origin, Severity};
use super::word::Word;
use certsite_base::from_text;
use certsite_periods::Period;
use certsite_sensors::zone::Zone;
use certsite_site::rsit::{Class, Codes};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted, and so the unit of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Incidents that the team registered.
    Incidents,
    /// Events that a sensor saw, each line of its log once.
    Events,
    /// Different addresses that the events came from, estimated with a standard error of 1.6 per
    /// cent.
    Sources,
}

from_text!(
    Measure,
    |text| Measure::find(text).ok_or("is no measure"),
    "incidents, events or sources"
);

impl Word for Measure {
    const WHAT: &'static str = "measure";
    const ALL: &'static [Measure] = &[Measure::Incidents, Measure::Events, Measure::Sources];

    fn word(self) -> &'static str {
        match self {
            Measure::Incidents => "incidents",
            Measure::Events => "events",
            Measure::Sources => "sources",
        }
    }
}

/// A number as everybody may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The number, which is zero or not below the threshold.
    Shown(u64),
    /// It is below the threshold, or would give away one that is.
    Withheld,
}

/// The figures of a period: each has one number a measure of its source, in the order of
/// [`Source::measures`].
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The number of all, one a measure.
    pub total: Vec<Figure>,
    /// The figures of each value, by its dimension. Of an open dimension only those are here that may be
    /// named.
    pub by: BTreeMap<Dimension, BTreeMap<Value, Vec<Figure>>>,
}

/// Where figures come from: the register, or a sensor.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called: `register`, or `sensors/` and the sensor's name.
    pub name: String,
    /// What it counts, the measure first that the others go with.
    pub measures: &'static [Measure],
    /// What its figures are broken down by, in the order of the tables.
    pub dimensions: &'static [Dimension],
    /// The figures of each month and year that is over.
    pub periods: BTreeMap<Period, Figures>,
    /// The days on which the figures of a period were revised after they had been settled, the first one
    /// first.
    pub revised: BTreeMap<Period, Vec<Date>>,
    /// The clocks by which some of a period was counted, where they are not the site's.
    pub clocks: BTreeMap<Period, BTreeSet<Zone>>,
    /// Periods of which other data are there than were settled or are public: what was counted then,
    /// as far as it is known, and now.
    pub late: Vec<(Period, u64, u64)>,
}

/// All sources of which there are figures to publish.
#[derive(Default)]
pub struct PublishedFigures {
    /// The register first, then the sensors in the order of their names.
    pub sources: Vec<Source>,
}

impl PublishedFigures {
    /// The source with this name, such as `sensors/eve`; `None` if none with figures is called so.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }

    /// Whether any source has figures of a month or year.
    pub fn has(&self, period: Period) -> bool {
        self.sources.iter().any(|source| source.periods.contains_key(&period))
    }
}

/// Over how many months a chart of months looks back.
pub const DEVELOPMENT: usize = 24;

/// What the register is called as a source.
pub const REGISTER: &str = "register";

/// What may be asked of a source.
pub struct Scope {
    /// What it counts, the measure first that the others go with.
    pub measures: &'static [Measure],
    /// What its figures are broken down by, in the order of the tables.
    pub dimensions: &'static [Dimension],
    /// Whether dimensions that nobody can list are published by month too.
    pub open_months: OpenMonths,
}

/// Whether values of dimensions that nobody can list, such as ports, are published of months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMonths {
    /// They are published of months and of years.
    Published,
    /// Of years alone: one month of a small source has few of each.
    Unpublished,
}

/// What may be asked of the register. A small team has few incidents of one country in one month.
pub const OF_REGISTER: Scope = Scope {
    measures: &[Measure::Incidents],
    dimensions: &[
        Dimension::Class,
        Dimension::Type,
        Dimension::Severity,
        Dimension::Origin,
        Dimension::Detail(Detail::Country),
    ],
    open_months: OpenMonths::Unpublished,
};

/// What may be asked of a sensor, of months and of years.
pub const OF_SENSOR: Scope = Scope {
    measures: &[Measure::Events, Measure::Sources],
    dimensions: &[
        Dimension::Class,
        Dimension::Type,
        Dimension::Detail(Detail::Family),
        Dimension::Detail(Detail::Protocol),
        Dimension::Detail(Detail::Port),
        Dimension::Detail(Detail::Country),
    ],
    open_months: OpenMonths::Published,
};

impl Source {
    /// Its name where no slash may stand, such as in ids of a page: `sensors-eve`.
    pub fn id(&self) -> String {
        self.name.replace('/', "-")
    }
}

/// What decides which figures there are, and which numbers are withheld.
pub struct FigureRules<'a> {
    /// The classification: the classes and types that are counted.
    pub codes: &'a Codes,
    /// Numbers above zero and below this one are withheld.
    pub threshold: u64,
    /// The day of the build on the team's clock: a period that has not ended before it is not complete.
    pub today: Date,
}

impl FigureRules<'_> {
    /// All values of a closed dimension, whether they came up or not; none of an open one.
    pub fn values(&self, dimension: Dimension) -> Vec<Value> {
        let classes = self.codes.counted();
        match dimension {
            Dimension::Class => classes.map(|class| Value::Class(class.code.clone())).collect(),
            Dimension::Type => classes.flat_map(Class::kinds).map(Value::Type).collect(),
            Dimension::Severity => Severity::ALL.iter().copied().map(Value::Severity).collect(),
            Dimension::Origin => Origin::ALL.iter().copied().map(Value::Origin).collect(),
            Dimension::Detail(_) => Vec::new(),
        }
    }
}
