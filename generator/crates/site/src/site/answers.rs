//! A planned site → answers: bytes of its routes, and what its features tell of them.

use super::Site;
use crate::feature::{Before, Embedded, Note, Publication, Wanted};
use crate::link::DocId;
use crate::linked::Linked;
use crate::load::Sum;
use crate::plan::Route;
use crate::render::{self, Asked, Bytes, Renderer, Templates};
use crate::signatures::Signable;
use certsite_base::diag::{Diagnostic, Place};
use certsite_base::lang::Lang;

impl Site {
    /// Makes the bytes of one route.
    ///
    /// # Errors
    /// If a template fails.
    pub fn render(&self, route: &Route) -> Result<Bytes, Box<Diagnostic>> {
        self.with_renderer(&self.templates, |renderer| renderer.render(route))
    }

    /// Draws a page, unless somebody knows it by the fingerprint of what it is drawn from: of two
    /// snapshots of a site by one program both have the same page if that is the same. None of what is
    /// no page.
    ///
    /// # Errors
    /// If a template fails.
    pub fn draw_unless<T>(
        &self,
        route: &Route,
        known: impl FnOnce(Sum) -> Option<T>,
    ) -> Result<Option<Asked<T>>, Box<Diagnostic>> {
        self.with_renderer(&self.templates, |renderer| renderer.draw_unless(route, known))
    }

    pub(super) fn with_renderer<T>(
        &self,
        templates: &Templates,
        ask: impl FnOnce(Renderer) -> T,
    ) -> T {
        self.with_linked(|site| {
            ask(Renderer {
                site,
                inputs: &self.inputs,
                plan: &self.plan,
                strings: &self.theme.strings,
                templates,
                embeds: &self.contributions.drawn,
                views: &self.contributions.views,
                linked_data: &self.contributions.linked_data,
                feeds: &self.contributions.feeds_of,
                explains: &self.contributions.explains,
            })
        })
    }

    /// What the features tell the template of a page.
    pub fn views(&self, id: DocId) -> Vec<serde_json::Value> {
        self.with_linked(|site| {
            let views = self.contributions.views.iter();
            views.filter_map(|view| Some(view(site, id)?.view.json())).collect()
        })
    }

    /// A page without a mark of minifying; nothing of what is no page.
    ///
    /// # Errors
    /// If a template fails.
    pub fn html(&self, route: &Route) -> Result<String, Box<Diagnostic>> {
        self.render(route).map(|bytes| match bytes {
            Bytes::Html(html) => render::text(html),
            Bytes::Made(_) | Bytes::Picture(_) | Bytes::File(_) => String::new(),
        })
    }

    /// What was drawn for each block of a page, as the theme gets it.
    pub fn drawn(&self, id: DocId) -> &[Embedded] {
        self.contributions.drawn.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What was drawn for each block of a page.
    pub fn embedded(&self, id: DocId) -> impl Iterator<Item = serde_json::Value> {
        self.drawn(id).iter().map(|embedded| {
            let view = self.with_linked(|site| embedded.view(site));
            view.map_or(serde_json::Value::Null, |view| view.json())
        })
    }

    /// Errors in finished files of the features' own, of those that are wanted.
    pub fn vet(&self, wanted: Wanted) -> Vec<Diagnostic> {
        self.with_linked(|site| self.publications().flat_map(|own| own.vet(site, wanted)).collect())
    }

    /// What would change of what is public already, though it should not, or not without a word.
    pub fn since(&self, before: &Before) -> Vec<Diagnostic> {
        self.with_linked(|site| {
            self.publications().flat_map(|own| own.since(site, before)).collect()
        })
    }

    /// What has to be remembered once a build is done.
    pub fn notes(&self, before: &Before) -> Vec<Note> {
        self.with_linked(|site| {
            self.publications().filter_map(|own| own.note(site, before)).collect()
        })
    }

    /// What only `check` looks for in the features' rooms.
    pub fn review(&self) -> Vec<Diagnostic> {
        self.with_linked(|site| self.publications().flat_map(|own| own.review(site)).collect())
    }

    /// All files that want the team's signature.
    pub fn signables(&self) -> &[Signable] {
        &self.contributions.signables
    }

    fn publications(&self) -> impl Iterator<Item = &dyn Publication> {
        self.contributions.publications.iter().map(|own| &**own)
    }

    pub(super) fn with_linked<T>(&self, ask: impl FnOnce(Linked) -> T) -> T {
        let text = |lang: Lang, key: &str| self.theme.strings[lang].get(key).to_owned();
        ask(Linked {
            config: &self.config,
            graph: &self.graph,
            options: &self.options,
            facts: &self.facts,
            keys: &self.keys,
            signatures: &self.signatures,
            versions: &self.versions,
            offers: &self.offers,
            text: &text,
        })
    }

    /// The theme's string with this key in a language, as its file of strings has it.
    pub fn text<'a>(&'a self, lang: Lang, key: &'a str) -> &'a str {
        self.theme.strings[lang].get(key)
    }

    /// The place at which a fact is stated; `None` if there is no such fact.
    pub fn fact_place(&self, key: &str) -> Option<Place> {
        self.config.facts.get(key).map(|fact| self.config.facts.place(fact))
    }
}
