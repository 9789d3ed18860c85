//! Where each link leads: relative paths to files become addresses, the rest is refused or kept.

use super::path::relative;
use super::{DocId, Graph, LinkInput, join, media_url};
use crate::diag::{Diagnostic, Place, Problem, nearest};
use crate::parse::{Doc, Ref};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, with its anchor (`#…`) or nothing.
    Page(DocId, Box<str>),
    /// A file of the site.
    File(Arc<str>, Box<str>),
    /// Anything that is written as it stands: other sites, mail, anchors of the same page.
    Verbatim(Box<str>),
    /// Nothing is there; the problem has been reported.
    Broken,
}

type Anchors = HashMap<DocId, Vec<String>>;

/// Resolves the links of all documents.
pub fn resolve(graph: &mut Graph, input: &LinkInput, diagnostics: &mut Vec<Diagnostic>) {
    let anchors: Anchors = graph
        .ids()
        .filter(|id| !graph.doc(*id).embeds.is_empty())
        .map(|id| {
            let doc = graph.doc(id);
            (id, doc.embeds.iter().flat_map(|embed| (input.embed_anchors)(embed, doc)).collect())
        })
        .collect();
    let resolver = Resolver { graph, input, anchors };
    let ids: Vec<DocId> = graph.ids().collect();
    let resolved: Vec<_> = ids.par_iter().map(|id| resolver.doc(*id)).collect();
    for (id, (targets, problems)) in ids.into_iter().zip(resolved) {
        graph.nodes[id.0 as usize].targets = targets;
        diagnostics.extend(problems);
    }
}

struct Resolver<'a> {
    graph: &'a Graph,
    input: &'a LinkInput<'a>,
    anchors: Anchors,
}

