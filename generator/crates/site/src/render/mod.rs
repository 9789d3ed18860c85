//! Route → bytes. Pages are rendered one by one, in parallel or on demand; what is the same
//! on every page of a language is made once, when the [`Renderer`] is.
//!
//! Knows neither disk nor HTTP.

mod alternates;
mod body;
mod contexts;
mod contract;
mod filtered;
mod frame;
mod given;
mod ids;
mod menus;
mod named;
mod names;
mod page;
mod pairs;
mod print;
mod related;
mod sitemap;
mod slips;
mod source;
mod strings;
mod tera_error;
mod theme;
mod traced;
mod unknown;
mod views;

pub use contract::contract;
pub use given::Given;
pub use page::template;
pub use strings::Strings;
pub use theme::Theme;
pub use traced::{Drawn, Traced};

use crate::feature::{Embedded, Explain, FeedLink, OfPage, OnAllPages, SearchLink, ViewOfPage};
use crate::link::{DocId, PublishablePath};
use crate::linked::Linked;
use crate::load::{self, Data, Inputs, Sum};
use crate::plan::{Make, Plan, Route};
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::lang::{Lang, PerLang};
use contexts::Shared;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tera::{Context, Tera, Value};

/// All that turns routes into bytes.
pub struct Renderer<'a> {
    /// Documents with their places, settings and facts.
    pub site: Linked<'a>,
    /// The site's files.
    pub inputs: &'a Inputs,
    /// All files of the site with their addresses.
    pub plan: &'a Plan,
    /// The theme's words.
    pub strings: &'a PerLang<Strings>,
    /// The theme's templates, with what each language's pages share.
    pub templates: &'a Templates,
    /// The drawn embeds of each document.
    pub embeds: &'a HashMap<DocId, Vec<Embedded>>,
    /// What features tell the template of a page.
    pub views: &'a [ViewOfPage],
    /// What features tell machines of a page.
    pub linked_data: &'a [OfPage],
    /// The feeds of what a page lists, by its address.
    pub feeds: &'a HashMap<WebPath, Vec<FeedLink>>,
    /// What explains words in the texts of a language's pages.
    pub explains: &'a [(Lang, Arc<dyn Explain>)],
}

/// A page of which somebody was asked whether they know it.
pub enum Asked<T> {
    /// They do.
    Known(T),
    /// The fingerprint of what it is drawn from, and the page.
    New(Sum, Bytes),
}

/// The bytes of a file of the site.
pub enum Bytes {
    /// Made here.
    Made(Vec<u8>),
    /// A finished HTML page (UTF-8); may still be minified.
    Html(Vec<u8>),
    /// A picture that was drawn, or lost its notes: nothing in it leads anywhere.
    Picture(Vec<u8>),
    /// To be copied from disk.
    File(Arc<Path>),
}

