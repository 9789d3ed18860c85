//! Advisories for programs of other teams that exchange what they know of attacks: a MISP feed,
//! STIX bundles, and lists of indicators, as static files. They hold indicators and vulnerabilities as
//! far as each format can.

mod history;
mod lists;
mod misp;
mod stix;

pub use lists::IndicatorLists;
pub use misp::Misp;
pub use stix::Stix;

use crate::{decision, is_told};
use certsite_base::address::{Url, WebPath};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{
    AdvisoryFront, DetectionRule, Indicator, Malware, Technique, Vulnerability,
};
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// An advisory in the language in which other teams get it.
struct Exchanged<'a> {
    id: DocId,
    doc: &'a Doc,
    advisory: &'a AdvisoryFront,
    title: &'a str,
    description: Option<&'a str>,
    /// The malware that it names, by that name; of two with one name, which is told, the first.
    malware: HashMap<&'a str, &'a Malware>,
}

/// The team as the publisher of what is exchanged.
struct Publisher {
    name: String,
    /// By what organisations of MISP know the team: as it states, or the namespace.
    organisation: String,
    /// Names of everything that is published are made from it, so that they never change.
    namespace: Uuid,
}

/// The team, once it may publish for machines.
fn publisher(site: Linked) -> Option<Publisher> {
    site.offers.csaf_providers.first()?;
    let config = site.config;
    let value = |key: &str| config.facts.first(key, config.languages.default_lang());
    let namespace =
        Uuid::new_v5(&Uuid::NAMESPACE_URL, value("csaf.publisher_namespace")?.as_bytes());
    let organisation = value("misp.organisation_uuid");
    let organisation = organisation.map_or_else(|| namespace.to_string(), str::to_owned);
    Some(Publisher { name: value("team.name")?.to_owned(), organisation, namespace })
}

/// Each advisory once: in English where there is such a page, because its readers
/// are programs and teams of all countries, else in the first language that it has.
fn exchanged<'a>(site: Linked<'a>) -> Vec<Exchanged<'a>> {
    let graph = site.graph;
    // Of pages that share a number, which is reported, the first alone.
    let mut known = HashSet::new();
    let own = |id: &DocId| exchanged_for(site, *id).filter(|found: &Exchanged| found.id == *id);
    graph
        .advisories()
        .iter()
        .filter_map(own)
        .filter(|found| known.insert(&found.advisory.id.0))
        .collect()
}

/// What is published of the advisory of a page: there is a link to it only where this is.
fn exchanged_for<'a>(site: Linked<'a>, page: DocId) -> Option<Exchanged<'a>> {
    let graph = site.graph;
    graph.doc(page).front.advisory.as_ref()?;
    let of = |id: DocId| {
        let doc = graph.doc(id);
        let advisory = doc.front.advisory.as_deref()?;
        let (title, description) = (graph.title(id), graph.description(id));
        is_told(site, id, advisory).then(|| {
            let malware = advisory.malware.iter().rev().map(|of| (of.name.as_str(), of)).collect();
            Exchanged { id, doc, advisory, title, description, malware }
        })
    };
    let pair = &graph.node(page).pair;
    let english = site.config.languages.find("en").and_then(|lang| pair[lang]);
    english.and_then(of).or_else(|| pair.iter().find_map(|(_, id)| of((*id)?)))
}

impl Exchanged<'_> {
    /// When the current version was published in this language.
    fn modified(&self) -> Timestamp {
        self.advisory.own_versions().last().map(|version| version.at).unwrap_or_default()
    }

    /// The same in seconds since 1970, as MISP writes it.
    fn seconds(&self) -> String {
        self.modified().as_second().to_string()
    }

    fn created(&self) -> Timestamp {
        self.advisory.versions().first().map(|version| version.at).unwrap_or_default()
    }

    /// Whether it still holds: what was withdrawn is told as such, or programs would keep it.
    fn holds(&self) -> bool {
        self.advisory.withdrawn.is_none()
    }

    /// What it warns of.
    fn vulnerabilities(&self) -> &[Vulnerability] {
        &self.advisory.vulnerabilities
    }

    /// That attackers use a vulnerability, or may, in the words of the advisory's language; a line each.
    fn exploitation(&self, site: Linked, vulnerability: &Vulnerability) -> Vec<String> {
        let text = |key| (site.text)(self.doc.lang, key);
        let exploited = vulnerability.exploited.iter().map(|exploited| {
            let how = exploited.text.clone().unwrap_or_else(|| text("exploited.known"));
            format!("{how} ({})", exploited.since)
        });
        let listed = vulnerability.known_exploited.iter().map(|listed| {
            let text = text("exploited.listed").replace("{list}", &listed.list);
            format!("{text} ({})", listed.date)
        });
        let epss = vulnerability.epss.iter();
        let epss = epss.map(|epss| format!("EPSS {} ({})", epss.score.0, epss.date.day));
        let ssvc = vulnerability.ssvc.iter();
        let ssvc = ssvc.map(|ssvc| format!("SSVC {}", decision::words(site, self.doc.lang, ssvc)));
        exploited.chain(listed).chain(epss).chain(ssvc).collect()
    }

    /// All that was ever told as an indicator, and whether it still is one.
    fn indicators(&self) -> impl Iterator<Item = (&Indicator, bool)> {
        let holds = self.holds();
        let own = self.advisory.indicators.iter().map(move |indicator| (indicator, holds));
        own.chain(self.advisory.indicators_withdrawn.iter().map(|indicator| (indicator, false)))
    }

    /// The malware that an indicator or a rule names.
    fn malware(&self, name: Option<&String>) -> Option<&Malware> {
        self.malware.get(name?.as_str()).copied()
    }

    /// The techniques that indicators and rules point to, and those of malware, in their order.
    fn techniques(&self) -> impl Iterator<Item = &Technique> {
        let of_indicators = self.advisory.indicators.iter();
        let of_indicators = of_indicators.filter_map(|found| found.context.technique.as_ref());
        let of_rules = self.advisory.rules.iter().filter_map(|rule| rule.technique.as_ref());
        let of_malware = self.advisory.malware.iter().flat_map(|malware| malware.techniques.iter());
        of_indicators.chain(of_rules).chain(of_malware)
    }

    /// The name of an indicator: the same in each version, and however it was spelt.
    fn uuid(&self, publisher: &Publisher, indicator: &Indicator, format: &str) -> Uuid {
        let kind = match indicator.kind {
            kind if kind.is_told_by_its_form() => "",
            kind => kind.word(),
        };
        let name = format!("{format} {} {kind}{}", self.advisory.id.0, indicator.value);
        Uuid::new_v5(&publisher.namespace, name.as_bytes())
    }

    /// The name of a rule, by that of its file: the same in each version.
    fn rule_uuid(&self, publisher: &Publisher, rule: &DetectionRule, format: &str) -> Uuid {
        let name = format!("{format} {} rule {}", self.advisory.id.0, rule.file());
        Uuid::new_v5(&publisher.namespace, name.as_bytes())
    }

    fn page(&self, site: Linked) -> Url {
        site.graph.node(self.id).url.url()
    }
}

/// A file in JSON at an address, indented and with a line break at its end.
fn json_route(url: WebPath, rank: Rank, value: &Value) -> Route {
    bytes_route(url, rank, format!("{value:#}\n").into_bytes())
}

fn bytes_route(url: WebPath, rank: Rank, bytes: Vec<u8>) -> Route {
    let bytes: Arc<[u8]> = bytes.into();
    Route::new(url, None, rank, Make::Made(Made::bytes(bytes)), None)
}
