//! The blocks of pages that features draw.

use crate::link::DocId;
use crate::linked::{BlockWords, Linked};
use crate::load::Sum;
use crate::parse::{Doc, Embed};
use crate::template_value::TemplateValue;
use certsite_base::diag::{Diagnostic, Place, Problem};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// What a feature made of one embed, which the renderer puts into the page in its place.
#[derive(Clone, Debug)]
pub enum Embedded {
    /// To be drawn by the theme's `embeds/<template>.html`: see [`super::InBlock::embedded`].
    View {
        /// The name of the template's file, without folder and ending.
        template: &'static str,
        /// What it gets as `embed`.
        view: TemplateValue,
    },
    /// The same, of so much that it is made when the page is drawn and not kept.
    Later {
        /// The name of the template's file, without folder and ending.
        template: &'static str,
        /// Makes what it gets.
        view: LaterView,
    },
    /// Finished HTML, put into the page as it is: the feature has escaped it.
    Html(String),
}

/// What a template gets, from the site as it is linked. A preview makes it for nobody but readers of
/// its page.
pub trait Later: Send + Sync {
    /// The fingerprint of all that the template gets.
    fn sum(&self, site: Linked) -> Sum;

    /// What it gets.
    fn view(&self, site: Linked) -> TemplateValue;
}

/// The same as a value.
#[derive(Clone)]
pub struct LaterView(pub Arc<dyn Later>);

impl fmt::Debug for LaterView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LaterView")
    }
}

impl Embedded {
    /// The name of the template that draws it; none of finished HTML.
    pub fn template(&self) -> Option<&'static str> {
        match self {
            Embedded::View { template, .. } | Embedded::Later { template, .. } => Some(template),
            Embedded::Html(_) => None,
        }
    }

    /// What its template gets as `embed`; none of finished HTML.
    pub fn view(&self, site: Linked) -> Option<TemplateValue> {
        match self {
            Embedded::View { view, .. } => Some(view.clone()),
            Embedded::Later { view, .. } => Some(view.0.view(site)),
            Embedded::Html(_) => None,
        }
    }

    /// Whether it is drawn by this template, which gets a text under a key.
    pub fn gives(&self, template: &str, key: &str, text: &str) -> bool {
        let Embedded::View { template: own, view } = self else { return false };
        *own == template && view.holds(key, text)
    }
}

/// An embed with the settings that stand in its block.
pub struct Block<'a> {
    /// The embed as it was parsed: its name and the place of its YAML.
    pub embed: &'a Embed,
    /// The page in which the embed stands, whose text and language go with it.
    pub doc: &'a Doc,
}

impl Block<'_> {
    /// The block's YAML as a `T`, or what is wrong with it, at its line.
    pub fn settings<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        self.yaml().read()
    }

    /// Nothing, of a block that has no settings; or what stands in it all the same, at its line.
    pub fn no_settings(&self) -> Result<(), Box<Diagnostic>> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        match self.yaml().is_empty() {
            true => Ok(()),
            false => self.settings().map(|Nothing {}| ()),
        }
    }

    /// A problem of this block, at its first line.
    pub fn problem(&self, message: impl Into<String>) -> Box<Diagnostic> {
        self.problem_in(self.doc.place(self.embed.yaml.clone()), message)
    }

    /// The same of a block that is right by itself, with what is to be done elsewhere.
    pub fn undrawable(&self, message: String, expected: String) -> Box<Diagnostic> {
        let place = self.doc.place(self.embed.yaml.clone());
        Box::new(Diagnostic::at(Problem::BadValue { message, expected }, place))
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

/// A block that was drawn, or what is wrong with it.
pub struct Drawn {
    /// The page that it stands in.
    pub page: DocId,
    /// Which of the page's blocks it is, from 0.
    pub n: usize,
    /// What takes the block's place, or the problem. With a problem the page has a gap there.
    pub embedded: Result<Embedded, Box<Diagnostic>>,
}

impl Linked<'_> {
    /// Draws all blocks of some names, those of different pages side by side.
    pub fn draw(
        self,
        names: &[&str],
        draw: impl Fn(&Block) -> Result<Embedded, Box<Diagnostic>> + Sync,
    ) -> Vec<Drawn> {
        let drawn = self.graph.with_blocks().par_iter().flat_map_iter(|page| {
            let page = *page;
            let doc = self.graph.doc(page);
            let blocks = doc.embeds.iter().enumerate();
            let own = blocks.filter(|(_, embed)| names.contains(&embed.name));
            own.map(|(n, embed)| Drawn { page, n, embedded: draw(&Block { embed, doc }) })
                .collect::<Vec<_>>()
        });
        drawn.collect()
    }

    /// What the blocks of some names say, for [`Offers::words`](crate::linked::Offers::words).
    pub fn block_words(
        self,
        names: &[&str],
        say: impl Fn(&Block) -> BlockWords,
    ) -> HashMap<DocId, Vec<BlockWords>> {
        let mut words: HashMap<DocId, Vec<BlockWords>> = HashMap::new();
        for page in self.graph.with_blocks() {
            let doc = self.graph.doc(*page);
            for embed in doc.embeds.iter().filter(|embed| names.contains(&embed.name)) {
                words.entry(*page).or_default().push(say(&Block { embed, doc }));
            }
        }
        words
    }
}
