//! Advisories: pages whose front matter has a block `advisory:`. Each becomes a page for people and,
//! once the team's identity is known, a CSAF 2.0 document in a tree that other teams' tools follow;
//! what is known of an attack becomes a MISP feed and STIX bundles (`exchange`).
//!
//! Knows the contract of features and the front block as `parse` reads it, and no other feature.
//! Begin with `csaf`, where a document is made.

mod csaf;
mod doubt;
mod exchange;
mod issuer;
mod page;
mod provider;
mod review;
mod rules;
mod standing;
mod tree;

pub use exchange::{Misp, Stix};

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{Before, Feature, Note, Offers, Wanted, World};
use certsite_site::link::DocId;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{AdvisoryFront, Status};
use certsite_site::plan::Route;
use certsite_site::signatures::{Form, Signable};
use csaf::Published;
use provider::Provider;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Draws advisories and publishes them as CSAF.
#[derive(Default)]
pub struct Advisories {
    /// The documents, made once for a site, by the first who asks.
    published: OnceLock<Vec<Published>>,
}

impl Advisories {
    /// The documents of all advisories; none as long as the team cannot publish CSAF.
    fn published(&self, world: World) -> &[Published] {
        self.published.get_or_init(|| match Provider::of(world) {
            Ok(provider) => csaf::publish(world, &provider),
            Err(_) => Vec::new(),
        })
    }
}

/// All advisories of a site, in the order of their paths.
fn all<'a>(world: World<'a>) -> impl Iterator<Item = (DocId, &'a AdvisoryFront)> {
    let graph = world.graph;
    graph.ids().filter_map(move |id| Some((id, graph.doc(id).front.advisory.as_deref()?)))
}

/// Those that become documents; of pages that share a number, which is reported, the first alone.
fn for_machines<'a>(world: World<'a>) -> Vec<(DocId, &'a AdvisoryFront)> {
    let mut keys: HashMap<&str, &str> = HashMap::new();
    let is_one = |(id, advisory): &(DocId, &'a AdvisoryFront)| {
        let key = &*world.graph.doc(*id).key;
        is_told(world, *id, advisory) && *keys.entry(&advisory.id.0).or_insert(key) == key
    };
    all(world).filter(is_one).collect()
}

/// Whether an advisory is ready for machines.
fn is_told(world: World, id: DocId, advisory: &AdvisoryFront) -> bool {
    !advisory.revisions.is_empty() && !is_sketch(world.graph.doc(id), advisory)
}

/// Whether an advisory is kept back by both its page and its own status: nobody has to have filled
/// in all of it by then.
fn is_sketch(doc: &Doc, advisory: &AdvisoryFront) -> bool {
    doc.front.draft && advisory.status == Status::Draft
}

impl Feature for Advisories {
    fn page_ids(&self, doc: &Doc) -> Vec<String> {
        let advisory = doc.front.advisory.as_deref();
        advisory.into_iter().flat_map(page::ids).map(str::to_owned).collect()
    }

    fn offers(&self, world: World) -> Offers {
        let Ok(provider) = Provider::of(world) else { return Offers::default() };
        let told = all(world).filter(|(id, advisory)| is_told(world, *id, advisory));
        let documents = told.map(|(id, advisory)| (id, csaf::url(world, &provider, id, advisory)));
        let csaf_documents: HashMap<_, _> = documents.collect();
        let csaf_provider = (!csaf_documents.is_empty()).then(|| tree::metadata(&provider));
        Offers { csaf_provider, csaf_documents }
    }

    fn view(&self, world: World, id: DocId) -> Option<(&'static str, Value)> {
        let advisory = world.graph.doc(id).front.advisory.as_deref()?;
        let documents = csaf::of(self.published(world), advisory);
        Some(("advisory", page::view(world, id, advisory, documents)))
    }

    fn routes(&self, world: World) -> Vec<Route> {
        match (Provider::of(world), self.published(world)) {
            (Ok(provider), published) if !published.is_empty() => {
                tree::routes(world, &provider, published)
            }
            _ => Vec::new(),
        }
    }

    fn signables(&self, world: World) -> Vec<Signable> {
        let signable = |document: &Published| Signable {
            out: document.url.file(),
            bytes: document.json.clone(),
            form: Form::Detached,
            version: standing::version,
        };
        self.published(world).iter().map(signable).collect()
    }

    fn problems(&self, world: World) -> Vec<Diagnostic> {
        rules::check(world).into_iter().chain(provider::wrong_role(world.config)).collect()
    }

    fn vet(&self, world: World, wanted: Wanted) -> Vec<Diagnostic> {
        let published = self.published(world).iter();
        let wanted = published.filter(|document| wanted(&document.url.file())).collect::<Vec<_>>();
        review::errors(world, &wanted)
    }

    fn since(&self, world: World, before: &Before) -> Vec<Diagnostic> {
        let published = self.published(world);
        let mut found = standing::changes(world, published, before);
        found.extend(standing::late_languages(world, published, before));
        found
    }

    fn note(&self, world: World, before: &Before) -> Option<Note> {
        Some(standing::note(world, self.published(world), before))
    }

    fn review(&self, world: World, _release: bool) -> Vec<Diagnostic> {
        review::advice(world, self.published(world))
    }
}
