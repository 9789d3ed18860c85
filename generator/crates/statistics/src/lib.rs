//! Statistics of the team: the register of incidents, and tallies of what its sensors see. Their
//! figures are published as charts, tables, pages of months and years, and data.
//!
//! Knows the contract of features, the tallies of `certsite-sensors`, the rules by which small
//! numbers are withheld (`certsite-disclosure`), and no other feature. Begin with `figures`: what
//! may be known of each source.

pub mod casework;
mod chart;
mod counted;
mod counting;
mod dataset;
mod dimension;
mod disclosure;
mod embeds;
mod figures;
pub mod period;
mod public;
pub mod register;
mod report;
pub mod reports;
mod rows;
pub mod sensors;
mod settle;
mod settled;
mod view;
pub mod word;

pub use public::whose;
pub use settled::{FOLDER as SETTLED, named as settled_named, path as settled_path};

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::Lang;
use certsite_sensors::zone::Zone;
use certsite_site::config::Config;
use certsite_site::feature::{Block, Embedded, Feature, Options, World, Written};
use certsite_site::link::DocId;
use certsite_site::load::{Inputs, Sum};
use certsite_site::memo::Memo;
use certsite_site::parse::{Doc, Embed};
use certsite_site::plan::Route;
use certsite_site::rsit::{self, Codes};
use counting::{Counted, Standing};
use figures::{Published, Source};
use jiff::civil::Date;
use period::Period;
use public::Public;
use register::Register;
use serde_json::Value;
use settled::Settled;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Watches over the data that statistics are made from, and publishes what may be known of them.
pub struct Statistics {
    codes: Arc<Codes>,
    register: Arc<(Register, Vec<Diagnostic>)>,
    sensors: sensors::Sensors,
    settled: Arc<(Settled, Vec<Diagnostic>)>,
    public: Public,
    /// Fingerprint of all that figures are made from, and what was made of it before.
    data: (Sum, Memo),
    /// Fingerprint of settings and theme.
    settings: Sum,
    /// The figures, made once for a site, by the first who asks.
    published: OnceLock<Arc<Published>>,
}

impl Statistics {
    /// Reads the data, each file once for its bytes.
    pub fn read(
        config: &Config,
        inputs: &Inputs,
        memo: &Memo,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Statistics {
        let sum = |path: &str| inputs.files.get(path).map_or(0, |file| file.sum);
        let both =
            |one: Sum, other: Sum| xxh3_64(&[one.to_le_bytes(), other.to_le_bytes()].concat());
        let taxonomy = sum(rsit::FILE);
        let codes = memo.get(taxonomy, || rsit::read(inputs));
        let rows = both(taxonomy, inputs.sum_below(register::FOLDER));
        let register = memo.get(rows, || Register::read(inputs, &codes));
        diagnostics.extend_from_slice(&register.1);
        diagnostics.extend(casework::words(inputs, &codes).1);
        let meaning = both(taxonomy, sum(sensors::RULES));
        let rules = memo.get(meaning, || sensors::rules(inputs, &codes));
        diagnostics.extend_from_slice(&rules.1);
        let zone = Zone::of(&config.time_zone);
        let sum_of_all = both(meaning, xxh3_64(zone.to_string().as_bytes()));
        let meaning = sensors::Meaning { rules: &rules.0, codes: &codes, zone, sum: sum_of_all };
        let (sensors, problems) = sensors::sensors(inputs, memo, &meaning);
        diagnostics.extend(problems);
        let rows = both(taxonomy, inputs.sum_below(settled::FOLDER));
        let settled = memo.get(rows, || Settled::read(inputs, &codes));
        diagnostics.extend_from_slice(&settled.1);
        let public = Public::read(inputs);
        let data = (inputs.sum_below("content/data/") ^ inputs.public_sum(), memo.clone());
        let settings = both(sum("content/site.yaml"), sum("content/team.yaml"));
        let settings = both(settings, inputs.sum_below("themes/"));
        let published = OnceLock::new();
        Statistics { codes, register, sensors, settled, public, data, settings, published }
    }

    /// A fingerprint of all that a block is drawn from.
    fn asked(&self, world: World, block: &Block) -> Sum {
        let (doc, embed) = (block.doc, block.embed);
        let mut hasher = Xxh3::new();
        (self.data.0, self.settings, world.options).hash(&mut hasher);
        (embed.name, &doc.embed_source()[embed.yaml.clone()], &doc.path).hash(&mut hasher);
        (report::title(world, block), report::address(world, block)).hash(&mut hasher);
        hasher.finish()
    }

    fn terms(&self, config: &Config, today: Date) -> figures::Rules<'_> {
        figures::Rules { codes: &self.codes, threshold: config.threshold, today }
    }