impl Resolver<'_> {
    fn doc(&self, id: DocId) -> (Vec<Target>, Vec<Diagnostic>) {
        let doc = self.graph.doc(id);
        let mut diagnostics = Vec::new();
        let targets = doc
            .refs
            .iter()
            .map(|reference| {
                self.target(id, doc, reference).unwrap_or_else(|problem| {
                    diagnostics.push(Diagnostic::at(*problem, place(doc, reference)));
                    Target::Broken
                })
            })
            .collect();
        if let Some(image) = &doc.front.image
            && self.file(doc, image).is_none()
        {
            let problem = Problem::BrokenLink {
                target: image.clone(),
                hint: "“image” is a path relative to this file".into(),
            };
            diagnostics.push(Diagnostic::at(problem, doc.front_place(&["image"])));
        }
        (targets, diagnostics)
    }

    fn target(&self, id: DocId, doc: &Doc, reference: &Ref) -> Result<Target, Box<Problem>> {
        let target = &*reference.target;
        if let Some(anchor) = target.strip_prefix('#') {
            self.anchor(id, target, anchor)?;
            return Ok(Target::Verbatim(target.into()));
        }
        if let Some(scheme) = scheme(target) {
            let allowed = matches!(scheme, "https" | "http" | "mailto" | "tel") && !reference.image;
            return match allowed {
                true => Ok(Target::Verbatim(target.into())),
                false => Err(Box::new(Problem::LinkScheme { target: target.into() })),
            };
        }
        if target.starts_with("//") {
            return Err(Box::new(Problem::LinkScheme { target: target.into() }));
        }
        if target.starts_with('/') {
            return Err(Box::new(Problem::AbsoluteLink { target: target.into() }));
        }
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        if path.ends_with(".md") && !reference.image {
            return self.page(doc, target, path, anchor);
        }
        match self.file(doc, path) {
            Some((path, url)) => Ok(Target::File(path, url)),
            None => Err(Box::new(self.broken(doc, target, path))),
        }
    }

    fn page(
        &self,
        doc: &Doc,
        target: &str,
        path: &str,
        anchor: &str,
    ) -> Result<Target, Box<Problem>> {
        let found = self.absolute(doc, path).and_then(|path| self.graph.find(&path));
        let Some(page) = found else { return Err(Box::new(self.broken(doc, target, path))) };
        if anchor.is_empty() {
            return Ok(Target::Page(page, "".into()));
        }
        self.anchor(page, target, anchor)?;
        Ok(Target::Page(page, format!("#{anchor}").into()))
    }

    fn anchor(&self, page: DocId, target: &str, anchor: &str) -> Result<(), Box<Problem>> {
        let outline = self.graph.doc(page).outline.iter().map(|h| &*h.id);
        let embeds = self.anchors.get(&page).into_iter().flatten().map(String::as_str);
        let known: Vec<&str> = outline.chain(embeds).collect();
        if anchor.is_empty() || known.contains(&anchor) {
            return Ok(());
        }
        let hint = match nearest(anchor, known.iter().copied()) {
            Some(near) => format!("did you mean “#{near}”?"),
            None if known.is_empty() => "that page has no headings".into(),
            None => format!("its anchors are: {}", known.join(", ")),
        };
        Err(Box::new(Problem::BrokenAnchor { target: target.into(), anchor: anchor.into(), hint }))
    }

    /// The path from the root of the site.
    fn absolute(&self, doc: &Doc, path: &str) -> Option<String> {
        let folder = doc.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        join(folder, &percent_decode(path))
    }

    /// Path and address of a file that is no page.
    fn file(&self, doc: &Doc, path: &str) -> Option<(Arc<str>, Box<str>)> {
        let path = self.absolute(doc, path)?;
        let (path, file) = self.input.inputs.files.get_key_value(path.as_str())?;
        if !path.starts_with("content/") || path.ends_with(".md") {
            return None;
        }
        let url = match path.strip_prefix("content/files/") {
            Some(name) => format!("/{name}"),
            None => media_url(path, file.sum),
        };
        Some((path.clone(), url.into()))
    }

    fn broken(&self, doc: &Doc, target: &str, path: &str) -> Problem {
        let absolute = self.absolute(doc, path);
        let hint = match &absolute {
            None => "the path leaves the site".to_owned(),
            Some(path) if self.input.held_back.iter().any(|held| **held == **path) => {
                "that page is a draft, or dated in the future; publish it first, or build with --drafts".to_owned()
            }
            Some(path) if self.graph.find(&format!("{path}/index.md")).is_some() => {
                format!("link to the file: “{}/index.md”", target.trim_end_matches('/'))
            }
            Some(path) if self.graph.find(&format!("{path}.md")).is_some() => format!("link to the file: “{target}.md”"),
            Some(path) => self.similar(doc, path),
        };
        Problem::BrokenLink { target: target.into(), hint }
    }

    fn similar(&self, doc: &Doc, path: &str) -> String {
        let folder = doc.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let pages = self.graph.docs.iter().filter(|d| d.lang == doc.lang).map(|d| &*d.path);
        let files = self
            .input
            .inputs
            .below("content/")
            .map(|(path, _)| &**path)
            .filter(|path| !path.ends_with(".md"));
        match nearest(path, pages.chain(files)) {
            Some(near) => format!("did you mean “{}”?", relative(folder, near)),
            None => format!("there is no file {path}"),
        }
    }
}

fn place(doc: &Doc, reference: &Ref) -> Place {
    doc.place(reference.range.clone())
}

/// The scheme of an absolute address (RFC 3986 §3.1), if there is one.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let fine = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    (fine && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(scheme)
}

/// `%C9%99` → `ə`; what does not decode to UTF-8 stays as it is.
fn percent_decode(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_or_else(|_| path.to_owned(), |p| p.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_paths() {
        for (target, expect) in [
            ("https://x", Some("https")),
            ("javascript:x", Some("javascript")),
            ("a/b:c.md", None),
            ("b.md", None),
            (":x", None),
        ] {
            assert_eq!(scheme(target), expect, "{target}");
        }
    }
}
