//! What the core does not know: features draw embeds and add routes. They know the graph
//! and the settings, never each other and never how pages are written.

use crate::config::Config;
use crate::facts::FactHtml;
use crate::keys::Keys;
use crate::link::{DocId, Graph};
use crate::load::Inputs;
use crate::memo::Memo;
use crate::parse::{Doc, Embed};
use crate::plan::Route;
use crate::signatures::{Signable, Signatures};
use certsite_base::address::{Base, Url, WebPath};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::Lang;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// What a build is made for; part of what decides its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Where the site stands.
    pub base: Base,
    /// The day of the build, which decides what is already published.
    pub date: jiff::civil::Date,
    /// Whether drafts and later pages are part of it.
    pub drafts: bool,
    /// True for `serve`: the form is switched on, with a notice.
    pub development: bool,
}

/// All that a feature may look at.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Settings and facts.
    pub config: &'a Config,
    /// Documents and their places.
    pub graph: &'a Graph,
    /// What the build is made for.
    pub options: &'a Options,
    /// Facts as HTML.
    pub facts: &'a FactHtml,
    /// The team's public keys.
    pub keys: &'a Keys,
    /// Signatures that the team made.
    pub signatures: &'a Signatures,
    /// What other features tell of what they make.
    pub offers: &'a Offers,
    /// The theme's string with this key.
    pub text: &'a (dyn Fn(Lang, &str) -> String + Sync),
}

impl World<'_> {
    /// The address of what lies at a path below the site's root, as on disk.
    pub fn at(self, path: &str) -> WebPath {
        self.options.base.at(path)
    }
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

/// A place outside pages where a fact is drawn.
#[derive(Clone, Debug)]
pub struct FactUse {
    /// The fact's key.
    pub key: String,
    /// Where it stands.
    pub place: Place,
}

/// What makes a feature's file: a function of the world.
#[derive(Clone)]
pub struct Made(pub Arc<dyn Fn(World) -> Vec<u8> + Send + Sync>);

impl Made {
    /// Makes these bytes.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Made {
        let bytes = bytes.into();
        Made(Arc::new(move |_: World| bytes.to_vec()))
    }
}

/// A drawn embed.
#[derive(Clone, Debug)]
pub enum Embedded {
    /// To be drawn by the theme's `embeds/<template>.html` from a value.
    View {
        /// The template's name.
        template: &'static str,
        /// What it gets as `embed`; kept by whoever draws the same again.
        value: Arc<Value>,
    },
    /// Finished HTML.
    Html(String),
}

/// An embed with the settings that stand in its block.
pub struct Block<'a> {
    /// The embed.
    pub embed: &'a Embed,
    /// The page it stands in.
    pub doc: &'a Doc,
}

impl Block<'_> {
    /// The block's YAML as a `T`.
    pub fn settings<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        self.yaml().read()
    }

    /// A problem of this block, at its first line.
    pub fn problem(&self, message: impl Into<String>) -> Box<Diagnostic> {
        self.problem_in(self.doc.place(self.embed.yaml.clone()), message)
    }

    /// A problem of a value of this block, or of the block, at its line.
    pub fn problem_at(&self, path: &[&str], message: impl Into<String>) -> Box<Diagnostic> {
        self.problem_in(self.yaml().place_of_value(path), message)
    }

    fn problem_in(&self, place: Place, message: impl Into<String>) -> Box<Diagnostic> {
        let problem = Problem::EmbedData { embed: self.embed.name.into(), message: message.into() };
        Box::new(Diagnostic::at(problem, place))
    }

    fn yaml(&self) -> certsite_base::yaml::Source<'_> {
        self.doc.embed_yaml(self.embed)
    }
}

/// A page that no editor wrote: Markdown with front matter, like theirs.
pub struct Written {
    /// The tree it stands in.
    pub lang: Lang,
    /// Path below the tree, such as `statistics/2026-10.md`.
    pub key: String,
    /// Its text.
    pub text: String,
}

/// Which files of the site are asked about, by their paths in it.
pub type Wanted<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// What is public already, as far as that is known: the files that certsite wrote last.
pub struct Before<'a> {
    /// Their paths in the site.
    pub paths: Vec<&'a str>,
    /// Reads one of them, if it is still there.
    pub read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// What the features noted after all builds before, by the names of their notes.
    pub noted: &'a dyn Fn(&str) -> String,
}

/// What a feature has to know of a build in all that follow, since files tell only what is public
/// last.
pub struct Note {
    /// Its name among certsite's own notes.
    pub name: &'static str,
    /// Its lines.
    pub lines: String,
}

/// One room of the house.
pub trait Feature: Send + Sync {
    /// Pages that it writes, unless an editor wrote one at the same place. `text` is the theme's
    /// string with a key.
    fn pages(
        &self,
        _config: &Config,
        _options: &Options,
        _text: &dyn Fn(Lang, &str) -> String,
    ) -> Vec<Written> {
        Vec::new()
    }

    /// The names of the embeds it draws.
    fn embeds(&self) -> &'static [&'static str] {
        &[]
    }

    /// The anchors that such an embed brings into a page.
    fn anchors(&self, _embed: &str, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    /// All ids that such an embed brings into a page, its anchors among them: no heading gets one.
    fn ids(&self, embed: &Embed, doc: &Doc) -> Vec<String> {
        self.anchors(embed.name, doc.lang)
    }

    /// Ids that its part of a page's template writes.
    fn page_ids(&self, _doc: &Doc) -> Vec<String> {
        Vec::new()
    }

    /// Facts that its data files draw.
    fn uses(&self) -> &[FactUse] {
        &[]
    }

    /// Draws an embed.
    fn draw(&self, _world: World, block: &Block) -> Result<Embedded, Box<Diagnostic>> {
        Err(block.problem("no feature draws it"))
    }

    /// What it tells other features; asked before all that they could use it for.
    fn offers(&self, _world: World) -> Offers {
        Offers::default()
    }

    /// Feeds that it writes, for the heads of a language's pages.
    fn feeds(&self, _world: World, _lang: Lang) -> Vec<FeedLink> {
        Vec::new()
    }

    /// Files that it adds to the site.
    fn routes(&self, _world: World) -> Vec<Route> {
        Vec::new()
    }

    /// What a page's template gets of it, and under which name: `page.<name>`.
    fn view(&self, _world: World, _id: DocId) -> Option<(&'static str, Value)> {
        None
    }

    /// What it tells machines of a page (JSON-LD, schema.org).
    fn linked_data(&self, _world: World, _id: DocId) -> Option<Value> {
        None
    }

    /// Files of the site that want the team's signature.
    fn signables(&self, _world: World) -> Vec<Signable> {
        Vec::new()
    }

    /// Problems that show once all documents are linked. Errors stop a build.
    fn problems(&self, _world: World) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Errors that show only in finished files of its own, of those whose path is wanted: a build
    /// wants those that changed, `check` all of them.
    fn vet(&self, _world: World, _wanted: Wanted) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What would change of what is public already, though it should not, or not without a word.
    fn since(&self, _world: World, _before: &Before) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What has to be remembered once a build is done: by that it knows what was public, whatever
    /// was built meanwhile.
    fn note(&self, _world: World, _before: &Before) -> Option<Note> {
        None
    }

    /// What only `check` looks for. `release` asks for all that a published site needs.
    fn review(&self, _world: World, _release: bool) -> Vec<Diagnostic> {
        Vec::new()
    }
}

/// What makes all features of a site, with what was wrong with what they read.
pub type Collect = fn(&Config, &Inputs, &Memo) -> (Vec<Box<dyn Feature>>, Vec<Diagnostic>);
