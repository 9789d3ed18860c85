//! Mistakes that only the site as a whole shows: each is told at the line at which an editor mends
//! it, and once.

use certsite_tests::Site;
use certsite_tests::advisories::sample;

/// The errors and warnings of a site with these files, one a line, but for unknown facts and
/// missing translations.
fn told(files: &str) -> Vec<String> {
    let site = Site::with(files);
    let said = site.check(&["--format", "short"]).stdout;
    let others = ["[placeholder]", "[translation-missing]"];
    let lines = said.lines().filter(|line| !others.iter().any(|other| line.contains(other)));
    lines.map(str::to_owned).collect()
}

fn page(front: &str, text: &str) -> String {
    format!("-- content/en/page.md --\n---\ntitle: Page\n{front}---\n{text}\n")
}

#[test]
fn each_is_told_where_it_is_mended_and_once() {
    let settings = |more: &str| {
        format!(
            "-- content/site.yaml --\nlanguages: [{{code: az, name: A}}, {{code: en, name: B}}]\ntitle: {{az: A, en: B}}\ndescription: {{az: A, en: B}}\ntheme: plain\ntime_zone: Asia/Baku\n{more}\n"
        )
    };
    let mut wrong = Vec::new();
    for (files, expect) in [
        (
            page("", "ə See https://cert.example.org/nowhere/, please."),
            "en/page.md:4:7: error[dead-address]: the finished page /en/page/ links to https://cert.example.org/nowhere/, where nothing is",
        ),
        (
            page("", "> x\n> [ə](<https://cert.example.org/ə>)"),
            "en/page.md:5:3: error[dead-address]: the finished page /en/page/ links to https://cert.example.org/ə, where nothing is",
        ),
        (
            page("image: ../x.png\n", ""),
            "en/page.md:3:8: error[link-broken]: nothing is at “../x.png”",
        ),
        (
            page("slug: tags\ntags: [team]\n", ""),
            "en/page.md:3:7: error[address-taken]: the address /en/tags/ is already that of certsite itself",
        ),
        (
            page("slug: page\naliases: [/ə, /old]\n", "")
                + "-- content/en/other.md --\n---\ntitle: Other\naliases:\n  - /x\n  - \"/Ə/\"\n---\n",
            "en/page.md:4:11: error[alias-taken]: the alias “/ə” stands in content/en/other.md already",
        ),
        (
            page("aliases: [/en/About/]\n", ""),
            "en/page.md:3:11: warning[case-clash]: en/About and en/about differ in capital letters alone",
        ),
        (
            "-- content/files/Docs/x.txt --\nA\n-- content/files/docs/y.txt --\nb\n".to_owned(),
            "files/docs/y.txt: warning[case-clash]: docs and Docs differ in capital letters alone",
        ),
        (
            "-- content/files/Ə.txt --\nA\n-- content/files/ə.txt --\nb\n".to_owned(),
            "files/ə.txt: warning[case-clash]: ə.txt and Ə.txt differ in capital letters alone",
        ),
        (
            settings("").replace("code: en", "code: az"),
            "site.yaml:1:41: error[bad-value]: the language “az” stands there twice",
        ),
        (
            settings("tags_slug: {az: a, en: b, de: c}"),
            "site.yaml:6:27: warning[language-unknown]: “tags_slug” has a text in “de”, which is no language of the site",
        ),
        (
            settings("").replace("title: {az", "title: {ru: Б, az"),
            "site.yaml:2:9: warning[language-unknown]: “title” has a text in “ru”, which is no language of the site",
        ),
        (
            "-- content/data/tags.yaml --\nphishing: {name: {az: F, en: P, eng: P}, slug: {az: f, en: p}}\nteam: {name: {az: K, en: T}, slug: {az: k, en: p}}\n".to_owned(),
            "data/tags.yaml:1:33: warning[language-unknown]: “phishing.name” has a text in “eng”, which is no language of the site",
        ),
        (
            "-- content/data/tags.yaml --\nphishing: {name: {az: F, en: P}, slug: {az: f, en: p}}\nteam: {name: {az: K, en: T}, slug: {az: k, en: p}}\n".to_owned(),
            "data/tags.yaml:2:48: error[address-taken]: the address /en/tags/p/ is already that of the tag “phishing”",
        ),
        (
            "-- content/team.yaml --\nteam:\n  name: Team\n  address: [Here, {az: A, en: B, tr: C}]\n".to_owned(),
            "team.yaml:3:34: warning[language-unknown]: “team.address” has a text in “tr”, which is no language of the site",
        ),
    ] {
        let found = told(&files);
        let of_it = found.iter().filter(|line| line.contains(expect)).count();
        if of_it != 1 || found.iter().any(|line| !line.starts_with("content/")) {
            wrong.push(format!("{files}\n{expect}\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_tag_counts_once() {
    let site = Site::plain(&page("tags: [team, phishing, team]\n", ""));
    let html = site.page("en/page/");
    assert_eq!(html.matches("/en/tags/team/").count(), 1, "{html}");
    let found = told(&page("tags: [team, team, oops]\n", ""));
    let place = "content/en/page.md:3:20: error[unknown-tag]";
    assert!(found.iter().any(|line| line.starts_with(place)), "{}", found.join("\n"));
}

#[test]
fn pages_that_share_a_number_are_told_of_at_the_number_alone() {
    let site = sample();
    for lang in ["az", "en"] {
        let page = site.read(&format!("content/{lang}/advisories/sample-mail.md"));
        site.write(&format!("content/{lang}/advisories/z-again.md"), page);
    }
    let said = site.build().exits(1).stderr;
    let heads: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
    let expect = "error[advisory]: the number AZSC-2026-0001 is already that of content/az/advisories/sample-mail.md";
    assert_eq!(heads, [expect, expect], "{said}");
    assert!(said.contains("content/en/advisories/z-again.md:"), "{said}");
}
