//! Days to come, what stands twice in a list, values of another kind than their key's: each told at its
//! line, in words of our own, and all of one block at once.

use crate::advisory_mistakes::problems;
use certsite_tests::Site;
use certsite_tests::advisories::sample;

/// Asserts that what stands instead of a text is told first, as this and nothing else.
#[track_caller]
fn told(old: &str, new: &str, expect: &[&str]) {
    let found = problems(old, new);
    let is_all = found.len() == expect.len()
        && found.iter().zip(expect).all(|(found, expect)| found.starts_with(expect));
    assert!(is_all, "{new}: {found:#?}");
}

#[test]
fn days_to_come_are_told_wherever_they_stand() {
    let weakness = "    - cve: CVE-2026-0001\n";
    for (key, place, what) in [
        ("discovered: 2999-01-01", "16:19", "the discovery"),
        ("released: 2999-01-01", "16:17", "the release"),
        ("exploited: {since: 2999-01-01}", "16:26", "the exploitation"),
        ("epss: {score: 0.1, date: 2999-01-01}", "16:32", "the EPSS score"),
        ("ssvc: {decision: act, date: 2999-01-01}", "16:35", "the decision by SSVC"),
        ("known_exploited: [{list: KEV, date: 2999-01-01}]", "16:43", "the entry of KEV"),
        ("threats: [{kind: impact, text: x, date: 2999-01-01}]", "16:47", "the threat"),
    ] {
        let expect =
            format!("{place} advisory: {what} is dated 2999-01-01, later than this build (");
        told(weakness, &format!("{weakness}      {key}\n"), &[&expect]);
    }
    told(
        "45.9.148.3",
        "{ip: 45.9.148.3, first_seen: 2999-01-01}",
        &["20:36 advisory: the sighting is dated 2999-01-01, later than this build ("],
    );
}

/// What an advisory tells of had happened when its newest version came out.
#[test]
fn no_version_tells_what_came_after_it() {
    let weakness = "    - cve: CVE-2026-0001\n";
    let later = |what: &str, date: &str| {
        format!(
            "advisory: {what} is dated {date}, later than version 2 (2026-01-13) / add a version"
        )
    };
    for (key, place, expect) in [
        ("exploited: {since: 2026-01-14}", "16:26", Some(later("the exploitation", "2026-01-14"))),
        (
            "epss: {score: 0.1, date: 2026-01-14}",
            "16:32",
            Some(later("the EPSS score", "2026-01-14")),
        ),
        (
            "ssvc: {decision: act, date: 2026-01-13T14:30+04:00}",
            "16:35",
            Some(later("the decision by SSVC", "2026-01-13 14:30 +04:00")),
        ),
        ("ssvc: {decision: act, date: 2026-01-13}", "16:35", None),
        ("epss: {score: 0.1, date: 2026-01-13T01:00+04:00}", "16:32", None),
        ("exploited: {since: 2025-12-01}", "16:26", None),
        ("discovered: 2026-01-14", "16:19", Some(later("the discovery", "2026-01-14"))),
        ("released: 2026-01-14", "16:17", Some(later("the release", "2026-01-14"))),
        (
            "known_exploited: [{list: KEV, date: 2026-01-14}]",
            "16:43",
            Some(later("the entry of KEV", "2026-01-14")),
        ),
        (
            "threats: [{kind: impact, text: x, date: 2026-01-14}]",
            "16:47",
            Some(later("the threat", "2026-01-14")),
        ),
        ("released: 2026-01-13", "16:17", None),
        ("known_exploited: [{list: KEV, date: 2026-01-13}]", "16:43", None),
    ] {
        let expect = expect.map(|what| format!("{place} {what}"));
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        told(weakness, &format!("{weakness}      {key}\n"), &expect);
    }
    // The same outside vulnerabilities.
    let mark = "    - 45.9.148.3\n";
    let rule = "name: a, text: \"rule a { condition: true }\"";
    for (instead, place, what) in [
        ("    - {ip: 45.9.148.3, first_seen: 2026-01-14}\n".to_owned(), "20:36", "the sighting"),
        ("    - {ip: 45.9.148.3, last_seen: 2026-01-14}\n".into(), "20:35", "the sighting"),
        (
            format!("{mark}  rules: [{{kind: yara, {rule}, first_seen: 2026-01-14}}]\n"),
            "21:81",
            "the use of the rule",
        ),
        (
            format!(
                "{mark}  remediations:\n    - {{kind: vendor_fix, text: x, date: 2026-01-14}}\n"
            ),
            "22:41",
            "the remediation",
        ),
        (
            format!(
                "{mark}  indicators_withdrawn:\n    - {{ip: 45.9.148.4, last_seen: 2026-01-14}}\n"
            ),
            "22:35",
            "the sighting",
        ),
    ] {
        let expect = format!("{place} {}", later(what, "2026-01-14"));
        told(mark, &instead, &[&expect]);
        told(mark, &instead.replace("2026-01-14", "2026-01-13"), &[]);
    }
    // The end is a version, too.
    let products = "  products:\n    - {key: one, vendor: V, product: Prod, affected: before 2}\n";
    let both = format!("{products}  vulnerabilities:\n{weakness}");
    let ended = format!("  withdrawn: {{date: 2026-01-20, reason: wrong}}\n{both}");
    told(&both, &format!("{ended}      epss: {{score: 0.1, date: 2026-01-20}}\n"), &[]);
    let late = later("the EPSS score", "2026-01-21").replace("2 (2026-01-13)", "3 (2026-01-20)");
    let expect = format!("17:32 {late}");
    told(&both, &format!("{ended}      epss: {{score: 0.1, date: 2026-01-21}}\n"), &[&expect]);
}

