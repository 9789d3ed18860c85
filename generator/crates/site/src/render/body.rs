//! A document's HTML with its holes filled.

use super::Renderer;
use super::contexts::BlockGiven;
use super::print::Print;
use crate::feature::{Embedded, Explain};
use crate::link::{DocId, PublishablePath, Target};
use crate::linked::Linked;
use crate::markup::escape;
use crate::parse::{Hole, Piece};
use certsite_base::address::WebPath;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_pictures::Pixels;
use certsite_pictures::draw::Form;
use std::io;
use std::ops::Range;
use tera::Context;

/// The text of a page, as its template gets it, and what explains words of it; nothing if none is
/// explained.
pub fn body(renderer: &Renderer, id: DocId) -> Result<(String, String), Box<Diagnostic>> {
    let site = renderer.site;
    let mut drawn: Vec<Range<usize>> = Vec::new();
    let filled = site.body(id, |n, html| {
        let begin = html.len();
        html.push_str(&embed(renderer, id, n)?);
        drawn.push(begin..html.len());
        Ok::<(), Box<Diagnostic>>(())
    });
    let lost = |error: io::Error| {
        let problem = Problem::Unreadable { why: error.to_string() };
        Box::new(Diagnostic::at(problem, Place::file(&site.graph.doc(id).path)))
    };
    let html = filled.map_err(lost)??;
    explained(renderer, id, html, &drawn)
}

/// The text with its words explained, unless its editor wants none of that.
fn explained(
    renderer: &Renderer,
    id: DocId,
    html: String,
    drawn: &[Range<usize>],
) -> Result<(String, String), Box<Diagnostic>> {
    let doc = renderer.site.graph.doc(id);
    let Some(explain) = renderer.explain(id) else { return Ok((html, String::new())) };
    let template = format!("embeds/{}.html", explain.template());
    if !renderer.templates[doc.lang].tera.contains_template(&template) {
        return Ok((html, String::new()));
    }
    match explain.explain(id, &html, drawn) {
        Some((marked, block)) => Ok((marked, draw(renderer, id, &block)?)),
        None => Ok((html, String::new())),
    }
}

impl Linked<'_> {
    /// The text of a page, with addresses from the root of the host. `embed` writes what stands in the
    /// place of a block, by its number.
    ///
    /// # Errors
    /// If the text was laid aside and cannot be read; within, what `embed` fails with.
    pub fn body<E>(
        self,
        id: DocId,
        mut embed: impl FnMut(usize, &mut String) -> Result<(), E>,
    ) -> io::Result<Result<String, E>> {
        let doc = self.graph.doc(id);
        let mut html = String::with_capacity(doc.body.len() + doc.refs.len() * 32);
        let filled = doc.body.read(|piece| {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Hole(Hole::Embed(n)) => embed(*n, &mut html)?,
                Piece::Hole(hole) => fill(self, id, hole, &mut html),
            }
            Ok(())
        })?;
        Ok(filled.map(|()| html))
    }
}

/// What the text of a page is made from: its file, which decides where there are holes, and what fills
/// each of them.
pub fn print(renderer: &Renderer, id: DocId, print: &mut Print) {
    let doc = renderer.site.graph.doc(id);
    print.text(&doc.path);
    print.number(doc.sum);
    if let Some(explain) = renderer.explain(id) {
        print.number(explain.made_of());
    }
    let mut html = String::new();
    doc.body.holes(|hole| match hole {
        Hole::Embed(n) => match renderer.embedded(id, *n) {
            Some(Embedded::Html(html)) => print.text(html),
            Some(Embedded::View { template, view }) => {
                print.text(template);
                print.value(view.value());
            }
            Some(Embedded::Later { template, view }) => {
                print.text(template);
                print.number(view.0.sum(renderer.site));
            }
            None => print.number(0),
        },
        hole => {
            html.clear();
            fill(renderer.site, id, hole, &mut html);
            print.text(&html);
        }
    });
}

/// Puts what stands in a hole, but for that of a block, behind the HTML before it.
fn fill(site: Linked, id: DocId, hole: &Hole, html: &mut String) {
    let (doc, node) = (site.graph.doc(id), site.graph.node(id));
    match hole {
        Hole::Link(n) => address(site, node.targets.get(*n), html),
        Hole::Sources(n) | Hole::SourcesEnd(n) => {
            if let Some(Target::File(file, _)) = node.targets.get(*n)
                && site.versions.of(file).iter().any(|version| version.form == Form::WebP)
            {
                match hole {
                    Hole::Sources(_) => sources(site, file, html),
                    _ => html.push_str("</picture>"),
                }
            }
        }
        Hole::Size(n) => {
            if let Some(Target::File(file, _)) = node.targets.get(*n) {
                size(site, file, html);
            }
        }
        Hole::Href(n) => match node.targets.get(*n) {
            // Without an address it is no link; the mark is that of every unknown fact.
            Some(Target::Unknown(key)) => {
                let key = escape(key);
                html.push_str(&format!(" class=\"placeholder\" title=\"{key}\""));
            }
            target => {
                html.push_str(" href=\"");
                address(site, target, html);
                html.push('"');
            }
        },
        Hole::Missing(n) => {
            if let Some(Target::Unknown(key)) = node.targets.get(*n) {
                html.push(' ');
                html.push_str(&escape(site.facts.plain(doc.lang, key)));
            }
        }
        Hole::Fact(key) => html.push_str(site.facts.get(doc.lang, key)),
        Hole::Plain(key) => html.push_str(&escape(site.facts.plain(doc.lang, key))),
        Hole::Id(n) => html.push_str(&escape(site.graph.anchor(id, *n))),
        Hole::Text(key) => html.push_str(&escape(&(site.text)(doc.lang, key))),
        // It has a template of its own.
        Hole::Embed(_) => {}
    }
}

