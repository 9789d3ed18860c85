//! Files of settings and data that hold something of another shape than they should: each is told
//! at its place, and nothing else is told for its sake.

use certsite_tests::Site;

const STRINGS: &str = "themes/plain/strings/en.yaml";
const TAGS: &str = "content/data/tags.yaml";
const GLOSSARY: &str = "content/data/glossary.yaml";
const TEAM: &str = "content/team.yaml";
const PAGE: &str = "content/en/about.md";
const SITE: &str = "content/site.yaml";
const THEME: &str = "themes/plain/theme.yaml";
const RSIT: &str = "content/data/rsit.yaml";
const WORDS: &str = "content/data/register.yaml";

/// What `check` says of a site in which one file holds this, without the file's name and beyond
/// what it says of the site anyway. The page links nowhere and has no tag.
fn told(file: &str, text: &str) -> Vec<String> {
    let site = Site::with("");
    let check = || site.check(&["--format", "short"]).stdout;
    let before = check();
    site.write(file, text);
    let own = format!("{file}:");
    let after = check();
    let new = after.lines().filter(|line| line.contains(": error[") && !before.contains(line));
    new.map(|line| line.strip_prefix(&own).unwrap_or(line).replace("error[bad-value]: ", ""))
        .collect()
}

#[test]
fn each_is_told_at_its_place_and_alone() {
    let block =
        |name: &str, what: &str| format!("“{name}” is a block of keys, and here stands {what}");
    let whole = |what: &str| format!("1:1: here stands {what}, where a block of keys belongs");
    let text = |name: &str| format!("“{name}” is one text, and here stands nothing");
    for (file, yaml, expect) in [
        (TEAM, "", "1:1: nothing is stated here".to_owned()),
        (TEAM, "- team\n- x\n", whole("a list")),
        (TEAM, "team: x\n", format!("1:7: {}", block("team", "the text “x”"))),
        (TEAM, "team: {name: ~}\n", "1:8: “team.name” has no value".into()),
        (TEAM, "team: {name: []}\n", "1:14: team.name: this is not a text".into()),
        (
            TEAM,
            "team: {name: !none x}\n",
            "1:14: team.name: “!none” says that there is none, and “x” is not read".into(),
        ),
        (TEAM, "team: {name: !unknown [x]}\n", "1:14: team.name: this is not a text".into()),
        (TAGS, "[]", whole("a list")),
        (
            TAGS,
            "phishing: x\nteam: {name: {az: a, en: b}, slug: {az: a, en: b}}\n",
            format!("1:11: {}", block("phishing", "the text “x”")),
        ),
        (
            TAGS,
            "phishing: {nam: {}}\nteam: {name: {az: a, en: ~}, slug: {az: a, en: b}}\n",
            format!(
                "1:12: error[unknown-key]: unknown key “nam”\n1:1: error[missing-key]: the key “name” is missing\n2:26: {}",
                text("en")
            ),
        ),
        (TAGS, "a: {\nteam: b\nphishing: c\n", "1:4: error[yaml]".into()),
        (STRINGS, "", whole("nothing")),
        (STRINGS, "- a\n", whole("a list")),
        (STRINGS, "nav: {skip: \"Skip to\nform: {a: b}\n", "1:6: error[yaml]".into()),
        (GLOSSARY, "terms: x\n", "1:8: “terms” is a list, and here stands the text “x”".into()),
        (
            GLOSSARY,
            "terms: [{id: null, az: x, en: b, note: {az: a, en: y}}]\n",
            "1:14: “id” is one text, and here stands nothing".into(),
        ),
        (
            GLOSSARY,
            "terms: [{id: a, az: x, en: b, note: {az: '', en: y}}]\n",
            "error[language-missing]: “terms.note” has no text in “az”".into(),
        ),
        (
            PAGE,
            "---\ntitle: null\n---\n",
            "2:8: “title” is one text, and here stands nothing".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\ntags: [null]\n---\n",
            "3:8: item 1 of “tags” is one text, and here stands nothing".into(),
        ),
        (
            PAGE,
            "---\n- title\n---\n",
            "2:1: here stands a list, where a block of keys belongs".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\nsection: {feed: true}\n---\n",
            "3:1: “section” says how a folder lists its pages".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\ndate: 2026-02-03\nupdated: 2026-02-02\n---\n",
            "4:1: the page was changed on 2026-02-02".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\ntemplate: redirect\n---\n",
            "3:11: “redirect” is the template of pages that nobody writes".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\ntemplate: 404\n---\n",
            "3:11: “404” is the template of the page that visitors see where nothing is".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\nadvisory:\n---\n",
            "3:1: “advisory” is empty, so this page is none".into(),
        ),
        (
            PAGE,
            "---\ntitle: T\nsection: x\n---\n",
            format!("3:10: {}", block("section", "the text “x”")),
        ),
    ] {
        is_told(file, yaml, &expect);
    }
}

