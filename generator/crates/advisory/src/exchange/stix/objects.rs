//! An advisory → the objects that its report names: indicators (§4.7), vulnerabilities (§4.19),
//! when an indicator was seen (sightings, §5.2). What they point to is made in `targets`.

use super::pattern::pattern;
use super::{CLEAR, name, time};
use crate::exchange::{Exchanged, Publisher};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{DetectionRule, Indicator, Phase, Vulnerability};
use serde_json::{Value, json};

/// The objects of a bundle, in the order in which they are first named.
pub struct Objects<'a> {
    site: Linked<'a>,
    pub publisher: &'a Publisher,
    pub advisory: &'a Exchanged<'a>,
    team: &'a str,
    pub all: Vec<Value>,
}

impl<'a> Objects<'a> {
    pub fn of(
        site: Linked<'a>,
        publisher: &'a Publisher,
        advisory: &'a Exchanged<'a>,
        team: &'a str,
    ) -> Objects<'a> {
        let mut objects = Objects { site, publisher, advisory, team, all: Vec::new() };
        for found in advisory.indicators() {
            objects.indicator(found);
        }
        for rule in &advisory.advisory.rules {
            objects.rule(rule);
        }
        let vulnerabilities = advisory.vulnerabilities().iter().enumerate();
        let vulnerabilities = vulnerabilities.map(|(n, found)| objects.vulnerability(n, found));
        let vulnerabilities: Vec<Value> = vulnerabilities.collect();
        objects.all.extend(vulnerabilities);
        objects.techniques();
        objects.malware();
        objects
    }

    /// What each object of the bundle has.
    pub fn common(&self, kind: &str, id: String) -> Value {
        json!({
            "type": kind,
            "spec_version": "2.1",
            "id": id,
            "created_by_ref": self.team,
            "created": time(self.advisory.created()),
            "modified": time(self.advisory.modified()),
            "object_marking_refs": [CLEAR],
        })
    }

    /// What the report is about (§10.22).
    pub fn report_types(&self) -> Vec<&'static str> {
        let has = |kind: &&str| self.all.iter().any(|object| object["type"] == **kind);
        let own: Vec<_> =
            ["indicator", "malware", "vulnerability"].into_iter().filter(has).collect();
        if own.is_empty() { vec!["threat-report"] } else { own }
    }

    /// The name of an object that is the advisory's own.
    pub fn own(&self, kind: &str, what: &str) -> String {
        name(self.publisher, kind, &format!("{} {what}", self.advisory.advisory.id.0))
    }

    fn indicator(&mut self, (indicator, holds): (&Indicator, bool)) {
        let id = self.advisory.uuid(self.publisher, indicator, "stix");
        let (kind, pattern) = pattern(indicator, id);
        let mut object = self.common("indicator", format!("indicator--{id}"));
        object["name"] = json!(indicator.value);
        object["indicator_types"] = json!(["malicious-activity"]);
        object["pattern"] = json!(pattern);
        object["pattern_type"] = json!(kind);
        object["valid_from"] = json!(time(self.advisory.created()));
        let context = &indicator.context;
        if let Some(comment) = &indicator.comment {
            object["description"] = json!(comment);
        }
        if let Some(sure) = context.confidence {
            object["confidence"] = json!(sure.0);
        }
        if let Some(phase) = context.phase {
            object["kill_chain_phases"] = json!([phase_of(phase)]);
        }
        if !holds {
            object["revoked"] = json!(true);
        }
        self.all.push(object);
        if context.first_seen.is_some() || context.last_seen.is_some() {
            let mut sighting = self.common("sighting", self.own("sighting", &id.to_string()));
            sighting["sighting_of_ref"] = json!(format!("indicator--{id}"));
            let both = [("first_seen", &context.first_seen), ("last_seen", &context.last_seen)];
            for (key, seen) in both {
                if let Some(seen) = seen {
                    sighting[key] = json!(time(seen.begins()));
                }
            }
            if !holds {
                sighting["revoked"] = json!(true);
            }
            self.all.push(sighting);
        }
    }

    fn vulnerability(&self, n: usize, found: &Vulnerability) -> Value {
        // A number stays with its vulnerability wherever that stands.
        let cve = found.cve.as_ref().map(|cve| cve.0.as_str());
        let key = cve.map_or_else(|| n.to_string(), str::to_owned);
        let mut object = self.common("vulnerability", self.own("vulnerability", &key));
        let other = found.ids.first().map(|id| id.id.as_str());
        let called = cve.or(other).or(found.title.as_deref()).unwrap_or(self.advisory.title);
        object["name"] = json!(called);
        let said = found.description.as_deref().or(self.advisory.description);
        let used = self.advisory.exploitation(self.site, found);
        let scores = found.cvss.iter().map(|cvss| format!("{} ({:.1})", cvss.vector, cvss.score));
        let title = found.title.as_deref().filter(|title| *title != called);
        let texts = title.into_iter().chain(said).map(str::to_owned);
        let texts: Vec<String> = texts.chain(used).chain(scores).collect();
        object["description"] = json!(texts.join("\n"));
        // §4.19.1: the number of CVE stands under the name “cve”.
        let cve = cve.map(|cve| json!({ "source_name": "cve", "external_id": cve }));
        let ids = found.ids.iter();
        let ids = ids.map(|id| json!({ "source_name": id.system, "external_id": id.id }));
        let weaknesses = found.cwe.iter().map(
            |cwe| json!({ "source_name": "cwe", "external_id": cwe.id, "description": cwe.name }),
        );
        let listed = found.known_exploited.iter().map(|listed| {
            let mut reference = json!({
                "source_name": listed.list, "description": format!("{}", listed.date),
            });
            if let Some(url) = &listed.url {
                reference["url"] = json!(url.0);
            }
            reference
        });
        let pages = found.references.iter();
        let pages = pages.map(|to| json!({ "source_name": to.title, "url": to.url.0 }));
        let references: Vec<Value> =
            cve.into_iter().chain(ids).chain(weaknesses).chain(listed).chain(pages).collect();
        if !references.is_empty() {
            object["external_references"] = references.into();
        }
        if !self.advisory.holds() {
            object["revoked"] = json!(true);
        }
        object
    }

    /// A rule is an indicator whose pattern is in its own language (§10.19).
    fn rule(&mut self, rule: &DetectionRule) {
        let id = self.advisory.rule_uuid(self.publisher, rule, "stix");
        let mut object = self.common("indicator", format!("indicator--{id}"));
        object["name"] = json!(rule.file());
        object["indicator_types"] = json!(["malicious-activity"]);
        object["pattern"] = json!(rule.text);
        object["pattern_type"] = json!(rule.kind.word());
        let first = rule.first_seen.as_ref().map(|seen| seen.begins());
        object["valid_from"] = json!(time(first.unwrap_or(self.advisory.created())));
        if let Some(comment) = &rule.comment {
            object["description"] = json!(comment);
        }
        if let Some(sure) = rule.confidence {
            object["confidence"] = json!(sure.0);
        }
        if let Some(phase) = rule.phase {
            object["kill_chain_phases"] = json!([phase_of(phase)]);
        }
        if !self.advisory.holds() {
            object["revoked"] = json!(true);
        }
        self.all.push(object);
    }
}

/// A phase as STIX names those of Lockheed Martin (§2.11).
fn phase_of(phase: Phase) -> Value {
    json!({
        "kill_chain_name": "lockheed-martin-cyber-kill-chain",
        "phase_name": phase.word().replace('_', "-"),
    })
}
