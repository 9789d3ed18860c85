//! A document's HTML with its holes filled.

use super::Renderer;
use crate::diag::Diagnostic;
use crate::features::Embedded;
use crate::link::{DocId, Target};
use crate::parse::{Hole, Piece};
use tera::Context;

/// The text of a page.
pub fn body(renderer: &Renderer, id: DocId) -> Result<String, Box<Diagnostic>> {
    let world = renderer.world;
    let (doc, node) = (world.graph.doc(id), world.graph.node(id));
    let mut html = String::with_capacity(doc.body.len() + doc.refs.len() * 32);
    for piece in doc.body.pieces() {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Hole(Hole::Link(n)) => match node.targets.get(*n) {
                // Encoded once, when links were resolved; HTML reads nothing into it.
                Some(Target::Page(page, place)) => {
                    html.extend([world.graph.node(*page).url.as_str(), place]);
                }
                Some(Target::File(file, place)) => html.extend([file.url().as_str(), place]),
                Some(Target::Here(place)) => html.push_str(place),
                Some(Target::Verbatim(url)) => html.push_str(&crate::markup::escape(url)),
                Some(Target::Broken) | None => html.push('#'),
            },
            Piece::Hole(Hole::Fact(key)) => html.push_str(world.facts.get(doc.lang, key)),
            Piece::Hole(Hole::Text(key)) => {
                html.push_str(&crate::markup::escape(renderer.strings[doc.lang].get(key)));
            }
            Piece::Hole(Hole::Embed(n)) => html.push_str(&embed(renderer, id, *n)?),
        }
    }
    Ok(html)
}

fn embed(renderer: &Renderer, id: DocId, n: usize) -> Result<String, Box<Diagnostic>> {
    match renderer.embeds.get(&id).and_then(|embeds| embeds.get(n)) {
        Some(Embedded::Html(html)) => Ok(html.clone()),
        Some(Embedded::View { template, value }) => {
            let doc = renderer.world.graph.doc(id);
            let mut context = Context::new();
            context.insert("embed", value);
            let url = renderer.world.graph.node(id).url.as_str();
            let name = format!("embeds/{template}.html");
            renderer.template(&name, doc.lang, &context, url).map(super::text)
        }
        // A block that could not be drawn has been reported; the page shows the rest.
        None => Ok(String::new()),
    }
}
