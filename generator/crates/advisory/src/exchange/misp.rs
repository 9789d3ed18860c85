//! The MISP feed: `manifest.json`, one event an advisory, `hashes.csv` (MISP core format, MISP feed
//! format). A MISP of another team subscribes to its folder.

pub mod event;
mod object;
mod tags;

use super::{bytes_route, exchanged, exchanged_for, history, json_route, publisher};
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Before, Contribution, Feature, ForTheme, NamedView, Note, OnPage, Part, Publication, Reading,
    nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::plan::{Rank, Route};
use event::{feed, head, uuid, whole};
use md5::{Digest, Md5};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The feature that publishes the advisories as a MISP feed.
pub struct Misp;

impl Feature for Misp {
    fn theme(&self) -> ForTheme {
        ForTheme::default().page::<MispView>()
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Misp)
    }
}

impl Part for Misp {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        Contribution {
            routes: routes(site),
            views: vec![Arc::new(view)],
            publication: Some(Box::new(Misp)),
            ..Contribution::default()
        }
    }
}

/// The advisory as an event of the MISP feed.
#[derive(Serialize, JsonSchema)]
struct MispView {
    /// The address of the event.
    url: WebPath,
}

impl OnPage for MispView {
    const NAME: &'static str = "misp";
}

fn view(site: Linked, id: DocId) -> Option<NamedView> {
    let publisher = publisher(site)?;
    let event = exchanged_for(site, id)?;
    let uuid = uuid(&publisher, &event.advisory.id.0);
    Some(MispView { url: feed(site).join(&format!("{uuid}.json")) }.named_view())
}

fn routes(site: Linked) -> Vec<Route> {
    let Some(publisher) = publisher(site) else { return Vec::new() };
    let events = exchanged(site);
    if events.is_empty() {
        return Vec::new();
    }
    let folder = feed(site);
    let mut routes = Vec::with_capacity(events.len() + 2);
    let mut manifest = Map::new();
    let mut hashes = String::new();
    for event in &events {
        let uuid = uuid(&publisher, &event.advisory.id.0).to_string();
        for value in event::looked_for(event) {
            hashes += &format!("{:x},{uuid}\n", Md5::digest(value));
        }
        let whole = json!({ "Event": whole(site, &publisher, event, &uuid) });
        routes.push(json_route(folder.join(&format!("{uuid}.json")), Rank::Page, &whole));
        manifest.insert(uuid, head(&publisher, event));
    }
    routes.push(bytes_route(folder.join("hashes.csv"), Rank::Index, hashes.into_bytes()));
    let manifest = Value::Object(manifest);
    routes.push(json_route(folder.join("manifest.json"), Rank::Index, &manifest));
    routes
}

impl Publication for Misp {
    fn since(&self, site: Linked, before: &Before) -> Vec<Diagnostic> {
        match publisher(site) {
            Some(_) => history::changes(site, before),
            None => Vec::new(),
        }
    }

    fn note(&self, site: Linked, before: &Before) -> Option<Note> {
        Some(history::note(site, before))
    }
}
