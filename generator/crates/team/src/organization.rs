//! The team as schema.org describes an organisation, for search engines: on home and contact
//! pages, and only what is known.

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{Contribution, Feature, Part, Reading, nothing_to_read};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Tells machines who the team is.
pub struct Organization;

/// The page of contact data, besides the home pages.
const CONTACT: &str = "contact.md";

impl Feature for Organization {
    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Organization)
    }
}

impl Part for Organization {
    fn contribute(&self, _: Linked, _: &Memo) -> Contribution {
        Contribution { linked_data: vec![Arc::new(organization)], ..Contribution::default() }
    }
}

fn organization(site: Linked, id: DocId) -> Option<Value> {
    let Linked { config, graph, options, .. } = site;
    let doc = graph.doc(id);
    let is_home = doc.is_index() && graph.node(id).parent.is_none();
    if !(is_home || doc.key.as_ref() == CONTACT) || !options.base.is_known() {
        return None;
    }
    let known = |key: &str| -> Option<Value> {
        let values = config.facts.get(key)?.values(doc.lang);
        match values {
            [] => None,
            [value] => Some(json!(value)),
            values => Some(json!(values)),
        }
    };
    let properties = [
        ("name", "team.name"),
        ("legalName", "team.full_name"),
        ("email", "team.email_general"),
        ("telephone", "team.phone"),
        ("faxNumber", "team.fax"),
        ("address", "team.address"),
    ];
    let mut map = Map::new();
    map.insert("@context".into(), json!("https://schema.org"));
    map.insert("@type".into(), json!("Organization"));
    let site = options.base.root().url();
    map.insert("@id".into(), json!(format!("{site}#team")));
    map.insert("url".into(), json!(site));
    for (property, key) in properties {
        if let Some(value) = known(key) {
            map.insert(property.into(), value);
        }
    }
    if let Some(email) = known("team.email_incidents") {
        let languages: Vec<&str> = config.languages.codes().collect();
        let point = json!({
            "@type": "ContactPoint",
            "contactType": "security incident response",
            "email": email,
            "telephone": known("team.phone_emergency"),
            "availableLanguage": languages,
        });
        map.insert("contactPoint".into(), without_nulls(point));
    }
    if let Some(host) = known("team.host_body") {
        let parent = json!({ "@type": "Organization", "name": host });
        map.insert("parentOrganization".into(), parent);
    }
    map.contains_key("name").then_some(Value::Object(map))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
