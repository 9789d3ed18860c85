//! What indicators and rules point to: techniques as attack patterns (STIX 2.1 §4.1), families of
//! malware (§4.11); which indicates what, and which technique malware uses (relationships, §5.1).

use super::objects::Objects;
use certsite_site::parse::advisory::{Malware, Technique};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The identifier of an indicator that points to something, and whether it still is one.
type Source = (String, bool);

/// What an indicator or a rule may point to: the technique, the name of the malware.
type Pointed<'a> = (Option<&'a Technique>, Option<&'a str>);

impl<'a> Objects<'a> {
    /// All indicators and rules, with what each points to.
    fn sources(&self) -> Vec<(Source, Pointed<'a>)> {
        let (advisory, publisher) = (self.advisory, self.publisher);
        let indicators = advisory.indicators().map(|(indicator, holds)| {
            let id = advisory.uuid(publisher, indicator, "stix").to_string();
            let context = &indicator.context;
            ((id, holds), (context.technique.as_ref(), context.malware.as_deref()))
        });
        let rules = advisory.advisory.rules.iter().map(|rule| {
            let id = advisory.rule_uuid(publisher, rule, "stix").to_string();
            ((id, advisory.holds()), (rule.technique.as_ref(), rule.malware.as_deref()))
        });
        indicators.chain(rules).collect()
    }

    /// Each technique once, and what indicates it.
    pub fn techniques(&mut self) {
        let mut known: BTreeMap<&str, (&Technique, Vec<Source>)> = BTreeMap::new();
        for (source, (technique, _)) in self.sources() {
            let Some(technique) = technique else { continue };
            known.entry(&technique.id).or_insert((technique, Vec::new())).1.push(source);
        }
        for malware in &self.advisory.advisory.malware {
            for technique in malware.techniques.iter() {
                known.entry(&technique.id).or_insert((technique, Vec::new()));
            }
        }
        for (technique, sources) in known.into_values() {
            let pattern = self.own("attack-pattern", &technique.id);
            let mut object = self.common("attack-pattern", pattern.clone());
            object["name"] = json!(technique.name);
            let url = technique.url();
            object["external_references"] = json!([of_attack(&technique.id, &url)]);
            self.all.push(object);
            for (id, holds) in sources {
                let name = format!("{id} indicates {}", technique.id);
                let both = (format!("indicator--{id}"), pattern.clone());
                self.relate(&name, "indicates", both, holds);
            }
        }
    }

    /// Each family of malware, what indicates it, and which techniques it uses (§4.11).
    pub fn malware(&mut self) {
        let mut sources: BTreeMap<&str, Vec<Source>> = BTreeMap::new();
        for (source, (_, name)) in self.sources() {
            if let Some(name) = name {
                sources.entry(name).or_default().push(source);
            }
        }
        let holds = self.advisory.holds();
        for malware in &self.advisory.advisory.malware {
            let own = self.own("malware", &malware.name);
            let object = self.family(malware, own.clone());
            self.all.push(object);
            let name = malware.name.as_str();
            for (id, holds) in sources.get(name).into_iter().flatten() {
                let both = (format!("indicator--{id}"), own.clone());
                self.relate(&format!("{id} indicates malware {name}"), "indicates", both, *holds);
            }
            for technique in malware.techniques.iter() {
                let both = (own.clone(), self.own("attack-pattern", &technique.id));
                let relation = format!("malware {name} uses {}", technique.id);
                self.relate(&relation, "uses", both, holds);
            }
        }
    }

    fn family(&self, malware: &Malware, id: String) -> Value {
        let mut object = self.common("malware", id);
        object["name"] = json!(malware.name);
        object["is_family"] = json!(true);
        if let Some(text) = &malware.description {
            object["description"] = json!(text);
        }
        if !malware.types.is_empty() {
            let words: Vec<&str> = malware.types.iter().map(|kind| kind.word()).collect();
            object["malware_types"] = json!(words);
        }
        if !malware.aliases.is_empty() {
            object["aliases"] = json!(malware.aliases.0);
        }
        if let Some(software) = &malware.software {
            object["external_references"] = json!([of_attack(&software.id, &software.url())]);
        }
        if !self.advisory.holds() {
            object["revoked"] = json!(true);
        }
        object
    }

    fn relate(&mut self, name: &str, kind: &str, (from, to): (String, String), holds: bool) {
        let mut object = self.common("relationship", self.own("relationship", name));
        object["relationship_type"] = json!(kind);
        object["source_ref"] = json!(from);
        object["target_ref"] = json!(to);
        if !holds {
            object["revoked"] = json!(true);
        }
        self.all.push(object);
    }
}

/// Where ATT&CK has it (§2.5).
fn of_attack(id: &str, url: &str) -> Value {
    json!({ "source_name": "mitre-attack", "external_id": id, "url": url })
}
