//! Files of editors' own that a browser runs: HTML, SVG and style sheets, which are published as
//! they are → what of them runs as code in the name of the site, and what they ask other hosts for.
//! The site's policy forbids both, but not every host sends it.

#![expect(clippy::disallowed_methods, reason = "files stay on disk until somebody asks")]

use super::super::attribute::{Does, does, is_script, read, refresh};
use super::super::scan::{Tag, tags};
use certsite_base::diag::{Diagnostic, Lines, Place, Problem};
use certsite_site::load::Data;
use certsite_site::plan::Make;
use certsite_site::site::Site;
use certsite_site::style::{addresses, meant};
use memchr::{memchr, memmem};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Endings by which hosts tell browsers that a file has tags, and that it is a style sheet.
const TAGGED: [&str; 7] = ["html", "htm", "xhtml", "xht", "shtml", "svg", "xml"];
const STYLES: &str = "css";

/// At most this many places of one file are told, the first ones.
const MAX_TOLD: usize = 20;

/// Bytes of the longest line that names a style sheet of XML.
const LONGEST: usize = 1_000;

/// What is found, with its place in the file.
type Found = (Problem, usize);

/// Reports what published files of editors' own run and load.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let copied = site.plan.routes.par_iter().filter_map(|route| match &route.make {
        Make::Copy(file) => Some(file.path()),
        // Style sheets of themes are finished files, in which all that leads elsewhere is an error.
        Make::Asset(path) if !path.ends_with(".css") => Some(path),
        _ => None,
    });
    copied.flat_map_iter(|path| look(site, path)).collect()
}

fn look(site: &Site, path: &Arc<str>) -> Vec<Diagnostic> {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.unwrap_or_default();
    let is_style = ending == STYLES;
    if !is_style && !TAGGED.contains(&&*ending) {
        return Vec::new();
    }
    let bytes = match site.inputs.files.get(path).map(|file| &file.data) {
        Some(Data::Text(text)) => Cow::Borrowed(text.as_bytes()),
        // A file that is gone meanwhile is told by whoever publishes it.
        Some(Data::Binary(on_disk)) => Cow::Owned(std::fs::read(on_disk).unwrap_or_default()),
        Some(Data::Page(_) | Data::Withheld) | None => return Vec::new(),
    };
    let mut looker =
        Looker { own: site.options.base.to_string(), known: HashSet::new(), found: Vec::new() };
    match is_style {
        true => looker.style(&bytes, 0),
        false => looker.tagged(&bytes),
    }
    let mut found = looker.found;
    found.sort_by_key(|(_, at)| *at);
    found.truncate(MAX_TOLD);
    let text = std::str::from_utf8(&bytes).ok().filter(|_| !found.is_empty());
    let lines = text.map(|text| (Lines::of(text), text));
    let place = |at: usize| match &lines {
        Some((lines, text)) => lines.place(path, text, at..at + 1),
        None => Place::file(path),
    };
    found.into_iter().map(|(problem, at)| Diagnostic::at(problem, place(at))).collect()
}

struct Looker {
    /// The address of the site's root, with scheme and host: what it loads from there is its own.
    own: String,
    /// What was told: the first piece of code, each host once.
    known: HashSet<String>,
    found: Vec<Found>,
}

impl Looker {
    fn tagged(&mut self, bytes: &[u8]) {
        let offset = |part: &[u8]| part.as_ptr() as usize - bytes.as_ptr() as usize;
        tags(bytes, |tag| {
            let at = offset(tag.name);
            self.tag(tag, &offset);
            if tag.is("style") {
                let start = memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
                let end = memmem::find(&bytes[start..], b"</").map_or(bytes.len(), |n| start + n);
                self.style(&bytes[start..end], start);
            }
        });
        for at in memmem::find_iter(bytes, b"<?xml-stylesheet") {
            let rest = &bytes[at..bytes.len().min(at + LONGEST)];
            let rest = &rest[..memmem::find(rest, b"?>").unwrap_or(rest.len())];
            if let Some(href) = memmem::find(rest, b"href=") {
                let url = rest[href + 5..].split(|b| matches!(b, b'"' | b'\'')).nth(1);
                self.request(&String::from_utf8_lossy(url.unwrap_or_default()), at);
            }
        }
    }

    fn tag(&mut self, tag: &Tag, offset: &dyn Fn(&[u8]) -> usize) {
        let at = offset(tag.name);
        let is_code = |kind: Cow<str>| !kind.to_ascii_lowercase().contains("json");
        let has_source = ["src", "href", "xlink:href"].iter().any(|key| tag.get(key).is_some());
        if tag.is("script") && !has_source && tag.get("type").is_none_or(is_code) {
            self.code("a script", at);
        }
        for (name, value) in tag.attributes {
            let at = offset(name);
            let text = tag.value(value);
            if is_script(&text) {
                self.code("an address that is code", at);
            }
            match does(tag, name) {
                Some(Does::Runs) if name.eq_ignore_ascii_case(b"style") => {
                    self.style(text.as_bytes(), offset(value));
                }
                Some(Does::Runs) => {
                    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                    self.code(&format!("code in the attribute “{name}”"), at);
                }
                Some(Does::Loads) => self.request(&text, at),
                Some(Does::LoadsEach(mark)) => {
                    text.split(mark).for_each(|part| self.request(part, at));
                }
                Some(Does::LoadsStyle) => self.style(text.as_bytes(), offset(value)),
                Some(Does::Shows) => tags(text.as_bytes(), |inner| self.tag(inner, &|_| at)),
                Some(Does::States) => {
                    refresh(tag, &text).into_iter().for_each(|url| self.request(url, at));
                }
                Some(Does::Names | Does::Leads) | None => {}
            }
        }
    }

