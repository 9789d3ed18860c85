//! The text of a page → plain text for programs, which know no HTML: paragraphs with an empty line
//! between them, items of lists behind a sign, cells of a row on one line, addresses behind what
//! leads to them. What a page draws besides its text is left to the page.

use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use std::convert::Infallible;

/// More signs should stand in no note (CSAF 2.0, appendix C.3).
const MOST: usize = 30_000;

/// The text of a page; none if it has none of its own.
pub fn of(site: Linked, id: DocId) -> Option<String> {
    if site.graph.doc(id).body.is_empty() {
        return None;
    }
    let html = site.body(id, |_, _| Ok::<(), Infallible>(()));
    // What the disk has lost is told where the page is made.
    let Ok(html) = html.ok()?;
    let text = plain(&html, site.options.base.origin());
    let page = || site.graph.node(id).url.url().to_string();
    (!text.is_empty()).then(|| cut(text, page))
}

/// The text, or as many of its paragraphs as a note may hold, and where the rest stands.
fn cut(mut text: String, page: impl FnOnce() -> String) -> String {
    let page = match text.char_indices().nth(MOST) {
        Some((most, _)) => {
            let page = page();
            let room = text.floor_char_boundary(most.saturating_sub(page.len() + 3));
            text.truncate(text[..room].rfind("\n\n").unwrap_or(room));
            page
        }
        None => return text,
    };
    text + "\n\n" + page.as_str()
}

/// HTML of our own writer, in which each attribute has double quotes and no `>`, as plain text.
fn plain(html: &str, origin: &str) -> String {
    let mut writer = Writer { origin, ..Writer::default() };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = &rest[at + 1..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        match tag.split_once(" class=\"anchor\"") {
            // The link of a heading to itself.
            Some(("a", _)) => rest = rest.split_once("</a>").map_or("", |(_, behind)| behind),
            _ => writer.tag(tag),
        }
    }
    writer.text(rest);
    writer.out
}

#[derive(Default)]
struct Writer<'a> {
    origin: &'a str,
    out: String,
    /// How many line breaks stand before what comes next.
    breaks: usize,
    /// The lists that are open: the number of the last item, or none where there are signs.
    lists: Vec<Option<usize>>,
    /// What begins the next line, such as the sign of an item.
    sign: String,
    /// Whether code stands here, whose white space counts.
    is_code: bool,
    /// Whether a blank stands before what comes next.
    has_blank: bool,
    /// The address of the link that is open, and where its text begins.
    link: Option<(String, usize)>,
}