/// The day of a version is the one that it is where the team is.
#[test]
fn a_moment_is_of_the_day_that_its_instant_is() {
    let site = sample();
    let path = |lang: &str| format!("content/{lang}/advisories/sample-mail.md");
    let pages = ["az", "en"].map(|lang| (path(lang), site.read(&path(lang))));
    let last = pages[0].1.lines().rfind(|line| line.contains("number: "));
    let last = last.and_then(|line| line.split("date: ").nth(1)).expect("a version").to_owned();
    let last = last.split(',').next().expect("a date");
    for (moment, is_later) in [("T23:59-12:00", true), ("T23:59+14:00", false), ("T12:00Z", false)]
    {
        for (path, page) in &pages {
            let date = format!("date: {last}{moment}");
            site.write(path, page.replace(&format!("date: {last},"), &format!("{date},")));
        }
        let said = site.certsite(&["build", "--date", last]).stderr;
        assert_eq!(said.contains("is dated 2026-01-14 "), is_later, "{moment}: {said}");
    }
}

#[test]
fn what_stands_twice_in_a_list_is_told_at_its_second_place() {
    let product = "affected: before 2}";
    let weakness = "    - cve: CVE-2026-0001\n";
    let twice = |item: &str, line: u32| format!("advisory: “{item}” stands in line {line} already");
    for (old, list, item, place) in [
        (product, "cpe: [C, C]", "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", 13),
        (product, "models: [M1, M1]", "M1", 13),
        (weakness, "cwe: [CWE-79 A b, CWE-79 A b]", "CWE-79", 16),
        (
            weakness,
            "ids: [EUVD-2026-1, EUVD-2026-1]",
            "European Vulnerability Database EUVD-2026-1",
            16,
        ),
        (
            weakness,
            "known_exploited: [{list: KEV, date: 2026-01-12}, {list: KEV, date: 2026-01-13}]",
            "KEV",
            16,
        ),
    ] {
        let list = list.replace("[C, C]", &format!("[\"{item}\", \"{item}\"]"));
        let new = match old == product {
            true => format!("affected: before 2, {list}}}"),
            false => format!("{weakness}      {list}\n"),
        };
        let found = problems(old, &new);
        let expect = twice(item, place);
        assert!(found.len() == 1 && found[0].contains(&expect), "{list}: {found:#?}");
        assert!(found[0].starts_with(&format!("{place}:")), "{list}: {found:#?}");
    }
    // Two spellings of one package.
    let purls = "purl: [\"pkg:deb/debian/exim4@4.97\", \"pkg:DEB/debian/exim4@4.97\"]";
    let found = problems(product, &format!("affected: \"*\", {purls}}}"));
    assert!(found.iter().any(|told| told.contains("exim4@4.97” stands in line 13")), "{found:#?}");
    told(
        "  status: final",
        "  aliases: [VU#1, ADV-2026-0001]\n  status: final",
        &["7:19 advisory: “ADV-2026-0001” is the number of the advisory itself"],
    );
    let second = "    - {cve: CVE-2026-0001, products: [one]}\n    - cve: CVE-2026-0001\n";
    told(weakness, second, &["16:12 advisory: two vulnerabilities have the number CVE-2026-0001"]);
}