impl<'a> Renderer<'a> {
    /// The feeds of what stands at an address.
    fn feeds_of(&self, list: &WebPath) -> &'a [FeedLink] {
        self.feeds.get(list).map_or(&[], Vec::as_slice)
    }

    /// Makes the bytes of a route.
    ///
    /// # Errors
    /// A template that fails is the theme author's mistake: the diagnostic names its line and the
    /// page.
    pub fn render(&self, route: &'a Route) -> Result<Bytes, Box<Diagnostic>> {
        match &route.make {
            Make::Copy(file) => self.copy(file),
            Make::Version(file, version) => self
                .picture(file, |on_disk, sum| self.site.versions.bytes((on_disk, sum), *version)),
            Make::Asset(path) => match self.plan.assets.rewritten(path) {
                Some(style) => Ok(Bytes::Made(style.as_bytes().to_vec())),
                None => self.file(path),
            },
            Make::Sitemap => Ok(Bytes::Made(sitemap::sitemap(self).into_bytes())),
            Make::Robots => Ok(Bytes::Made(sitemap::robots(self.site).into_bytes())),
            Make::Made(made) => Ok(Bytes::Made(made.0(self.site))),
            Make::Aside(aside) => aside.read_bytes().map(Bytes::Made).map_err(|error| {
                Box::new(Diagnostic::site(Problem::Unreadable { why: error.to_string() }))
            }),
            _ => match page::given(self, route) {
                Some(given) => given.draw(self, route).map(Bytes::Html),
                // The list of a tag that no page bears.
                None => Ok(Bytes::Html(Vec::new())),
            },
        }
    }

    /// The own text of a document's page, without what explains words of it.
    ///
    /// # Errors
    /// As for [`Self::render`].
    pub fn body(&self, id: DocId) -> Result<String, Box<Diagnostic>> {
        body::body(self, id).map(|(text, _)| text)
    }

    /// A file of `content/`: beside pages, pictures tell nothing but what they show.
    fn copy(&self, file: &PublishablePath) -> Result<Bytes, Box<Diagnostic>> {
        if !file.loses_notes() {
            return self.file(file.path());
        }
        self.picture(file, |on_disk, sum| {
            let bytes = load::reread(on_disk, sum)?;
            Ok(certsite_pictures::without_notes(&bytes).unwrap_or(bytes))
        })
    }

    /// What is made of a picture, by where it is on disk and its fingerprint.
    fn picture(
        &self,
        file: &PublishablePath,
        make: impl FnOnce(&Path, Sum) -> io::Result<Vec<u8>>,
    ) -> Result<Bytes, Box<Diagnostic>> {
        let read = self.inputs.files.get(file.path());
        let Some(Data::Binary(on_disk)) = read.map(|read| &read.data) else {
            return self.file(file.path());
        };
        make(on_disk, file.sum()).map(Bytes::Picture).map_err(|error| {
            let problem = Problem::Unreadable { why: error.to_string() };
            Box::new(Diagnostic::at(problem, Place::file(file.path())))
        })
    }

    fn file(&self, path: &str) -> Result<Bytes, Box<Diagnostic>> {
        match self.inputs.files.get(path).map(|file| &file.data) {
            Some(Data::Text(text)) => Ok(Bytes::Made(text.as_bytes().to_vec())),
            Some(Data::Binary(path)) => Ok(Bytes::File(path.clone())),
            Some(Data::Page(_) | Data::Withheld) => Ok(Bytes::Made(Vec::new())),
            None => {
                let why = "it was there when the site was planned".to_owned();
                Err(Box::new(Diagnostic::site(Problem::Unreadable { why })))
            }
        }
    }

    /// Draws a page, unless by the fingerprint of what it is drawn from somebody knows it. None of what
    /// is no page.
    ///
    /// # Errors
    /// As for [`Self::render`].
    pub fn draw_unless<T>(
        &self,
        route: &'a Route,
        known: impl FnOnce(Sum) -> Option<T>,
    ) -> Result<Option<Asked<T>>, Box<Diagnostic>> {
        let Some(given) = page::given(self, route) else { return Ok(None) };
        let sum = given.sum(self);
        Ok(Some(match known(sum) {
            Some(known) => Asked::Known(known),
            None => Asked::New(sum, Bytes::Html(given.draw(self, route)?)),
        }))
    }

    /// Renders a template for a language.
    fn draw(
        &self,
        name: &str,
        lang: Lang,
        context: &Context,
        url: &WebPath,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        // Into bytes: as a `String`, Tera would check again that text put together is still text.
        let mut page = Vec::with_capacity(PAGE);
        self.templates[lang].tera.render_to(name, context, &mut page).map_err(|error| {
            Box::new(tera_error::diagnose(
                &error,
                self.inputs,
                &self.site.config.theme,
                Some(url.as_str()),
            ))
        })?;
        Ok(page)
    }
}

/// Bytes of a usual page: most need no second piece of memory.
const PAGE: usize = 16 << 10;

/// One copy of the templates for each language, with what its pages share.
pub type Templates = PerLang<OfLanguage>;

/// The templates of a language.
#[derive(Clone, Default)]
pub struct OfLanguage {
    /// The templates.
    pub tera: Tera,
    /// Where pages of the language are searched.
    search: Option<SearchLink>,
    /// Fingerprint of them and of what they share.
    sum: Sum,
}

/// Puts what each language's pages share into its templates, and draws the pieces of the theme that
/// are the same on all of them.
pub fn templates(
    site: Linked,
    inputs: &Inputs,
    theme: &Theme,
    plan: &Plan,
    on_all_pages: &PerLang<OnAllPages>,
) -> (Templates, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let templates = PerLang::new(&site.config.languages, |lang| {
        let mut tera = theme.templates.clone();
        let assets = plan.assets.urls().map(|(name, url)| (name, url.as_str().into()));
        let facts = site.facts.lang(lang).map(|(key, html)| (key, Value::safe_string(html)));
        let known = site.config.facts.iter().map(|fact| (fact.def.key, fact.is_known().into()));
        let shared = Shared {
            site: views::site(site, lang, on_all_pages[lang].clone()),
            t: theme.strings[lang].value.clone(),
            assets: views::map(assets),
            facts: views::map(facts),
            known: views::map(known),
        };
        let folder = theme::folder(site.config);
        let files = inputs.below(&folder);
        let sum = print::ground(files.map(|(path, file)| (&**path, file.sum)), &shared);
        *tera.global_context() = Context::from_serialize(&shared).expect("it has fields");
        let errors = share(&mut tera).into_iter();
        let tell = |error| tera_error::diagnose(&error, inputs, &site.config.theme, None);
        problems.extend(errors.map(tell));
        OfLanguage { tera, search: on_all_pages[lang].search.clone(), sum }
    });
    (templates, problems)
}

/// Draws the pieces of a theme that are the same on all pages, and lets its templates have them.
/// Gives the errors of those that cannot be drawn.
fn share(tera: &mut Tera) -> Vec<tera::Error> {
    let (mut pieces, mut errors) = (Vec::new(), Vec::new());
    for (name, drawn) in theme::once(tera) {
        match drawn {
            Ok(html) => pieces.push((name, Value::safe_string(&html))),
            Err(error) => errors.push(error),
        }
    }
    let pieces = views::map(pieces);
    tera.global_context().insert_value("once", pieces);
    errors
}

/// A finished page as text.
pub fn text(html: Vec<u8>) -> String {
    String::from_utf8(html).expect("templates and what they are filled with are UTF-8")
}
