//! Each page in each language: there, as new, with the same sections and the same figures.

use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::link::DocId;
use certsite_site::parse::Doc;
use certsite_site::site::Site;

/// Reports what a page lacks in other languages, and figures and sections that differ.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let graph = &site.graph;
    let languages = &site.config.languages;
    let mut diagnostics = Vec::new();
    for id in graph.ids() {
        let doc = graph.doc(id);
        for (lang, other) in graph.node(id).pair.iter().filter(|(lang, _)| *lang != doc.lang) {
            match other {
                None => {
                    let problem = match graph.waiting(&site.config, lang, &doc.key) {
                        Some(waiting) => Problem::TranslationWaits { why: waiting.to_string() },
                        None => Problem::TranslationMissing {
                            lang: languages[lang].code.clone(),
                            path: doc.key.to_string(),
                        },
                    };
                    diagnostics.push(Diagnostic::at(problem, doc.front_place(&["title"])));
                }
                Some(other) => diagnostics.extend(compare(site, id, *other)),
            }
        }
        diagnostics.extend(outdated(site, id));
    }
    diagnostics
}

/// The languages in which the page was changed later, of which readers are told as well.
fn outdated(site: &Site, id: DocId) -> impl Iterator<Item = Diagnostic> {
    let ours = site.graph.doc(id);
    let our_day = ours.front.current_since();
    site.graph.newer(id).zip(our_day.into_iter().cycle()).map(move |((other, theirs), our_day)| {
        let problem = Problem::TranslationOutdated {
            other: site.graph.doc(other).path.to_string(),
            theirs: theirs.to_string(),
            ours: our_day.to_string(),
        };
        Diagnostic::at(problem, ours.front_place(&["updated"]))
    })
}

/// What differs between two languages of a page, reported once, at the first.
fn compare(site: &Site, id: DocId, other: DocId) -> Vec<Diagnostic> {
    let (ours, theirs) = (site.graph.doc(id), site.graph.doc(other));
    if id > other {
        return Vec::new();
    }
    sections(ours, theirs).into_iter().chain(figures(ours, theirs)).collect()
}

fn sections(ours: &Doc, theirs: &Doc) -> Option<Diagnostic> {
    let levels = |doc: &Doc| doc.outline.iter().map(|h| h.level).collect::<Vec<_>>();
    if levels(ours) == levels(theirs) {
        return None;
    }
    let first = ours.outline.iter().zip(&theirs.outline).position(|(a, b)| a.level != b.level);
    let first = first.unwrap_or(ours.outline.len().min(theirs.outline.len()));
    let name = |doc: &Doc| match doc.outline.get(first) {
        Some(heading) => format!("“{}” (level {})", heading.title, heading.level),
        None => "nothing".to_owned(),
    };
    let problem = Problem::TranslationSections {
        other: theirs.path.to_string(),
        ours: name(ours),
        theirs: name(theirs),
    };
    let place = match ours.outline.get(first) {
        Some(heading) => ours.place(heading.range.clone()),
        None => ours.place(ours.source().len()..ours.source().len()),
    };
    Some(Diagnostic::at(problem, place))
}

fn figures(ours: &Doc, theirs: &Doc) -> Option<Diagnostic> {
    let (our_figures, their_figures) = (ours.figures(), theirs.figures());
    let here = missing(&our_figures, &their_figures);
    let there = missing(&their_figures, &our_figures);
    if here.is_empty() && there.is_empty() {
        return None;
    }
    let list = |figures: Vec<&str>| {
        if figures.is_empty() { "none".to_owned() } else { figures.join(", ") }
    };
    let problem = Problem::TranslationFigures {
        other: theirs.path.to_string(),
        only_here: list(here),
        only_there: list(there),
    };
    Some(Diagnostic::at(problem, ours.front_place(&["title"])))
}

/// Figures of `a` that `b` does not have; how often each stands is a matter of style.
fn missing<'a>(a: &'a [Box<str>], b: &[Box<str>]) -> Vec<&'a str> {
    a.iter().filter(|figure| b.binary_search(figure).is_err()).map(|figure| &**figure).collect()
}
