//! What a page is drawn from, put together before it is drawn. Its fingerprint tells whether the page
//! would be another one: a template sees nothing else.

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
pub struct Given {
    /// The name of the template's file.
    template: String,
    lang: Lang,
    /// What it is given, but for the text of a document.
    values: Map,
    /// The document whose text that is.
    text: Option<DocId>,
}

/// The name under which a template is given a page, and those of the page's text and of what explains
/// words of it.
const PAGE: &str = "page";
const BODY: &str = "body";
const TERMS: &str = "terms";

impl Given {
    /// What one of the structures of [`super::contexts`] says.
    pub(super) fn new(template: &str, lang: Lang, given: &impl Serialize) -> Given {
        let values = Value::from_serializable(given).into_map().unwrap_or_default();
        Given { template: template.to_owned(), lang, values, text: None }
    }

    /// The same with the text of a document, which is made once the page is drawn.
    pub(super) fn with_text(self, id: DocId) -> Given {
        Given { text: Some(id), ..self }
    }

    /// Fingerprint of all that the page is drawn from.
    pub(super) fn sum(&self, renderer: &Renderer) -> Sum {
        let mut print = Print::default();
        print.number(renderer.templates[self.lang].sum);
        print.text(&self.template);
        print.map(&self.values);
        if let Some(id) = self.text {
            body::print(renderer, id, &mut print);
        }
        print.sum()
    }

    /// Draws the page.
    pub(super) fn draw(
        mut self,
        renderer: &Renderer,
        route: &Route,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        if let Some(id) = self.text {
            let (body, terms) = body::body(renderer, id)?;
            let page = self.values.remove(&PAGE.into()).and_then(Value::into_map);
            let mut page = page.unwrap_or_default();
            page.insert(BODY.into(), Value::safe_string(&body));
            page.insert(TERMS.into(), Value::safe_string(&terms));
            self.values.insert(PAGE.into(), page.into());
        }
        let context = Context::from_serialize(&Value::from(self.values)).expect("it is a map");
        renderer.draw(&self.template, self.lang, &context, &route.url)
    }
}
