//! What was counted → which numbers are withheld. Totals and closed dimensions of a year and its
//! months are one web of sums; each dimension that nobody can list is settled by itself.

use super::dimension::{Detail, Dimension, Slot};
use super::figures::{FigureRules, Measure, OpenMonths};
use super::settled::Revision;
use super::totals::Totals;
use certsite_disclosure::{Earlier, Next, Number, Sum, withheld, withheld_after};
use certsite_periods::Period;
use std::collections::{BTreeMap, BTreeSet};

/// Some numbers, each by its period and its place in it.
type Slots = Vec<(Period, Slot)>;

/// The numbers of a year and its months that add up: totals and closed dimensions.
pub struct Lattice {
    at: BTreeMap<(Period, Slot), usize>,
    numbers: Vec<Number>,
    sums: Vec<Sum>,
}

impl Lattice {
    /// The numbers of a measure in the periods `all`: a year and its months, or `months` alone.
    pub fn new(
        totals: &Totals,
        measure: Measure,
        (all, months): (&[Period], &[Period]),
        dimensions: &[Dimension],
        rules: &FigureRules,
    ) -> Lattice {
        let closed = dimensions.iter().filter(|dimension| dimension.is_closed());
        let slots: Vec<Slot> =
            closed.flat_map(|dimension| rules.values(*dimension)).map(Some).chain([None]).collect();
        let mut lattice = Lattice { at: BTreeMap::new(), numbers: Vec::new(), sums: Vec::new() };
        for period in all {
            for slot in &slots {
                let value = totals.value(*period, slot, measure);
                lattice.at.insert((*period, slot.clone()), lattice.numbers.len());
                lattice.numbers.push(Number { value, layer: u8::from(period.month.is_none()) });
            }
        }
        for period in all {
            lattice.within(*period, &slots);
        }
        for year in all.iter().filter(|period| period.month.is_none()) {
            for slot in &slots {
                let parts = months.iter().map(|month| lattice.at[&(*month, slot.clone())]);
                let sum = Sum { total: lattice.at[&(*year, slot.clone())], parts: parts.collect() };
                lattice.sums.push(sum);
            }
        }
        lattice
    }

    /// Each dimension adds up to the total, and the types of a class to the class.
    fn within(&mut self, period: Period, slots: &[Slot]) {
        let mut groups: BTreeMap<(Slot, Dimension), Vec<usize>> = BTreeMap::new();
        for slot in slots {
            let Some(value) = slot else { continue };
            let part = self.at[&(period, slot.clone())];
            groups.entry((value.whole(), value.dimension())).or_default().push(part);
        }
        for ((above, _), parts) in groups {
            self.sums.push(Sum { total: self.at[&(period, above)], parts });
        }
    }

    /// The numbers as they were public earlier, by what was settled of each period then; `None` for
    /// those that were not.
    pub fn earlier<'a>(
        &self,
        settled: impl Fn(Period) -> Option<&'a Revision>,
        measure: Measure,
    ) -> Vec<Option<Earlier>> {
        let mut earlier = vec![None; self.numbers.len()];
        for ((period, slot), n) in &self.at {
            let kept = settled(*period).and_then(|r| r.numbers.get(&(measure, slot.clone())));
            earlier[*n] =
                kept.map(|number| Earlier { value: number.count, hidden: number.is_withheld });
        }
        earlier
    }

    /// Those that are withheld after these versions, and those that could be computed all the same.
    pub fn hidden_after(
        &self,
        versions: &[Vec<Option<Earlier>>],
        threshold: u64,
    ) -> (Slots, Slots) {
        let Next { hidden, exposed } =
            withheld_after(versions, &self.numbers, &self.sums, threshold);
        let slots_that = |is_meant: &dyn Fn(usize) -> bool| {
            let found = self.at.iter().filter(|(_, n)| is_meant(**n));
            found.map(|(at, _)| at.clone()).collect()
        };
        (slots_that(&|n| hidden[n]), slots_that(&|n| exposed.contains(&n)))
    }
}

/// A dimension with values that nobody can list, such as ports: what is withheld is not even named.
pub struct OpenDimension<'a> {
    /// All that was counted, of all periods.
    pub totals: &'a Totals,
    /// The measure whose numbers are judged.
    pub measure: Measure,
    /// The dimension, of which all values of a period add up to its total.
    pub detail: Detail,
    /// The rules that decide, first of all the threshold below which a number is withheld.
    pub rules: &'a FigureRules<'a>,
}

impl OpenDimension<'_> {
    /// Adds to `hidden` what is withheld in the periods `all`: values of the months, each month by
    /// itself, and of a year what is not the sum of shown months, for only such a sum tells nothing new.
    /// Where months are not published nothing is shown of them, and the year is judged by itself.
    ///
    /// What was settled stays as it was.
    pub fn hide(
        &self,
        all: &[Period],
        open_months: OpenMonths,
        settled: &BTreeMap<Period, &Revision>,
        hidden: &mut BTreeSet<(Period, Slot)>,
    ) {
        let every: Vec<Period> = all.iter().copied().filter(|p| p.month.is_some()).collect();
        let (kept, all): (Vec<Period>, Vec<Period>) =
            all.iter().copied().partition(|period| settled.contains_key(period));
        for period in kept {
            let numbers = settled[&period].numbers.iter();
            let own = numbers.filter(|((measure, slot), number)| {
                let own = Dimension::Detail(self.detail);
                let is_ours = slot.as_ref().is_some_and(|value| value.dimension() == own);
                *measure == self.measure && is_ours && number.is_withheld
            });
            hidden.extend(own.map(|((_, slot), _)| (period, slot.clone())));
        }
        let (months, years): (Vec<Period>, Vec<Period>) =
            all.iter().copied().partition(|period| period.month.is_some());
        for month in &months {
            match open_months {
                OpenMonths::Published => self.hide_one(*month, hidden),
                OpenMonths::Unpublished => {
                    hidden.extend(self.slots(*month).map(|slot| (*month, slot)))
                }
            }
        }
        for year in years {
            self.hide_one(year, hidden);
            if open_months == OpenMonths::Published {
                let is_hidden = |slot: &Slot| {
                    every.iter().any(|month| hidden.contains(&(*month, slot.clone())))
                };
                let new: Vec<Slot> = self.slots(year).filter(is_hidden).collect();
                hidden.extend(new.into_iter().map(|slot| (year, slot)));
            }
        }
    }

    /// One period, whose values add up to its total; where that is withheld, all of them are.
    fn hide_one(&self, period: Period, hidden: &mut BTreeSet<(Period, Slot)>) {
        let slots: Vec<Slot> = self.slots(period).collect();
        if hidden.contains(&(period, None)) {
            hidden.extend(slots.into_iter().map(|slot| (period, slot)));
            return;
        }
        let value = |slot: &Slot| self.totals.value(period, slot, self.measure);
        let mut numbers: Vec<Number> =
            slots.iter().map(|slot| Number { value: value(slot), layer: 0 }).collect();
        let sum = Sum { total: numbers.len(), parts: (0..numbers.len()).collect() };
        numbers.push(Number { value: value(&None), layer: 0 });
        let small = withheld(&numbers, &[sum], self.rules.threshold);
        hidden.extend(
            slots.into_iter().zip(small).filter(|(_, h)| *h).map(|(slot, _)| (period, slot)),
        );
    }

    fn slots(&self, period: Period) -> impl Iterator<Item = Slot> {
        self.totals.values(period, self.detail).into_iter().map(Some)
    }
}
