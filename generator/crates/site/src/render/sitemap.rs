//! `sitemap.xml` (sitemaps.org protocol 0.9) with the languages of each page, and `robots.txt` (RFC 9309).

use super::Renderer;
use super::alternates::{alternates, tag_alternates};
use super::filtered;
use crate::link::NOT_FOUND;
use crate::linked::Linked;
use crate::plan::Make;
use std::fmt::Write;

/// Bytes of a usual entry: a list that grows would be copied again and again.
const ENTRY: usize = 320;

/// All pages that search engines may list.
pub fn sitemap(renderer: &Renderer) -> String {
    let site = renderer.site;
    let mut out = String::with_capacity(renderer.plan.routes.len() * ENTRY);
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for route in &renderer.plan.routes {
        let (changed, alternates) = match &route.make {
            Make::Page(id) | Make::Section { id, n: 1, .. } => {
                let doc = site.graph.doc(*id);
                if doc.front.draft || doc.key.as_ref() == NOT_FOUND {
                    continue;
                }
                (doc.front.current_since(), alternates(site, *id))
            }
            Make::Tag { id, n: 1, .. } => {
                (None, tag_alternates(renderer, site.graph.tags.get(id), 1))
            }
            Make::Filtered { id, facet, n: 1, .. } => {
                (None, filtered::alternates(renderer, *id, facet, 1))
            }
            Make::Tags => (None, tag_alternates(renderer, None, 1)),
            _ => continue,
        };
        let _ = writeln!(out, "<url><loc>{}</loc>", route.url.url());
        if let Some(date) = changed {
            let _ = writeln!(out, "<lastmod>{date}</lastmod>");
        }
        for alternate in alternates {
            let (lang, href) = (alternate.lang, alternate.href);
            let _ = writeln!(
                out,
                "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{href}\"/>"
            );
        }
        out.push_str("</url>\n");
    }
    out + "</urlset>\n"
}

/// Everything may be read; drafts never leave a preview.
pub fn robots(site: Linked) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.at("sitemap.xml").url())
}
