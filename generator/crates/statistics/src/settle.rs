//! A decision to publish what came in since → the revisions that it makes, checked against all that
//! was public before: together they must give away nothing that one of them withholds.

use super::counted::Totals;
use super::dimension::{Detail, Slot};
use super::disclosure::{Lattice, Open};
use super::figures::{FigureRules, Measure, Scope};
use super::period::Period;
use super::settled::{Revision, Revisions, current};
use super::word::Word;
use certsite_disclosure::Earlier;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be settled.
pub struct Settling<'a> {
    /// What is counted today.
    pub live: &'a Totals,
    /// What may be asked of the source.
    pub scope: &'a Scope,
    /// What decides which figures there are.
    pub rules: &'a FigureRules<'a>,
    /// What was settled before.
    pub before: &'a Revisions,
    /// The day of the decision.
    pub day: Date,
}

/// Why a decision cannot be published: the period, and what could be computed of it.
pub type Exposed = (Period, String);

impl Settling<'_> {
    /// The new revisions of these periods. A settled year is settled anew with its months, and a year
    /// with all its months.
    pub fn revisions(
        &self,
        wanted: &BTreeSet<Period>,
    ) -> Result<BTreeMap<Period, Revision>, Vec<Exposed>> {
        let step = next_step(self.before);
        let (mut made, mut exposed) = (BTreeMap::new(), Vec::new());
        // Of what was settled all the data may be gone.
        let known = self.live.clone().settled(&current(self.before));
        for (year, months) in known.years(self.rules.today) {
            let mut own: BTreeSet<Period> =
                wanted.iter().copied().filter(|period| period.whole_year() == year).collect();
            if own.is_empty() {
                continue;
            }
            let is_over = year.end() <= self.rules.today;
            if is_over && (own.contains(&year) || self.before.contains_key(&year)) {
                own.insert(year);
                let new = months.iter().filter(|month| !self.before.contains_key(*month));
                own.extend(new);
            }
            own.retain(|period| *period == year || months.contains(period));
            self.year((year, &months), &own, step, &mut made, &mut exposed);
        }
        if exposed.is_empty() { Ok(made) } else { Err(exposed) }
    }

    fn year(
        &self,
        (year, months): (Period, &[Period]),
        own: &BTreeSet<Period>,
        step: u32,
        made: &mut BTreeMap<Period, Revision>,
        exposed: &mut Vec<Exposed>,
    ) {
        let mut kept = current(self.before);
        kept.retain(|period, _| !own.contains(period));
        let totals = self.live.clone().settled(&kept);
        let is_in = |period: &Period| own.contains(period) || self.before.contains_key(period);
        let months: Vec<Period> = months.iter().copied().filter(is_in).collect();
        let all: Vec<Period> = months.iter().copied().chain(own.get(&year).copied()).collect();
        let steps: BTreeSet<u32> = all
            .iter()
            .filter_map(|period| self.before.get(period))
            .flatten()
            .map(|revision| revision.step)
            .collect();
        let Scope { measures, dimensions, has_open_months } = *self.scope;
        let mut hidden: BTreeSet<(Period, Slot)> = BTreeSet::new();
        for measure in measures {
            let lattice = Lattice::new(&totals, *measure, (&all, &months), dimensions, self.rules);
            let versions: Vec<Vec<Option<Earlier>>> = steps
                .iter()
                .map(|step| lattice.earlier(|period| self.at(period, *step), *measure))
                .collect();
            let (found, open) = lattice.hidden_after(&versions, self.rules.threshold);
            hidden.extend(found);
            exposed.extend(open.into_iter().map(|(period, slot)| (period, name(&slot))));
            for dimension in dimensions {
                let Some(detail) = dimension.detail() else { continue };
                let (totals, rules) = (&totals, self.rules);
                let open = Open { totals, measure: *measure, detail, rules };
                open.hide(&all, has_open_months, &kept, &mut hidden);
                // What was not named before is not named now, or both would tell how many it was.
                for period in own {
                    let slots = totals.values(*period, detail).into_iter().map(Some);
                    let was = slots.filter(|slot| self.was_hidden(*period, *measure, slot));
                    hidden.extend(was.map(|slot| (*period, slot)));
                    if self.rest_is_small(totals, (*period, *measure, detail), &hidden) {
                        exposed.push((
                            *period,
                            format!("what is not named of “{}”", dimension.word()),
                        ));
                    }
                }
            }
            for period in own {
                let revision = made.entry(*period).or_insert_with(|| Revision {
                    step,
                    day: self.day,
                    numbers: BTreeMap::new(),
                });
                let closed = dimensions.iter().filter(|d| d.is_closed());
                let closed = closed.flat_map(|dimension| self.rules.values(*dimension));
                let open = dimensions.iter().filter_map(|dimension| dimension.detail());
                let open = open.flat_map(|detail| totals.values(*period, detail));
                for slot in closed.chain(open).map(Some).chain([None]) {
                    let is_hidden = hidden.contains(&(*period, slot.clone()));
                    let count = totals.value(*period, &slot, *measure);
                    revision.numbers.insert((*measure, slot), (count, is_hidden));
                }
            }
        }
    }

    /// What was public of a period once a step was taken.
    fn at(&self, period: Period, step: u32) -> Option<&Revision> {
        self.before.get(&period)?.iter().rfind(|revision| revision.step <= step)
    }

    fn was_hidden(&self, period: Period, measure: Measure, slot: &Slot) -> bool {
        let revisions = self.before.get(&period).into_iter().flatten();
        let key = (measure, slot.clone());
        let mut kept =
            revisions.map(|revision| revision.numbers.get(&key).is_none_or(|kept| kept.1));
        kept.any(|is_hidden| is_hidden)
    }

    /// Whether the total, and all that any version names of a dimension, leave a small number.
    fn rest_is_small(
        &self,
        totals: &Totals,
        (period, measure, detail): (Period, Measure, Detail),
        hidden: &BTreeSet<(Period, Slot)>,
    ) -> bool {
        if measure == Measure::Sources || hidden.contains(&(period, None)) {
            return false;
        }
        let slots = totals.values(period, detail).into_iter().map(Some);
        let is_unnamed = |slot: &Slot| {
            let count = totals.value(period, slot, measure);
            let key = (measure, slot.clone());
            let revisions = self.before.get(&period).into_iter().flatten();
            let mut kept = revisions.filter_map(|revision| revision.numbers.get(&key));
            hidden.contains(&(period, slot.clone())) && !kept.any(|kept| *kept == (count, false))
        };
        let rest: u64 =
            slots.filter(is_unnamed).map(|slot| totals.value(period, &slot, measure)).sum();
        0 < rest && rest < self.rules.threshold
    }
}

/// The number of the next decision about a source.
pub fn next_step(before: &Revisions) -> u32 {
    before.values().flatten().map(|revision| revision.step).max().unwrap_or(0) + 1
}

fn name(slot: &Slot) -> String {
    match slot {
        None => "the total".to_owned(),
        Some(value) => format!("{} {}", value.dimension().word(), value.word()),
    }
}
