//! What a source counts → its figures: those that were settled as they were, the rest as counted.

use super::dimension::{Detail, Dimension, Slot};
use super::figures::{Figure, FigureRules, Figures, Measure, OF_REGISTER, REGISTER, Scope, Source};
use super::public;
use super::register::{Country, Incident};
use super::settled::{Revision, Revisions, current};
use super::totals::{Counts, Seen, Totals};
use super::withheld::{Lattice, OpenDimension};
use certsite_periods::Period;
use certsite_sensors::zone::Zone;
use std::collections::{BTreeMap, BTreeSet};

/// What a source counts, as its data are today.
pub struct Counted {
    /// What it is called: `register`, or `sensors/` and the sensor's name.
    pub name: String,
    /// What may be asked of it: measures and dimensions.
    pub scope: Scope,
    /// All that was counted by month and year, for the team's eyes only.
    pub totals: Totals,
    /// The zones by whose clocks some of a period was counted, where they are not the site's.
    pub clocks: BTreeMap<Period, BTreeSet<Zone>>,
}

/// What of a source's figures cannot be changed without a decision.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    /// What was settled of the source, by period.
    pub settled: &'a Revisions,
    /// The CSV files of the last build that hold a period that is over, by that period.
    pub public: &'a BTreeMap<Period, &'a str>,
}

impl Counted {
    /// What the register counts: one for each incident, in the month in which it was received. Classes
    /// that the classification keeps from statistics are left out.
    pub fn of_register<'a>(
        incidents: impl Iterator<Item = &'a Incident>,
        rules: &FigureRules,
    ) -> Counted {
        let mut counts = Counts::default();
        for incident in incidents.filter(|incident| rules.codes.counts(&incident.kind)) {
            let country = incident.country.map_or("", Country::as_str);
            let seen = Seen {
                day: incident.received,
                kind: &incident.kind,
                scale: Some((incident.severity, incident.origin)),
                details: &[(Detail::Country, country)],
            };
            counts.add(&seen, 1, None);
        }
        let (name, totals) = (REGISTER.to_owned(), counts.totals());
        Counted { name, scope: OF_REGISTER, totals, clocks: BTreeMap::new() }
    }

    /// Figures of each period that is over: as they were settled, or are public, else as counted.
    /// `None` if no period is over.
    pub fn source(&self, rules: &FigureRules, standing: Standing) -> Option<Source> {
        let settled = current(standing.settled);
        let mut open = standing.public.clone();
        open.retain(|period, _| !settled.contains_key(period));
        let proposed = self.figures(rules, &settled);
        let held = public::held(&open, proposed.as_ref(), rules.codes);
        let mut source = match held.is_empty() {
            true => proposed?,
            false => self.with_held(rules, &settled, &open, &held)?,
        };
        let revised = standing.settled.iter().filter(|(_, all)| all.len() > 1);
        source.revised =
            revised.map(|(p, all)| (*p, all[1..].iter().map(|r| r.day).collect())).collect();
        source.late.extend(self.late(&settled));
        // A year is told by its months, or by itself if what is new is of another month.
        let months: BTreeSet<Period> =
            source.late.iter().map(|(p, ..)| *p).filter(|p| p.month.is_some()).collect();
        let is_told = |year: &Period| months.iter().any(|month| month.whole_year() == *year);
        source.late.retain(|(period, ..)| period.month.is_some() || !is_told(period));
        Some(source)
    }

    /// The figures with those periods as they are public, though something else is counted.
    fn with_held(
        &self,
        rules: &FigureRules,
        settled: &BTreeMap<Period, &Revision>,
        open: &BTreeMap<Period, &str>,
        held: &BTreeSet<Period>,
    ) -> Option<Source> {
        let kept: BTreeMap<Period, Revision> = held
            .iter()
            .filter_map(|period| Some((*period, self.public(*period, open[period], (0, rules))?)))
            .collect();
        let mut all = settled.clone();
        all.extend(kept.iter().map(|(period, revision)| (*period, revision)));
        let mut source = self.figures(rules, &all)?;
        // The sum of months of which not all is known is no figure.
        let is_whole = |year: &Period| {
            let has_held = || held.iter().any(|period| period.whole_year() == *year);
            year.month.is_some() || all.contains_key(year) || !has_held()
        };
        source.periods.retain(|period, _| is_whole(period));
        let measure = self.scope.measures[0];
        let total = |period: &Period, revision: &Revision| {
            let was = revision.numbers.get(&(measure, None)).map_or(0, |number| number.count);
            (*period, was, self.totals.value(*period, &None, measure))
        };
        source.late = kept.iter().map(|(period, revision)| total(period, revision)).collect();
        Some(source)
    }

    /// What was settled of a period when its file with this text was published, as the decision `step`.
    /// `None` if the file is not one that certsite wrote.
    pub fn public(
        &self,
        period: Period,
        text: &str,
        (step, rules): (u32, &FigureRules),
    ) -> Option<Revision> {
        let live = (&self.totals, period);
        public::revision(text, live, self.scope.measures, (step, rules))
    }

    /// The figures, where these were settled.
    fn figures(
        &self,
        rules: &FigureRules,
        settled: &BTreeMap<Period, &Revision>,
    ) -> Option<Source> {
        let Scope { measures, dimensions, open_months } = self.scope;
        let totals = &self.totals.clone().settled(settled);
        let mut periods: BTreeMap<Period, Figures> = BTreeMap::new();
        for (year, months) in totals.years(rules.today) {
            let is_over = year.end() <= rules.today;
            let all: Vec<Period> = months.iter().copied().chain(is_over.then_some(year)).collect();
            let mut hidden: BTreeSet<(Period, Slot)> = BTreeSet::new();
            for measure in measures {
                // Where few events are withheld, their sources are as well.
                let lattice = Lattice::new(totals, *measure, (&all, &months), dimensions, rules);
                let public = lattice.earlier(|period| settled.get(&period).copied(), *measure);
                hidden.extend(lattice.hidden_after(&[public], rules.threshold).0);
                for detail in dimensions.iter().filter_map(|dimension| dimension.detail()) {
                    let open = OpenDimension { totals, measure: *measure, detail, rules };
                    open.hide(&all, open_months, settled, &mut hidden);
                }
                for (period, revision) in settled {
                    stand(*measure, (*period, revision), &mut hidden);
                }
                for period in &all {
                    let figures = periods.entry(*period).or_default();
                    show(figures, *measure, dimensions, (totals, *period), rules, &hidden);
                }
            }
        }
        (!periods.is_empty()).then(|| Source {
            name: self.name.clone(),
            measures,
            dimensions,
            periods,
            revised: BTreeMap::new(),
            clocks: self.clocks.clone(),
            late: Vec::new(),
        })
    }

    /// Periods of which something else is counted today than was settled: then, and now.
    fn late(&self, settled: &BTreeMap<Period, &Revision>) -> Vec<(Period, u64, u64)> {
        let measure = self.scope.measures[0];
        let changed = settled.iter().filter_map(|(period, revision)| {
            let own = revision.numbers.iter().filter(|((of, _), _)| *of == measure);
            let kept: BTreeMap<&Slot, u64> =
                own.map(|((_, slot), number)| (slot, number.count)).collect();
            let is_same = |slot: &Slot, count: u64| kept.get(slot).copied().unwrap_or(0) == count;
            let now = |slot: &Slot| self.totals.value(*period, slot, measure);
            let is_as_before = kept.keys().all(|slot| is_same(slot, now(slot)))
                && self.totals.slots(*period).all(|slot| is_same(slot, now(slot)));
            (!is_as_before).then(|| (*period, kept.get(&None).copied().unwrap_or(0), now(&None)))
        });
        changed.collect()
    }
}

