//! `certsite new advisory --from`: a document of another issuer becomes a draft that builds, or a clear
//! refusal and nothing at all.

use certsite_tests::{Run, Site};
use serde_json::{Value, json};

/// Three documents of one weakness, each with something that has no place in an advisory.
pub fn documents() -> [(&'static str, Value); 3] {
    let csaf = json!({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en-US",
            "title": "Mail Server: {{team.phone}} & <b>letters</b> run code",
            "distribution": {"tlp": {"label": "WHITE"}},
            "publisher": {"category": "vendor", "name": "Maker", "namespace": "https://maker.example"},
            "tracking": {"id": "MAKER-2026-7", "current_release_date": "2026-01-10T09:30:00.000Z", "status": "final", "version": "1"},
            "notes": [
                {"category": "summary", "text": "A *letter* runs code.\n\n# No heading\n\n<script>alert(1)</script> \u{202e}odd"},
                {"category": "legal_disclaimer", "text": "No warranty."}],
            "references": [{"category": "self", "summary": "This note", "url": "https://maker.example/7"}, {"summary": "Plain", "url": "http://maker.example/"}],
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Maker", "branches": [{"category": "product_name", "name": "Mail Server", "branches": [
            {"category": "product_version_range", "name": "vers:intdot/<2.4.1", "product": {"product_id": "A", "name": "Mail Server < 2.4.1"}},
            {"category": "product_version", "name": "2.4.1", "product": {"product_id": "B", "name": "Mail Server 2.4.1", "product_identification_helper": {"cpe": "cpe:/a:maker:mail_server:2.4.1"}}}]}]}]},
        "vulnerabilities": [{
            "cve": "CVE-2026-0001", "cwe": {"id": "CWE-787", "name": "Out-of-bounds Write"},
            "product_status": {"known_affected": ["A"], "fixed": ["B"]},
            "scores": [{"products": ["A"], "cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8, "baseSeverity": "CRITICAL"}}],
            "remediations": [{"category": "vendor_fix", "details": "Take 2.4.1.", "product_ids": ["A"]}]}],
    });
    let cve = json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2026-0001", "assignerShortName": "maker", "state": "PUBLISHED"},
        "containers": {"cna": {
            "descriptions": [{"lang": "en", "value": "A letter runs code --> at once."}],
            "affected": [{"vendor": "Maker", "product": "Mail Server", "versions": [{"version": "0", "lessThan": "2.4.1", "status": "affected", "versionType": "semver"}]}],
            "references": [{"url": "https://maker.example/7"}]}},
    });
    let osv = json!({
        "id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-01-10T09:30:00Z", "aliases": ["CVE-2026-0001"],
        "summary": "Letters run code", "details": "## Details\n`code`",
        "affected": [{"package": {"ecosystem": "npm", "name": "mail-server", "purl": "pkg:npm/mail-server"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.4.1"}]}]}],
    });
    [("csaf", csaf), ("cve", cve), ("osv", osv)]
}

fn from(site: &Site, name: &str, document: &Value) -> Run {
    let path = format!("{name}.json");
    site.write(&path, document.to_string());
    site.certsite(&["new", "advisory", name, "--from", site.path(&path).to_str().expect("a path")])
}

#[test]
fn drafts_of_every_format_build() {
    for (name, document) in documents() {
        let site = Site::with("");
        let run = from(&site, name, &document).ok();
        assert_eq!(run.stdout.lines().count(), 2, "{run:?}");
        assert!(run.stderr.contains("made of "), "{run:?}");
        for language in ["az", "en"] {
            let page = site.read(&format!("content/{language}/advisories/{name}.md"));
            assert!(page.contains("cve: CVE-2026-0001"), "{page}");
            assert!(page.contains("2.4.1"), "{page}");
            assert!(page.contains("\ndraft: true\n"), "{page}");
        }
        site.build_with(&["--drafts"]).ok();
        let short = site.check(&["--format", "short"]).ok().stdout;
        assert!(!short.contains("error["), "{short}");
    }
}

#[test]
fn what_has_no_place_is_told_and_stands_in_the_draft() {
    let [(name, document), ..] = documents();
    let site = Site::with("");
    let run = from(&site, name, &document).ok();
    let page = site.read("content/az/advisories/csaf.md");
    for told in
        ["the legal disclaimer of its issuer", "an address without https: http://maker.example/"]
    {
        assert!(run.stderr.contains(told), "{run:?}");
        assert!(page.contains(told), "{page}");
    }
    assert!(page.contains("The texts are in “en”: translate them."), "{page}");
    site.build_with(&["--drafts"]).ok();
    let html = site.read("public/en/advisories/csaf/index.html");
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(html.contains("A *letter* runs code."), "{html}");
    assert!(html.contains("{{team.phone}}"), "{html}");
}

/// Braces are no facts and noncharacters no text wherever they stand in a document: nothing is refused
/// for them, and readers see the braces.
#[test]
fn braces_and_noncharacters_of_a_document_refuse_no_draft() {
    let [(_, csaf), (_, cve), (_, osv)] = documents();
    for (n, (document, value)) in [
        (&csaf, "Mail Server: {{team.phone}} & <b>letters</b> run code"),
        (&csaf, "CVE-2026-0001"),
        (&cve, "2.4.1"),
        (&osv, "2.4.1"),
        (&osv, "Letters run code"),
        (&osv, "mail-server"),
    ]
    .into_iter()
    .enumerate()
    {
        let text = document.to_string();
        assert!(text.contains(&format!("\"{value}\"")), "{value}");
        let odd = format!("\"{value} {{{{team.nosuch}}}}\u{fdd0}\"");
        let odd = text.replace(&format!("\"{value}\""), &odd);
        let site = Site::with("");
        let name = format!("odd-{n}");
        let odd: Value = serde_json::from_str(&odd).expect("JSON");
        from(&site, &name, &odd).ok();
        site.build_with(&["--drafts"]).ok();
        let html = site.read(&format!("public/en/advisories/{name}/index.html"));
        assert!(!html.contains("\\{{") && !html.contains('\u{fdd0}'), "{value}: {html}");
    }
}

#[test]
fn what_may_not_be_published_or_read_makes_nothing() {
    let [(_, mut document), ..] = documents();
    document["document"]["distribution"]["tlp"]["label"] = json!("AMBER");
    for (text, expect) in [
        (document.to_string(), "TLP:AMBER"),
        (String::new(), "the document is empty"),
        ("<html>".to_owned(), "XML or HTML"),
        ("{".to_owned(), "a cut one"),
        ("{}".to_owned(), "CSAF 2.0 and 2.1, CVE JSON 5 and OSV are read"),
    ] {
        let site = Site::with("");
        site.write("x.json", &text);
        let before = site.tree("content");
        let path = site.path("x.json");
        let path = path.to_str().expect("a path");
        let run = site.certsite(&["new", "advisory", "x", "--from", path]).exits(2).says(expect);
        assert!(run.stdout.is_empty(), "{run:?}");
        site.certsite(&["new", "page", "x", "--from", path]).exits(2).says("only an advisory");
        certsite_tests::site::assert_same(&before, &site.tree("content"), expect);
    }
}
