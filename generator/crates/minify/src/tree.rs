//! A page that one pass cannot read → what minify-html makes of it, unless that would spoil it.
//!
//! minify-html brings a compiler of scripts and one of style sheets with it, which takes a sixth of
//! the time that everything takes to compile, and no preview shortens a page. So only a program that
//! was built with the feature `minify-html` has it.

#[cfg(feature = "minify-html")]
pub(crate) mod guard;

use crate::shown::Shown;

/// Shortens a page; `None` if the page has to stay as it is.
#[cfg(feature = "minify-html")]
pub fn minify(page: &[u8], shown: &Shown) -> Option<Vec<u8>> {
    let small = guard::is_readable(page, shown).then(|| by_tree(page))?;
    guard::is_kept(page, &small).then_some(small)
}

/// Nothing is shortened here without minify-html.
#[cfg(not(feature = "minify-html"))]
pub fn minify(_: &[u8], _: &Shown) -> Option<Vec<u8>> {
    None
}

/// What minify-html makes of a page, right or not.
#[cfg(feature = "minify-html")]
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