#[track_caller]
fn is_told(file: &str, text: &str, expect: &str) {
    let told = told(file, text);
    let expect: Vec<&str> = expect.lines().collect();
    assert_eq!(told.len(), expect.len(), "{text}\n{told:#?}");
    for line in expect {
        assert!(told.iter().any(|told| told.contains(line)), "{text}\n{line}\n{told:#?}");
    }
}

#[test]
fn so_are_those_of_the_whole_site() {
    let whole = |what: &str| format!("1:1: here stands {what}, where a block of keys belongs");
    let unknown = |at: &str, key: &str| format!("{at}: error[unknown-key]: unknown key “{key}”");
    for nothing in ["null", "~", "~\n"] {
        is_told(SITE, nothing, &whole("nothing"));
    }
    for file in [SITE, THEME, RSIT, WORDS, GLOSSARY] {
        is_told(file, "[]\n", &whole("a list"));
    }
    for (file, yaml, expect) in [
        (THEME, "x", whole("the text “x”")),
        (THEME, "name: plain\nnope: x\n", unknown("2:1", "nope")),
        (THEME, "name: [a]\n", "1:7: “name” is one text, and here stands a list".into()),
        (WORDS, "Spam wave: abusive-content/spam\n", unknown("1:1", "Spam wave")),
        (WORDS, "classes: x\n", "1:10: “classes” is a block of keys".into()),
        (GLOSSARY, "terms: []\nnames_xx: y\n", unknown("2:1", "names_xx")),
        (RSIT, "meta: {name: x}\nclasses: []\nnope: x\n", unknown("3:1", "nope")),
        (
            RSIT,
            "classes:\n  - {code: a, name: {az: a, en: a}, description: {az: a, en: a}, typs: []}\n",
            format!(
                "{}\n2:5: error[missing-key]: the key “types” is missing",
                unknown("2:66", "typs")
            ),
        ),
    ] {
        is_told(file, yaml, &expect);
    }
    let words = Site::with("").read(STRINGS).replacen("Skip to content", "\" \"", 1);
    is_told(STRINGS, &words, "1:7: the string “nav.skip” is empty");
}

#[test]
fn each_value_of_the_settings_is_told_where_it_stands() {
    let site = Site::with("");
    let settings = site.read(SITE);
    for (old, new, expect) in [
        (
            "page_size: 3",
            "page_size: 99999999999999999999",
            "7:12: “page_size” is a number of at most 19 digits, or a text",
        ),
        ("name: English", "name: \" \"", "1:63: the language “en” has no name"),
        ("report_page: report.md", "report_page: ~", "8:1: “report_page” has no value"),
        ("page_size: 3", "page_size: 3\ntags_slug:", "8:1: “tags_slug” has no value"),
        ("base_url: https://cert.example.org", "base_url:", "4:1: “site.base_url” has no value"),
        ("en: Sample team", "en: \"\"", "“title” has no text in “en”"),
        ("time_zone: Asia/Baku", "time_zone: Mars/X", "6:12: “Mars/X” is no time zone"),
    ] {
        is_told(SITE, &settings.replacen(old, new, 1), expect);
    }
    for (yaml, expect) in [
        ("team: {time_zone: Mars/X}", "1:19: “Mars/X” cannot be team.time_zone"),
        (
            "team: {constituency: {ranges: [10.0.0.0/8, 300.1.1.1/8]}}",
            "1:44: “300.1.1.1/8” cannot be team.constituency.ranges",
        ),
        ("csaf: {role: [csaf_provider]}", "1:14: csaf.role is one value, in all languages"),
        (
            "csaf: {publisher_namespace: {az: \"https://a.az\", en: \"https://b.az\"}}",
            "1:29: csaf.publisher_namespace is one value, in all languages",
        ),
        (
            "csaf: {versions: {az: \"2.0\", en: \"2.1\"}}",
            "1:18: csaf.versions is the same in all languages",
        ),
        (
            "csaf: {versions: [\"2.0\", {az: \"2.1\", en: \"2.1\"}]}",
            "1:26: csaf.versions is the same in all languages",
        ),
        (
            "ti: {url: {az: \"https://a.az\", en: \"https://b.az\"}}",
            "1:11: ti.url is the same in all languages",
        ),
        (
            "team: {pgp: {file: {az: a.asc, en: b.asc}}}",
            "1:20: team.pgp.file is the same in all languages",
        ),
        (
            "security_txt: {policy_url: {az: \"https://a.az\", en: \"https://b.az\"}}",
            "1:28: security_txt.policy_url is the same in all languages",
        ),
        (
            "security_txt: {contact: {az: \"https://a.az\", en: \"https://b.az\"}}",
            "1:25: security_txt.contact is the same in all languages",
        ),
        (
            "advisories: {license: {az: MIT, en: CC0-1.0}}",
            "1:23: advisories.license is the same in all languages",
        ),
        ("team: {time_zone: [Asia/Baku]}", "1:19: team.time_zone is one value, in all languages"),
        ("team: {pgp: {expires: [2026-12-01]}}", "team.pgp.expires is one value"),
        (
            "ti: {url: \"https://u:p@a.az/\"}",
            "1:12: an address in ti.url tells its password to everybody",
        ),
        (
            "team: {address: [Street, \"see https://u:p@a.az/\"]}",
            "1:27: an address in team.address tells its password to everybody",
        ),
        (
            "team: {constituency: {asn: AS99999999999}}",
            "1:28: “AS99999999999” cannot be team.constituency.asn",
        ),
        (
            "team: {constituency: {domains: [a.example, \"-x\"]}}",
            "1:45: “-x” cannot be team.constituency.domains",
        ),
    ] {
        is_told(TEAM, yaml, expect);
    }
}