/// How wide a picture is at most: as wide as its column, beside which there may be another one.
const SIZES: &str = "(min-width: 60rem) 48rem, 100vw";

/// The versions of a picture for browsers that know WebP. They know its own format, too, which is among
/// them where WebP saves nothing: so they never fetch more than others.
fn sources(site: Linked, file: &PublishablePath, html: &mut String) {
    html.push_str("<picture><source type=\"image/webp\"");
    srcset(site, file, |form| form != Form::Own, html);
    html.push('>');
}

/// How large a picture is, and its smaller versions, of which browsers take the one that they need.
fn size(site: Linked, file: &PublishablePath, html: &mut String) {
    let Some(Pixels { width, height }) = file.picture().and_then(|picture| picture.pixels) else {
        return;
    };
    html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    srcset(site, file, |form| form != Form::WebP, html);
}

/// The wanted versions of a picture, from small to large, and the picture itself, if none is as wide.
fn srcset(
    site: Linked,
    file: &PublishablePath,
    is_wanted: impl Fn(Form) -> bool,
    html: &mut String,
) {
    let whole = file.picture().and_then(|picture| picture.pixels).map(|pixels| pixels.width);
    let wanted = site.versions.of(file).iter().filter(|version| is_wanted(version.form));
    let mut all: Vec<(u32, WebPath)> =
        wanted.map(|version| (version.width, version.url(file, &site.graph.base))).collect();
    if let Some(width) = whole
        && !all.is_empty()
        && all.iter().all(|(own, _)| *own < width)
    {
        all.push((width, file.url().clone()));
    }
    if all.is_empty() {
        return;
    }
    // A comma would end the address.
    let all =
        all.iter().map(|(width, url)| format!("{} {width}w", url.as_str().replace(',', "%2C")));
    let all = all.collect::<Vec<_>>().join(", ");
    html.push_str(&format!(" srcset=\"{all}\" sizes=\"{SIZES}\""));
}

/// The address that a link leads to: encoded once, when links were resolved; HTML reads nothing
/// into it.
fn address(site: Linked, target: Option<&Target>, html: &mut String) {
    match target {
        Some(Target::Page(page, place)) => {
            html.extend([site.graph.node(*page).url.as_str(), place]);
        }
        Some(Target::File(file, place)) => html.extend([file.url().as_str(), place]),
        Some(Target::Here(place)) => html.push_str(place),
        Some(Target::Verbatim(url)) => html.push_str(&escape(url)),
        Some(Target::Unknown(_) | Target::Broken) | None => html.push('#'),
    }
}

impl Renderer<'_> {
    /// What explains words in the text of a page, if its editor wants that.
    fn explain(&self, id: DocId) -> Option<&dyn Explain> {
        let doc = self.site.graph.doc(id);
        let own = self.explains.iter().find(|(lang, _)| *lang == doc.lang && doc.front.glossary);
        own.map(|(_, explain)| &**explain)
    }

    /// What was drawn for a page's n-th block.
    fn embedded(&self, id: DocId, n: usize) -> Option<&Embedded> {
        self.embeds.get(&id)?.get(n)
    }
}

fn embed(renderer: &Renderer, id: DocId, n: usize) -> Result<String, Box<Diagnostic>> {
    match renderer.embedded(id, n) {
        Some(embedded) => draw(renderer, id, embedded),
        // A block that could not be drawn has been reported; the page shows the rest.
        None => Ok(String::new()),
    }
}

fn draw(renderer: &Renderer, id: DocId, embedded: &Embedded) -> Result<String, Box<Diagnostic>> {
    if let Embedded::Html(html) = embedded {
        return Ok(html.clone());
    }
    let (Some(template), Some(view)) = (embedded.template(), embedded.view(renderer.site)) else {
        return Ok(String::new());
    };
    let graph = renderer.site.graph;
    let (lang, url) = (graph.doc(id).lang, &graph.node(id).url);
    let name = format!("embeds/{template}.html");
    let given = BlockGiven { embed: view.value() };
    let given = Context::from_serialize(&given).expect("what is given has fields");
    renderer.draw(&name, lang, &given, url).map(super::text)
}
