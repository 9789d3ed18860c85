//! Incidents and cells of tallies → what was counted of each month and year: everything, for the
//! team's eyes only.

use super::figures::{Dimension, Measure};
use super::period::Period;
use super::sketch::Union;
use super::tally::Cell;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A number's place within a period: the total, or a value of a dimension.
pub type Slot = Option<(Dimension, String)>;

/// How much there was, and who it came from.
#[derive(Clone, Default)]
struct Sum {
    events: u64,
    sources: Union,
}

impl Sum {
    fn merge(&mut self, other: &Sum) {
        self.events = self.events.saturating_add(other.events);
        self.sources.merge(&other.sources);
    }
}

/// What is being counted, by month.
#[derive(Default)]
pub struct Counts {
    by: BTreeMap<Period, BTreeMap<Slot, Sum>>,
}

/// What was counted: events, and their sources as far as they are told apart.
pub struct Totals {
    by: BTreeMap<Period, BTreeMap<Slot, (u64, u64)>>,
}

impl Counts {
    /// Adds a cell to its month by each value. Its class follows from its type.
    pub fn add(&mut self, day: Date, values: Vec<(Dimension, String)>, cell: &Cell) {
        let slots = self.by.entry(Period::month_of(day)).or_default();
        for value in values {
            let sum = slots.entry(Some(value)).or_default();
            sum.events = sum.events.saturating_add(cell.events);
            sum.sources.add(&cell.sources);
        }
    }

    /// Adds up classes, totals and years, and estimates the sources, once each.
    pub fn totals(mut self) -> Totals {
        let mut years: BTreeMap<Period, BTreeMap<Slot, Sum>> = BTreeMap::new();
        for (month, slots) in &mut self.by {
            let of = |d: Dimension| {
                move |(slot, _): &(&Slot, &Sum)| slot.as_ref().is_some_and(|s| s.0 == d)
            };
            let mut above: BTreeMap<Slot, Sum> = BTreeMap::new();
            for (slot, sum) in slots.iter().filter(of(Dimension::Type)) {
                let class =
                    slot.iter().filter_map(|(_, value)| value.split_once('/')).map(|(c, _)| c);
                for class in class {
                    above.entry(Some((Dimension::Class, class.to_owned()))).or_default().merge(sum);
                }
            }
            let mut total = Sum::default();
            above.values().for_each(|class| total.merge(class));
            slots.extend(above);
            slots.insert(None, total);
            let year = years.entry(month.whole_year()).or_default();
            for (slot, sum) in &*slots {
                year.entry(slot.clone()).or_default().merge(sum);
            }
        }
        let total = |sum: Sum| (sum.events, sum.sources.count().min(sum.events));
        let totals = |slots: BTreeMap<Slot, Sum>| {
            slots.into_iter().map(|(slot, sum)| (slot, total(sum))).collect()
        };
        let all = self.by.into_iter().chain(years);
        Totals { by: all.map(|(period, slots)| (period, totals(slots))).collect() }
    }
}

impl Totals {
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

    /// The values of an open dimension that came up in a period.
    pub fn values(&self, period: Period, dimension: Dimension) -> Vec<String> {
        let slots = self.by.get(&period).into_iter().flat_map(BTreeMap::keys);
        let own = slots.flatten().filter(|(d, _)| *d == dimension);
        own.map(|(_, value)| value.clone()).collect()
    }
}
