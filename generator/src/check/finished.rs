//! The finished files, as a browser gets them: links that lead somewhere, nothing loaded from
//! elsewhere, no code in the page, each id once. Finds what templates and features do wrong.
//!
//! `check` and `build` both look, each at the bytes that it has made anyway, and find the same.

use super::origin;
use super::scan::{Tag, tags};
use crate::address::{Base, WebPath};
use crate::diag::{Diagnostic, Problem};
use crate::forms;
use crate::plan::Route;
use crate::render::Bytes;
use crate::site::Site;
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::RwLock;
use xxhash_rust::xxh3::xxh3_64;

/// Looks at the finished files of a site.
pub struct Finished<'a> {
    site: &'a Site,
    /// The address of the site, as every absolute link into it begins.
    whole: String,
    finder: Finder<'static>,
    /// Where the form function answers, not a file.
    forms: WebPath,
    /// Fingerprints of links from the root of the host that lead somewhere. Nearly all links of a
    /// page stand on many others.
    sound: RwLock<HashSet<u64>>,
}

/// What one file holds.
pub struct Looked<'a> {
    route: &'a Route,
    /// Fingerprints of its ids.
    ids: HashSet<u64>,
    /// Links to anchors, with the pages that should have them.
    anchored: Vec<(&'a Route, String)>,
    found: Vec<Found>,
}

/// A problem without its page: a template's mistake stands on many pages and is reported once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// Something that a page loads from elsewhere.
    External(String),
    /// Code or style inside a page, and the text by which a template shows it.
    Inline(String, String),
    /// An id that stands twice.
    Duplicate(String),
    /// A link to nothing.
    Dead(String),
}

impl<'a> Finished<'a> {
    /// For the files of a site.
    pub fn new(site: &'a Site) -> Self {
        let whole = site.options.base.to_string();
        let finder = Finder::new(&whole).into_owned();
        let forms = forms::folder(&site.options.base);
        Finished { site, finder, whole, forms, sound: RwLock::default() }
    }

