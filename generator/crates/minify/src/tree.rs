//! A page that one pass cannot read → what minify-html makes of it, unless that would spoil it.

pub(crate) mod guard;

use crate::shown::Shown;

/// Shortens a page; `None` if the page has to stay as it is.
pub fn minify(page: &[u8], shown: &Shown) -> Option<Vec<u8>> {
    let small = guard::is_readable(page, shown).then(|| by_tree(page))?;
    guard::is_kept(page, &small).then_some(small)
}

/// What minify-html makes of a page, right or not.
pub fn by_tree(page: &[u8]) -> Vec<u8> {
    let config = minify_html::Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        // Styles and scripts are files of their own, so there is nothing to shrink inside pages.
        minify_css: false,
        minify_js: false,
        ..minify_html::Cfg::default()
    };
    minify_html::minify(page, &config)
}