impl Writer<'_> {
    fn part(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        self.has_blank = false;
    }

    /// Begins what comes next: a new line with its indent, or a blank.
    fn begin(&mut self) {
        let is_first = self.out.is_empty();
        if self.breaks > 0 || is_first && !self.sign.is_empty() {
            if !is_first {
                self.out.extend(std::iter::repeat_n('\n', self.breaks));
            }
            let depth = self.lists.len().saturating_sub(usize::from(!self.sign.is_empty()));
            self.out.extend(std::iter::repeat_n("  ", depth));
            self.out.push_str(&std::mem::take(&mut self.sign));
        } else if self.has_blank && !is_first {
            self.out.push(' ');
        }
        (self.breaks, self.has_blank) = (0, false);
    }

    fn text(&mut self, html: &str) {
        if html.is_empty() {
            return;
        }
        let text = certsite_text::unescape(html);
        if self.is_code {
            self.begin();
            self.out.push_str(&text);
            return;
        }
        let is_blank = |c: char| c == ' ' || c == '\n' || c == '\t';
        self.has_blank |= text.starts_with(is_blank);
        for word in text.split(is_blank).filter(|word| !word.is_empty()) {
            self.begin();
            self.out.push_str(word);
            self.has_blank = true;
        }
        self.has_blank = text.ends_with(is_blank);
    }

    fn tag(&mut self, tag: &str) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        let is_end = tag.starts_with('/');
        match name {
            "br" => self.part(1),
            "ul" | "ol" => {
                self.part(if self.lists.is_empty() { 2 } else { 1 });
                match is_end {
                    true => drop(self.lists.pop()),
                    false => {
                        let first = attribute(tag, "start").and_then(|start| start.parse().ok());
                        let before = first.unwrap_or(1usize).saturating_sub(1);
                        self.lists.push((name == "ol").then_some(before));
                    }
                }
            }
            "li" if !is_end => {
                self.part(1);
                self.sign = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                    _ => "- ".to_owned(),
                };
            }
            "li" | "tr" | "dt" | "dd" | "figcaption" => self.part(1),
            "td" | "th" if is_end => {
                self.has_blank = false;
                self.begin();
                self.out.push_str(" |");
                self.has_blank = true;
            }
            "pre" => {
                self.part(2);
                self.is_code = !is_end;
                if is_end {
                    self.out.truncate(self.out.trim_end().len());
                }
            }
            "p" if !self.lists.is_empty() => self.part(1),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "blockquote" | "div"
            | "hr" | "details" | "summary" | "figure" | "section" | "dl" => self.part(2),
            "input" => self.text(if tag.contains(" checked") { "☑" } else { "☐" }),
            "img" => self.text(attribute(tag, "alt").unwrap_or_default()),
            "a" if is_end => self.end_link(),
            "a" => {
                let address = attribute(tag, "href").and_then(|address| self.whole(address));
                self.link = address.map(|address| (address, self.out.len()));
            }
            _ => {}
        }
    }

    /// An address as it can stand anywhere; none of a place in the page itself.
    fn whole(&self, address: &str) -> Option<String> {
        let address = certsite_text::unescape(address);
        match address.as_bytes() {
            [] | [b'#', ..] => None,
            [b'/', b'/', ..] => Some(address.into_owned()),
            [b'/', ..] => Some(format!("{}{address}", self.origin)),
            _ => Some(address.into_owned()),
        }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let bare = address.split_once(':').map_or("", |(_, rest)| rest);
        if address != shown && bare.trim_start_matches('/') != shown && bare != shown {
            let has_blank = std::mem::replace(&mut self.has_blank, true);
            self.begin();
            self.out.push_str(&format!("({address})"));
            self.has_blank = has_blank;
        }
    }
}

/// The value of a tag's attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = tag.split("=\"");
    let mut before = parts.next()?;
    for part in parts {
        let (value, behind) = part.split_once('"')?;
        if before.rsplit(' ').next() == Some(name) {
            return Some(value);
        }
        before = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_well_without_its_tags() {
        for (html, expect) in [
            ("<p>a &lt; b &amp; c</p>\n<p>d\ne</p>", "a < b & c\n\nd e"),
            ("<p>a<br>b</p>", "a\nb"),
            ("<p>a <b>b</b>c, <i>d</i></p>", "a bc, d"),
            (
                "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"x\">#</a></h2><p>b</p>",
                "A\n\nb",
            ),
            ("<p>see <a href=\"/x/\">there</a>.</p>", "see there (https://e.org/x/)."),
            ("<p><a href=\"https://x.org/\">https://x.org/</a></p>", "https://x.org/"),
            ("<p><a href=\"mailto:a@x.org\">a@x.org</a> <a href=\"#b\">b</a></p>", "a@x.org b"),
            (
                "<p>a</p><ul>\n<li>b</li>\n<li><p>c</p><ol start=\"3\"><li>d</li></ol></li>\n</ul><p>e</p>",
                "a\n\n- b\n- c\n  3. d\n\ne",
            ),
            ("<ul><li>a</li></ul>", "- a"),
            (
                "<table><tr><th>a</th><th>b</th></tr>\n<tr><td>c</td><td>d</td></tr></table>",
                "a | b |\nc | d |",
            ),
            ("<p>a</p><pre><code>b\n  <span>c</span>\n</code></pre><p>d</p>", "a\n\nb\n  c\n\nd"),
            ("<p><img src=\"/a.png\" alt=\"a map\" width=\"1\"></p>", "a map"),
            ("<li><label><input type=\"checkbox\" disabled checked> a</label></li>", "- ☑ a"),
            ("", ""),
        ] {
            assert_eq!(plain(html, "https://e.org"), expect, "{html}");
        }
    }

    #[test]
    fn a_long_text_leads_to_its_page() {
        let long = format!("{}\n\nb {}", "ə".repeat(MOST - 40), "c".repeat(60));
        let page = || "https://e.org/".to_owned();
        let short = cut(long, page);
        assert!(short.chars().count() <= MOST && short.ends_with("ə\n\nhttps://e.org/"));
        assert_eq!(cut("a".to_owned(), page), "a");
    }
}