    /// Looks at a file; at what is copied from disk there is nothing to look at.
    pub fn look(&self, route: &'a Route, bytes: &Bytes) -> Option<Looked<'a>> {
        let mut looked =
            Looked { route, ids: HashSet::new(), anchored: Vec::new(), found: Vec::new() };
        match bytes {
            Bytes::Html(html) => tags(html, |tag| self.tag(tag, &mut looked)),
            Bytes::Made(bytes) if route.out.ends_with(".html") => {
                tags(bytes, |tag| self.links(tag, &mut looked));
            }
            Bytes::Made(bytes) => self.addresses(bytes, &mut looked),
            Bytes::File(_) => return None,
        }
        Some(looked)
    }

    /// What is wrong with all files together. A file that was not looked at is taken for sound.
    pub fn problems(&self, files: &[Looked]) -> Vec<Diagnostic> {
        let by_url: HashMap<&WebPath, &Looked> =
            files.iter().map(|file| (&file.route.url, file)).collect();
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

    fn tag(&self, tag: &Tag, looked: &mut Looked<'a>) {
        if tag.attributes.is_empty() && !tag.is("style") && !tag.is("script") {
            return;
        }
        for (name, value) in tag.attributes {
            match name.first() {
                Some(b'i' | b'I') if name.eq_ignore_ascii_case(b"id") && looked.is_twice(value) => {
                    looked.found.push(Found::Duplicate(lossy(value)));
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
        self.links(tag, looked);
    }

    /// Where the attributes of a tag lead.
    fn links(&self, tag: &Tag, looked: &mut Looked<'a>) {
        for (name, value) in tag.attributes {
            match name.len() {
                4 if name.eq_ignore_ascii_case(b"href") => {
                    let loads = !tag.is("a") && !tag.is("area") && !is_stated(tag);
                    self.attribute(tag, value, loads, looked);
                }
                3 if name.eq_ignore_ascii_case(b"src") => {
                    self.attribute(tag, value, true, looked);
                }
                4 if name.eq_ignore_ascii_case(b"data") && tag.is("object") => {
                    self.attribute(tag, value, true, looked);
                }
                6 if name.eq_ignore_ascii_case(b"action")
                    || name.eq_ignore_ascii_case(b"poster") =>
                {
                    self.attribute(tag, value, true, looked);
                }
                6 | 11
                    if name.eq_ignore_ascii_case(b"srcset")
                        || name.eq_ignore_ascii_case(b"imagesrcset") =>
                {
                    for part in tag.value(value).split(',') {
                        if let Some(url) = part.split_whitespace().next() {
                            self.link(url, true, looked);
                        }
                    }
                }
                10 if name.eq_ignore_ascii_case(b"formaction")
                    || name.eq_ignore_ascii_case(b"xlink:href") =>
                {
                    self.attribute(tag, value, true, looked);
                }
                7 if name.eq_ignore_ascii_case(b"content") && tag.is("meta") => {
                    self.content(tag, &tag.value(value), looked);
                }
                _ => {}
            }
        }
    }

    /// What a `<meta>` leads to: another page at once, or a picture for previews.
    fn content(&self, tag: &Tag, value: &str, looked: &mut Looked<'a>) {
        if tag.get("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) {
            if let Some((_, url)) = value.split_once('=') {
                self.link(url.trim().trim_matches(['\'', '"']), true, looked);
            }
        } else if value.starts_with(&self.whole) {
            self.link(value, false, looked);
        }
    }

    /// Holds a link, as it is written in an attribute, against the plan.
    fn attribute(&self, tag: &Tag, value: &[u8], loads: bool, looked: &mut Looked<'a>) {
        let is_rooted = value.first() == Some(&b'/');
        let print = if is_rooted { xxh3_64(value) } else { 0 };
        if is_rooted && self.sound.read().expect("no panic").contains(&print) {
            return;
        }
        if self.link(&tag.value(value), loads, looked) && is_rooted {
            self.sound.write().expect("no panic").insert(print);
        }
    }

    /// Holds a link against the plan. One that `loads` asks for what is there at once. True if it
    /// leads to a file of the site as a whole, wherever it stands.
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
                Some("data" | "mailto" | "tel") => {}
                _ if loads => looked.found.push(Found::External(url.to_owned())),
                _ => {}
            }
            return false;
        }
        let link = own.unwrap_or(url);
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or(path);
        if own.is_none() && path.is_empty() {
            // An id further down counts too, so the page's own anchors come last.
            if !anchor.is_empty() {
                let link = format!("{}#{anchor}", looked.route.url);
                looked.anchored.push((looked.route, link));
            }
            return false;
        }
        let base = &self.site.options.base;
        let address = match own {
            Some(_) => Cow::Owned(below(base, path)),
            None => resolved(looked.route.url.as_str(), path),
        };
        match self.find(&address) {
            None if self.is_form(&address) => {}
            None => looked.found.push(Found::Dead(url.to_owned())),
            Some(_) if anchor.is_empty() => return true,
            Some(route) => looked.anchored.push((route, format!("{address}#{anchor}"))),
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

impl Looked<'_> {
    fn is_twice(&mut self, id: &[u8]) -> bool {
        !self.ids.insert(xxh3_64(id))
    }

    fn has(&self, anchor: &str) -> bool {
        let decoded = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        // The top of a page needs no id (HTML §7.4.6.4).
        anchor == "top"
            || self.ids.contains(&xxh3_64(anchor.as_bytes()))
            || self.ids.contains(&xxh3_64(decoded.as_bytes()))
    }

    fn inline(&mut self, tag: &Tag, name: &[u8], value: &[u8]) {
        let what = format!("the attribute “{}” on <{}>", lossy(name), lossy(tag.name));
        self.found.push(Found::Inline(what, format!("{}=\"{}", lossy(name), lossy(value))));
    }
}

impl Found {
    fn problem(self, page: &str) -> Problem {
        let page = page.to_owned();
        match self {
            Found::External(url) => Problem::ExternalRequest { url, page },
            Found::Inline(what, _) => Problem::InlineCode { what, page },
            Found::Duplicate(id) => Problem::DuplicateId { id, page },
            Found::Dead(url) => Problem::DeadAddress { url, page },
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

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
