//! The finished pages, as a browser gets them: links that lead somewhere, nothing loaded
//! from elsewhere, no code in the page, each id once. Finds what templates do wrong.

use crate::diag::{Diagnostic, Problem};
use crate::render::Bytes;
use crate::site::Site;
use html5gum::{StartTag, Token, Tokenizer};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What one page holds.
#[derive(Default)]
struct Page {
    url: String,
    ids: HashSet<String>,
    links: Vec<String>,
    problems: Vec<Found>,
}

/// A problem without its page: a template's mistake stands on many pages and is reported once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    External(String),
    Inline(String),
    Duplicate(String),
    Dead(String),
}

/// Renders all pages and looks at them.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let routes = site.plan.routes.par_iter();
    let pages: Vec<Result<Page, Box<Diagnostic>>> = routes
        .filter(|route| route.out.ends_with(".html"))
        .filter_map(|route| match site.render(route) {
            Ok(Bytes::Html(html)) => Some(Ok(read(&route.url, &html))),
            Ok(_) => None,
            Err(diagnostic) => Some(Err(diagnostic)),
        })
        .collect();
    let (pages, broken): (Vec<_>, Vec<_>) = pages.into_iter().partition(Result::is_ok);
    let mut diagnostics: Vec<Diagnostic> =
        broken.into_iter().filter_map(Result::err).map(|d| *d).collect();
    let pages: Vec<Page> = pages.into_iter().flatten().collect();
    let by_url: HashMap<&str, &Page> = pages.iter().map(|page| (page.url.as_str(), page)).collect();
    let mut found: BTreeMap<Found, &str> = BTreeMap::new();
    for page in &pages {
        let dead = page.links.iter().filter(|link| !leads_somewhere(site, &by_url, page, link));
        for problem in
            page.problems.iter().cloned().chain(dead.map(|link| Found::Dead(link.clone())))
        {
            found.entry(problem).or_insert(&page.url);
        }
    }
    diagnostics.extend(found.into_iter().map(|(found, url)| Diagnostic::site(found.problem(url))));
    diagnostics
}

impl Found {
    fn problem(self, page: &str) -> Problem {
        let page = page.to_owned();
        match self {
            Found::External(url) => Problem::ExternalRequest { url, page },
            Found::Inline(what) => Problem::InlineCode { what, page },
            Found::Duplicate(id) => Problem::DuplicateId { id, page },
            Found::Dead(url) => Problem::DeadAddress { url, page },
        }
    }
}

fn leads_somewhere(site: &Site, by_url: &HashMap<&str, &Page>, page: &Page, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or(path);
    let has = |page: &Page| anchor.is_empty() || page.ids.contains(anchor);
    if path.is_empty() {
        return has(page);
    }
    // The form handler answers there, not a file.
    if path.starts_with("/forms/") {
        return true;
    }
    match site.plan.find(path) {
        Some(route) => by_url.get(route.url.as_str()).is_none_or(|page| has(page)),
        None => false,
    }
}

fn read(url: &str, html: &[u8]) -> Page {
    let mut page = Page { url: url.to_owned(), ..Page::default() };
    for Ok(token) in Tokenizer::new(html) {
        if let Token::StartTag(tag) = token {
            page.tag(&tag);
        }
    }
    page
}

impl Page {
    fn tag(&mut self, tag: &StartTag<()>) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let name = text(&tag.name);
        let get = |key: &str| tag.attributes.get(key.as_bytes()).map(|value| text(value));
        if let Some(id) = get("id")
            && !self.ids.insert(id.clone())
        {
            self.problems.push(Found::Duplicate(id));
        }
        match name.as_str() {
            "style" => self.problems.push(Found::Inline("a <style> element".into())),
            // Data for machines is no code, and no policy stops it.
            "script" if get("type").is_some_and(|kind| kind == "application/ld+json") => {}
            "script" if get("src").is_none() => {
                self.problems.push(Found::Inline("a <script> without src".into()))
            }
            _ => {}
        }
        for key in tag.attributes.keys() {
            let key = text(key);
            if key == "style" || key.starts_with("on") {
                self.problems.push(Found::Inline(format!("the attribute “{key}” on <{name}>")));
            }
        }
        // Alternates and the canonical address are stated, not loaded.
        let is_stated = name == "link"
            && get("rel").is_some_and(|rel| rel == "alternate" || rel == "canonical");
        let navigates = matches!(name.as_str(), "a" | "area");
        for key in ["href", "src", "action", "poster", "data"] {
            let Some(url) = get(key) else { continue };
            if url.starts_with('/') && !url.starts_with("//") || url.starts_with('#') {
                self.links.push(url);
            } else if !navigates && !is_stated && (url.contains("://") || url.starts_with("//")) {
                self.problems.push(Found::External(url));
            }
        }
        if let Some(set) = get("srcset") {
            let urls = set.split(',').filter_map(|part| part.split_whitespace().next());
            self.links.extend(urls.filter(|url| url.starts_with('/')).map(str::to_owned));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expect: &[&str]) {
        let page = read("/x/", html.as_bytes());
        let got: Vec<_> =
            page.problems.into_iter().map(|found| found.problem("/x/").code()).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn what_a_strict_policy_forbids_is_found() {
        check(
            "<p style=\"x\" onclick='y'><style></style><script>1</script><script src=/a.js></script>",
            &["inline-code", "inline-code", "inline-code", "inline-code"],
        );
        check(
            "<img src=\"https://x.example/a.png\"><a href=\"https://x.example\">x</a>",
            &["external-request"],
        );
        check("<p id=a><p id=a>", &["duplicate-id"]);
        check("<script type=\"application/ld+json\">{}</script>", &[]);
    }
}
