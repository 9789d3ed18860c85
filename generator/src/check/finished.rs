//! The finished files, as a browser gets them: links that lead somewhere, nothing loaded from
//! elsewhere, no code in the page, each id once. Finds what templates and features do wrong.
//!
//! `check` and `build` both look, each at the bytes that it has made anyway, and find the same.

use super::looked::{Found, Looked};
use super::origin;
use super::quiet::{Prints, Quiet};
use super::scan::{Met, Tag, lines, tags};
use crate::address::{Base, WebPath};
use crate::diag::Diagnostic;
use crate::forms;
use crate::plan::{Make, Route};
use crate::render::Bytes;
use crate::site::Site;
use crate::style;
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// Looks at the finished files of a site.
pub struct Finished<'a> {
    site: &'a Site,
    /// The address of the site, as every absolute link into it begins.
    whole: String,
    finder: Finder<'static>,
    /// Where the form function answers, not a file.
    forms: WebPath,
    /// Fingerprints of the addresses of all files, as nearly all links have them.
    addresses: Prints,
    quiet: Quiet,
}

impl<'a> Finished<'a> {
    /// For the files of a site.
    pub fn new(site: &'a Site) -> Self {
        let whole = site.options.base.to_string();
        let finder = Finder::new(&whole).into_owned();
        let forms = forms::folder(&site.options.base);
        let addresses = site.plan.routes.iter().map(|route| xxh3_64(route.url.as_str().as_bytes()));
        let (addresses, quiet) = (addresses.collect(), Quiet::default());
        Finished { site, finder, whole, forms, addresses, quiet }
    }

    /// Looks at a file; at what is copied from disk there is nothing to look at.
    pub fn look(&self, route: &'a Route, bytes: &Bytes) -> Option<Looked<'a>> {
        let mut looked = Looked::at(route);
        match bytes {
            Bytes::Html(html) => self.page(html, &mut looked),
            Bytes::Made(bytes) if route.out.ends_with(".html") => {
                let see = |tag: &Tag| _ = self.links(tag, &mut looked);
                tags(bytes, see);
                looked.settle_own();
            }
            Bytes::Made(style) if matches!(route.make, Make::Asset(_)) => {
                for range in style::addresses(style) {
                    let url = style::meant(&style[range]);
                    // What stands in the page that uses it.
                    if !url.starts_with('#') {
                        self.link(&url, true, &mut looked);
                    }
                }
            }
            Bytes::Made(bytes) => self.addresses(bytes, &mut looked),
            Bytes::File(_) => return None,
        }
        Some(looked)
    }

    fn page(&self, html: &[u8], looked: &mut Looked<'a>) {
        let (mut fresh, mut is_quiet) = (Vec::new(), true);
        let known = self.quiet.known();
        lines(
            html,
            |line| known.holds(line),
            |met| match met {
                Met::Tag(tag) => is_quiet &= self.tag(tag, looked),
                Met::Line(line) => {
                    fresh.extend(line.filter(|_| is_quiet).map(xxh3_64));
                    is_quiet = true;
                }
            },
        );
        drop(known);
        self.quiet.learn(fresh);
        if looked.sort_ids() {
            looked.name_twins(html);
        }
        looked.settle_own();
    }

    /// What is wrong with all files together. A file that was not looked at is taken for sound.
    pub fn problems(&self, files: &[Looked]) -> Vec<Diagnostic> {
        let asked: HashSet<&WebPath> =
            files.iter().flat_map(|file| &file.anchored).map(|(route, _)| &route.url).collect();
        let by_url: HashMap<&WebPath, &Looked> = files
            .iter()
            .map(|file| (&file.route.url, file))
            .filter(|(url, _)| asked.contains(url))
            .collect();
        let is_dead = |(route, link): &&(&Route, String)| {
            let (_, anchor) = link.split_once('#').unwrap_or_default();
            by_url.get(&route.url).is_some_and(|page| !page.has(anchor))
        };
        let mut all: BTreeMap<Found, &Route> = BTreeMap::new();
        for file in files {
            let dead = file.anchored.iter().filter(is_dead);
            let dead = dead.map(|(_, link)| Found::Dead(link.clone()));
            for found in file.found.iter().cloned().chain(dead) {
                all.entry(found).or_insert(file.route);
            }
        }
        let diagnostic = |(found, route): (Found, &Route)| Diagnostic {
            place: origin::place(self.site, route, &found),
            problem: found.problem(route.url.as_str()),
        };
        all.into_iter().map(diagnostic).collect()
    }

    /// True if nothing is to be said of the tag, wherever it stands.
    fn tag(&self, tag: &Tag, looked: &mut Looked<'a>) -> bool {
        let before = (looked.ids.len(), looked.found.len());
        for (name, value) in tag.attributes {
            match name.first() {
                Some(b'i' | b'I') if name.eq_ignore_ascii_case(b"id") => {
                    looked.ids.push(xxh3_64(value));
                }
                Some(b's' | b'S') if name.eq_ignore_ascii_case(b"style") => {
                    looked.inline(tag, name, value);
                }
                Some(b'o' | b'O') if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on") => {
                    looked.inline(tag, name, value);
                }
                _ => {}
            }
        }
        if tag.is("style") {
            let (what, needle) = ("a <style> element", "<style");
            looked.found.push(Found::Inline(what.into(), needle.into()));
        }
        if tag.is("script") && tag.get("src").is_none() {
            // Data for machines is no code, and no policy stops it.
            let kind = tag.get("type").unwrap_or_default();
            if kind != "application/ld+json" {
                let (what, needle) = ("a <script> without src", "<script");
                looked.found.push(Found::Inline(what.into(), needle.into()));
            }
        }
        self.links(tag, looked) && (looked.ids.len(), looked.found.len()) == before
    }

