//! Pages drawn once more, to tell who wrote which tag of them.

use super::Site;
use crate::link::DocId;
use crate::plan::{Make, Route};
use crate::render::{Bytes, Drawn, Traced, text};
use std::ops::Range;

/// A page, and which of its tags templates drew.
pub struct TracedPage {
    /// The page's HTML without the marks, and the origin of each of its tags.
    pub drawn: Drawn,
    /// The bytes of its own text in it; none if there is none, or templates changed it.
    pub body: Range<usize>,
}

impl Site {
    /// The theme's templates with marks; none if that cannot be.
    pub fn traced(&self) -> Option<Traced> {
        Traced::new((*self.templates).clone(), &self.config.theme, &self.inputs)
    }

    /// Draws a page with templates that carry marks. `None` if the route is no page or a template
    /// fails.
    pub fn draw(&self, traced: &Traced, route: &Route) -> Option<TracedPage> {
        self.with_renderer(&traced.templates, |renderer| {
            let Ok(Bytes::Html(page)) = renderer.render(route) else { return None };
            let drawn = traced.read(&text(page));
            let own = document(route).and_then(|id| renderer.body(id).ok());
            let own = own.map(|body| traced.read(&body).html).unwrap_or_default();
            let start = drawn.html.find(&own).filter(|_| !own.is_empty());
            let body = start.map_or(0..0, |start| start..start + own.len());
            Some(TracedPage { drawn, body })
        })
    }

    /// The text of an input by its path from the site's root; `None` if it is no text.
    pub fn source(&self, path: &str) -> Option<&str> {
        self.inputs.text(path).map(|(_, text)| &**text)
    }
}

/// The document whose title and text a page shows; `None` if it has none.
pub fn document(route: &Route) -> Option<DocId> {
    match route.make {
        Make::Page(id) | Make::Section { id, .. } | Make::Filtered { id, .. } => Some(id),
        _ => None,
    }
}
