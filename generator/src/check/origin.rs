//! A problem of a finished file → where in the source it was written: a heading of the page, the
//! data of a feature, a line of a template. Only looked for once there is a problem.

use super::looked::Found;
use crate::diag::Place;
use crate::link::{DocId, Target};
use crate::plan::{Make, Origin, Route};
use crate::site::Site;
use crate::style::{addresses, meant};
use serde_json::Value;
use std::sync::Arc;

/// The place in the source, if it can be told.
pub fn place(site: &Site, route: &Route, found: &Found) -> Option<Place> {
    let written = match found {
        Found::External(url) | Found::Dead(url) => url,
        Found::Duplicate(id) => id,
        Found::Inline(_, text) => text,
    };
    if let Make::Asset(path) = &route.make {
        return Some(asset(site, path, written));
    }
    let id = match route.make {
        Make::Page(id) | Make::Section { id, .. } | Make::Filtered { id, .. } => Some(id),
        _ => None,
    };
    id.and_then(|id| link(site, id, found))
        .or_else(|| id.and_then(|id| heading(site, id, found)))
        .or_else(|| id.and_then(|id| feature(site, id, written)))
        .or_else(|| template(site, found, written))
        .or_else(|| route.place.as_ref().map(Origin::place))
}

/// The first line of the theme's style sheet that says so, if it is written there as it was found.
fn asset(site: &Site, path: &Arc<str>, written: &str) -> Place {
    let text = site.inputs.text(path).map_or("", |(_, text)| text);
    let at = addresses(text.as_bytes()).into_iter().find(|range| {
        let own = meant(text[range.clone()].as_bytes());
        *own == *written || written.ends_with(&*own) && own.starts_with('/')
    });
    at.map_or_else(|| Place::file(path), |range| Place::range(path, text, range))
}

/// The link of a page that an editor wrote with the whole address of the site.
fn link(site: &Site, id: DocId, found: &Found) -> Option<Place> {
    let Found::Dead(url) = found else { return None };
    let is_meant =
        |target: &Target| matches!(target, Target::Verbatim(written) if written.trim() == url);
    let n = site.graph.node(id).targets.iter().position(is_meant)?;
    let doc = site.graph.doc(id);
    Some(doc.place(doc.refs[n].range.clone()))
}

/// The heading of a page whose id is taken.
fn heading(site: &Site, id: DocId, found: &Found) -> Option<Place> {
    let Found::Duplicate(twice) = found else { return None };
    let doc = site.graph.doc(id);
    let heading = doc.outline.iter().find(|heading| *heading.id == **twice)?;
    Some(doc.place(heading.range.clone()))
}

/// What a feature tells of a page, or draws into it: the key or the block that it comes from.
fn feature(site: &Site, id: DocId, written: &str) -> Option<Place> {
    let doc = site.graph.doc(id);
    let block = site.embedded(id).position(|value| holds(value, written));
    if let Some(n) = block {
        return Some(doc.place(doc.embeds[n].yaml.clone()));
    }
    let is_told = site.views(id).into_iter().any(|(_, view)| holds(&view, written));
    // The only features that tell of single pages do so of their advisories.
    is_told.then(|| doc.front_place(&["advisory"]))
}

/// Whether one of a value's texts is this one.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(entries) => entries.values().any(|value| holds(value, text)),
        _ => false,
    }
}

/// The first line of the theme's templates that says so.
fn template(site: &Site, found: &Found, written: &str) -> Option<Place> {
    let folder = format!("themes/{}/templates/", site.config.theme);
    let mut templates = site.inputs.below(&folder).filter_map(|(path, _)| site.inputs.text(path));
    templates.find_map(|(path, text)| {
        let is_meant = |at: &usize| match found {
            Found::Inline(..) => true,
            _ => is_whole(text, *at, written.len()),
        };
        let at = text.match_indices(written).map(|(at, _)| at).find(is_meant)?;
        Some(Place::range(path, text, at..at + written.len()))
    })
}

/// Whether a stretch of a template is a value, or one of several in a value.
fn is_whole(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    before.is_some_and(|c| "\"'=, \n".contains(c)) && after.is_some_and(|c| "\"'>, \n".contains(c))
}
