//! The name by which programs of other teams know a document: whatever changes it is told once, where
//! it was changed.

use certsite_tests::Site;
use certsite_tests::advisories::sample;

/// What is told of documents that were public.
fn told(site: &Site) -> Vec<String> {
    let said = site.check(&["--format", "short"]).stdout;
    let codes = [
        "namespace-changed",
        "advisory-renumbered",
        "documents-moved",
        "advisory-changed",
        "advisory-gone",
        "documents-gone",
    ];
    let is_told = |line: &&str| codes.iter().any(|code| line.contains(&format!("[{code}]")));
    said.lines().filter(is_told).map(str::to_owned).collect()
}

/// A text in a file, another one for it, and what is told of it, line by line.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn what_becomes_of_a_name_is_told_where_it_was_changed() {
    const TEAM: &str = "content/team.yaml";
    const SITE: &str = "content/site.yaml";
    const MAIL: &str = "content/en/advisories/sample-mail.md";
    let site = sample();
    let settings = site.read(SITE);
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    site.write(SITE, settings.replace(line, "base_url: https://cert.example.org"));
    site.build().ok();
    assert_eq!(told(&site), Vec::<String>::new());
    let cases: [Case; 6] = [
        (
            TEAM,
            "publisher_namespace: https://cert.example.org",
            "publisher_namespace: https://example.org",
            &["[namespace-changed]: AZSC-2025-0009 and 11 more documents were published by "],
        ),
        (
            TEAM,
            "publisher_namespace: https://cert.example.org",
            "publisher_namespace: https://cert.example.org/",
            &["[namespace-changed]: AZSC-2025-0009 and 11 more documents were published by "],
        ),
        (
            SITE,
            "base_url: https://cert.example.org",
            "base_url: https://example.org/cert",
            &[
                "[documents-moved]: the documents for machines were published from https://cert.example.org/.well-known/csaf/provider-metadata.json",
            ],
        ),
        (
            MAIL,
            "AZSC-2026-0001",
            "AZSC-2026-0991",
            &["AZSC-2026-0001-EN was published, and is gone"],
        ),
        // What has nothing to do with the name.
        (TEAM, "  role: csaf_trusted_provider", "  role: csaf_provider", &[]),
        (SITE, "page_size: ", "page_size: 1", &[]),
    ];
    for (path, old, new, expect) in cases {
        let good = site.read(path);
        assert!(good.contains(old), "{path}: {old}");
        site.write(path, good.replace(old, new));
        let said = told(&site);
        assert_eq!(said.len(), expect.len(), "{new}: {said:#?}");
        for (said, expect) in said.iter().zip(expect) {
            assert!(said.contains(expect), "{new}: {said}");
        }
        site.write(path, good);
    }
    // Another original: numbers and texts follow from it.
    for lang in ["az", "en"] {
        let page = format!("content/{lang}/advisories/sample-mail.md");
        site.replace(&page, "  status: final", "  original: en\n  status: final");
    }
    let said = told(&site);
    assert_eq!(said.len(), 2, "{said:#?}");
    for (said, expect) in said.iter().zip([
        "published for machines as AZSC-2026-0001, and would be AZSC-2026-0001-AZ",
        "published for machines as AZSC-2026-0001-EN, and would be AZSC-2026-0001",
    ]) {
        assert!(said.contains(expect), "{said}");
    }
    // By every build.
    site.build().ok().says("advisory-renumbered");
    site.build().ok().says("advisory-renumbered");
}
