//! A decision to publish what came in since → the revisions that it makes, checked against all that
//! was public before: together they must give away nothing that one of them withholds.

use super::dimension::{Detail, Dimension, Slot};
use super::figures::{FigureRules, Measure, Scope};
use super::settled::{Revision, Revisions, SettledNumber, current};
use super::totals::Totals;
use super::withheld::{Lattice, OpenDimension};
use super::word::Word;
use certsite_disclosure::Earlier;
use certsite_periods::Period;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A decision about the figures of one source.
pub struct Settling<'a> {
    /// What is counted of it today.
    pub live: &'a Totals,
    /// What may be asked of it: measures and dimensions.
    pub scope: &'a Scope,
    /// What decides which figures there are, and which numbers are withheld.
    pub rules: &'a FigureRules<'a>,
    /// All that was settled of it before.
    pub before: &'a Revisions,
    /// The day of the decision on the team's clock.
    pub day: Date,
}

/// Why a decision cannot be published: the period, and what readers could compute of it, in words.
pub type Exposed = (Period, String);

impl<'a> Settling<'a> {
    /// The new revisions of the wanted periods. A settled year is settled anew with its months, and a
    /// year with all its months.
    ///
    /// # Errors
    /// What readers could compute of all versions together, though one of them withholds it.
    pub fn revisions(
        &self,
        wanted: &BTreeSet<Period>,
    ) -> Result<BTreeMap<Period, Revision>, Vec<Exposed>> {
        let step = next_step(self.before);
        let (mut made, mut exposed) = (BTreeMap::new(), Vec::new());
        // Of what was settled all the data may be gone.
        let known = self.live.clone().settled(&current(self.before));
        for (year, months) in known.years(self.rules.today) {
            let own = self.periods_of(year, &months, wanted);
            if own.is_empty() {
                continue;
            }
            let (revisions, found) = YearSettling::new(self, year, &months, &own).revisions(step);
            made.extend(revisions);
            exposed.extend(found);
        }
        if exposed.is_empty() { Ok(made) } else { Err(exposed) }
    }

    /// The periods of a year that are settled together: those that are wanted, and what has to go with
    /// them.
    fn periods_of(
        &self,
        year: Period,
        months: &[Period],
        wanted: &BTreeSet<Period>,
    ) -> BTreeSet<Period> {
        let mut own: BTreeSet<Period> =
            wanted.iter().copied().filter(|period| period.whole_year() == year).collect();
        let is_over = year.end() <= self.rules.today;
        let has_year = own.contains(&year) || self.before.contains_key(&year);
        if !own.is_empty() && is_over && has_year {
            own.insert(year);
            own.extend(months.iter().filter(|month| !self.before.contains_key(*month)));
        }
        own.retain(|period| *period == year || months.contains(period));
        own
    }

    /// What was public of a period once a step was taken.
    fn public_at(&self, period: Period, step: u32) -> Option<&'a Revision> {
        self.before.get(&period)?.iter().rfind(|revision| revision.step <= step)
    }

    /// The revisions of a period that were made before.
    fn revisions_before(&self, period: Period) -> impl Iterator<Item = &'a Revision> + use<'a> {
        self.before.get(&period).into_iter().flatten()
    }
}

/// A year of which some periods are settled.
struct YearSettling<'a> {
    settling: &'a Settling<'a>,
    /// The periods that are settled now.
    own: &'a BTreeSet<Period>,
    /// The last revisions of the periods that stay as they are.
    kept: BTreeMap<Period, &'a Revision>,
    /// What is counted, with what stays as it is in its place.
    totals: Totals,
    /// The months that are, or were, settled.
    months: Vec<Period>,
    /// The same, with the year if it is settled now.
    all: Vec<Period>,
    /// The decisions by which anything of them was published.
    steps: BTreeSet<u32>,
    hidden: BTreeSet<(Period, Slot)>,
    exposed: Vec<Exposed>,
}

