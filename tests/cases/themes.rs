//! The contract of themes: what templates are given is what `certsite schema --theme` says, what the
//! shipped theme uses is in it, and their guide lists all of it and shows a theme that works.

use crate::form;
use certsite_tests::contract::{Contract, entries};
use certsite_tests::guide::{files, text};
use certsite_tests::reference::{self, BEGIN, END};
use certsite_tests::templates::Templates;
use certsite_tests::{Site, advisories, dump, project, statistics};
use std::collections::{BTreeMap, BTreeSet};

/// Where the shipped theme's templates lie.
const TEMPLATES: &str = "themes/cert/templates";

/// The guide for authors of themes.
const GUIDE: &str = "themes/README.md";

/// The shipped theme's templates, by name.
fn templates(site: &Site) -> BTreeMap<String, String> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("templates are text");
    site.tree(TEMPLATES).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

/// A site with all that certsite can draw, but for figures that were revised.
fn full() -> Site {
    let site = advisories::whole();
    statistics::write(&site, 7, &crate::statistics::MONTHS);
    form::state_facts(&site);
    site.state("members", "[\"A, head\", \"B, analysis\"]");
    site.replace("content/site.yaml", "page_size: 20", "page_size: 3");
    let key = std::fs::read_to_string(project().join("tests/sites/mistakes/key-expires.txt"));
    let key = key.expect("it is there");
    site.edit(key.split("-- does --").next().expect("its files"));
    let dot = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    site.write("content/files/dot.svg", dot);
    let outside = "  footer:\n    - {title: {az: A, en: B}, url: \"https://example.org/\"}\n";
    site.replace("content/site.yaml", "  footer:\n", outside);
    let said = ["contact", "issuing_authority", "distribution", "legal_disclaimer"];
    let said = said.map(|key| format!("  {key}: {{az: A, en: B}}\n")).concat();
    let said = said + "  license: CC-BY-4.0\n";
    site.write("content/data/providers.yaml", crate::providers::PROVIDERS);
    site.write("content/en/providers.md", "---\ntitle: P\n---\n```providers\n```\n");
    let terms = format!("advisories:\n{said}  notes: [{{az: A, en: B}}]\n\ncsaf:\n");
    site.replace("content/team.yaml", "csaf:\n", &terms);
    site.edit(
        "-- content/en/advisories/rules.md --
---
title: A rule
description: How to find it.
date: 2026-05-01
advisory:
  id: AZSC-2026-0901
  original: en
  status: final
  tlp: TLP:CLEAR
  revisions: [{number: 1, date: 2026-05-01, summary: First version}]
  references: [{title: Elsewhere, url: \"https://example.org/\"}]
  malware: [{name: Loader}]
  rules:
    - {kind: yara, name: loader, comment: its loader, phase: installation, malware: Loader,
       technique: T1204.002 Malicious File, first_seen: 2026-01-22, confidence: 80,
       text: \"rule Loader { condition: true }\"}
---
Text.
-- content/en/advisories/gone.md --
---
title: Taken back
description: It held for a day.
date: 2026-05-01
updated: 2026-05-02
image: ../../files/dot.svg
advisory:
  id: AZSC-2026-0900
  status: final
  tlp: TLP:CLEAR
  revisions:
    - {number: 1, date: \"2026-05-01T14:30+04:00\", summary: First version}
  withdrawn: {date: \"2026-05-02T09:00+04:00\", reason: It was none.}
  indicators_withdrawn: [evil.example]
  references: [{title: Elsewhere, url: \"https://example.org/\"}]
---
Text.
-- content/az/late.md --
---
title: Gec
date: 2026-04-01
updated: 2026-05-01
tags: [team]
---
-- content/az/early.md --
---
title: Tez
date: 2026-04-02
tags: [team]
---
-- content/en/late.md --
---
title: Late
updated: 2026-05-02
---
",
    );
    site
}

/// All that templates are given when a site is built, each with its file in the schema.
fn given(site: &Site) -> Vec<(String, serde_json::Value)> {
    let names = templates(site);
    for name in names.keys() {
        let is_page = !name.contains('/');
        // What draws a part is gone, with the names that it gave to things in it.
        let is_part = name.starts_with("parts/");
        let text = if is_part { String::new() } else { dump::template(name, is_page) };
        site.write(&format!("{TEMPLATES}/{name}"), text);
    }
    site.build_with(&["--no-minify"]).ok();
    let files = site.published().into_iter().chain(site.tree("form-bundle"));
    let pages = files.filter(|(path, _)| path.ends_with(".html"));
    let given = pages.flat_map(|(_, bytes)| dump::given(&String::from_utf8_lossy(&bytes)));
    given.map(|(name, value)| (file(&name), value)).collect()
}

/// A template as the schema names it.
fn file(name: &str) -> String {
    match name.split_once('/') {
        Some(("once", _)) => "templates/once/<name>.html".to_owned(),
        _ => format!("templates/{name}"),
    }
}

#[test]
fn what_templates_are_given_is_what_the_schema_says() {
    let contract = Contract::of_program();
    let (mut seen, mut drawn) = (BTreeSet::new(), BTreeSet::new());
    for (file, value) in [full(), Site::shipped()].iter().flat_map(given) {
        let schema = contract.file(&file).unwrap_or_else(|| panic!("{file} is no file"));
        let wrong = contract.wrong(schema, &value, &mut seen);
        assert!(wrong.is_empty(), "{file}: {wrong:#?}");
        drawn.insert(file);
    }
    let given = contract.files().map(|(file, _)| file.to_owned());
    let not_drawn: Vec<_> =
        given.filter(|file| file.starts_with("templates/") && !drawn.contains(file)).collect();
    assert_eq!(not_drawn, [""; 0]);
    let properties =
        contract.types().filter(|(name, _)| *name != "Strings").flat_map(|(name, of)| {
            entries(&of["properties"]).map(move |(own, _)| format!("{name}.{own}"))
        });
    let unseen: Vec<_> = properties.filter(|own| !seen.contains(own)).collect();
    // Neither site has sensors, revisions or an editor's words on a month; `showcase` has.
    assert_eq!(unseen, ["ReportView.events", "SourceView.revised", "ReportLink.note"]);
}

#[test]
fn what_the_shipped_theme_uses_is_in_the_schema() {
    let contract = Contract::of_program();
    let site = Site::shipped();
    let templates = Templates { contract: &contract, texts: templates(&site) };
    let mut known = BTreeSet::new();
    // A frame and parts are read where they are extended and included.
    let is_own = |name: &&String| *name != "base.html" && !name.starts_with("parts/");
    for name in templates.texts.keys().filter(is_own) {
        let file = file(name);
        let given = contract.file(&file).unwrap_or_else(|| panic!("{file} is not in the schema"));
        let used = templates.used(name, given);
        assert!(used.unknown.is_empty(), "{name}: {:#?}", used.unknown);
        known.extend(used.known);
    }
    assert!(known.len() > 250, "only {} names were found", known.len());
}

#[test]
fn the_guide_lists_all_that_a_theme_gets() {
    let words = reference::words(&text("themes/cert/strings/en.yaml"));
    let made = reference::reference(&Contract::of_program(), &words);
    let guide = text(GUIDE);
    let (before, rest) = guide.split_once(BEGIN).expect("it says where the list begins");
    let (_, after) = rest.split_once(END).expect("it says where the list ends");
    let whole = format!("{before}{BEGIN}{made}{END}{after}");
    if std::env::var("CERTSITE_EXPECT").is_ok_and(|what| what == "write") {
        std::fs::write(project().join(GUIDE), &whole).expect("the guide can be written");
    } else {
        let says = "write it anew: CERTSITE_EXPECT=write cargo test --release --workspace --test cases themes";
        assert!(guide == whole, "{GUIDE} is not what certsite gives to themes; {says}");
    }
}

/// A site that is drawn by the minimal theme of the guide.
fn minimal(site: Site, theme: &str) -> Site {
    for (path, file) in files(&text(GUIDE)) {
        site.write(&format!("themes/mine/{path}"), file);
    }
    site.replace("content/site.yaml", &format!("theme: {theme}"), "theme: mine");
    site
}

#[test]
fn the_minimal_theme_of_the_guide_draws_a_site() {
    let site = minimal(Site::with(""), "plain");
    site.replace("content/en/about.md", "tags:", "aliases: [/team/]\ntags:");
    site.build().ok();
    for (page, text) in [
        ("en/", "<h1>Home</h1>"),
        ("en/about/", "incidents@example.org"),
        ("en/advisories/", ">Phishing letters</a>"),
        ("en/tags/", ">Phishing</a> 1"),
        ("en/tags/phishing/", ">Phishing letters</a>"),
        ("en/404.html", "Nothing is at this address."),
        ("404.html", ">Azərbaycanca</a>"),
        ("index.html", ">English</a>"),
        ("team/", "url=/en/about/"),
    ] {
        site.shows(page, text);
    }
    site.check(&[]).ok();
    assert!(!site.has("themes/mine/templates/embeds"));
}

#[test]
fn with_the_blocks_of_the_shipped_theme_it_draws_the_shipped_site() {
    let site = minimal(Site::shipped(), "cert");
    for part in ["strings", "templates/embeds", "templates/parts"] {
        site.copy(&project().join("themes/cert").join(part), &format!("themes/mine/{part}"));
    }
    site.build().ok();
    site.shows("en/glossary/", "class=glossary").shows("en/rfc2350/", "class=numbered");
}

#[test]
fn words_that_certsite_asks_for_must_be_there_in_each_language() {
    for (key, line) in [
        ("tags.all", "tags: {all: All topics}"),
        ("receipt.title", "receipt: {title: Your report was received}"),
    ] {
        let site = minimal(Site::with(""), "plain");
        let az = site.read("themes/mine/strings/az.yaml");
        let block = key.split('.').next().expect("a split has a first part");
        let others = az.lines().filter(|line| !line.starts_with(&format!("{block}:")));
        site.write("themes/mine/strings/az.yaml", others.collect::<Vec<_>>().join("\n"));
        site.replace("themes/mine/strings/en.yaml", line, "");
        let mut build = site.build().exits(1);
        for lang in ["az", "en"] {
            build = build
                .says(&format!("themes/mine/strings/{lang}.yaml"))
                .says(&format!("string “{key}” has no text in “{lang}”"));
        }
    }
}

#[test]
fn words_that_a_feature_asks_for_must_be_there_once_a_site_has_it() {
    let advisory = "-- content/en/advisories/w.md --
---
title: W
description: D
date: 2026-01-12
advisory:
  id: ADV-2026-0001
  status: final
  tlp: TLP:CLEAR
  revisions: [{number: 1, date: 2026-01-12, summary: First}]
---
";
    let facts = "-- content/en/more.md --
---
title: More
---
```facts
keys: [team.phone]
```
";
    let report = "-- content/en/more.md --
---
title: More
---
```report
period: 2026-10
```
";
    for (page, is_drawn, told, not_told) in [
        ("", true, "", "has no text"),
        (advisory, false, "advisory.status_final", "string “figures."),
        (facts, true, "facts.team.phone", "string “facts.team.fax"),
        (report, true, "figures.by_month", "string “advisory."),
        // That there is no template says enough.
        (report, false, "", "has no text"),
    ] {
        let site = minimal(Site::with(page), "plain");
        if is_drawn {
            for part in ["templates/embeds", "templates/parts"] {
                let from = project().join("themes/cert").join(part);
                site.copy(&from, &format!("themes/mine/{part}"));
            }
        }
        let mut build = site.build();
        for lang in ["az", "en"].iter().filter(|_| !told.is_empty()) {
            build = build
                .says(&format!("themes/mine/strings/{lang}.yaml"))
                .says(&format!("string “{told}” has no text in “{lang}”"));
        }
        build.does_not_say(not_told);
        site.check(&["--format", "short"]).does_not_say(not_told);
    }
}

#[test]
fn a_value_that_does_not_exist_is_told_also_where_it_is_taken_for_html() {
    for (written, told) in [
        ("{{ page.bdy | safe }}", "“page.bdy” is not defined"),
        ("{{ pag | safe }}", "“pag” is not defined"),
        ("{{ facts[\"team.phon\"] | safe }}", "“facts[\"team.phon\"]” is not defined"),
        ("{{ t.tags.al | safe }}", "“t.tags.al” is not defined"),
        ("{{ once.header | safe }}", "“once.header” is not defined"),
    ] {
        let site = minimal(Site::with(""), "plain");
        let template = "themes/mine/templates/base.html";
        site.replace(
            template,
            "{{ page.body | safe }}",
            &format!("{{{{ page.body | safe }}}}{written}"),
        );
        site.build().exits(1).says(told).says(template);
    }
    let site = minimal(Site::with(""), "plain");
    let missing = "{{ page.bdy | default(value=\"none\") | safe }}{{ 3 | safe }}";
    site.replace("themes/mine/templates/base.html", "{{ page.body | safe }}", missing);
    site.build().ok();
    site.shows("en/", "none3");
}

#[test]
fn a_name_that_may_be_meant_is_told_with_one_that_is_not_there() {
    for (written, told) in [
        ("{{ page.title | uper }}", "there is no filter “uper”; did you mean “upper”?"),
        (
            "{% if page is define %}{% endif %}",
            "there is no test “define”; did you mean “defined”?",
        ),
        ("{{ rnge(end=3) }}", "there is no function “rnge”; did you mean “range”?"),
        ("{% iff page %}", "there is no tag “iff”; did you mean “if”?"),
        ("{{ page.title | markdown }}", "there is no filter “markdown”\n"),
        ("{{ page.titel }}", "“page.titel” is not defined; did you mean “title”?"),
        ("{{ \"a\" ~ page.titel }}", "“page.titel” is not defined; did you mean “title”?"),
        ("{% if not site.menus.mian %}{% endif %}", "did you mean “main”?"),
        ("{% set x = t.tags.al %}", "“t.tags.al” is not defined; did you mean “all”?"),
        ("{{ pag }}", "“pag” is not defined; did you mean “page”?"),
    ] {
        let site = minimal(Site::with(""), "plain");
        let template = "themes/mine/templates/page.html";
        site.write(template, format!("\n{written}\n"));
        site.build().exits(1).says(told).says(&format!("{template}:2:"));
    }
}

#[test]
fn a_slip_in_the_name_of_a_block_of_words_is_told_once_at_its_line() {
    let facts =
        "-- content/en/more.md --\n---\ntitle: More\n---\n```facts\nkeys: [team.phone]\n```\n";
    let (az, en) = ("themes/plain/strings/az.yaml", "themes/plain/strings/en.yaml");
    for (slips, from, to, written, meant) in [
        (&[en][..], "\nalert:", "\nalrt:", "alrt", "alert"),
        (&[az], "{note:", "{noet:", "noet", "note"),
        (&[en], "\nseverity:", "\nseverty:", "severty", "severity"),
        (&[az, en], "\nfacts:", "\nfakts:", "fakts", "facts"),
        (&[az, en], "phone:", "phon:", "phon", "phone"),
    ] {
        let site = Site::with(facts);
        for file in slips {
            site.replace(file, from, to);
        }
        let run = site.check(&["--format", "short"]).exits(1);
        let told: Vec<&str> = run.stdout.lines().filter(|line| line.contains("error[")).collect();
        assert_eq!(told.len(), slips.len(), "{told:#?}");
        for (file, told) in slips.iter().zip(told) {
            let text = site.read(file);
            let before = text.split(&to[to.len() - written.len() - 1..]).next();
            let line = 1 + before.expect("a split has a first part").matches('\n').count();
            assert!(told.starts_with(&format!("{file}:{line}:")), "{line}: {told}");
            assert!(told.contains(&format!("unknown key “{written}”")), "{told}");
        }
        site.build().exits(1).says(&format!("did you mean “{meant}”?"));
    }
}

#[test]
fn a_block_of_a_page_that_certsite_writes_is_asked_of_the_theme() {
    let site = Site::shipped();
    statistics::write(&site, 7, &crate::statistics::MONTHS);
    let template = "themes/cert/templates/embeds/report.html";
    site.remove(template);
    let run = site.certsite(&["build", "--date", "2027-01-15"]).exits(1);
    run.says("the theme has no template “embeds/report.html”")
        .says(&format!("--> {template}"))
        .says("content/az/statistics/2025-01.md, which certsite writes, has such a block");
    let page = "content/en/own.md";
    site.write(page, "---\ntitle: Own\n---\n```report\nperiod: 2026-02\n```\n");
    let run = site.certsite(&["build", "--date", "2027-01-15"]).exits(1);
    run.says(&format!("--> {page}:5:")).says("or take the block out");
}
