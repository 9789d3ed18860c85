//! Input that is wrong: a clear message with file, line and column, status 1, and the site that
//! was there before stays as it was.

use certsite_tests::{Site, site};

/// Builds a sound site, spoils it, and asserts that the next build says each of these texts and
/// touches nothing.
#[track_caller]
fn refuses(spoil: impl FnOnce(&Site), says: &[&str]) {
    let site = Site::with("");
    site.build().ok();
    let before = site.published();
    spoil(&site);
    let mut run = site.build().exits(1);
    for text in says {
        run = run.says(text);
    }
    site::assert_same(&before, &site.published(), "the previous output");
    // And `check` does not find it better.
    assert_eq!(site.check(&[]).code, 1);
}

/// The same for one more English page with this front matter and body.
#[track_caller]
fn refuses_page(text: &str, says: &[&str]) {
    refuses(|site| site.write("content/en/page.md", text), says);
}

#[test]
fn bytes_that_are_no_utf8_are_refused_at_their_line() {
    let bytes = b"---\ntitle: P\n---\nRight\n\xfe wrong\n";
    refuses(|site| site.write("content/en/page.md", bytes), &["content/en/page.md:5:1", "UTF-8"]);
}

#[test]
fn yaml_that_does_not_parse_is_refused() {
    refuses_page("---\ntitle: P\ntags: [a, b\n---\n", &["content/en/page.md:", "YAML"]);
    refuses(
        |site| site.write("content/site.yaml", "title: {az: a\n"),
        &["content/site.yaml:", "YAML"],
    );
    refuses(
        |site| site.write("content/team.yaml", "team:\n\tname: x\n"),
        &["content/team.yaml:2:"],
    );
}

#[test]
fn front_matter_that_is_missing_or_not_closed() {
    refuses_page("Text alone.\n", &["content/en/page.md:1:1", "front matter"]);
    refuses_page("---\ntitle: P\n\nText.\n", &["content/en/page.md:", "not closed"]);
    refuses_page("", &["content/en/page.md", "front matter"]);
}

#[test]
fn an_unknown_key_with_the_nearest_one() {
    let says = ["content/en/page.md:3:1", "unknown key “descripton”", "description"];
    refuses_page("---\ntitle: P\ndescripton: x\n---\n", &says);
    let spoil = |site: &Site| site.replace("content/site.yaml", "page_size: 3", "pagesize: 3");
    refuses(spoil, &["content/site.yaml:7:1", "pagesize", "page_size"]);
    let spoil = |site: &Site| site.replace("content/team.yaml", "  phone:", "  phnoe:");
    refuses(spoil, &["content/team.yaml:5:3", "phnoe", "phone"]);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    refuses_page("---\ntitle: P\ntitle: Q\n---\n", &["content/en/page.md:3:1", "title"]);
}

#[test]
fn a_page_without_a_title_is_refused() {
    refuses_page("---\ndescription: x\n---\n", &["content/en/page.md:2:1", "“title” is missing"]);
}

#[test]
fn dates_that_no_calendar_has_are_refused() {
    for date in ["2026-02-30", "soon", "01.02.2026", "2026-13-01"] {
        refuses_page(
            &format!("---\ntitle: P\ndate: {date}\n---\n"),
            &["content/en/page.md:3:7", date],
        );
    }
}

#[test]
fn two_pages_for_one_address_are_refused() {
    let says = ["content/en/page.md:3:", "/en/about/", "content/en/about.md"];
    refuses_page("---\ntitle: P\nslug: about\n---\n", &says);
    let says = ["content/en/page.md:3:", "/en/about/"];
    refuses_page("---\ntitle: P\naliases: [/en/about/]\n---\n", &says);
    // Against what certsite itself makes.
    refuses_page("---\ntitle: P\nslug: tags\n---\n", &["/en/tags/"]);
    refuses(|site| site.write("content/files/sitemap.xml", "<x/>"), &["sitemap.xml"]);
}

#[test]
fn addresses_that_differ_in_case_or_file_and_folder_only() {
    // `x.html` and `x.html/index.html` cannot both be on a disk.
    refuses_page(
        "---\ntitle: P\naliases: [/old.html, /old.html/]\n---\n",
        &["content/en/page.md:3:"],
    );
}

