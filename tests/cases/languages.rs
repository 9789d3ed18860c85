//! Two trees of pages that are translations of each other.

use certsite_tests::Site;

const BASE: &str = "https://cert.example.org";

#[test]
fn the_same_path_in_both_trees_is_a_pair() {
    let site = Site::plain("");
    for (page, other) in [("az/haqqimizda/", "en/about/"), ("en/about/", "az/haqqimizda/")] {
        let (lang, other_lang) = (&page[..2], &other[..2]);
        site.shows(page, &format!("<html lang=\"{lang}\">"));
        site.shows(page, &format!("hreflang=\"{lang}\" href=\"{BASE}/{page}\""));
        site.shows(page, &format!("hreflang=\"{other_lang}\" href=\"{BASE}/{other}\""));
        site.shows(page, &format!("hreflang=\"x-default\" href=\"{BASE}/az/haqqimizda/\""));
        site.shows(page, &format!("<a href=\"/{other}\" lang=\"{other_lang}\">"));
        site.hides(page, "<i>");
    }
}

#[test]
fn without_a_translation_the_switch_says_so_and_leads_home() {
    let site = Site::plain("-- content/en/alone.md --\n---\ntitle: Alone\n---\n");
    let page = "en/alone/";
    site.shows(
        page,
        "<a href=\"/az/\" lang=\"az\">Azərbaycanca</a> <i>There is no translation</i>",
    );
    site.hides(page, "hreflang=\"az\"");
}

#[test]
fn slugs_are_those_of_the_language_down_the_tree() {
    let site = Site::plain(
        "\
-- content/az/advisories/Şübhəli fayl.md --
---
title: Fayl
---
-- content/az/advisories/other.md --
---
title: Başqa
slug: basqa-unvan
---
",
    );
    assert!(
        site.has("public/az/bulletenler/subheli-fayl/index.html"),
        "{:?}",
        site.published().keys()
    );
    assert!(site.has("public/az/bulletenler/basqa-unvan/index.html"));
    assert!(!site.has("public/az/advisories"));
}

#[test]
fn dates_are_written_as_in_the_language_of_the_page() {
    let site = Site::plain("");
    let machine = "datetime=\"2026-01-12\">";
    site.shows("az/bulletenler/first/", machine).shows("az/bulletenler/first/", "12 yanvar 2026");
    site.shows("en/advisories/first/", machine).shows("en/advisories/first/", "12 January 2026");
}

#[test]
fn readers_of_an_older_text_are_led_to_the_newer_one() {
    let site = Site::shipped();
    let newer = |page: &str| site.page(page).contains("class=newer");
    for (az, en, is_az_told, is_en_told) in [
        ("updated: 2026-01-01", "updated: 2026-03-02", true, false),
        ("date: 2026-03-03", "updated: 2026-03-02", false, true),
        ("updated: 2026-03-02", "date: 2026-03-02", false, false),
        ("weight: 1", "updated: 2026-03-02", false, false),
    ] {
        site.edit(&format!(
            "-- content/az/p.md --\n---\ntitle: P\n{az}\n---\n-- content/en/p.md --\n---\ntitle: P\n{en}\n---\n"
        ));
        site.build().ok();
        assert_eq!((newer("az/p/"), newer("en/p/")), (is_az_told, is_en_told), "{az}, {en}");
        // Editors are told of the same pages.
        let told = site.check(&["--format", "json"]).diagnostics();
        let is_told = |page: &str| {
            told.iter().any(|d| d["code"] == "translation-outdated" && d["file"] == page)
        };
        let pages = ["content/az/p.md", "content/en/p.md"].map(is_told);
        assert_eq!(pages, [is_az_told, is_en_told], "{az}, {en}");
    }
}

#[test]
fn the_root_offers_every_language() {
    let site = Site::plain("");
    site.shows("index.html", "<li lang=\"az\"><a href=\"/az/\">Azərbaycanca</a>");
    site.shows("index.html", "<li lang=\"en\"><a href=\"/en/\">English</a>");
}

#[test]
fn every_language_has_a_not_found_page_that_no_one_indexes() {
    let site = Site::plain("");
    site.shows("az/404.html", "Bu ünvanda heç nə yoxdur.")
        .shows("az/404.html", "content=\"noindex\"");
    site.shows("en/404.html", "Nothing is at this address.").hides("sitemap.xml", "404");
    assert!(site.has("public/404.html"), "static hosts look for it at the root");
}

#[test]
fn one_language_is_enough_and_three_are_not_too_many() {
    let settings = |codes: &[&str]| {
        let list: Vec<_> = codes.iter().map(|c| format!("{{code: {c}, name: {c}}}")).collect();
        let texts: Vec<_> = codes.iter().map(|c| format!("{c}: Team")).collect();
        let (list, texts) = (list.join(", "), texts.join(", "));
        format!(
            "-- content/site.yaml --\nlanguages: [{list}]\ntitle: {{{texts}}}\ndescription: {{{texts}}}\n\
             base_url: {BASE}\ntheme: plain\ntime_zone: UTC\n-- content/data/tags.yaml --\n{{}}\n\
             -- content/team.yaml --\n{{}}\n"
        )
    };
    for codes in [&["en"][..], &["az", "en", "tr"]] {
        let site = Site::with(&settings(codes));
        for tree in ["az", "en"] {
            std::fs::remove_dir_all(site.path(&format!("content/{tree}"))).expect("it is ours");
        }
        for code in codes {
            site.edit(&format!("-- content/{code}/index.md --\n---\ntitle: Home\n---\n"));
            let strings = site.read("themes/plain/strings/en.yaml");
            site.write(&format!("themes/plain/strings/{code}.yaml"), strings);
        }
        site.build_with(&["--no-minify"]).ok();
        for code in codes {
            site.shows(&format!("{code}/"), &format!("<html lang=\"{code}\">"));
        }
        assert!(!site.has("public/az") || codes.contains(&"az"));
    }
}
