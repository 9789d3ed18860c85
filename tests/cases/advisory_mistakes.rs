//! What an editor can do wrong in an advisory, told at its line; and how a new one begins.

use certsite_tests::advisories::sample;
use certsite_tests::{Run, Site, clock, program};
use serde_json::Value;

const PAGE: &str = "title: T\ndescription: D\ndate: 2026-01-12\nadvisory:\n  id: ADV-2026-0001\n  status: final\n  tlp: TLP:CLEAR\n  revisions:\n    - {number: 1, date: 2026-01-12, summary: First}\n    - {number: 2, date: 2026-01-13, summary: Second}\n  products:\n    - {key: one, vendor: V, product: Prod, affected: before 2}\n  vulnerabilities:\n    - cve: CVE-2026-0001\n      cvss:\n        - {vector: \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\", score: 9.8}\n      products: [one]\n  indicators:\n    - 45.9.148.3\n";

/// The problems of an advisory's page in which a text is replaced: place, code, text, help.
pub fn problems(old: &str, new: &str) -> Vec<String> {
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
            "  indicators:",
            "  remediations:\n    - {kind: vendor_fix, text: x, cves: [CVE-2026-0002]}\n  indicators:",
            "20:42 advisory: CVE-2026-0002 is none of the advisory's vulnerabilities / name the “cve” of one of the “vulnerabilities”",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x, products: [two]}\n",
            "20:46 advisory: no product has the key “two” / name the “key” of one of the “products”",
        ),
        (
            "TLP:CLEAR\n",
            "TLP:CLEAR\n  severity: low\n",
            "9:3 advisory: the severity follows from the scores, and is critical / leave “severity” out: it is for advisories without CVSS",
        ),
        (
            "status: final",
            "status: draft",
            "7:11 advisory: a draft is not for readers / make it “interim” or “final”, or keep the page back with “draft: true”",
        ),
        (
            "number: 2, date: 2026-01-13",
            "number: 2, date: 2026-01-02",
            "11:25 advisory: version 2 is not later than version 1 / the dates of the versions rise from the first to the last; of one day, state the time too: 2026-11-23T14:30+04:00",
        ),
        (
            "number: 2, date: 2026-01-13",
            "number: 2, date: 2026-01-13T14:30",
            "11:25 bad-value: “2026-01-13T14:30” has a time without its zone / write a day as YYYY-MM-DD, or a moment with its zone, such as 2026-11-23T14:30+04:00",
        ),
        (
            "number: 2, date: 2026-01-13",
            "number: 2, date: 2999-01-13",
            "11:25 advisory: version 2 is dated 2999-01-13, later than this build (",
        ),
        (
            "  products:\n    -",
            "  withdrawn: {date: 2999-01-01, reason: wrong}\n  products:\n    -",
            "12:21 advisory: the withdrawal is dated 2999-01-01, later than this build (",
        ),
        (
            "  products:\n    -",
            "  withdrawn: {date: 2026-01-12, reason: wrong}\n  products:\n    -",
            "12:21 advisory: the advisory was withdrawn before its version 2 / its withdrawal is the last version: it comes after all others",
        ),
        (
            "  products:\n    -",
            "  withdrawn: {date: 2026-01-14, reason: \"\"}\n  products:\n    -",
            "12:33 advisory: “reason” says nothing / write what belongs there",
        ),
        (
            "  status: final",
            "  original: tr\n  status: final",
            "7:13 advisory: “tr” is no language of this site / write one of ",
        ),
        (
            "number: 2",
            "number: 3",
            "11:8 advisory: version 3 stands where version 2 belongs / versions are numbered 1, 2, 3 without a gap, oldest first",
        ),
        (
            "date: 2026-01-12\nadvisory",
            "date: 2026-01-12\nupdated: 2026-02-01\nadvisory",
            "5:1 advisory: “updated” is 2026-02-01, but the current version is of 2026-01-13 / add the version to “revisions”, or fix the day",
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
            "45.9.148.3",
            "45.9.148.256",
            "20:7 bad-value: “45.9.148.256” is not an indicator / write an IP address, a domain, an address of web or mail, an MD5, SHA-1, SHA-256 or SHA-512; or state what it is, such as {filename: …}",
        ),
        (
            "45.9.148.3",
            "invoice.exe",
            "20:7 bad-value: “invoice.exe” is no domain that certsite knows: no domain ends in “.exe” / write {filename: invoice.exe} for a file, {domain: invoice.exe} for a name of the DNS",
        ),
        (
            "45.9.148.3",
            "{host: evil.az}",
            "20:7 unknown-key: unknown key “host” / known keys here: value, ip, ipv4",
        ),
        (
            "45.9.148.3",
            "{ja3: xyz}",
            "20:13 bad-value: “xyz” is no value of “ja3” / write its 32 hexadecimal digits",
        ),
        (
            "- 45.9.148.3",
            "- evil.az\n    - 45.9.148.3\n    - \"EVIL[.]az.\"",
            "22:8 advisory: the indicator evil[.]az stands in line 20 already / keep one of the two; how it is spelt makes no difference to programs",
        ),
        (
            "- 45.9.148.3",
            "- \"2a03:2880::7\"\n    - {ip: \"2A03:2880:0:0:0:0:0:7\", comment: again}",
            "21:7 advisory: the indicator 2a03[:]2880[:][:]7 stands in line 20 already",
        ),
        (
            "45.9.148.3",
            "10.0.0.1",
            "20:7 indicator-doubt: the indicator 10[.]0[.]0[.]1 is a private address, which nobody reaches over the internet / state the address by which the attack was seen on the internet, or take it out",
        ),
        (
            "45.9.148.3",
            "{value: d41d8cd98f00b204e9800998ecf8427e, comment: JA3 of the loader}",
            "20:7 indicator-doubt: the indicator d41d8cd98f00b204e9800998ecf8427e is published as the MD5 of a file, though its note speaks of “ja3” / state what it is",
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

/// Values that CSAF's schema refuses would keep all its tests from the document: each is told alone,
/// where it stands, and whatever is not told is taken by the schema.
#[test]
fn a_wrong_value_is_told_alone_at_its_line() {
    let site = sample();
    let path = |lang: &str| format!("content/{lang}/advisories/sample-mail.md");
    let pages = ["az", "en"].map(|lang| (path(lang), site.read(&path(lang))));
    let line_of =
        |text: &str, of: &str| text.lines().position(|line| line.contains(of)).expect(of) + 1;
    let purl = "pkg:generic/sample-mail-server";
    let cpe = "cpe:2.3:a:sample_maker:sample_mail_server:*:*:*:*:*:*:*:*";
    let cwe = "CWE-787 Out-of-bounds Write";
    let url = "https://maker.example.com/note";
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let table = [
        (purl, "pkg:generic"),
        (purl, "pkg://generic/x"),
        (purl, "generic/x"),
        (purl, "pkg:gen?eric/x"),
        (purl, "pkg:generic/@1"),
        (purl, "pkg:2x/sample"),
        (cpe, "cpe:2.3:a:sample_maker:sample_mail_server"),
        (cpe, "cpe:2.3:x:sample_maker:sample_mail_server:*:*:*:*:*:*:*:*"),
        (cpe, "cpe:2.3:a:sample maker:sample_mail_server:*:*:*:*:*:*:*:*"),
        (cpe, "cpe:2.3:a:sample_maker:mail!server:*:*:*:*:*:*:*:*"),
        (cpe, "cpe:2.3:a:sample_maker:sample_mail_server:*:*:*:azeri:*:*:*:*"),
        (cpe, "cpe:2.3:a::sample_mail_server:*:*:*:*:*:*:*:*"),
        (cwe, "CWE-0787 Out-of-bounds Write"),
        (cwe, "CWE-7870000 Out-of-bounds Write"),
        (cwe, "CWE-787"),
        (url, "http://maker.example.com/note"),
        (url, "https://maker example.com/note"),
        (url, "https:///note"),
        (url, "maker.example.com/note"),
        (vector, "CVSS:3.1/AV:N/AC:L"),
        (vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X"),
        (vector, "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
        (vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H"),
        (vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/"),
        ("number: 1, date: 2026-01-12", "number: 1, date: 2026-02-31"),
        ("number: 1, date: 2026-01-12", "number: 1, date: 12.01.2026"),
        ("cve: CVE-2026-0001", "cve: CVE-2026-1"),
        ("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427"),
        ("vendor: Sample Maker", "vendor: \"\""),
        ("product: Sample Mail Server", "product: \" \""),
        ("affected: \"vers:generic/>=2.0|<2.4.1\"", "affected: \"\""),
        ("fixed: \"2.4.1\"", "fixed: \"\""),
        ("TLP:CLEAR", "TLP:WHITE"),
        ("status: final", "status: done"),
        ("names: [Sample Finder]", "names: [\"\"]"),
    ];
    for (old, new) in table {
        let mut expect = Vec::new();
        for (path, page) in &pages {
            assert!(page.contains(old), "{old}");
            site.write(path, page.replacen(old, new, 1));
            expect.push((path.clone(), line_of(page, old)));
        }
        let found = site.check(&["--format", "json"]).diagnostics();
        let errors = found.iter().filter(|d| d["severity"] == "error");
        let places = errors.clone().map(|d| {
            let file = d["file"].as_str().unwrap_or_default().to_owned();
            (file, d["line"].as_u64().unwrap_or_default() as usize)
        });
        let places: Vec<_> = places.collect();
        assert_eq!(places, expect, "{new}: {:#?}", errors.collect::<Vec<_>>());
    }
}

/// What is odd, but a name in its registry, is taken by the schema too.
#[test]
fn what_is_odd_but_right_passes_the_schema() {
    let site = sample();
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/sample-mail.md");
        for (old, new) in [
            (
                "pkg:generic/sample-mail-server",
                "pkg:npm/%40sample/mail.server@1.0%2Bx?arch=x86_64#a/b",
            ),
            (
                "cpe:2.3:a:sample_maker:sample_mail_server:*:*:*:*:*:*:*:*",
                "cpe:2.3:a:sample_maker:mail\\\\:server:1.?:-:*:az:*:*:x64:*",
            ),
            (
                "https://maker.example.com/note",
                "https://maker.example.com/qeyd ə|{1}[2]".replace(' ', "_").as_str(),
            ),
            ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "S:C/C:L/I:L/A:N/AV:N/AC:L/PR:N/UI:R/E:X/RL:O"),
        ] {
            site.replace(&path, old, new);
        }
    }
    let found = site.check(&["--format", "json"]).diagnostics();
    let errors: Vec<_> = found.iter().filter(|d| d["severity"] == "error").collect();
    assert!(errors.is_empty(), "{errors:#?}");
    site.build().ok();
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
        ("  status: final", "  original: en\n  status: final", "the languages of the original"),
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
fn the_languages_of_an_advisory_have_one_number() {
    let site = sample();
    let path = "content/en/advisories/sample-router.md";
    site.replace(path, "  id: AZSC-2025-0009", "  id: AZSC-2025-0099");
    let said = site.check(&["--format", "short"]).exits(1).stdout;
    let told: Vec<_> = said.lines().filter(|line| line.contains(": error[")).collect();
    assert_eq!(
        told,
        [format!(
            "{path}:8:7: error[advisory]: the number here is AZSC-2025-0099, but content/az/advisories/sample-router.md, which is the same advisory, has AZSC-2025-0009"
        )]
    );
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
    for (day, title, file, id) in [
        ("2026-06-15", "Yeni boşluq", "yeni-bosluq", "AZSC-2026-0006"),
        ("2027-01-02", "Yeni il", "yeni-il", "AZSC-2027-0001"),
    ] {
        let mut command = program::certsite(site.root(), &["new", "advisory", title]);
        clock::set(&mut command, day);
        let run = Run::of(&mut command).ok();
        assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
        for lang in ["az", "en"] {
            let page = site.read(&format!("content/{lang}/advisories/{file}.md"));
            assert!(page.contains(&format!("id: {id}\n")), "{day}: {page}");
        }
    }
    // A draft: the site builds as before, and the file needs only its gaps filled.
    site.build().ok();
    assert!(!site.has("public/en/advisories/yeni-bosluq/index.html"));
    let found = site.check(&["--format", "json"]).diagnostics();
    let own: Vec<_> =
        found.iter().filter(|d| d["file"].to_string().contains("yeni-bosluq")).collect();
    assert!(own.is_empty(), "{own:#?}");
}
