//! Statistics of the team: the register of incidents, and tallies of what its sensors see. Their
//! figures are published as charts, tables, reports of months and years, and data.

pub mod casework;
mod chart;
mod counted;
mod dataset;
mod disclosure;
mod embeds;
mod figures;
pub mod period;
pub mod register;
mod report;
pub mod reports;
mod rows;
pub mod sensors;
mod view;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::features::{Block, Embedded, Feature, Options, World, Written};
use crate::lang::Lang;
use crate::link::DocId;
use crate::load::Inputs;
use crate::parse::{Doc, Embed};
use crate::plan::Route;
use crate::rsit::{self, Codes};
use certsite_sensors::rules::Rules;
use certsite_sensors::tally::Tally;
use figures::{Published, Source};
use register::Register;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Watches over the data that statistics are made from, and publishes what may be known of them.
pub struct Statistics {
    codes: Arc<Codes>,
    register: Register,
    rules: Rules,
    tallies: BTreeMap<String, Vec<Tally>>,
    /// The figures, made once for a site, by the first who asks.
    published: OnceLock<Arc<Published>>,
}

impl Statistics {
    /// Reads the data.
    pub fn read(
        _config: &Config,
        inputs: &Inputs,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Statistics {
        let codes = rsit::read(inputs);
        let (register, problems) = Register::read(inputs, &codes);
        diagnostics.extend(problems);
        let (rules, problems) = sensors::rules(inputs, &codes);
        diagnostics.extend(problems);
        let (tallies, problems) = sensors::tallies(inputs);
        diagnostics.extend(problems);
        Statistics { codes: Arc::new(codes), register, rules, tallies, published: OnceLock::new() }
    }

    fn published(&self, config: &Config, options: &Options) -> &Arc<Published> {
        self.published.get_or_init(|| {
            let rules = figures::Rules {
                codes: &self.codes,
                threshold: config.threshold,
                today: options.date,
            };
            let incidents = self.register.incidents.iter().map(|(incident, _)| incident);
            let register = Source::register(incidents, &rules);
            let sensors = self.tallies.iter().filter_map(|(name, tallies)| {
                Source::sensor(&format!("sensors/{name}"), (tallies, &self.rules), &rules)
            });
            Arc::new(Published { sources: register.into_iter().chain(sensors).collect() })
        })
    }
}

impl Statistics {
    /// The ids of the sensors' sections in reports.
    fn sensors(&self) -> impl Iterator<Item = String> {
        self.tallies.keys().map(|name| format!("sensors-{name}"))
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
        report::ANCHORS.iter().map(|anchor| (*anchor).to_owned()).chain(self.sensors()).collect()
    }

    fn ids(&self, embed: &Embed, _doc: &Doc) -> Vec<String> {
        match embed.name {
            "report" => report::ids(self.sensors()),
            _ => chart::ids(&embeds::figures_id(embed)).into(),
        }
    }

    fn draw(&self, world: World, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        let published = self.published(world.config, world.options);
        let template = if block.embed.name == "report" { "report" } else { "figures" };
        let value = match block.embed.name {
            "report" => report::report(published, &self.codes, world, block)?,
            name => embeds::figures(published, &self.codes, world, block, name == "chart")?,
        };
        Ok(Embedded::View { template, value })
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
        let later = self.register.later_than(world.options.date);
        later.into_iter().chain(reports::without_figures(world, published)).collect()
    }
}
