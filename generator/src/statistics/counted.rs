//! Incidents and cells of tallies → what was counted of each month and year: everything, for the
//! team's eyes only.

use super::figures::{Dimension, Measure};
use super::period::Period;
use super::tally::Cell;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A number's place within a period: the total, or a value of a dimension.
pub type Slot = Option<(Dimension, String)>;

/// What is being counted, by period.
#[derive(Default)]
pub struct Counts {
    by: BTreeMap<Period, BTreeMap<Slot, Cell>>,
}

/// What was counted: events, and their sources as far as they are told apart.
pub struct Totals {
    by: BTreeMap<Period, BTreeMap<Slot, (u64, u64)>>,
}

impl Counts {
    /// Adds a cell to its month and year, in all and by each value.
    pub fn add(&mut self, day: Date, values: &[(Dimension, String)], cell: &Cell) {
        let month = Period::month_of(day);
        for period in [month, month.whole_year()] {
            let slots = self.by.entry(period).or_default();
            slots.entry(None).or_default().merge(cell);
            for value in values {
                slots.entry(Some(value.clone())).or_default().merge(cell);
            }
        }
    }

    /// Estimates the sources, once each.
    pub fn totals(self) -> Totals {
        let totals = |slots: BTreeMap<Slot, Cell>| {
            slots.into_iter().map(|(slot, cell)| (slot, (cell.events, cell.count()))).collect()
        };
        Totals { by: self.by.into_iter().map(|(period, slots)| (period, totals(slots))).collect() }
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