/// Where documents are made, the words of their schema are no editor's.
#[test]
fn nobody_is_told_of_doubles_in_the_words_of_the_schema() {
    let site = sample();
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        site.replace(&path, "  status: final", "  aliases: [X-1, X-1]\n  status: final");
    }
    let said = site.check(&["--format", "short"]).exits(1).stdout;
    assert!(said.contains("“X-1” stands in line ") && !said.contains("unique"), "{said}");
}

#[test]
fn a_value_of_another_kind_is_told_in_words() {
    let weakness = "    - cve: CVE-2026-0001\n";
    for (key, expect) in [
        (
            "ids: [5]",
            "16:13 bad-value: item 1 of “ids” is a number such as EUVD-2026-1234, or {system: …, id: …}, and here stands the number 5",
        ),
        ("ids: [{name: x}]", "16:13 bad-value: item 1 of “ids” is a number such as"),
        (
            "notes: 5",
            "16:14 bad-value: “notes” is one text, and here stands the number 5 / write “notes: \"5\"”",
        ),
        ("cwe: 79", "16:12 bad-value: “79” lacks the name of the weakness / write number and name"),
    ] {
        told(weakness, &format!("{weakness}      {key}\n"), &[expect]);
    }
}

#[test]
fn several_mistakes_of_a_block_are_told_at_once() {
    let weaknesses = "    - {cve: CVE-26-1, cwe: x, products: [one]}\n    - {cvee: CVE-2026-0002, title: T, products: [one]}\n    - cve: CVE-2026-0001\n";
    let found = problems("    - cve: CVE-2026-0001\n", weaknesses);
    let codes: Vec<_> = found.iter().map(|told| told.split(" / ").next().unwrap_or(told)).collect();
    assert_eq!(
        codes,
        [
            "15:13 bad-value: “CVE-26-1” is not a CVE number",
            "15:28 bad-value: “x” lacks the name of the weakness",
            "16:8 unknown-key: unknown key “cvee”",
        ],
        "{found:#?}"
    );
    let site = Site::with("");
    site.write(
        "content/en/advisories/sample.md",
        "---\ntitle: T\nadvisory:\n  id: \"1 2\"\n  status: don\n  tlp: CLEAR\n  revisions:\n    - {number: x, date: 2026-13-01, summary: First}\n    - {number: 2, date: today, summary: 5}\n---\n",
    );
    let found = site.check(&["--format", "json"]).diagnostics();
    let own = found.iter().filter(|told| told["file"] == "content/en/advisories/sample.md");
    let lines: Vec<_> =
        own.filter(|told| told["severity"] == "error").map(|told| told["line"].as_u64()).collect();
    assert_eq!(lines, [4, 5, 6, 8, 8, 9, 9].map(Some), "{found:#?}");
}
