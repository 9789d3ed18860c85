//! The text of a page → HTML that can stand anywhere: whole addresses, nothing that wants the site's
//! styles or scripts. What a page draws besides its text is left to the page.

use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::markup::escape;
use std::convert::Infallible;

/// The text of a page; none if it has none of its own.
pub fn of(site: Linked, id: DocId) -> Option<String> {
    let (graph, page) = (site.graph, site.graph.node(id).url.url());
    let bytes = graph.doc(id).body.len();
    if bytes == 0 {
        return None;
    }
    // Forms, figures and lists need templates, and some of them the site around them.
    let link = format!("<p><a href=\"{page}\">{}</a></p>", escape(graph.title(id)));
    let html = site.body(id, |_, html| {
        html.push_str(&link);
        Ok::<(), Infallible>(())
    });
    // What the disk has lost is told where the page is made.
    let Ok(html) = html.ok()?;
    let text = anywhere(&html, site.options.base.origin(), page.as_str());
    Some(super::ended::paragraph(site, id) + &text)
}

/// HTML of a page as it can stand anywhere. It is our own writer's, so each attribute has double
/// quotes and no `>` in it.
fn anywhere(html: &str, origin: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        if tag.starts_with("<a class=\"anchor\"") {
            // The link of a heading to itself.
            out.truncate(out.trim_end().len());
            rest = rest.split_once("</a>").map_or("", |(_, behind)| behind);
        } else if tag.starts_with("<input ") {
            out.push(if tag.contains(" checked") { '☑' } else { '☐' });
        } else if tag.starts_with("<label") || tag == "</label>" {
            // A label of nothing.
        } else if ["<picture>", "</picture>"].contains(&tag) || tag.starts_with("<source ") {
            // The picture within says all that a reader's program may need.
        } else {
            whole_addresses(tag, origin, page, &mut out);
        }
    }
    out.push_str(rest);
    out
}

/// Writes a tag with whole addresses.
fn whole_addresses(tag: &str, origin: &str, page: &str, out: &mut String) {
    let mut rest = tag;
    while let Some((before, value)) = rest.split_once("=\"") {
        let (value, behind) = value.split_once('"').unwrap_or((value, ""));
        out.push_str(before);
        out.push_str("=\"");
        let name = before.rsplit(' ').next().unwrap_or_default();
        let mut put = |address: &str| {
            match address.as_bytes() {
                [b'#', ..] => out.push_str(page),
                [b'/', b'/', ..] => {}
                [b'/', ..] => out.push_str(origin),
                _ => {}
            }
            out.push_str(address);
        };
        match name {
            "href" | "src" => put(value),
            "srcset" => {
                for (n, address) in value.split(", ").enumerate() {
                    put(if n > 0 { ", " } else { "" });
                    put(address);
                }
            }
            _ => out.push_str(value),
        }
        out.push('"');
        rest = behind;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_site_has_whole_addresses() {
        for (html, expect) in [
            ("<p>a &lt; b</p>", "<p>a &lt; b</p>"),
            ("<a href=\"/az/x/#y\">", "<a href=\"https://e.org/az/x/#y\">"),
            ("<a href=\"#y\">", "<a href=\"https://e.org/p/#y\">"),
            ("<a href=\"https://o.org/\">", "<a href=\"https://o.org/\">"),
            ("<a href=\"//o.org/\">", "<a href=\"//o.org/\">"),
            ("<a href=\"mailto:a@e.org\">", "<a href=\"mailto:a@e.org\">"),
            (
                "<img src=\"/a.png\" srcset=\"/b.png 1x, /c.png 2x\" alt=\"/d\">",
                "<img src=\"https://e.org/a.png\" srcset=\"https://e.org/b.png 1x, https://e.org/c.png 2x\" alt=\"/d\">",
            ),
            (
                "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link: A\">#</a></h2>",
                "<h2 id=\"a\">A</h2>",
            ),
            (
                "<li><label><input type=\"checkbox\" disabled checked> Done</label></li>",
                "<li>☑ Done</li>",
            ),
            (
                "<p><picture><source type=\"image/webp\" srcset=\"/b.webp 480w\"><img src=\"/a.png\" alt=\"d\"></picture></p>",
                "<p><img src=\"https://e.org/a.png\" alt=\"d\"></p>",
            ),
            ("a <", "a <"),
        ] {
            assert_eq!(anywhere(html, "https://e.org", "https://e.org/p/"), expect);
        }
    }
}
