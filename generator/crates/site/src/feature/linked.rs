//! What a feature may look at, once all documents are linked.

use super::Offers;
use crate::config::Config;
use crate::facts::FactHtml;
use crate::keys::Keys;
use crate::link::Graph;
use crate::signatures::Signatures;
use certsite_base::address::{Base, WebPath};
use certsite_base::lang::Lang;

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
pub struct Linked<'a> {
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

impl Linked<'_> {
    /// The address of what lies at a path below the site's root, as on disk.
    pub fn at(self, path: &str) -> WebPath {
        self.options.base.at(path)
    }
}
