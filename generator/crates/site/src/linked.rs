//! The site once all documents are linked, as the stages behind that and the features see it.

use crate::config::Config;
use crate::facts::FactHtml;
use crate::keys::Keys;
use crate::link::{DocId, Graph};
use crate::signatures::Signatures;
use crate::versions::Versions;
use certsite_base::address::{Base, Url, WebPath};
use certsite_base::lang::Lang;
use std::collections::HashMap;

/// What a build is made for; part of what decides its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// The address of the site's root, which all addresses begin with: the one asked for, else that
    /// of `site.yaml`, else [`Base::unknown`].
    pub base: Base,
    /// The day of the build, which decides what is already published.
    pub date: jiff::civil::Date,
    /// Whether drafts and later pages are part of it.
    pub drafts: bool,
    /// True for `serve`: the form is switched on, with a notice.
    pub development: bool,
}

/// The site, linked: all that a feature, or a later stage, may look at.
#[derive(Clone, Copy)]
pub struct Linked<'a> {
    /// The settings of `site.yaml` and the facts of `team.yaml`.
    pub config: &'a Config,
    /// Documents and their places.
    pub graph: &'a Graph,
    /// What the build is made for.
    pub options: &'a Options,
    /// Each fact as HTML in each language, with a placeholder for what is not known yet.
    pub facts: &'a FactHtml,
    /// The team's OpenPGP public keys, as they hold at the end of the build's day.
    pub keys: &'a Keys,
    /// Signatures that the team made.
    pub signatures: &'a Signatures,
    /// Smaller versions of pictures; none in a preview, and where nothing is published.
    pub versions: &'a Versions,
    /// What other features tell of what they make.
    pub offers: &'a Offers,
    /// The theme's string with this key in a language, as its file of strings has it.
    pub text: &'a (dyn Fn(Lang, &str) -> String + Sync),
}

impl Linked<'_> {
    /// The address of what lies at a path below the site's root, as on disk.
    pub fn at(self, path: &str) -> WebPath {
        self.options.base.at(path)
    }
}

/// What a feature tells others of what it makes, without their knowing each other.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Where trees of CSAF documents say what they are (CSAF 2.0, 7.1.7), first the one that counts;
    /// none if the site holds no documents.
    pub csaf_providers: Vec<WebPath>,
    /// The address of a page's CSAF document, by page.
    pub csaf_documents: HashMap<DocId, Url>,
    /// What blocks say that are drawn from data, by page, for those who look for words.
    pub words: HashMap<DocId, Vec<BlockWords>>,
}

/// What a block says.
#[derive(Clone, Debug, Default)]
pub struct BlockWords {
    /// What is explained in it, such as the terms of a glossary.
    pub names: Vec<String>,
    /// All else.
    pub texts: Vec<String>,
}

impl Offers {
    /// Joins what several features offer. Of two providers the first stays; a later document of the
    /// same page replaces an earlier one.
    pub fn and(mut self, others: Offers) -> Offers {
        if self.csaf_providers.is_empty() {
            self.csaf_providers = others.csaf_providers;
        }
        self.csaf_documents.extend(others.csaf_documents);
        let mut words: Vec<_> = others.words.into_iter().collect();
        words.sort_by_key(|(page, _)| *page);
        for (page, words) in words {
            self.words.entry(page).or_default().extend(words);
        }
        self
    }
}
