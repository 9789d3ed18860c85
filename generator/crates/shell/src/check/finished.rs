//! The finished files, as a browser gets them: links that lead somewhere, nothing loaded from
//! elsewhere, no code in the page, each id once. Finds what templates and features do wrong.
//!
//! `check` and `build` both look, each at the bytes that it has made anyway, and find the same.

use super::attribute::{Does, does, is_run, read, refresh, scheme};
use super::looked::{Found, Known, Looked};
use super::quiet::{Prints, Quiet};
use super::scan::{Met, Tag, lines, tags};
use certsite_base::address::{Base, WebPath};
use certsite_site::plan::{Make, Route};
use certsite_site::render::Bytes;
use certsite_site::site::Site;
use certsite_site::style;
use memchr::memmem::Finder;
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_64;

/// Looks at the finished files of a site.
pub struct Finished<'a> {
    pub(super) site: &'a Site,
    /// The address of the site, as every absolute link into it begins.
    whole: String,
    finder: Finder<'static>,
    /// Where the form function answers, not a file.
    forms: WebPath,
    /// Fingerprints of the addresses of all files that stay, as nearly all links have them.
    addresses: Prints,
    quiet: Quiet,
}

impl<'a> Finished<'a> {
    /// Knows the addresses of all files of the site, to tell which links lead nowhere.
    pub fn new(site: &'a Site) -> Self {
        let whole = site.options.base.to_string();
        let finder = Finder::new(&whole).into_owned();
        let forms = certsite_forms::folder(&site.options.base);
        let routes = site.plan.routes.iter().filter(|route| !is_fleeting(&route.out));
        let addresses = routes.map(|route| xxh3_64(route.url.as_str().as_bytes()));
        let (addresses, quiet) = (addresses.collect(), Quiet::default());
        Finished { site, finder, whole, forms, addresses, quiet }
    }

    /// Looks at a file; at what is copied from disk there is nothing to look at.
    pub fn look(&self, route: &'a Route, bytes: &Bytes) -> Option<Looked<'a>> {
        let mut looked = Looked::at(route);
        let is_asset = matches!(route.make, Make::Asset(_));
        match bytes {
            Bytes::Html(html) => self.page(html, &mut looked),
            Bytes::Made(bytes) if route.out.ends_with(".html") => {
                tags(bytes, |tag| _ = self.tag(tag, &mut looked));
                looked.sort_ids();
                looked.settle_own();
            }
            // Nobody but a browser knows what a script loads.
            Bytes::Made(_) if is_asset && !route.out.ends_with(".css") => return None,
            Bytes::Made(style) if is_asset => {
                for range in style::addresses(style) {
                    let url = style::meant(&style[range]);
                    // What stands in the page that uses it.
                    if !url.starts_with('#') {
                        self.link(&url, How::Loads, &mut looked);
                    }
                }
            }
            Bytes::Made(bytes) => self.addresses(bytes, &mut looked),
            Bytes::Picture(_) | Bytes::File(_) => return None,
        }
        Some(looked)
    }

    /// A page in which nothing was wrong when it was drawn last, and which led to these anchors of
    /// others and fleeting files; `None` if one of those is no more.
    pub fn recall<'l>(
        &self,
        route: &'a Route,
        links: impl Iterator<Item = &'l str>,
    ) -> Option<Looked<'a>> {
        let anchored = links.map(|link| {
            let address = link.split_once('#').map_or(link, |(address, _)| address);
            Some((self.find(address)?, link.to_owned()))
        });
        let anchored = anchored.collect::<Option<_>>()?;
        Some(Looked { known: Known::Links, anchored, ..Looked::at(route) })
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

    /// True if nothing is to be said of the tag, wherever it stands.
    fn tag(&self, tag: &Tag, looked: &mut Looked<'a>) -> bool {
        let before = looked.found.len();
        let attributes = tag.attributes.iter();
        let is_sound = attributes
            .fold(true, |sound, (name, value)| sound & self.attribute(tag, name, value, looked));
        self.element(tag, looked);
        is_sound && looked.found.len() == before
    }

    /// What is wrong with an element whatever its attributes say.
    pub(super) fn element(&self, tag: &Tag, looked: &mut Looked<'a>) {
        if tag.is("style") {
            looked.found.push(Found::Inline("a <style> element".into()));
        }
        if tag.is("script") && tag.get("src").is_none() {
            // Data for machines is no code, and no policy stops it.
            let kind = tag.get("type").unwrap_or_default();
            if kind != "application/ld+json" {
                looked.found.push(Found::Inline("a <script> without src".into()));
            }
        }
    }

