//! The judge of minifying: whole sites, built with and without it. What the one pass writes is
//! what minify-html writes of the same page, byte for byte but for blanks between two words in a
//! line, which that drops; and it is the one pass that wrote it.

use crate::form;
use certsite_minify::{Minifier, by_tree};
use certsite_tests::site::Site;
use certsite_tests::{advisories, corpus, statistics};

/// Holds each page of a site against minify-html. `left` names the pages that only a tree reads.
fn judge(name: &str, site: &Site, left: &[&str]) {
    site.build_with(&["--no-minify"]).ok();
    let plain = site.published();
    site.build().ok();
    let small = site.published();
    let styles = plain.iter().filter(|(path, _)| path.ends_with(".css"));
    let styles: Vec<_> = styles.map(|(_, style)| String::from_utf8_lossy(style)).collect();
    let minifier = Minifier::new(styles.iter().map(|style| &**style));
    let mut pages = 0;
    for (path, page) in plain.iter().filter(|(path, _)| path.ends_with(".html")) {
        // What editors publish as it is, nobody minifies.
        if small[path] == *page {
            continue;
        }
        pages += 1;
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("> <", "><");
        assert_eq!(show(&small[path]), show(&by_tree(page)), "{name}: {path}");
        let is_left = left.contains(&path.as_str());
        assert_eq!(
            minifier.in_one_pass(page).is_none(),
            is_left,
            "{name}: {path} in one pass\n{}",
            show(page)
        );
    }
    assert!(pages > 5, "{name}: {pages} minified pages");
}

#[test]
fn the_shipped_site_is_what_minify_html_makes_of_it() {
    judge("shipped", &Site::shipped(), &[]);
}

#[test]
fn sites_with_all_kinds_of_pages_are_what_minify_html_makes_of_them() {
    judge("base", &Site::with(""), &[]);
    let site = advisories::sample();
    statistics::write(&site, 7, &[(2026, 3, 60), (2026, 4, 40), (2026, 5, 90)]);
    form::state_facts(&site);
    judge("advisories, figures and the form", &site, &[]);
}

#[test]
fn the_site_of_the_benchmark_is_what_minify_html_makes_of_it() {
    let site = Site::from("");
    corpus::write(site.root(), 1, 120);
    judge("corpus", &site, &[]);
}

#[test]
fn line_breaks_that_a_theme_shows_stay() {
    let site = Site::with(
        "-- content/en/about.md --\n---\ntitle: About us\n---\nOne line,\nand another.\n",
    );
    let text = |site: &Site| {
        let page = site.page("en/about/index.html");
        page[page.find("One line").expect("the text is there")..][..22].to_owned()
    };
    site.build().ok();
    assert_eq!(text(&site), "One line, and another.");
    // A page that is as before is written again once it is shown otherwise.
    site.write("themes/plain/assets/more.css", ".text p { white-space: pre-line }");
    site.build().ok();
    assert_eq!(text(&site), "One line,\nand another.");
}