#[test]
fn what_cannot_be_read_is_not_said_to_be_missing() {
    for file in [SITE, TEAM, STRINGS] {
        let site = Site::with("");
        site.write(file, [site.read(file).as_bytes(), b"# \xe9\n"].concat());
        let run = site.check(&["--format", "short"]);
        assert!(run.stdout.contains("error[not-utf8]"), "{}", run.stdout);
        assert!(!run.stdout.contains("settings-missing"), "{}", run.stdout);
    }
}

/// A link to what is there and cannot be read, or leads out of its folder, is no other mistake.
#[test]
fn what_is_there_is_not_said_to_be_missing_where_it_is_linked() {
    let site = Site::with("");
    let folder = PAGE.rsplit_once('/').expect("it lies in a folder").0;
    site.write(&format!("{folder}/odd.md"), b"---\ntitle: \xe9\n---\n");
    for (name, target) in [("across.txt", "content/team.yaml"), ("nowhere.txt", "content/none")] {
        std::os::unix::fs::symlink(site.path(target), site.path(&format!("{folder}/{name}")))
            .expect("it is ours");
    }
    site.write(
        PAGE,
        "---\ntitle: T\n---\n[a](odd.md) [b](across.txt) [c](nowhere.txt) [d](gone.md)\n",
    );
    let run = site.check(&["--format", "short"]).exits(1);
    for said in ["error[not-utf8]", "across.txt:", "nowhere.txt:", "gone.md"] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
    assert_eq!(run.stdout.matches("error[link-broken]").count(), 1, "{}", run.stdout);
}

#[test]
fn what_may_be_left_out_may_be_left_empty() {
    for (file, yaml) in [
        (TEAM, "{}\n"),
        (TEAM, "team:\n  name: !none\n  phone: !unknown\n"),
        (PAGE, "---\ntitle: T\ndescription:\ndate:\ntags:\nsection:\n---\n"),
    ] {
        assert_eq!(told(file, yaml), [""; 0], "{yaml}");
    }
}

#[test]
fn a_page_stands_in_a_menu_once() {
    let site = Site::with("");
    site.replace(
        "content/site.yaml",
        "footer: [report.md]",
        "footer: [report.md, about.md, report.md]",
    );
    site.check(&[])
        .exits(1)
        .says("content/site.yaml:")
        .says("“report.md” stands in this menu twice");
}

/// What is wrong with a form is the cause; that no page can draw it is told of no more.
#[test]
fn a_form_that_is_wrong_is_not_said_to_be_missing() {
    for (form, expect) in [
        ("id: incident\nnope: x\n", "content/forms/incident.yaml:2:1: error[unknown-key]"),
        ("id: [\n", "content/forms/incident.yaml:"),
        ("", "content/forms/incident.yaml:1:1: error"),
    ] {
        let site = Site::with("");
        site.write("content/forms/incident.yaml", form);
        let page = "---\ntitle: T\n---\n```form\nid: incident\n```\n\n```personal-data\nform: incident\n```\n";
        site.write("content/en/report.md", page);
        let said = site.check(&["--format", "short"]).exits(1).stdout;
        assert!(said.contains(expect), "{form}: {said}");
        assert!(!said.contains("there is no form"), "{form}: {said}");
    }
    let site = Site::with("-- content/en/p.md --\n---\ntitle: T\n---\n```form\nid: x\n```\n");
    site.check(&[]).exits(1).says("there is no form “x”: content/forms/ holds none");
}
