//! The data that figures are made from: the register, tallies of sensors, what was settled and what
//! is public. What may be known of them, and the files that settle it.

use crate::casework;
use crate::counting::{Counted, Standing};
use crate::figures::{FigureRules, PublishedFigures, Source};
use crate::public::Public;
use crate::register::{self, Register};
use crate::sensors;
use crate::settle;
use crate::settled::{self, Settled};
use certsite_base::diag::{Diagnostic, Place, Problem, nearest};
use certsite_periods::Period;
use certsite_periods::settled as names;
use certsite_sensors::zone::Zone;
use certsite_site::config::Config;
use certsite_site::load::{Files, Sum};
use certsite_site::memo::Memo;
use certsite_site::rsit::{self, Codes};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// All data of a site that figures are made from.
pub struct Data {
    /// The classification, as the site has it.
    pub(super) codes: Arc<Codes>,
    register: Arc<(Register, Vec<Diagnostic>)>,
    sensors: sensors::Sensors,
    settled: Arc<(Settled, Vec<Diagnostic>)>,
    public: Public,
}

impl Data {
    /// Reads the data, each file once for its bytes. What is wrong with them is added to `diagnostics`.
    pub fn read(
        config: &Config,
        files: Files,
        kept: &Memo,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Data {
        let both =
            |one: Sum, other: Sum| xxh3_64(&[one.to_le_bytes(), other.to_le_bytes()].concat());
        let taxonomy = files.sum_of(rsit::FILE);
        let codes = kept.get(taxonomy, || rsit::read(files));
        let rows = both(taxonomy, files.sum_below(register::FOLDER));
        let register = kept.get(rows, || Register::read(files, &codes));
        diagnostics.extend_from_slice(&register.1);
        let own = |found: &Diagnostic| !rsit::follows(&codes, &found.problem);
        diagnostics.extend(casework::words(files, &codes).1.into_iter().filter(own));
        let meaning = both(taxonomy, files.sum_of(sensors::RULES));
        let rules = kept.get(meaning, || sensors::rules(files, &codes));
        diagnostics.extend(rules.1.iter().filter(|found| own(found)).cloned());
        let zone = Zone::from_time_zone(&config.time_zone);
        let sum = both(meaning, xxh3_64(zone.to_string().as_bytes()));
        let meaning = sensors::Meaning { rules: &rules.0, codes: &codes, zone, sum };
        let (sensors, problems) = sensors::sensors(files, kept, &meaning);
        diagnostics.extend(problems);
        let rows = both(taxonomy, files.sum_below(names::FOLDER));
        let settled = kept.get(rows, || Settled::read(files, &codes));
        diagnostics.extend_from_slice(&settled.1);
        Data { codes, register, sensors, settled, public: Public::read(files) }
    }

    fn figure_rules(&self, config: &Config, today: Date) -> FigureRules<'_> {
        FigureRules { codes: &self.codes, threshold: config.threshold, today }
    }

    fn settled(&self, source: &str) -> &settled::Revisions {
        self.settled.0.of_source(source)
    }

    /// What is counted, the register first.
    fn counted(&self, rules: &FigureRules) -> Vec<Arc<Counted>> {
        let incidents = self.register.0.incidents.iter().map(|(incident, _)| incident);
        let register = Arc::new(Counted::of_register(incidents, rules));
        let sensors = self.names().into_iter().map(|name| {
            let none = || Arc::new(sensors::nothing(&name));
            self.sensors.get(&name).map_or_else(none, |sensor| sensor.counted.clone())
        });
        [register].into_iter().chain(sensors).collect()
    }

    /// The ids of the sensors' sections on period pages.
    pub(super) fn sections(&self) -> impl Iterator<Item = String> {
        self.names().into_iter().map(|name| format!("sensors-{name}"))
    }

    /// The names of all sensors: of those too of which only figures are left.
    fn names(&self) -> BTreeSet<String> {
        let known = self.settled.0.names().chain(self.public.names());
        let known = known.filter_map(|source| source.strip_prefix("sensors/"));
        self.sensors.keys().map(String::as_str).chain(known).map(str::to_owned).collect()
    }

    fn source(&self, counted: &Counted, rules: &FigureRules) -> Option<Source> {
        let public = self.public.texts_of(&counted.name, rules.today);
        let settled = self.settled(&counted.name);
        counted.source(rules, Standing { settled, public: &public })
    }

    /// What may be known of all sources on the day `today`.
    pub(super) fn published(&self, config: &Config, today: Date) -> PublishedFigures {
        let rules = self.figure_rules(config, today);
        let counted = self.counted(&rules);
        let sources = counted.iter().filter_map(|counted| self.source(counted, &rules));
        PublishedFigures { sources: sources.collect() }
    }

    /// Periods whose figures can be public on the day `today`, and were not settled yet: the name of the
    /// source, and the period.
    pub fn unsettled(&self, config: &Config, today: Date) -> Vec<(String, Period)> {
        let rules = self.figure_rules(config, today);
        let mut found = Vec::new();
        for counted in self.counted(&rules) {
            let settled = self.settled(&counted.name);
            let source = self.source(&counted, &rules);
            let periods = source.iter().flat_map(|source| source.periods.keys());
            let open = periods.filter(|period| !settled.contains_key(*period));
            found.extend(open.map(|period| (counted.name.clone(), *period)));
        }
        found
    }