#[test]
fn a_link_to_nothing_is_refused_with_what_is_near() {
    let says = ["content/en/page.md:5:5", "nothing is at “abuot.md”", "about.md"];
    refuses_page(
        "---\ntitle: P\n---\n\nSee [this](abuot.md).\n".replace("See [this]", "See [one]").as_str(),
        &says,
    );
    refuses_page("---\ntitle: P\n---\n![x](none.png)\n", &["content/en/page.md:4:", "none.png"]);
    refuses_page(
        "---\ntitle: P\n---\n[x](about.md#nobody)\n",
        &["content/en/page.md:4:", "nobody"],
    );
    refuses_page("---\ntitle: P\n---\n[x](/en/about/)\n", &["content/en/page.md:4:", "absolute"]);
    refuses_page("---\ntitle: P\n---\n[x](../../../secret.md)\n", &["content/en/page.md:4:"]);
    refuses_page(
        "---\ntitle: P\n---\n[x](javascript:alert)\n",
        &["content/en/page.md:4:", "javascript:"],
    );
    let spoil = |site: &Site| site.replace("content/site.yaml", "[report.md]", "[reprot.md]");
    refuses(spoil, &["content/site.yaml:", "reprot.md"]);
}

#[test]
fn a_symbolic_link_out_of_the_tree() {
    let outside = Site::from("-- secret.md --\n---\ntitle: Secret\n---\n");
    let link = |site: &Site, at: &str, to: &str| {
        let made = std::os::unix::fs::symlink(outside.path(to), site.path(at));
        made.expect("a link can be made in a folder of ours");
    };
    refuses(
        |site| link(site, "content/en/page.md", "secret.md"),
        &["content/en/page.md", "symbolic link"],
    );
    refuses(|site| link(site, "content/en/folder", ""), &["content/en/folder", "symbolic link"]);
    refuses(
        |site| link(site, "themes/plain/assets/x", "secret.md"),
        &["themes/plain/assets/x", "symbolic link"],
    );
}

#[test]
fn a_symbolic_link_to_nothing_or_to_itself() {
    let link = |site: &Site, to: &str| {
        std::os::unix::fs::symlink(to, site.path("content/en/folder")).expect("the folder is ours");
    };
    refuses(|site| link(site, "nowhere"), &["content/en/folder"]);
    refuses(|site| link(site, "../en"), &["content/en/folder"]);
}

#[test]
fn a_template_that_is_not_there_is_refused() {
    refuses_page("---\ntitle: P\ntemplate: poster\n---\n", &["content/en/page.md:3:", "poster"]);
    refuses(|site| site.remove("themes/plain/templates/section.html"), &["section.html"]);
    let spoil = |site: &Site| site.replace("content/site.yaml", "theme: plain", "theme: plane");
    refuses(spoil, &["content/site.yaml:5:", "plane"]);
}

#[test]
fn a_template_that_does_not_parse() {
    let spoil = |site: &Site| site.replace("themes/plain/templates/home.html", "%}", "}");
    refuses(spoil, &["themes/plain/templates/home.html:1:"]);
}

#[test]
fn a_template_that_fails_names_the_page_being_rendered() {
    let spoil = |site: &Site| {
        let (old, new) = ("<p id=\"tags\">", "<p id=\"tags\">\n{{ page.title | round }}");
        site.replace("themes/plain/templates/page.html", old, new);
    };
    refuses(spoil, &["themes/plain/templates/page.html:7:", "round", "/az/"]);
}

#[test]
fn strings_that_one_language_lacks_are_refused() {
    let spoil = |site: &Site| {
        site.replace("themes/plain/strings/en.yaml", "skip: Skip to content, ", "");
    };
    refuses(spoil, &["nav.skip", "en"]);
}

#[test]
fn raw_html_and_control_characters_are_refused() {
    refuses_page(
        "---\ntitle: P\n---\n\nA <b>bold</b> word.\n",
        &["content/en/page.md:5:3", "raw HTML"],
    );
    refuses_page(
        "---\ntitle: P\n---\n\nA\u{7}\n",
        &["content/en/page.md:5:2", "control character"],
    );
    // Cyrillic schwa in place of the Azerbaijani letter.
    refuses_page("---\ntitle: P\n---\n\nB\u{4d9}li\n", &["content/en/page.md:5:2", "look"]);
}