    fn settled(&self, source: &str) -> &settled::Revisions {
        self.settled.0.of(source)
    }

    /// What is counted, the register first.
    fn counted(&self, terms: &figures::Rules) -> Vec<Arc<Counted>> {
        let incidents = self.register.0.incidents.iter().map(|(incident, _)| incident);
        let register = Arc::new(Source::of_register(incidents, terms));
        let sensors = self.names().into_iter().map(|name| {
            let none = || Arc::new(sensors::nothing(&name));
            self.sensors.get(&name).map_or_else(none, |sensor| sensor.counted.clone())
        });
        [register].into_iter().chain(sensors).collect()
    }

    /// The ids of the sensors' sections in reports.
    fn sections(&self) -> impl Iterator<Item = String> {
        self.names().into_iter().map(|name| format!("sensors-{name}"))
    }

    /// The names of all sensors: of those too of which only figures are left.
    fn names(&self) -> BTreeSet<String> {
        let known = self.settled.0.names().chain(self.public.names());
        let known = known.filter_map(|source| source.strip_prefix("sensors/"));
        self.sensors.keys().map(String::as_str).chain(known).map(str::to_owned).collect()
    }

    fn source(&self, counted: &Counted, rules: &figures::Rules) -> Option<Source> {
        let public = self.public.of(&counted.name, rules.today);
        let settled = self.settled(&counted.name);
        counted.source(rules, Standing { settled, public: &public })
    }

    fn published(&self, config: &Config, options: &Options) -> &Arc<Published> {
        self.published.get_or_init(|| {
            let (sum, memo) = &self.data;
            let zone = Zone::of(&config.time_zone);
            let asked = format!("{sum} {} {} {zone}", config.threshold, options.date);
            memo.get(xxh3_64(asked.as_bytes()), || {
                let rules = self.terms(config, options.date);
                let counted = self.counted(&rules);
                let sources = counted.iter().filter_map(|counted| self.source(counted, &rules));
                Published { sources: sources.collect() }
            })
        })
    }

    /// Periods whose figures can be public by a day, and were not settled yet: source, period.
    pub fn unsettled(&self, config: &Config, today: Date) -> Vec<(String, Period)> {
        let rules = self.terms(config, today);
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

    /// Periods of which something else is counted than was settled: source, period, then, now.
    pub fn late(&self, config: &Config, today: Date) -> Vec<(String, Period, u64, u64)> {
        let rules = self.terms(config, today);
        let mut found = Vec::new();
        for counted in self.counted(&rules) {
            let late = self.source(&counted, &rules).into_iter().flat_map(|source| source.late);
            found.extend(late.map(|(p, was, is)| (counted.name.clone(), p, was, is)));
        }
        found
    }

    /// The files that settle what is public of some sources, as it is public.
    pub fn keep(
        &self,
        config: &Config,
        today: Date,
        is_meant: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let rules = self.terms(config, today);
        let mut files = Vec::new();
        for counted in self.counted(&rules).iter().filter(|counted| is_meant(&counted.name)) {
            let before = self.settled(&counted.name);
            let step = settle::next_step(before);
            let public = self.public.of(&counted.name, today);
            for (period, text) in public.into_iter().filter(|(p, _)| !before.contains_key(p)) {
                let made = counted.public(period, text, (step, &rules));
                let path = settled::path(&counted.name, period);
                files.extend(made.map(|revision| (path, settled::text(&[revision]))));
            }
        }
        files
    }

    /// The files that settle these periods of a source as they are counted today, or what versions
    /// together would give away.
    pub fn settle(
        &self,
        config: &Config,
        today: Date,
        source: &str,
        wanted: &BTreeSet<Period>,
    ) -> Result<Vec<(String, String)>, Vec<settle::Exposed>> {
        let rules = self.terms(config, today);
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
            (settled::path(source, period), settled::text(&all))
        };
        Ok(made.into_iter().map(file).collect())
    }
}

