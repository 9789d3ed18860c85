//! What an editor can do wrong in an advisory, told at its line; and how a new one begins.

use certsite_tests::Site;
use certsite_tests::advisories::sample;
use serde_json::Value;

const PAGE: &str = "title: T\ndescription: D\ndate: 2026-01-12\nadvisory:\n  id: ADV-2026-0001\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - {number: 1, date: 2026-01-12, summary: First}\n    - {number: 2, date: 2026-01-13, summary: Second}\n  products:\n    - {key: one, vendor: V, product: Prod, affected: before 2}\n  vulnerabilities:\n    - cve: CVE-2026-0001\n      cvss:\n        - {vector: \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\", score: 9.8}\n      products: [one]\n  indicators:\n    - 192.0.2.1\n";

/// The problems of an advisory's page in which a text is replaced: place, code, text, help.
fn problems(old: &str, new: &str) -> Vec<String> {
    assert_eq!(PAGE.matches(old).count(), 1, "{old}");
    let site = Site::with("");
    let page = format!("---\n{}---\nText.\n", PAGE.replace(old, new));
    site.write("content/en/advisories/sample.md", page);
    let found = site.check(&["--format", "json"]).diagnostics();
    let other = ["placeholder", "translation-missing", "no-csaf"];
    let text = |d: &Value| {
        let word = |key: &str| d[key].as_str().unwrap_or_default().to_owned();
        format!(
            "{}:{} {}: {} / {}",
            d["line"],
            d["column"],
            word("code"),
            word("message"),
            word("help")
        )
    };
    found
        .iter()
        .filter(|d| d["code"].as_str().is_none_or(|c| !other.contains(&c)))
        .map(text)
        .collect()
}

#[test]
fn a_good_advisory_has_no_problem() {
    assert_eq!(problems("title: T", "title: T"), Vec::<String>::new());
}

#[test]
fn each_mistake_is_told_at_its_line() {
    let cases = [
        (
            "id: ADV-2026-0001",
            "id: OTHER-1",
            "6:7 advisory: “OTHER-1” does not follow the site's scheme of numbers / write it like ADV-",
        ),
        (
            "TLP:CLEAR",
            "TLP:AMBER",
            "8:8 advisory-tlp: this advisory is TLP:AMBER, and a public site publishes TLP:CLEAR alone / pass it on to its recipients by other means, and take the file out of content/; “draft: true” keeps it out of builds, not out of the repository",
        ),
        (
            "TLP:CLEAR",
            "TLP:WHITE",
            "8:8 bad-value: “TLP:WHITE” is not a label of TLP 2.0 / write TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED",
        ),
        (
            "status: final",
            "status: draft",
            "7:11 advisory: a draft is not for readers / make it “interim” or “final”, or keep the page back with “draft: true”",
        ),
        (
            "number: 2, date: 2026-01-13",
            "number: 2, date: 2026-01-02",
            "11:25 advisory: version 2 is older than version 1 / the dates of the versions rise from the first to the last",
        ),
        (
            "number: 2",
            "number: 3",
            "11:8 advisory: version 3 stands where version 2 belongs / versions are numbered 1, 2, 3 without a gap, oldest first",
        ),
        (
            "date: 2026-01-12\nadvisory",
            "date: 2026-01-12\nupdated: 2026-02-01\nadvisory",
            "5:1 advisory: “updated” is 2026-02-01, but the current version is of 2026-01-13 / add the version to “revisions”, or mend the day",
        ),
        (
            ", affected: before 2",
            "",
            "13:38 advisory: the product “Prod” has no version / state “affected” versions, the “fixed” version, or both",
        ),
        (
            "CVE-2026-0001",
            "CVE-26-1",
            "15:12 bad-value: “CVE-26-1” is not a CVE number / write CVE, the year and at least four digits, such as CVE-2026-0001",
        ),
        (
            "AV:N/AC:L",
            "AV:Q/AC:L",
            "17:21 bad-value: “CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H” is not a CVSS vector (",
        ),
        (
            "score: 9.8",
            "score: 9.1",
            "17:21 bad-value: “CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H” has the score 9.8, not 9.1 / write the score that follows from the vector, or leave “score” out",
        ),
        (
            "products: [one]",
            "products: [two]",
            "18:18 advisory: no product has the key “two” / name the “key” of one of the “products”",
        ),
        (
            "192.0.2.1",
            "192.0.2.256",
            "20:7 bad-value: “192.0.2.256” is not an indicator / write an IP address, a domain, an address beginning with http, or an MD5, SHA-1, SHA-256 or SHA-512 in hexadecimal digits",
        ),
        (
            "description: D\n",
            "",
            "2:1 missing-key: the key “description” is missing / add a line “description: …”",
        ),
        (
            "status: final",
            "staus: final",
            "7:3 unknown-key: unknown key “staus” / did you mean “status”?",
        ),
    ];
    for (old, new, expect) in cases {
        let found = problems(old, new);
        assert!(found.iter().any(|problem| problem.starts_with(expect)), "{new}: {found:#?}");
    }
}

