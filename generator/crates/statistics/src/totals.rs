//! Incidents and cells of tallies → what was counted of each month and year: everything, for the
//! team's eyes only.

use super::dimension::{Detail, Dimension, Slot, Value};
use super::figures::Measure;
use super::register::{Origin, Severity};
use super::settled::Revision;
use certsite_periods::Period;
use certsite_sensors::sketch::{Sketch, Union};
use certsite_site::rsit::{ClassCode, IncidentKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much there was, and who it came from.
#[derive(Clone, Default)]
struct Amount {
    events: u64,
    sources: Union,
}

impl Amount {
    fn add(&mut self, events: u64, sources: Option<&Sketch>) {
        self.events = self.events.saturating_add(events);
        sources.into_iter().for_each(|sources| self.sources.add(sources));
    }

    fn merge(&mut self, other: &Amount) {
        self.events = self.events.saturating_add(other.events);
        self.sources.merge(&other.sources);
    }
}

/// What is known of events of one day, by which they are counted.
pub struct Seen<'a> {
    /// The day, on the clock of whoever counted it.
    pub day: Date,
    /// The class and type that they count as.
    pub kind: &'a IncidentKind,
    /// How urgent they were, and how they became known; `None` for events of sensors, which have
    /// neither.
    pub scale: Option<(Severity, Origin)>,
    /// Their values in dimensions that nobody can list; an empty one is not known.
    pub details: &'a [(Detail, &'a str)],
}

/// What is being counted of a month. The class follows from the type.
#[derive(Default)]
struct Month {
    kinds: BTreeMap<IncidentKind, Amount>,
    severities: BTreeMap<Severity, Amount>,
    origins: BTreeMap<Origin, Amount>,
    details: BTreeMap<Detail, BTreeMap<Arc<str>, Amount>>,
}

/// What is being counted, by month, before it is added up.
#[derive(Default)]
pub struct Counts {
    by: BTreeMap<Period, Month>,
}

/// What was counted of each month and year: the events of each number's place, and how many sources
/// they had, as far as these are told apart.
#[derive(Clone)]
pub struct Totals {
    by: BTreeMap<Period, BTreeMap<Slot, (u64, u64)>>,
}

impl Counts {
    /// Adds events to the month of their day. `sources` is a sketch of who they came from; `None`
    /// for incidents.
    pub fn add(&mut self, seen: &Seen, events: u64, sources: Option<&Sketch>) {
        let month = self.by.entry(Period::month_of(seen.day)).or_default();
        // Nearly all come up again, and nothing is copied for them.
        match month.kinds.get_mut(seen.kind) {
            Some(amount) => amount.add(events, sources),
            None => month.kinds.entry(seen.kind.clone()).or_default().add(events, sources),
        }
        if let Some((severity, origin)) = seen.scale {
            month.severities.entry(severity).or_default().add(events, sources);
            month.origins.entry(origin).or_default().add(events, sources);
        }
        for (detail, text) in seen.details {
            let values = month.details.entry(*detail).or_default();
            match values.get_mut(*text) {
                Some(amount) => amount.add(events, sources),
                None => values.entry((*text).into()).or_default().add(events, sources),
            }
        }
    }

    /// Adds all that other counts have; what comes of it does not depend on their order.
    pub fn merge(&mut self, other: Counts) {
        for (month, Month { kinds, severities, origins, details }) in other.by {
            let own = self.by.entry(month).or_default();
            merge(&mut own.kinds, kinds);
            merge(&mut own.severities, severities);
            merge(&mut own.origins, origins);
            for (detail, values) in details {
                merge(own.details.entry(detail).or_default(), values);
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
        for (month, values) in self.by {
            let slots = values.slots();
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

fn merge<K: Ord>(own: &mut BTreeMap<K, Amount>, other: BTreeMap<K, Amount>) {
    for (key, amount) in other {
        own.entry(key).or_default().merge(&amount);
    }
}

impl Month {
    /// All values, the classes of the types, and the total.
    fn slots(self) -> BTreeMap<Slot, Amount> {
        let mut classes: BTreeMap<ClassCode, Amount> = BTreeMap::new();
        for (kind, amount) in &self.kinds {
            classes.entry(kind.class_code()).or_default().merge(amount);
        }
        let mut total = Amount::default();
        classes.values().for_each(|class| total.merge(class));
        let mut slots = BTreeMap::from([(None, total)]);
        let mut put = |value: Value, amount| drop(slots.insert(Some(value), amount));
        classes.into_iter().for_each(|(class, amount)| put(Value::Class(class), amount));
        self.kinds.into_iter().for_each(|(kind, amount)| put(Value::Type(kind), amount));
        self.severities.into_iter().for_each(|(one, amount)| put(Value::Severity(one), amount));
        self.origins.into_iter().for_each(|(one, amount)| put(Value::Origin(one), amount));
        for (detail, values) in self.details {
            values.into_iter().for_each(|(text, amount)| put(Value::Detail(detail, text), amount));
        }
        slots
    }
}

impl Totals {
    /// The same with what was settled in the place of what is counted today. A year that was not
    /// settled is the sum of its months.
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

    /// The number of a measure at a place of a period; 0 if nothing was counted there.
    pub fn value(&self, period: Period, slot: &Slot, measure: Measure) -> u64 {
        let counted = self.by.get(&period).and_then(|slots| slots.get(slot));
        counted.map_or(0, |(events, sources)| match measure {
            Measure::Sources => *sources,
            Measure::Incidents | Measure::Events => *events,
        })
    }

    /// The months that are over on the day `today`, by their year: from the first with data to the
    /// last, without a gap.
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

    /// The places of a period at which anything was counted.
    pub fn slots(&self, period: Period) -> impl Iterator<Item = &Slot> {
        self.by.get(&period).into_iter().flat_map(BTreeMap::keys)
    }

    /// The values of a dimension that nobody can list which came up in a period, in their order.
    pub fn values(&self, period: Period, detail: Detail) -> Vec<Value> {
        let own = self.slots(period).flatten();
        own.filter(|value| value.dimension() == Dimension::Detail(detail)).cloned().collect()
    }
}

/// What a revision says of events and of sources. Zeros of values that came up are none.
fn numbers(revision: &Revision) -> BTreeMap<Slot, (u64, u64)> {
    let mut found: BTreeMap<Slot, (u64, u64)> = BTreeMap::new();
    for ((measure, slot), number) in &revision.numbers {
        let entry = found.entry(slot.clone()).or_default();
        match measure {
            Measure::Sources => entry.1 = number.count,
            Measure::Incidents | Measure::Events => entry.0 = number.count,
        }
    }
    found
}
