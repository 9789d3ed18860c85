//! What a feature adds to a site, and what it tells other features of that.

use super::block::Drawn;
use super::explain::Explain;
use super::publication::Publication;
use super::theme::ViewOfPage;
use crate::link::DocId;
use crate::linked::Linked;
use crate::plan::Route;
use crate::signatures::Signable;
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// All that a feature adds to a site at one moment.
#[derive(Default)]
pub struct Contribution {
    /// Files of its own, such as data sets and feeds. Two files at one address are found in `plan`.
    pub routes: Vec<Route>,
    /// The blocks of pages that it has drawn, in any order; each says where it belongs.
    pub drawn: Vec<Drawn>,
    /// What a page's template gets as `page.<name>`, asked for each page that is drawn.
    pub views: Vec<ViewOfPage>,
    /// What machines are told of a page (JSON-LD, schema.org).
    pub linked_data: Vec<OfPage>,
    /// Feeds, for the heads of pages.
    pub feeds: Vec<Feed>,
    /// Where pages of a language are searched, for all pages of it.
    pub search: Vec<(Lang, SearchLink)>,
    /// What explains words in the texts of a language's pages.
    pub explains: Vec<(Lang, Arc<dyn Explain>)>,
    /// Files that want the team's signature.
    pub signables: Vec<Signable>,
    /// Problems that show once all documents are linked. Errors stop a build.
    pub problems: Vec<Diagnostic>,
    /// What `build` and `check` ask beside that; `None` if the feature has nothing to say to them.
    pub publication: Option<Box<dyn Publication>>,
}

/// What there is to tell machines of a page, if anything; made for those pages alone that are
/// drawn.
pub type OfPage = Arc<dyn Fn(Linked, DocId) -> Option<Value> + Send + Sync>;

/// A feed, and the pages that name it.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The language of its entries.
    pub lang: Lang,
    /// The address of the page that lists what the feed holds.
    pub of: WebPath,
    /// Whether all pages of the language name it, or that page alone.
    pub is_everywhere: bool,
    /// What they name.
    pub link: FeedLink,
}

/// A feed, for those who look for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FeedLink {
    /// The feed's title in the language of the pages that name it.
    pub title: String,
    /// Its address.
    pub url: WebPath,
    /// Its media type: `application/atom+xml` or `application/feed+json`.
    pub r#type: &'static str,
}

/// Where the pages of a language are searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SearchLink {
    /// The title of the page that searches.
    pub title: String,
    /// Its address. What is searched for stands behind it as `?q=`.
    pub url: WebPath,
    /// The address of the index, from which a script learns where all else of it lies.
    pub index: WebPath,
}

/// What features tell all pages of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnAllPages {
    /// The feeds of the language, in the order of the features.
    pub feeds: Vec<FeedLink>,
    /// Where its pages are searched; `None` if they are not.
    pub search: Option<SearchLink>,
}
