//! A document's HTML with its holes filled.

use super::Renderer;
use super::contexts::BlockGiven;
use crate::feature::Embedded;
use crate::link::{DocId, Target};
use crate::linked::Linked;
use crate::markup::escape;
use crate::parse::{Hole, Piece};
use certsite_base::diag::{Diagnostic, Place, Problem};
use std::io;

/// The text of a page.
pub fn body(renderer: &Renderer, id: DocId) -> Result<String, Box<Diagnostic>> {
    let site = renderer.site;
    let (doc, node) = (site.graph.doc(id), site.graph.node(id));
    let mut html = String::with_capacity(doc.body.len() + doc.refs.len() * 32);
    let filled = doc.body.read(|piece| {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Hole(Hole::Link(n)) => address(site, node.targets.get(*n), &mut html),
            Piece::Hole(Hole::Href(n)) => match node.targets.get(*n) {
                // Without an address it is no link; the mark is that of every unknown fact.
                Some(Target::Unknown(key)) => {
                    let key = escape(key);
                    html.push_str(&format!(" class=\"placeholder\" title=\"{key}\""));
                }
                target => {
                    html.push_str(" href=\"");
                    address(site, target, &mut html);
                    html.push('"');
                }
            },
            Piece::Hole(Hole::Missing(n)) => {
                if let Some(Target::Unknown(key)) = node.targets.get(*n) {
                    html.push(' ');
                    html.push_str(&escape(site.facts.plain(doc.lang, key)));
                }
            }
            Piece::Hole(Hole::Fact(key)) => html.push_str(site.facts.get(doc.lang, key)),
            Piece::Hole(Hole::Plain(key)) => {
                html.push_str(&escape(site.facts.plain(doc.lang, key)));
            }
            Piece::Hole(Hole::Id(n)) => html.push_str(&escape(site.graph.anchor(id, *n))),
            Piece::Hole(Hole::Text(key)) => {
                html.push_str(&escape(renderer.strings[doc.lang].get(key)));
            }
            Piece::Hole(Hole::Embed(n)) => html.push_str(&embed(renderer, id, *n)?),
        }
        Ok::<(), Box<Diagnostic>>(())
    });
    let lost = |error: io::Error| {
        let problem = Problem::Unreadable { why: error.to_string() };
        Box::new(Diagnostic::at(problem, Place::file(&doc.path)))
    };
    filled.map_err(lost)??;
    Ok(html)
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

fn embed(renderer: &Renderer, id: DocId, n: usize) -> Result<String, Box<Diagnostic>> {
    match renderer.embeds.get(&id).and_then(|embeds| embeds.get(n)) {
        Some(Embedded::Html(html)) => Ok(html.clone()),
        Some(Embedded::View { template, view }) => {
            let doc = renderer.site.graph.doc(id);
            let url = &renderer.site.graph.node(id).url;
            let name = format!("embeds/{template}.html");
            renderer
                .draw(&name, doc.lang, &BlockGiven { embed: view.value() }, url)
                .map(super::text)
        }
        // A block that could not be drawn has been reported; the page shows the rest.
        None => Ok(String::new()),
    }
}