impl Statistics {
    /// The first file of a source that was counted by another clock, of those whose figures are not
    /// settled: there it can still be mended.
    fn elsewhere(&self, world: World, sensor: &sensors::Sensor) -> Option<Diagnostic> {
        let settled = self.settled(&sensor.counted.name);
        let is_open =
            |file: &&sensors::Elsewhere| file.months().any(|month| !settled.contains_key(&month));
        let file = sensor.elsewhere.iter().find(is_open)?;
        let (zone, own) = (file.zone.to_string(), Zone::of(&world.config.time_zone).to_string());
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
}

impl Feature for Statistics {
    fn pages(
        &self,
        config: &Config,
        options: &Options,
        text: &dyn Fn(Lang, &str) -> String,
    ) -> Vec<Written> {
        reports::pages(config, self.published(config, options), text)
    }

    fn embeds(&self) -> &'static [&'static str] {
        &["chart", "table", "report"]
    }

    fn anchors(&self, embed: &str, _lang: Lang) -> Vec<String> {
        if embed != "report" {
            return Vec::new();
        }
        report::ANCHORS.iter().map(|anchor| (*anchor).to_owned()).chain(self.sections()).collect()
    }

    fn ids(&self, embed: &Embed, _doc: &Doc) -> Vec<String> {
        match embed.name {
            "report" => report::ids(self.sections()),
            _ => chart::ids(&embeds::figures_id(embed)).into(),
        }
    }

    fn draw(&self, world: World, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let template = if block.embed.name == "report" { "report" } else { "figures" };
        let make = || {
            let published = self.published(world.config, world.options);
            match block.embed.name {
                "report" => report::report(published, &self.codes, world, block),
                name => embeds::figures(published, &self.codes, world, block, name == "chart"),
            }
        };
        // A report of all that was ever counted takes longer than the rest of a site.
        let made = self.data.1.get(self.asked(world, block), || make().map(Arc::new).ok());
        match &*made {
            Some(value) => Ok(Embedded::View { template, value: value.clone() }),
            None => Err(make().err().unwrap_or_else(|| block.problem("it cannot be drawn"))),
        }
    }

    fn routes(&self, world: World) -> Vec<Route> {
        dataset::routes(world, &self.codes, self.published(world.config, world.options))
    }

    fn linked_data(&self, world: World, id: DocId) -> Option<Value> {
        let doc = world.graph.doc(id);
        let period = reports::period(&doc.key)?;
        let url = &world.graph.node(id).url;
        let page = (world.graph.title(id), url, doc.lang);
        dataset::linked_data(world, self.published(world.config, world.options), page, period)
    }

    fn problems(&self, world: World) -> Vec<Diagnostic> {
        let published = self.published(world.config, world.options);
        let later = self.register.0.later_than(world.options.date);
        let late = published.sources.iter().flat_map(|source| {
            source.late.iter().map(|(period, was, is)| late(&source.name, *period, (*was, *is)))
        });
        let elsewhere = self.sensors.values().filter_map(|sensor| self.elsewhere(world, sensor));
        let found = later.into_iter().chain(reports::without_figures(world, published));
        found.chain(late).chain(elsewhere).collect()
    }
}

/// Data that came in after the figures of their month were settled.
fn late(source: &str, period: Period, (was, is): (u64, u64)) -> Diagnostic {
    let path: Arc<str> = settled::path(source, period).into();
    // What is withheld has no number here.
    let numbers = if was == is { String::new() } else { format!(" ({was} in all then, {is} now)") };
    let what = format!(
        "{source}, {period}: the data have changed since these figures were published{numbers}"
    );
    let command = format!("{} settle {period}", source.split('/').next().unwrap_or(source));
    let problem = Problem::LateData { what, command };
    Diagnostic::at(problem, Place::file(&path))
}
