//! The contract by which features add to a site: files → [`Part`] → [`Contribution`]. A feature
//! knows the site's documents and settings, never another feature, and never how pages are written.
//!
//! [`Feature::read`] runs when one of the feature's own files or the settings changed, and
//! [`Part::contribute`] once for each state of the site. Neither keeps anything: what is dear to make
//! is made where it is asked for once, or stands in a [`Memo`].

mod block;
mod contribution;
mod explain;
mod publication;
mod theme;

pub use block::{Block, Drawn, Embedded, Later, LaterView};
pub use contribution::{Contribution, Feed, FeedLink, OfPage, OnAllPages, SearchLink};
pub use explain::Explain;
pub use publication::{Audience, Before, Note, Publication, Wanted};
pub use theme::{Asked, ForTheme, InBlock, NamedView, Needs, OnPage, SchemaOf, ViewOfPage, When};

use crate::config::Config;
use crate::linked::{Linked, Offers, Options};
use crate::load::{Files, Sum};
use crate::memo::Memo;
use crate::parse::{Doc, Embed};
use certsite_base::diag::{Diagnostic, Place};
use certsite_base::lang::Lang;

/// A place outside pages where a fact is drawn.
#[derive(Clone, Debug)]
pub struct FactUse {
    /// The fact's key as `team.yaml` has it, such as `team.phone`. It may be one that does not
    /// exist, which is then told.
    pub key: String,
    /// Where the file names the fact, for a problem about it.
    pub place: Place,
}

/// A page that no editor wrote: Markdown with front matter, like theirs.
pub struct GeneratedPage {
    /// The language whose tree of pages it joins, as if it lay in `content/<code>/`.
    pub lang: Lang,
    /// Path below the tree, such as `statistics/2026-10.md`.
    pub key: String,
    /// The whole file: front matter between `---`, then Markdown, as an editor would have written
    /// it.
    pub text: String,
}

/// What a feature reads from. A part depends on nothing else.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The files that the feature named.
    pub files: Files<'a>,
    /// The settings of `site.yaml` and the facts of `team.yaml`, already read.
    pub config: &'a Config,
    /// What the build is made for.
    pub options: &'a Options,
    /// Fingerprint of all of these together.
    pub sum: Sum,
    /// What was made of some of these files before.
    pub kept: &'a Memo,
}

/// A kind of content that certsite knows how to add to a site, such as statistics. It is stateless:
/// what it has read stands in its [`Part`].
pub trait Feature: Sync {
    /// The names of the blocks that it draws.
    fn embeds(&self) -> &'static [&'static str] {
        &[]
    }

    /// How the paths of the files begin that it reads: folders with a slash at their end, or files.
    fn inputs(&self) -> &'static [&'static str] {
        &[]
    }

    /// Ids that its part of a page's template writes, whatever it has read.
    fn page_ids(&self, _doc: &Doc) -> Vec<String> {
        Vec::new()
    }

    /// What it gives to themes, and asks of them.
    fn theme(&self) -> ForTheme {
        ForTheme::default()
    }

    /// Reads them, and says what is wrong with them.
    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>);
}

/// What a feature has read. It never changes.
pub trait Part: Send + Sync {
    /// Pages that it writes, unless an editor wrote one at the same place. `text` is the theme's
    /// string with a key.
    fn pages(&self, _config: &Config, _text: &dyn Fn(Lang, &str) -> String) -> Vec<GeneratedPage> {
        Vec::new()
    }

    /// Rows of pages that follow one another, by their keys: `prev` and `next` lead along them, unless
    /// their section sorts its pages. Keys without a page are passed over.
    fn sequences(&self) -> Vec<Vec<String>> {
        Vec::new()
    }

    /// The anchors that one of its blocks brings into a page.
    fn anchors(&self, _embed: &str, _lang: Lang) -> Vec<String> {
        Vec::new()
    }

    /// All ids that such a block brings into a page, its anchors among them: no heading gets one.
    fn ids(&self, embed: &Embed, doc: &Doc) -> Vec<String> {
        self.anchors(embed.name, doc.lang)
    }

    /// Facts that its data files draw.
    fn uses(&self) -> &[FactUse] {
        &[]
    }

    /// What it tells other features; asked before any of them contributes.
    fn offers(&self, _site: Linked) -> Offers {
        Offers::default()
    }

    /// All that it adds to the site. What was made for a state before is in `kept`.
    fn contribute(&self, site: Linked, kept: &Memo) -> Contribution;
}

/// A part that no file is read for.
pub fn nothing_to_read(part: impl Part + 'static) -> (Box<dyn Part>, Vec<Diagnostic>) {
    with_problems(|_| part)
}

/// A part whose reading adds what it has to tell to a list.
pub fn with_problems<P: Part + 'static>(
    read: impl FnOnce(&mut Vec<Diagnostic>) -> P,
) -> (Box<dyn Part>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let part = read(&mut problems);
    (Box::new(part), problems)
}