#[test]
fn two_advisories_cannot_share_a_number_and_languages_state_the_same_facts() {
    let site = sample();
    let mail = site.read("content/en/advisories/sample-mail.md");
    site.write("content/en/advisories/sample-twin.md", &mail);
    let said = site.build().exits(1).stderr;
    assert!(
        said.contains(
            "the number AZSC-2026-0001 is already that of content/az/advisories/sample-mail.md"
        ),
        "{said}"
    );
    site.remove("content/en/advisories/sample-twin.md");
    for (old, new, what) in [
        ("before 7", "before 8", "the products"),
        ("2025-12-30, summary", "2025-12-29, summary", "numbers and days of the versions"),
        ("CVE-2025-0003", "CVE-2025-0004", "the vulnerabilities"),
        ("AV:A/AC:H", "AV:A/AC:L", "the CVSS vectors"),
        ("kind: mitigation", "kind: workaround", "kinds of remediation"),
        ("status: final", "status: interim", "the states"),
    ] {
        let path = "content/en/advisories/sample-router.md";
        let good = site.read(path);
        site.replace(path, old, new);
        let said = site.check(&["--format", "short"]).exits(1).stdout;
        let expect = format!(
            "error[advisory-differs]: {what} differ from content/az/advisories/sample-router.md"
        );
        assert!(said.contains(&expect), "{what}: {said}");
        site.write(path, good);
    }
    site.build().ok();
}

#[test]
fn a_team_states_a_role_that_the_standard_knows() {
    let site = sample();
    site.replace("content/team.yaml", "role: csaf_trusted_provider", "role: trusted");
    let said = site.check(&["--format", "short"]).exits(1).stdout;
    assert!(said.contains("error[bad-value]: “trusted” is no role of a CSAF issuer"), "{said}");
}

#[test]
fn what_is_not_for_everyone_never_reaches_the_output() {
    let site = sample();
    site.replace("content/en/advisories/sample-leak.md", "TLP:CLEAR", "TLP:GREEN");
    let said = site.build().exits(1).stderr;
    assert!(said.contains("content/en/advisories/sample-leak.md:10:8"), "{said}");
    assert!(site.published().is_empty());
}

#[test]
fn a_new_advisory_gets_the_next_number_in_each_language() {
    let site = sample();
    let run = site.certsite(&["new", "advisory", "Yeni boşluq"]).ok();
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
    let year = site.read("content/en/advisories/yeni-bosluq.md");
    let id =
        year.lines().find_map(|line| line.trim().strip_prefix("id: ")).expect("it has a number");
    let this_year = id.split('-').nth(1).expect("a year");
    let expect = if this_year == "2026" { "AZSC-2026-0006" } else { "" };
    assert!(expect.is_empty() || id == expect, "{id}");
    assert!(site.read("content/az/advisories/yeni-bosluq.md").contains(id));
    // A draft: the site builds as before, and the file needs only its gaps filled.
    site.build().ok();
    assert!(!site.has("public/en/advisories/yeni-bosluq/index.html"));
    let found = site.check(&["--format", "json"]).diagnostics();
    let own: Vec<_> =
        found.iter().filter(|d| d["file"].to_string().contains("yeni-bosluq")).collect();
    assert!(own.is_empty(), "{own:#?}");
}