    /// Where the attributes of a tag lead; true if that is sound wherever the tag stands.
    fn links(&self, tag: &Tag, looked: &mut Looked<'a>) -> bool {
        let attributes = tag.attributes.iter();
        attributes.fold(true, |sound, (name, value)| {
            sound & self.attribute(tag, name, value, looked).unwrap_or(true)
        })
    }

    /// Where an attribute leads, if it leads anywhere.
    fn attribute(
        &self,
        tag: &Tag,
        name: &[u8],
        value: &[u8],
        looked: &mut Looked<'a>,
    ) -> Option<bool> {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let loads = match name.len() {
            4 if is("href") => !tag.is("a") && !tag.is("area") && !is_stated(tag),
            3 if is("src") => true,
            4 if is("data") => tag.is("object").then_some(true)?,
            6 if is("action") || is("poster") => true,
            10 if is("formaction") || is("xlink:href") => true,
            6 | 11 if is("srcset") || is("imagesrcset") => {
                let value = tag.value(value);
                let urls = value.split(',').filter_map(|part| part.split_whitespace().next());
                return Some(urls.fold(true, |sound, url| sound & self.link(url, true, looked)));
            }
            7 if is("content") && tag.is("meta") => {
                return Some(self.content(tag, &tag.value(value), looked));
            }
            _ => return None,
        };
        Some(
            self.addresses.contains(&xxh3_64(value)) || self.link(&tag.value(value), loads, looked),
        )
    }

    /// What a `<meta>` leads to: another page at once, or a picture for previews.
    fn content(&self, tag: &Tag, value: &str, looked: &mut Looked<'a>) -> bool {
        if tag.get("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) {
            let url = value.split_once('=').map(|(_, url)| url.trim().trim_matches(['\'', '"']));
            url.is_none_or(|url| self.link(url, true, looked))
        } else {
            !value.starts_with(&self.whole) || self.link(value, false, looked)
        }
    }