/// What was settled is withheld or shown as it was, whatever else is known by now.
fn stand(
    measure: Measure,
    (period, revision): (Period, &Revision),
    hidden: &mut BTreeSet<(Period, Slot)>,
) {
    let own = revision.numbers.iter().filter(|((of, _), _)| *of == measure);
    for ((_, slot), number) in own {
        let at = (period, slot.clone());
        match number.is_withheld {
            true => drop(hidden.insert(at)),
            false => drop(hidden.remove(&at)),
        }
    }
}

/// Adds a measure to the figures of a period.
fn show(
    figures: &mut Figures,
    measure: Measure,
    dimensions: &[Dimension],
    (totals, period): (&Totals, Period),
    rules: &FigureRules,
    hidden: &BTreeSet<(Period, Slot)>,
) {
    let figure = |slot: &Slot| match hidden.contains(&(period, slot.clone())) {
        true => Figure::Withheld,
        false => Figure::Shown(totals.value(period, slot, measure)),
    };
    figures.total.push(figure(&None));
    for dimension in dimensions {
        let values = match dimension.detail() {
            None => rules.values(*dimension),
            Some(detail) => totals.values(period, detail),
        };
        let by = figures.by.entry(*dimension).or_default();
        for value in values {
            let figure = figure(&Some(value.clone()));
            match by.get_mut(&value) {
                Some(figures) => figures.push(figure),
                // Of an open dimension the first measure decides which values are named.
                None if dimension.is_closed() || figure != Figure::Withheld => {
                    by.insert(value, vec![figure]);
                }
                None => {}
            }
        }
    }
}