impl<'a> YearSettling<'a> {
    fn new(
        settling: &'a Settling<'a>,
        year: Period,
        months: &[Period],
        own: &'a BTreeSet<Period>,
    ) -> YearSettling<'a> {
        let before = settling.before;
        let mut kept = current(before);
        kept.retain(|period, _| !own.contains(period));
        let totals = settling.live.clone().settled(&kept);
        let is_in = |period: &Period| own.contains(period) || before.contains_key(period);
        let months: Vec<Period> = months.iter().copied().filter(is_in).collect();
        let all: Vec<Period> = months.iter().copied().chain(own.get(&year).copied()).collect();
        let revisions = all.iter().flat_map(|period| settling.revisions_before(*period));
        let steps = revisions.map(|revision| revision.step).collect();
        let (hidden, exposed) = (BTreeSet::new(), Vec::new());
        YearSettling { settling, own, kept, totals, months, all, steps, hidden, exposed }
    }

    /// The new revisions, and what they would give away.
    fn revisions(mut self, step: u32) -> (BTreeMap<Period, Revision>, Vec<Exposed>) {
        let Scope { measures, dimensions, .. } = *self.settling.scope;
        let mut made: BTreeMap<Period, Revision> = BTreeMap::new();
        for measure in measures {
            self.withhold_closed(*measure);
            for detail in dimensions.iter().filter_map(|dimension| dimension.detail()) {
                self.withhold_open(*measure, detail);
            }
            let day = self.settling.day;
            for period in self.own {
                let new = || Revision { step, day, numbers: BTreeMap::new() };
                let revision = made.entry(*period).or_insert_with(new);
                revision.numbers.extend(self.numbers(*period, *measure));
            }
        }
        (made, self.exposed)
    }

    /// Withholds totals and values of closed dimensions, which all add up.
    fn withhold_closed(&mut self, measure: Measure) {
        let Settling { scope, rules, .. } = self.settling;
        let periods = (&*self.all, &*self.months);
        let lattice = Lattice::new(&self.totals, measure, periods, scope.dimensions, rules);
        let version =
            |step: &u32| lattice.earlier(|period| self.settling.public_at(period, *step), measure);
        let versions: Vec<Vec<Option<Earlier>>> = self.steps.iter().map(version).collect();
        let (hidden, exposed) = lattice.hidden_after(&versions, rules.threshold);
        self.hidden.extend(hidden);
        self.exposed.extend(exposed.into_iter().map(|(period, slot)| (period, name(&slot))));
    }

    /// Withholds values of a dimension that nobody can list.
    fn withhold_open(&mut self, measure: Measure, detail: Detail) {
        let Settling { scope, rules, .. } = self.settling;
        let open = OpenDimension { totals: &self.totals, measure, detail, rules };
        open.hide(&self.all, scope.open_months, &self.kept, &mut self.hidden);
        // What was not named before is not named now, or both would tell how many it was.
        for period in self.own {
            let slots = self.totals.values(*period, detail).into_iter().map(Some);
            let was = slots.filter(|slot| self.was_hidden(*period, measure, slot));
            let was: Vec<(Period, Slot)> = was.map(|slot| (*period, slot)).collect();
            self.hidden.extend(was);
            if self.is_rest_small(*period, measure, detail) {
                let dimension = Dimension::Detail(detail).word();
                self.exposed.push((*period, format!("what is not named of “{dimension}”")));
            }
        }
    }

    /// The numbers of a measure that a revision of a period keeps.
    fn numbers(&self, period: Period, measure: Measure) -> Vec<((Measure, Slot), SettledNumber)> {
        let Settling { scope, rules, .. } = self.settling;
        let values = scope.dimensions.iter().flat_map(|dimension| match dimension.detail() {
            None => rules.values(*dimension),
            Some(detail) => self.totals.values(period, detail),
        });
        let number = |slot: Slot| {
            let is_withheld = self.hidden.contains(&(period, slot.clone()));
            let count = self.totals.value(period, &slot, measure);
            ((measure, slot), SettledNumber { count, is_withheld })
        };
        values.map(Some).chain([None]).map(number).collect()
    }

    /// Whether a version before withheld a number, or did not have it.
    fn was_hidden(&self, period: Period, measure: Measure, slot: &Slot) -> bool {
        let key = (measure, slot.clone());
        let mut revisions = self.settling.revisions_before(period);
        revisions.any(|own| own.numbers.get(&key).is_none_or(|number| number.is_withheld))
    }

    /// Whether the total, and all that any version names of a dimension, leave a small number.
    fn is_rest_small(&self, period: Period, measure: Measure, detail: Detail) -> bool {
        if measure == Measure::Sources || self.hidden.contains(&(period, None)) {
            return false;
        }
        let is_unnamed = |slot: &Slot| {
            let count = self.totals.value(period, slot, measure);
            let key = (measure, slot.clone());
            let shown = SettledNumber { count, is_withheld: false };
            let mut revisions = self.settling.revisions_before(period);
            self.hidden.contains(&(period, slot.clone()))
                && !revisions.any(|own| own.numbers.get(&key) == Some(&shown))
        };
        let slots = self.totals.values(period, detail).into_iter().map(Some);
        let rest: u64 =
            slots.filter(is_unnamed).map(|slot| self.totals.value(period, &slot, measure)).sum();
        0 < rest && rest < self.settling.rules.threshold
    }
}

/// The number of the next decision about a source: one more than the last, from 1.
pub fn next_step(before: &Revisions) -> u32 {
    before.values().flatten().map(|revision| revision.step).max().unwrap_or(0) + 1
}

fn name(slot: &Slot) -> String {
    match slot {
        None => "the total".to_owned(),
        Some(value) => format!("{} {}", value.dimension().word(), value.word()),
    }
}