    /// Holds a link against the plan. One that `loads` asks for what is there at once. True if it
    /// is sound wherever it stands.
    fn link(&self, url: &str, loads: bool, looked: &mut Looked<'a>) -> bool {
        let url = url.trim();
        let own = url.strip_prefix(&self.whole);
        let own = own.filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']));
        if own.is_none() && (url.starts_with("//") || scheme(url).is_some()) {
            match scheme(url) {
                Some("javascript") => {
                    let what = format!("the address “{url}”");
                    looked.found.push(Found::Inline(what, url.to_owned()));
                }
                // The content itself, not an address; mail and telephone.
                Some("data" | "mailto" | "tel") => return true,
                _ if loads => looked.found.push(Found::External(url.to_owned())),
                _ => return true,
            }
            return false;
        }
        let link = own.unwrap_or(url);
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or(path);
        if own.is_none() && path.is_empty() {
            // An id further down counts too, so the page's own anchors come last.
            if !anchor.is_empty() {
                looked.own.push(anchor.to_owned());
            }
            return anchor.is_empty();
        }
        let base = &self.site.options.base;
        let address = match own {
            Some(_) => Cow::Owned(below(base, path)),
            None => resolved(looked.route.url.as_str(), path),
        };
        match self.find(&address) {
            None if self.is_form(&address) => {}
            None => looked.found.push(Found::Dead(url.to_owned())),
            Some(route) if !anchor.is_empty() => {
                looked.anchored.push((route, format!("{address}#{anchor}")));
            }
            Some(_) => return own.is_some() || path.starts_with('/'),
        }
        false
    }

    /// What lies at an address from the root of the host, encoded as browsers send it.
    fn find(&self, address: &str) -> Option<&'a Route> {
        self.site.plan.find(&self.site.options.base.find(address)?)
    }

    fn is_form(&self, address: &str) -> bool {
        address.starts_with(self.forms.as_str())
    }

    /// Absolute addresses of the site in a file that is no page: a feed, a document for machines.
    fn addresses(&self, bytes: &[u8], looked: &mut Looked) {
        for at in self.finder.find_iter(bytes) {
            let rest = &bytes[at + self.whole.len()..];
            let end = rest.iter().position(|b| b" \t\r\n\"'<>()\\,;".contains(b));
            let Ok(url) = std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]) else { continue };
            let url = url.replace("&amp;", "&");
            let path = url.split(['#', '?']).next().unwrap_or_default();
            let address = below(&self.site.options.base, path);
            if path.starts_with('/') && !self.is_form(&address) && self.find(&address).is_none() {
                looked.found.push(Found::Dead(url));
            }
        }
    }
}

/// Whether a `<link>` only states something, such as a translation, and loads nothing.
fn is_stated(tag: &Tag) -> bool {
    const LOADING: [&str; 11] = [
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "mask-icon",
        "manifest",
        "preload",
        "modulepreload",
        "prefetch",
        "preconnect",
        "dns-prefetch",
        "prerender",
    ];
    let rel = tag.get("rel").unwrap_or_default();
    let loads = |word: &str| LOADING.iter().any(|known| word.eq_ignore_ascii_case(known));
    tag.is("link") && !rel.split_whitespace().any(loads)
}

/// The scheme of an absolute address (RFC 3986 §3.1).
fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    (url[end..].starts_with(':') && end > 0 && url[..end].chars().all(is_plain))
        .then(|| &url[..end])
}

/// A path below the site, from the root of its host.
fn below(base: &Base, path: &str) -> String {
    format!("{}{}", base.path(), if path.is_empty() { "/" } else { path })
}

/// A path from the root of the host, as the page at `base` means it.
fn resolved<'a>(base: &str, path: &'a str) -> Cow<'a, str> {
    if path.starts_with('/') || path.is_empty() {
        return if path.is_empty() { Cow::Borrowed("/") } else { Cow::Borrowed(path) };
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    // The last part is the page itself; a folder's is empty.
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => {}
            part => parts.push(part),
        }
    }
    if path.ends_with("..") || path.ends_with('.') {
        parts.push("");
    }
    Cow::Owned(parts.join("/"))
}