    /// What a style sheet loads. It begins at `start` of the file.
    fn style(&mut self, bytes: &[u8], start: usize) {
        for range in addresses(bytes) {
            self.request(&meant(&bytes[range.clone()]), start + range.start);
        }
    }

    fn code(&mut self, what: &str, at: usize) {
        if self.known.insert(String::new()) {
            self.found.push((Problem::FileCode { what: what.to_owned() }, at));
        }
    }

    fn request(&mut self, url: &str, at: usize) {
        let url = read(url);
        let url = url.split_whitespace().next().unwrap_or_default();
        let Some(host) = host(url) else { return };
        let own = url.strip_prefix(&self.own);
        let is_own = own.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        if !is_own && self.known.insert(host.to_ascii_lowercase()) {
            self.found.push((Problem::FileRequest { url: url.to_owned() }, at));
        }
    }
}

/// The host of an address on another one; browsers pass over the case of a scheme.
fn host(url: &str) -> Option<&str> {
    let after = match url.split_once("//")? {
        ("", after) => after,
        (scheme, after) => {
            let is_known = ["http:", "https:", "ws:", "wss:", "ftp:"];
            is_known.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(after)?
        }
    };
    after.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a file, in order.
    fn told(text: &str, is_style: bool) -> Vec<String> {
        let own = "https://cert.example.org".to_owned();
        let mut looker = Looker { own, known: HashSet::new(), found: Vec::new() };
        match is_style {
            true => looker.style(text.as_bytes(), 0),
            false => looker.tagged(text.as_bytes()),
        }
        looker.found.sort_by_key(|(_, at)| *at);
        let shown = |(problem, at): (Problem, usize)| match problem {
            Problem::FileCode { what } => format!("{at} {what}"),
            Problem::FileRequest { url } => format!("{at} {url}"),
            other => other.to_string(),
        };
        looker.found.into_iter().map(shown).collect()
    }

    #[test]
    fn code_and_requests_of_tags_are_found() {
        for (text, expect) in [
            ("<svg><script>x()</script><script>y()</script></svg>", &["6 a script"][..]),
            ("<svg><SCRIPT href='//a.az/x.js'/>", &["13 //a.az/x.js"]),
            ("<p onclick=x()>", &["3 code in the attribute “onclick”"]),
            ("<a href=' Java&#115;cript:x()'>", &["3 an address that is code"]),
            ("<a xlink:href=\"java\nscript:x()\">", &["3 an address that is code"]),
            (
                "<img src=HTTPS://a.az/x><img src='https://A.az/y'><img src=//b.az>",
                &["5 HTTPS://a.az/x", "55 //b.az"],
            ),
            ("<img srcset='x.png 1x, https://a.az/x.png 2x'>", &["5 https://a.az/x.png"]),
            (
                "<image xlink:href='http://a.az/x.png'/><use href='https://b.az/x#y'/>",
                &["7 http://a.az/x.png", "44 https://b.az/x#y"],
            ),
            ("<link rel='Shortcut Icon' href='https://a.az/i'>", &["26 https://a.az/i"]),
            ("<form action=https://a.az/>", &["6 https://a.az/"]),
            ("<meta http-equiv=Refresh content='0; url=https://a.az'>", &["25 https://a.az"]),
            ("<style>a{b:url( 'https://a.az/x' )}</style>", &["17 https://a.az/x"]),
            ("<rect style='fill:url(https://a.az/x)'/>", &["22 https://a.az/x"]),
            ("<iframe srcdoc='<script>x</script>'>", &["8 a script"]),
            (
                "<?xml-stylesheet type='text/css' href='https://a.az/x.css'?><svg/>",
                &["0 https://a.az/x.css"],
            ),
        ] {
            assert_eq!(told(text, false), expect, "{text}");
        }
        for fine in [
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>",
            "<a href='https://a.az'>x</a><area href='https://a.az'>",
            "<link rel=canonical href='https://a.az'><link rel='license' href='https://a.az'>",
            "<img src='/x.png'><img src='https://cert.example.org/x.png'><script src='x.js'></script>",
            "<img src='data:image/png;base64,AAAA'><use href='#x'/>",
            "<script type='application/ld+json'>{}</script>",
            "<!-- <script>x</script> --><title>url(https://a.az)</title><p>url(https://a.az) onclick=x",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
        ] {
            assert_eq!(told(fine, false), [""; 0], "{fine}");
        }
    }

    #[test]
    fn requests_of_style_sheets_are_found() {
        for (text, expect) in [
            ("@import 'https://a.az/x.css';", &["9 https://a.az/x.css"][..]),
            ("@IMPORT url(//a.az/x.css);", &["12 //a.az/x.css"]),
            (
                "a{b:URL( https://a.az/x )}/**/c{d:url(\"http://b.az\")}",
                &["9 https://a.az/x", "39 http://b.az"],
            ),
            ("/* url(https://a.az) */a{}/* @import 'https://a.az'", &[]),
            ("a{b:url(x.png) url(/y) url(data:x) url(https://cert.example.org/z)}", &[]),
            ("@media (a){} @font-face{src:url(x.woff)}", &[]),
        ] {
            assert_eq!(told(text, true), expect, "{text}");
        }
    }

    #[test]
    fn files_of_any_length_take_their_time_and_no_more() {
        for unit in [
            "<style>",
            "<style",
            "<p onx=",
            "<img src=//a",
            "url(",
            "/*",
            "@import ",
            "<?xml-stylesheet ",
            "<a b='",
        ] {
            let text = |size: usize| unit.repeat(size / unit.len());
            let work = |text: &str| drop((told(text, true), told(text, false)));
            assert!(!certsite_testing::outgrows(40_000, text, work), "{unit}");
        }
    }
}
