//! Advisories: pages whose front matter has a block `advisory:`. Each becomes a page for people and,
//! once the team's identity is known, a CSAF document in a tree that other teams' tools follow;
//! what is known of an attack becomes a MISP feed, STIX bundles and lists of indicators (`exchange`). Other teams that issue
//! such documents are listed (`lister`).
//!
//! Knows the contract of features and the front block as `parse` reads it, and no other feature.
//! Begin with `csaf`, where a document is made.

mod csaf;
mod decision;
mod detection;
mod doubt;
mod exchange;
mod issuer;
mod judge;
mod lister;
mod page;
mod provider;
mod review;
mod rules;
mod standing;
mod tree;
mod version;
mod view;

pub use exchange::{IndicatorLists, Misp, Stix};
pub use judge::unjudged;
pub use lister::Lister;

use certsite_base::diag::Diagnostic;
use certsite_site::feature::{
    Before, Contribution, Feature, ForTheme, NamedView, Note, OnPage, Part, Publication, Reading,
    Wanted, When, nothing_to_read,
};
use certsite_site::link::DocId;
use certsite_site::linked::{Linked, Offers};
use certsite_site::memo::Memo;
use certsite_site::parse::Doc;
use certsite_site::parse::advisory::{AdvisoryFront, Status};
use certsite_site::plan::Facet;
use certsite_site::signatures::{Form, Signable};
use csaf::{CsafDocument, CsafFile};
use provider::Provider;
use std::collections::HashMap;
use std::sync::Arc;
use version::CsafVersion;
use view::AdvisoryView;

/// Draws advisories and publishes them as CSAF.
pub struct Advisories;

/// The documents of all advisories; none as long as the team cannot publish CSAF.
#[derive(Clone)]
struct Documents(Arc<Vec<CsafDocument>>);

/// All advisories of a site, in the order of their paths.
fn all<'a>(site: Linked<'a>) -> impl Iterator<Item = (DocId, &'a AdvisoryFront)> {
    let graph = site.graph;
    let pages = graph.advisories().iter();
    pages.filter_map(move |id| Some((*id, graph.doc(*id).front.advisory.as_deref()?)))
}

/// Those that become documents; of pages that share a number, which is reported, the first alone.
fn for_machines<'a>(site: Linked<'a>) -> Vec<(DocId, &'a AdvisoryFront)> {
    let mut keys: HashMap<&str, &str> = HashMap::new();
    let is_one = |(id, advisory): &(DocId, &'a AdvisoryFront)| {
        let key = &*site.graph.doc(*id).key;
        is_told(site, *id, advisory) && *keys.entry(&advisory.id.0).or_insert(key) == key
    };
    all(site).filter(is_one).collect()
}

/// Whether an advisory is ready for machines.
fn is_told(site: Linked, id: DocId, advisory: &AdvisoryFront) -> bool {
    !advisory.revisions.is_empty() && !is_sketch(site.graph.doc(id), advisory)
}

/// Whether an advisory is kept back by both its page and its own status: nobody has to have filled
/// in all of it by then.
fn is_sketch(doc: &Doc, advisory: &AdvisoryFront) -> bool {
    doc.front.draft && advisory.status == Status::Draft
}

/// The number of an advisory whose block has a mistake, so that nothing else is known of it.
fn unread(doc: &Doc) -> Option<String> {
    let is_unread = doc.front.advisory.is_none() && !doc.diagnostics.is_empty();
    is_unread.then(|| doc.front_source().text_of(&["advisory", "id"])).flatten()
}

impl Feature for Advisories {
    fn page_ids(&self, doc: &Doc) -> Vec<String> {
        let advisory = doc.front.advisory.as_deref();
        advisory.into_iter().flat_map(page::ids).map(str::to_owned).collect()
    }

    fn theme(&self) -> ForTheme {
        ForTheme::default()
            .page::<AdvisoryView>()
            .asks(When::Page(AdvisoryView::NAME), page::strings())
            .asks(When::Page(AdvisoryView::NAME), csaf::STRINGS)
            .asks(When::Page(AdvisoryView::NAME), Facet::strings())
    }

    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(Advisories)
    }
}

impl Part for Advisories {
    fn offers(&self, site: Linked) -> Offers {
        let Ok(provider) = Provider::of(site) else { return Offers::default() };
        let told = all(site).filter(|(id, advisory)| is_told(site, *id, advisory));
        let documents = told.map(|(id, advisory)| (id, csaf::url(site, &provider, id, advisory)));
        let csaf_documents: HashMap<_, _> = documents.collect();
        let csaf_providers = match csaf_documents.is_empty() {
            true => Vec::new(),
            false => tree::all_metadata(&provider),
        };
        Offers { csaf_providers, csaf_documents, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let provider = Provider::of(site).ok();
        let published = provider.as_ref().map(|provider| csaf::publish(site, provider));
        let documents = Documents(Arc::new(published.unwrap_or_default()));
        let own = documents.clone();
        let view = move |site: Linked, id: DocId| own.view(site, id);
        let provider = provider.filter(|_| !documents.0.is_empty());
        Contribution {
            routes: provider
                .map_or_else(Vec::new, |own| tree::routes(site, &own, &documents.0))
                .into_iter()
                .chain(detection::routes(site))
                .collect(),
            signables: documents
                .0
                .iter()
                .flat_map(|document| &document.files)
                .map(signable)
                .collect(),
            problems: rules::check(site)
                .into_iter()
                .chain(provider::wrong_words(site.config))
                .collect(),
            views: vec![Arc::new(view)],
            publication: Some(Box::new(documents)),
            ..Contribution::default()
        }
    }
}

/// All documents, in each version of the standard that is offered.
fn all_files(published: &[CsafDocument]) -> impl Iterator<Item = (&CsafDocument, &CsafFile)> {
    published.iter().flat_map(|document| document.files.iter().map(move |file| (document, file)))
}

fn signable(file: &CsafFile) -> Signable {
    Signable {
        out: file.url.file(),
        bytes: file.json.clone(),
        form: Form::Detached,
        version: match file.version {
            CsafVersion::V20 => standing::version,
            CsafVersion::V21 => standing::version_of_21,
        },
    }
}

impl Documents {
    /// What the template of an advisory's page gets.
    fn view(&self, site: Linked, id: DocId) -> Option<NamedView> {
        let advisory = site.graph.doc(id).front.advisory.as_deref()?;
        Some(page::view(site, id, advisory, csaf::of(&self.0, advisory)).named_view())
    }
}

impl Publication for Documents {
    fn vet(&self, site: Linked, wanted: Wanted) -> Vec<Diagnostic> {
        let files = all_files(&self.0).filter(|(_, file)| wanted(&file.url.file()));
        review::errors(site, &files.collect::<Vec<_>>())
    }

    fn since(&self, site: Linked, before: &Before) -> Vec<Diagnostic> {
        standing::changes(site, &self.0, before)
    }

    fn note(&self, site: Linked, before: &Before) -> Option<Note> {
        Some(standing::note(site, &self.0, before))
    }

    fn review(&self, site: Linked) -> Vec<Diagnostic> {
        review::advice(site, &self.0)
    }
}
