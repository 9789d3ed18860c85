//! What a feature adds to a site, and what it tells other features of that.

use super::block::Drawn;
use super::{Linked, publication::Publication};
use crate::link::DocId;
use crate::plan::Route;
use crate::signatures::Signable;
use certsite_base::address::{Url, WebPath};
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// All that a feature adds to a site at one moment.
#[derive(Default)]
pub struct Contribution {
    /// Files.
    pub routes: Vec<Route>,
    /// Blocks of pages.
    pub drawn: Vec<Drawn>,
    /// What a page's template gets, by its name: `page.<name>`.
    pub views: Vec<(&'static str, OfPage)>,
    /// What machines are told of a page (JSON-LD, schema.org).
    pub linked_data: Vec<OfPage>,
    /// Feeds, for the heads of a language's pages.
    pub feeds: Vec<(Lang, FeedLink)>,
    /// Files that want the team's signature.
    pub signables: Vec<Signable>,
    /// Problems that show once all documents are linked. Errors stop a build.
    pub problems: Vec<Diagnostic>,
    /// What `build` and `check` ask beside that.
    pub publication: Option<Box<dyn Publication>>,
}

/// What there is to tell of a page, if anything; made for those pages alone that are drawn.
pub type OfPage = Arc<dyn Fn(Linked, DocId) -> Option<Value> + Send + Sync>;

/// What makes a feature's file: a function of the world.
#[derive(Clone)]
pub struct Made(pub Arc<dyn Fn(Linked) -> Vec<u8> + Send + Sync>);

impl Made {
    /// Makes these bytes.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Made {
        let bytes = bytes.into();
        Made(Arc::new(move |_: Linked| bytes.to_vec()))
    }
}

/// A feed, for those who look for one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct FeedLink {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: WebPath,
    /// Its media type.
    pub r#type: &'static str,
}

/// What a feature tells others of what it makes, without their knowing each other.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Where a tree of CSAF documents says what it is (CSAF 2.0, 7.1.7), if the site holds one.
    pub csaf_provider: Option<WebPath>,
    /// The address of a page's CSAF document, by page.
    pub csaf_documents: HashMap<DocId, Url>,
}

impl Offers {
    /// These and others.
    pub fn and(mut self, others: Offers) -> Offers {
        self.csaf_provider = self.csaf_provider.or(others.csaf_provider);
        self.csaf_documents.extend(others.csaf_documents);
        self
    }
}