    /// Where an attribute leads, if it leads anywhere; true if that is sound wherever it stands.
    pub(super) fn attribute(
        &self,
        tag: &Tag,
        name: &[u8],
        value: &[u8],
        looked: &mut Looked<'a>,
    ) -> bool {
        let Some(does) = does(tag, name) else { return true };
        let loads = || if is_run(tag) { How::Runs } else { How::Loads };
        match does {
            Does::Names => looked.ids.push(xxh3_64(value)),
            Does::Runs => looked.inline(tag, name),
            Does::Loads | Does::Leads => {
                let how = || if does == Does::Leads { How::Leads } else { loads() };
                return self.addresses.contains(&xxh3_64(value))
                    || self.link(&tag.value(value), how(), looked);
            }
            Does::LoadsEach(mark) => {
                let value = tag.value(value);
                let parts = value.split(|c: char| c == mark || mark == ' ' && c.is_whitespace());
                let urls = parts.filter_map(|part| part.split_whitespace().next());
                return urls.fold(true, |sound, url| sound & self.link(url, loads(), looked));
            }
            Does::LoadsStyle => {
                let value = tag.value(value);
                let urls = style::addresses(value.as_bytes());
                let urls = urls.into_iter().map(|range| style::meant(value[range].as_bytes()));
                return urls.fold(true, |sound, url| sound & self.link(&url, loads(), looked));
            }
            Does::Shows => return self.inner(&tag.value(value), looked),
            Does::States => return self.content(tag, &tag.value(value), looked),
        }
        false
    }

    /// What a `<meta>` leads to: another page at once, or a picture for previews.
    fn content(&self, tag: &Tag, value: &str, looked: &mut Looked<'a>) -> bool {
        match refresh(tag, value) {
            Some(url) => self.link(url, How::Loads, looked),
            None => self.own(value).is_none() || self.link(value, How::Leads, looked),
        }
    }

    /// A page within the page: its addresses are read as those around it, its ids are its own.
    fn inner(&self, html: &str, looked: &mut Looked<'a>) -> bool {
        let mut inner = Looked::at(looked.route);
        let mut is_sound = true;
        tags(html.as_bytes(), |tag| is_sound &= self.tag(tag, &mut inner));
        inner.sort_ids();
        inner.settle_own();
        looked.found.append(&mut inner.found);
        looked.anchored.append(&mut inner.anchored);
        is_sound
    }

    /// What stands behind the site's own address, if an address is one of the site.
    fn own<'u>(&self, url: &'u str) -> Option<&'u str> {
        let host = &self.whole[..self.whole.len() - self.site.options.base.path().len()];
        let host = host.split_once("//").map_or(host, |(_, host)| host);
        let rest = match scheme(url) {
            Some(scheme) if ["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) => {
                &url[scheme.len() + 1..]
            }
            None => url,
            Some(_) => return None,
        };
        let rest = rest.strip_prefix("//")?;
        let start = rest.get(..host.len()).filter(|start| start.eq_ignore_ascii_case(host))?;
        let rest = &rest[start.len()..];
        let rest = rest.strip_prefix(":443").unwrap_or(rest);
        let rest = rest.strip_prefix(self.site.options.base.path())?;
        (rest.is_empty() || rest.starts_with(['/', '#', '?'])).then_some(rest)
    }

    /// Holds a link against the plan. True if it is sound wherever it stands.
    fn link(&self, url: &str, how: How, looked: &mut Looked<'a>) -> bool {
        let url = &*read(url);
        let own = self.own(url);
        if own.is_none() && (url.starts_with("//") || scheme(url).is_some()) {
            let scheme = scheme(url).map(str::to_ascii_lowercase);
            match scheme.as_deref() {
                Some("javascript") => {
                    looked.found.push(Found::Inline(format!("the address “{url}”")));
                }
                Some("data") if how == How::Runs => {
                    let start: String = url.chars().take(40).collect();
                    looked.found.push(Found::Inline(format!("the address “{start}…”")));
                }
                // The content itself, not an address; mail and telephone.
                Some("data" | "mailto" | "tel") => return true,
                _ if how != How::Leads => looked.found.push(Found::External(url.to_owned())),
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
            Some(route) if is_fleeting(&route.out) => {
                looked.anchored.push((route, address.into_owned()));
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
        // By what feeds know an entry is no link: its page may have moved since.
        let is_name =
            |at: usize| [&b"<id>"[..], b"\"id\": \""].iter().any(|id| bytes[..at].ends_with(id));
        for at in self.finder.find_iter(bytes).filter(|at| !is_name(*at)) {
            let rest = &bytes[at + self.whole.len()..];
            let end = rest.iter().position(|b| b" \t\r\n\"'<>()\\,;".contains(b));
            let Ok(url) = std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]) else { continue };
            // A feed holds HTML as text, where an attribute or an element ends with an escape.
            let ends = ["&quot", "&lt", "&gt", "&#39"].iter().filter_map(|sign| url.find(sign));
            let url = url[..ends.min().unwrap_or(url.len())].replace("&amp;", "&");
            let path = url.split(['#', '?']).next().unwrap_or_default();
            let address = below(&self.site.options.base, path);
            if path.starts_with('/') && !self.is_form(&address) && self.find(&address).is_none() {
                looked.found.push(Found::Dead(url));
            }
        }
    }
}

/// Whether a file goes with nearly every edit, since its name tells what it holds, and a script finds
/// it by an index: a piece of the search's. Of such it is noted which page leads to it, if any does.
pub fn is_fleeting(out: &str) -> bool {
    let name = out.strip_suffix(".json").and_then(|name| name.rsplit_once('-'));
    name.is_some_and(|(_, sum)| {
        sum.len() == NAMED && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// So many digits of a fingerprint are in such a name.
const NAMED: usize = 12;

/// What a browser does with an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Goes there, if somebody wants it to.
    Leads,
    /// Asks for what is there at once.
    Loads,
    /// Asks for what is there at once, and runs it as code.
    Runs,
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
