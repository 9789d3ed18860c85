//! All documents → those that are published, and those that wait: drafts, pages of a later day,
//! and whatever stands below a section that waits, its files too.

use super::above;
use crate::config::Date;
use crate::parse::Doc;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The documents and folders that are not published yet, each with the reason.
#[derive(Clone, Default)]
pub struct HeldBack {
    /// Documents that wait, by path.
    docs: BTreeMap<Arc<str>, (Arc<Doc>, Waiting)>,
    /// Folders whose own page waits, such as `content/az/news/`.
    folders: BTreeMap<Box<str>, Waiting>,
}

/// Why a page, or a file below a section, is not published yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The page that says so: the page itself, or that of a section above it.
    pub page: Arc<str>,
    /// Its day, if it is one after that of the build; else the page is a draft.
    pub until: Option<Date>,
}

impl Waiting {
    /// Why this document waits by itself; `None` if it does not. `today` is the build's day.
    fn of(doc: &Doc, today: jiff::civil::Date) -> Option<Waiting> {
        let until = doc.front.published().filter(|date| date.0 > today && !doc.front.draft);
        let waits = doc.front.draft || until.is_some();
        waits.then(|| Waiting { page: doc.path.clone(), until })
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.until {
            None => write!(f, "{} is a draft", self.page),
            Some(day) => write!(f, "{} is dated {day}, later than this build", self.page),
        }
    }
}

impl HeldBack {
    /// Parts the documents of a site into those that are published on a day, in the same order,
    /// and those that wait.
    pub fn part(docs: Vec<Arc<Doc>>, today: jiff::civil::Date) -> (Vec<Arc<Doc>>, HeldBack) {
        let mut held = HeldBack::default();
        for doc in docs.iter().filter(|doc| doc.is_index()) {
            if let Some(waiting) = Waiting::of(doc, today) {
                held.folders.insert(folder(&doc.path).into(), waiting);
            }
        }
        let mut published = Vec::with_capacity(docs.len());
        for doc in docs {
            match Waiting::of(&doc, today).or_else(|| held.above(&doc.path).cloned()) {
                Some(waiting) => drop(held.docs.insert(doc.path.clone(), (doc, waiting))),
                None => published.push(doc),
            }
        }
        (published, held)
    }

    /// True if nothing waits.
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty() && self.folders.is_empty()
    }

    /// Why the page at a path waits, if there is one that does.
    pub fn page(&self, path: &str) -> Option<&Waiting> {
        self.docs.get(path).map(|(_, waiting)| waiting)
    }

    /// Why a file at a path waits: it belongs to the sections above it.
    pub fn file(&self, path: &str) -> Option<&Waiting> {
        self.above(path)
    }

    /// The documents that wait, in the order of their paths.
    pub fn docs(&self) -> impl Iterator<Item = &Arc<Doc>> {
        self.docs.values().map(|(doc, _)| doc)
    }

    /// The outermost section above a path that waits: once that one is out, the next one is told.
    fn above(&self, path: &str) -> Option<&Waiting> {
        if self.folders.is_empty() {
            return None;
        }
        let folders = std::iter::successors(Some(folder(path)), |inner| above(inner));
        folders.filter_map(|folder| self.folders.get(folder)).last()
    }
}

/// The folder of a path, ending in `/`.
fn folder(path: &str) -> &str {
    &path[..path.rfind('/').map_or(0, |i| i + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse_str;

    /// Parts pages, each written `path: front matter`, and compares what each waits for.
    fn check(pages: &[(&str, &str)], path: &str, expect: Option<&str>) {
        let page = |(key, front): &(&str, &str)| {
            Arc::new(parse_str(key, &format!("---\ntitle: T\n{front}\n---\n")))
        };
        let docs: Vec<_> = pages.iter().map(page).collect();
        let (published, held) = HeldBack::part(docs, jiff::civil::date(2026, 6, 15));
        let full = format!("content/az/{path}");
        let why = if path.ends_with(".md") { held.page(&full) } else { held.file(&full) };
        let why = why.map(ToString::to_string);
        assert_eq!(why.as_deref(), expect, "{path}");
        let is_published = published.iter().any(|doc| &*doc.key == path);
        assert!(!(is_published && expect.is_some()), "{path} is published and waits");
        assert_eq!(published.len() + held.docs().count(), pages.len());
    }

    #[test]
    fn what_stands_below_a_section_that_waits_waits_with_it() {
        let site = [
            ("a/b/c/index.md", ""),
            ("a/b/c/page.md", ""),
            ("a/b/index.md", ""),
            ("a/index.md", "draft: true"),
            ("a/own.md", "draft: true"),
            ("about.md", ""),
            ("ab/page.md", ""),
            ("index.md", ""),
            ("later/index.md", "date: 2026-06-16"),
            ("later/page.md", "date: 2026-01-01"),
            ("today/index.md", "date: 2026-06-15"),
            ("today/page.md", ""),
            ("today/soon.md", "date: 2027-01-01"),
        ];
        let draft = Some("content/az/a/index.md is a draft");
        for path in ["a/index.md", "a/b/index.md", "a/b/c/index.md", "a/b/c/page.md"] {
            check(&site, path, draft);
        }
        check(&site, "a/own.md", Some("content/az/a/own.md is a draft"));
        // Files too.
        check(&site, "a/b/picture.png", draft);
        let later = Some("content/az/later/index.md is dated 2026-06-16, later than this build");
        check(&site, "later/page.md", later);
        check(&site, "later/x.pdf", later);
        let soon = "content/az/today/soon.md is dated 2027-01-01, later than this build";
        check(&site, "today/soon.md", Some(soon));
        for path in ["about.md", "ab/page.md", "index.md", "today/page.md", "today/x.pdf", "x.pdf"]
        {
            check(&site, path, None);
        }
    }

    #[test]
    fn a_language_whose_home_page_is_a_draft_waits_as_a_whole() {
        let site = [("index.md", "draft: true"), ("news/index.md", ""), ("news/a.md", "")];
        check(&site, "news/a.md", Some("content/az/index.md is a draft"));
    }

    /// An advisory without a day of its own is as old as its first version.
    #[test]
    fn an_advisory_waits_for_its_first_version() {
        let block = |first: &str| {
            format!(
                "advisory:\n  id: A-1\n  status: final\n  tlp: TLP:CLEAR\n  revisions: [{{number: 1, date: {first}, summary: S}}]"
            )
        };
        let waits = Some("content/az/a.md is dated 2027-06-15, later than this build");
        check(&[("a.md", &block("2027-06-15"))], "a.md", waits);
        check(&[("a.md", &block("2027-06-15T01:00+04:00"))], "a.md", waits);
        check(&[("a.md", &block("2026-06-15"))], "a.md", None);
    }

    #[test]
    fn a_draft_with_a_later_day_is_a_draft() {
        check(
            &[("a.md", "draft: true\ndate: 2030-01-01")],
            "a.md",
            Some("content/az/a.md is a draft"),
        );
    }
}