    /// Periods of which something else is counted than was settled or is public: the name of the source, the
    /// period, how much was counted in all then, and how much is now.
    pub fn late(&self, config: &Config, today: Date) -> Vec<(String, Period, u64, u64)> {
        let rules = self.figure_rules(config, today);
        let mut found = Vec::new();
        for counted in self.counted(&rules) {
            let late = self.source(&counted, &rules).into_iter().flat_map(|source| source.late);
            found.extend(late.map(|(p, was, is)| (counted.name.clone(), p, was, is)));
        }
        found
    }

    /// The files that settle what the last build published of the sources that are meant, as it is public:
    /// each as its path from the site's root and its text. What was settled before is left out.
    pub fn keep(
        &self,
        config: &Config,
        today: Date,
        is_meant: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let rules = self.figure_rules(config, today);
        let mut files = Vec::new();
        for counted in self.counted(&rules).iter().filter(|counted| is_meant(&counted.name)) {
            let before = self.settled(&counted.name);
            let step = settle::next_step(before);
            let public = self.public.texts_of(&counted.name, today);
            for (period, text) in public.into_iter().filter(|(p, _)| !before.contains_key(p)) {
                let made = counted.public(period, text, (step, &rules));
                let path = names::path(&counted.name, period);
                files.extend(made.map(|revision| (path, settled::text(&[revision]))));
            }
        }
        files
    }

    /// The files that settle these periods of a source as they are counted today, each as its path from
    /// the site's root and its text.
    ///
    /// # Errors
    /// What readers could compute of all versions together, if that is something withheld.
    pub fn settle(
        &self,
        config: &Config,
        today: Date,
        source: &str,
        wanted: &BTreeSet<Period>,
    ) -> Result<Vec<(String, String)>, Vec<settle::Exposed>> {
        let rules = self.figure_rules(config, today);
        let counted = self.counted(&rules);
        let Some(counted) = counted.iter().find(|counted| counted.name == source) else {
            return Ok(Vec::new());
        };
        let before = self.settled(source);
        let settling = settle::Settling {
            live: &counted.totals,
            scope: &counted.scope,
            rules: &rules,
            before,
            day: today,
        };
        let made = settling.revisions(wanted)?;
        let file = |(period, revision): (Period, settled::Revision)| {
            let mut all = before.get(&period).cloned().unwrap_or_default();
            all.push(revision);
            (names::path(source, period), settled::text(&all))
        };
        Ok(made.into_iter().map(file).collect())
    }
}

impl Data {
    /// The first file of a source that was counted by another clock, of those whose figures are not
    /// settled: there it can still be mended.
    fn clock_of(&self, config: &Config, sensor: &sensors::Sensor) -> Option<Diagnostic> {
        let settled = self.settled(&sensor.counted.name);
        let is_open =
            |file: &&sensors::Elsewhere| file.months().any(|month| !settled.contains_key(&month));
        let file = sensor.elsewhere.iter().find(is_open)?;
        let (zone, own) =
            (file.zone.to_string(), Zone::from_time_zone(&config.time_zone).to_string());
        let import = file.import.clone();
        let help = match import {
            Some(import) => format!(
                "take it back with “certsite sensors undo {import}” and import the log again; without the log leave it"
            ),
            None => "an older version counted it; leave it".to_owned(),
        };
        let problem = Problem::OtherClock { zone, own, help };
        Some(Diagnostic::at(problem, Place::file(&file.path)))
    }

    /// Names in the settings of sensors that there are not, or not yet.
    fn unknown_sensors(&self, config: &Config) -> Vec<Diagnostic> {
        let known = self.names();
        let unknown = config.sensor_names.keys().filter(|name| !known.contains(name.as_str()));
        let told = unknown.map(|name| {
            let hint = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean “{near}”?"),
                None if known.is_empty() => "it takes hold with its first import".to_owned(),
                None => {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    format!("the sensors are {}; a new one comes with its import", known.join(", "))
                }
            };
            let place = config.place_of_key(&["statistics", "sensors", name]);
            Diagnostic::at(Problem::UnknownSensor { name: name.clone(), hint }, place)
        });
        told.collect()
    }

    /// What is wrong with the data although each file by itself holds.
    pub(super) fn problems(
        &self,
        config: &Config,
        published: &PublishedFigures,
        today: Date,
    ) -> Vec<Diagnostic> {
        let late = published.sources.iter().flat_map(|source| {
            source.late.iter().map(|(period, was, is)| late(&source.name, *period, (*was, *is)))
        });
        let clocks = self.sensors.values().filter_map(|sensor| self.clock_of(config, sensor));
        let unknown = self.unknown_sensors(config);
        let register = self.register.0.later_than(today);
        register.into_iter().chain(late).chain(clocks).chain(unknown).collect()
    }
}

/// Data that came in after the figures of their month were settled.
fn late(source: &str, period: Period, (was, is): (u64, u64)) -> Diagnostic {
    let path: Arc<str> = names::path(source, period).into();
    // What is withheld has no number here.
    let numbers = if was == is { String::new() } else { format!(" ({was} in all then, {is} now)") };
    let what = format!(
        "{source}, {period}: the data have changed since these figures were published{numbers}"
    );
    let command = format!("{} settle {period}", source.split('/').next().unwrap_or(source));
    let problem = Problem::LateData { what, command };
    Diagnostic::at(problem, Place::file(&path))
}
