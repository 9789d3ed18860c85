//! What a page is drawn from, put together before it is drawn. Its fingerprint tells whether the page
//! would be another one: a template sees nothing else. It is taken of the views themselves, since most
//! pages of a build are as they were, and need no values for templates.

use super::print::Print;
use super::{Renderer, body};
use crate::link::DocId;
use crate::load::Sum;
use crate::plan::Route;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use serde::Serialize;
use tera::{Context, Map, Value};

/// A template, and all that it is given beside what its language's pages share.
pub struct Given<'a> {
    /// The name of the template's file.
    template: String,
    lang: Lang,
    /// What it is given, but for the text of a document.
    views: Box<dyn Views + 'a>,
    /// The document whose text that is.
    text: Option<DocId>,
}

/// One of the structures of [`super::contexts`].
trait Views {
    fn print(&self, print: &mut Print);
    fn values(&self) -> Map;
}

impl<T: Serialize> Views for T {
    fn print(&self, print: &mut Print) {
        print.view(self);
    }

    fn values(&self) -> Map {
        Value::from_serializable(self).into_map().unwrap_or_default()
    }
}

/// The name under which a template is given a page, and those of the page's text and of what explains
/// words of it.
const PAGE: &str = "page";
const BODY: &str = "body";
const TERMS: &str = "terms";

impl<'a> Given<'a> {
    /// What one of the structures of [`super::contexts`] says.
    pub(super) fn new(template: &str, lang: Lang, views: impl Serialize + 'a) -> Given<'a> {
        Given { template: template.to_owned(), lang, views: Box::new(views), text: None }
    }

    /// The same with the text of a document, which is made once the page is drawn.
    pub(super) fn with_text(self, id: DocId) -> Given<'a> {
        Given { text: Some(id), ..self }
    }

    /// Fingerprint of all that the page is drawn from.
    pub(super) fn sum(&self, renderer: &Renderer) -> Sum {
        let mut print = Print::default();
        print.number(renderer.templates[self.lang].sum);
        print.text(&self.template);
        self.views.print(&mut print);
        if let Some(id) = self.text {
            body::print(renderer, id, &mut print);
        }
        print.sum()
    }

    /// Draws the page.
    pub(super) fn draw(
        &self,
        renderer: &Renderer,
        route: &Route,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut values = self.views.values();
        if let Some(id) = self.text {
            let (body, terms) = body::body(renderer, id)?;
            let page = values.remove(&PAGE.into()).and_then(Value::into_map);
            let mut page = page.unwrap_or_default();
            page.insert(BODY.into(), Value::safe_string(&body));
            page.insert(TERMS.into(), Value::safe_string(&terms));
            values.insert(PAGE.into(), page.into());
        }
        let context = Context::from_serialize(&Value::from(values)).expect("it is a map");
        renderer.draw(&self.template, self.lang, &context, &route.url)
    }
}