#[test]
fn facts_and_tags_that_nobody_knows() {
    refuses_page(
        "---\ntitle: P\n---\n{{team.phnoe}}\n",
        &["content/en/page.md:4:", "team.phnoe", "team.phone"],
    );
    refuses_page(
        "---\ntitle: P\ntags: [phising]\n---\n",
        &["content/en/page.md:3:", "phising", "phishing"],
    );
}

#[test]
fn embeds_with_bad_data_are_refused() {
    refuses_page(
        "---\ntitle: P\n---\n```latest\nsection: nowhere.md\n```\n",
        &["content/en/page.md:", "nowhere.md"],
    );
    refuses_page("---\ntitle: P\n---\n```facts\nkyes: []\n```\n", &["content/en/page.md:", "kyes"]);
}

#[test]
fn an_output_folder_that_certsite_did_not_make() {
    let site = Site::with("-- public/precious.txt --\nmine\n");
    site.build().exits(1).says("public").says("not made by certsite");
    assert_eq!(site.tree("public").len(), 1);
    assert_eq!(site.read("public/precious.txt"), "mine\n");
    // Folders of the site's own input are no place for output either.
    for out in [".", "content", "themes/plain"] {
        let before = site.tree("");
        assert_ne!(site.build_with(&["--out", out]).code, 0, "--out {out}");
        site::assert_same(&before, &site.tree(""), out);
    }
}

#[test]
fn settings_that_are_missing_are_told() {
    for file in ["content/site.yaml", "content/team.yaml"] {
        refuses(|site| site.remove(file), &[file]);
    }
}

#[test]
fn blocks_hold_what_they_can_draw_and_nothing_else() {
    for (block, says) in [
        ("keys\nlimit: 3", &["en/page.md:5:1", "unknown key “limit”", "no keys here"][..]),
        ("glossary\nterms: []", &["en/page.md:5:1", "unknown key “terms”"]),
        ("taxonomy\nx: y", &["en/page.md:5:1", "unknown key “x”"]),
        ("search\nlimit: 3", &["en/page.md:5:1", "unknown key “limit”"]),
        ("keys\nall of them", &["en/page.md:5:1", "neither a key nor a value"]),
        ("latest\nsection: page.md", &["en/page.md:5:10", "is a page and no section"]),
        ("latest\nsection: index.md\nlimit: 0", &["en/page.md:6:8", "a whole number from 1"]),
        ("facts\nkeys: []", &["en/page.md:5:7", "names no fact"]),
        ("facts\nkeys: [team.name, team.name]", &["en/page.md:5:19", "stands twice"]),
        ("search\n```\n\n```search", &["en/page.md:8", "searches this language already"]),
    ] {
        refuses_page(&format!("---\ntitle: P\n---\n```{block}\n```\n"), says);
    }
    let page = "---\ntitle: P\n---\n```search\n```\n";
    let spoil = |site: &Site| {
        site.write("content/en/find.md", page);
        site.write("content/en/page.md", page);
    };
    refuses(spoil, &["content/en/page.md:", "content/en/find.md searches this language already"]);
}

#[test]
fn no_part_of_an_address_is_longer_than_a_name_of_a_file() {
    let long = "a".repeat(256);
    let says = "has a part of more than 255 bytes, which can be no file";
    refuses_page(&format!("---\ntitle: P\nslug: {long}\n---\n"), &["en/page.md:3:7", says]);
    let tag = format!("x:\n  name: {{az: X, en: X}}\n  slug: {{az: x, en: {long}}}\n");
    let spoil = |site: &Site| site.write("content/data/tags.yaml", &tag);
    refuses(spoil, &["content/data/tags.yaml:3:", says]);
    // Each part fits, and all together do not.
    let deep = format!("content/en/{}", format!("{}/", "a".repeat(250)).repeat(9));
    let spoil = |site: &Site| site.write(&format!("{deep}index.md"), "---\ntitle: P\n---\n");
    refuses(spoil, &["index.md", "is longer than 2,000 bytes"]);
    let fits = Site::with("");
    let page = format!("---\ntitle: P\nslug: {}\n---\n", &long[1..]);
    fits.write("content/en/page.md", &page);
    fits.build().ok();
}

#[test]
fn a_template_that_cannot_be_read_is_not_missing_too() {
    let site = Site::with("");
    site.write("themes/plain/templates/page.html", b"\xff");
    site.check(&[])
        .exits(1)
        .says("themes/plain/templates/page.html:1:1")
        .does_not_say("template-missing");
}
