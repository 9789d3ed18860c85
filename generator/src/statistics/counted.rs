//! Incidents and cells of tallies → what was counted of each month and year: everything, for the
//! team's eyes only.

use super::figures::{Dimension, Measure};
use super::period::Period;
use super::settled::Revision;
use certsite_sensors::sketch::{Sketch, Union};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A number's place within a period: the total, or a value of a dimension.
pub type Slot = Option<(Dimension, String)>;

/// How much there was, and who it came from.
#[derive(Clone, Default)]
struct Amount {
    events: u64,
    sources: Union,
}

impl Amount {
    fn merge(&mut self, other: &Amount) {
        self.events = self.events.saturating_add(other.events);
        self.sources.merge(&other.sources);
    }
}

/// By the values of each dimension.
type Values = BTreeMap<Dimension, BTreeMap<String, Amount>>;

/// What is being counted, by month.
#[derive(Default)]
pub struct Counts {
    by: BTreeMap<Period, Values>,
}

/// What was counted: events, and their sources as far as they are told apart.
#[derive(Clone)]
pub struct Totals {
    by: BTreeMap<Period, BTreeMap<Slot, (u64, u64)>>,
}

impl Counts {
    /// Adds events to the month of their day by each value. Their class follows from their type.
    pub fn add(
        &mut self,
        day: Date,
        values: &[(Dimension, &str)],
        events: u64,
        sources: Option<&Sketch>,
    ) {
        let month = self.by.entry(Period::month_of(day)).or_default();
        for (dimension, value) in values {
            let values = month.entry(*dimension).or_default();
            // Nearly all come up again, and nothing is copied for them.
            let amount = match values.get_mut(*value) {
                Some(amount) => amount,
                None => values.entry((*value).to_owned()).or_default(),
            };
            amount.events = amount.events.saturating_add(events);
            sources.into_iter().for_each(|sources| amount.sources.add(sources));
        }
    }

    /// Adds all that other counts have; what comes of it does not depend on their order.
    pub fn merge(&mut self, other: Counts) {
        for (month, dimensions) in other.by {
            let own = self.by.entry(month).or_default();
            for (dimension, values) in dimensions {
                let own = own.entry(dimension).or_default();
                for (value, amount) in values {
                    own.entry(value).or_default().merge(&amount);
                }
            }
        }
    }

    /// Adds up classes, totals and years, and estimates the sources, once each.
    pub fn totals(self) -> Totals {
        let mut years: BTreeMap<Period, BTreeMap<Slot, Amount>> = BTreeMap::new();
        let counted = |amount: Amount| (amount.events, amount.sources.count().min(amount.events));
        let totals = |slots: BTreeMap<Slot, Amount>| {
            slots.into_iter().map(|(slot, amount)| (slot, counted(amount))).collect()
        };
        let mut by = BTreeMap::new();
        for (month, dimensions) in self.by {
            let slots = slots(dimensions);
            let year = years.entry(month.whole_year()).or_default();
            for (slot, amount) in &slots {
                year.entry(slot.clone()).or_default().merge(amount);
            }
            by.insert(month, totals(slots));
        }
        by.extend(years.into_iter().map(|(year, slots)| (year, totals(slots))));
        Totals { by }
    }
}

/// The slots of a month: all values, the classes of the types, and the total.
fn slots(dimensions: Values) -> BTreeMap<Slot, Amount> {
    let mut classes: BTreeMap<String, Amount> = BTreeMap::new();
    for (kind, amount) in dimensions.get(&Dimension::Type).into_iter().flatten() {
        if let Some((class, _)) = kind.split_once('/') {
            classes.entry(class.to_owned()).or_default().merge(amount);
        }
    }
    let mut total = Amount::default();
    classes.values().for_each(|class| total.merge(class));
    let own = dimensions.into_iter().flat_map(|(dimension, values)| {
        values.into_iter().map(move |(value, amount)| (Some((dimension, value)), amount))
    });
    let classes =
        classes.into_iter().map(|(class, amount)| (Some((Dimension::Class, class)), amount));
    own.chain(classes).chain([(None, total)]).collect()
}

impl Totals {
    /// With what was settled in the place of what is counted today. A year that was not settled is
    /// the sum of its months.
    pub fn settled(mut self, settled: &BTreeMap<Period, &Revision>) -> Totals {
        if settled.is_empty() {
            return self;
        }
        for (period, revision) in settled.iter().filter(|(period, _)| period.month.is_some()) {
            self.by.insert(*period, numbers(revision));
        }
        let changed: BTreeSet<Period> = settled.keys().map(|period| period.whole_year()).collect();
        for year in changed {
            if let Some(revision) = settled.get(&year) {
                self.by.insert(year, numbers(revision));
                continue;
            }
            let live = self.by.remove(&year).unwrap_or_default();
            let mut sums: BTreeMap<Slot, (u64, u64)> = BTreeMap::new();
            let months =
                self.by.iter().filter(|(p, _)| p.month.is_some() && p.whole_year() == year);
            for (slot, (events, _)) in months.flat_map(|(_, slots)| slots) {
                sums.entry(slot.clone()).or_default().0 += events;
            }
            for (slot, (events, sources)) in &mut sums {
                *sources = live.get(slot).map_or(0, |(_, sources)| *sources).min(*events);
            }
            self.by.insert(year, sums);
        }
        self
    }

    /// What a measure says of a slot.
    pub fn value(&self, period: Period, slot: &Slot, measure: Measure) -> u64 {
        let counted = self.by.get(&period).and_then(|slots| slots.get(slot));
        counted.map_or(0, |(events, sources)| match measure {
            Measure::Sources => *sources,
            Measure::Incidents | Measure::Events => *events,
        })
    }

    /// Periods that are over, each year with its months.
    pub fn years(&self, today: Date) -> BTreeMap<Period, Vec<Period>> {
        let months = || self.by.keys().filter(|p| p.month.is_some() && p.end() <= today).copied();
        let mut years: BTreeMap<Period, Vec<Period>> = BTreeMap::new();
        let (Some(first), Some(last)) = (months().min(), months().max()) else { return years };
        let mut month = first;
        while month <= last {
            years.entry(month.whole_year()).or_default().push(month);
            month = month.next();
        }
        years
    }

    /// Everything that came up in a period.
    pub fn slots(&self, period: Period) -> impl Iterator<Item = &Slot> {
        self.by.get(&period).into_iter().flat_map(BTreeMap::keys)
    }

    /// The values of an open dimension that came up in a period.
    pub fn values(&self, period: Period, dimension: Dimension) -> Vec<String> {
        let slots = self.by.get(&period).into_iter().flat_map(BTreeMap::keys);
        let own = slots.flatten().filter(|(d, _)| *d == dimension);
        own.map(|(_, value)| value.clone()).collect()
    }
}

/// What a revision says of events and of sources. Zeros of values that came up are none.
fn numbers(revision: &Revision) -> BTreeMap<Slot, (u64, u64)> {
    let mut found: BTreeMap<Slot, (u64, u64)> = BTreeMap::new();
    for ((measure, slot), (count, _)) in &revision.numbers {
        let entry = found.entry(slot.clone()).or_default();
        match measure {
            Measure::Sources => entry.1 = *count,
            Measure::Incidents | Measure::Events => entry.0 = *count,
        }
    }
    found
}
