//! A STIX 2.1 bundle for each advisory (OASIS Standard, 10 June 2021), marked by TLP 2.0: a report that
//! names indicators, vulnerabilities, techniques and malware, and how they belong together.

mod objects;
mod pattern;
mod targets;

use super::{Exchanged, Publisher, exchanged, exchanged_for, json_route, publisher};
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Contribution, Feature, ForTheme, NamedView, OnPage, Part, Reading, ViewOfPage, nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::parse::advisory::AdvisoryFront;
use certsite_site::plan::{Rank, Route};
use jiff::Timestamp;
use objects::Objects;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// The feature that publishes the advisories as STIX bundles.
pub struct Stix;

/// TLP:CLEAR of TLP 2.0, as FIRST's STIX marking has it.
const CLEAR: &str = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";

impl Feature for Stix {
    fn theme(&self) -> ForTheme {
        ForTheme::default().page::<StixView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Stix)
    }
}

impl Part for Stix {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let views: Vec<ViewOfPage> = vec![Arc::new(view)];
        Contribution { routes: routes(site), views, ..Contribution::default() }
    }
}

/// The advisory as a STIX bundle.
#[derive(Serialize, JsonSchema)]
struct StixView {
    /// The address of the bundle.
    url: WebPath,
}

impl OnPage for StixView {
    const NAME: &'static str = "stix";
}

fn view(site: Linked, id: DocId) -> Option<NamedView> {
    publisher(site)?;
    let bundle = exchanged_for(site, id)?;
    Some(StixView { url: url(site, bundle.advisory) }.named_view())
}

fn routes(site: Linked) -> Vec<Route> {
    let Some(publisher) = publisher(site) else { return Vec::new() };
    let bundles = exchanged(site).into_iter().map(|advisory| {
        let bundle = bundle(site, &publisher, &advisory);
        json_route(url(site, advisory.advisory), Rank::Page, &bundle)
    });
    bundles.collect()
}

fn url(site: Linked, advisory: &AdvisoryFront) -> WebPath {
    site.at(&format!("stix/{}.json", advisory.id.0.to_ascii_lowercase()))
}

/// §3.2: milliseconds, in UTC.
fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The name of an object (§2.9): the same in each version.
fn name(publisher: &Publisher, kind: &str, what: &str) -> String {
    let name = format!("stix {kind} {what}");
    format!("{kind}--{}", Uuid::new_v5(&publisher.namespace, name.as_bytes()))
}

fn bundle(site: Linked, publisher: &Publisher, advisory: &Exchanged) -> Value {
    let name = |kind: &str, what: &str| name(publisher, kind, what);
    let id = &advisory.advisory.id.0;
    let created = time(advisory.created());
    let team = name("identity", "team");
    let objects = Objects::of(site, publisher, advisory, &team);
    let mut report = objects.common("report", name("report", id));
    report["lang"] = json!(site.config.languages[advisory.doc.lang].code);
    report["name"] = json!(advisory.title);
    report["description"] = json!(advisory.description);
    report["report_types"] = objects.report_types().into();
    report["published"] = json!(created);
    report["external_references"] = json!([{
        "source_name": publisher.name, "external_id": id, "url": advisory.page(site),
    }]);
    // Each object in a bundle, or the team itself where there is nothing else to name: a report names
    // at least one (§4.16.1).
    let refs: Vec<Value> = objects.all.iter().map(|object| object["id"].clone()).collect();
    report["object_refs"] = if refs.is_empty() { json!([team]) } else { refs.into() };
    if !advisory.holds() {
        report["revoked"] = json!(true);
    }
    // The team is as old as the first thing that it says.
    let identity = json!({
        "type": "identity",
        "spec_version": "2.1",
        "id": team,
        "created": created,
        "modified": created,
        "name": publisher.name,
        "identity_class": "organization",
    });
    let mut all = vec![identity, marking(), report];
    all.extend(objects.all);
    // Another content is another bundle (§8): its name is made of all that it holds.
    let content = serde_json::to_string(&all).unwrap_or_default();
    json!({ "type": "bundle", "id": name("bundle", &format!("{id} {content}")), "objects": all })
}

fn marking() -> Value {
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": CLEAR,
        "created": "2022-10-01T00:00:00.000Z",
        "name": "TLP:CLEAR",
        "extensions": {
            "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {
                "extension_type": "property-extension", "tlp_2_0": "clear",
            },
        },
    })
}
