//! Other teams' advisories, listed for programs and people: `content/data/providers.yaml`.

use crate::exchange::judge;
use certsite_tests::advisories::{TERMS, sample};
use certsite_tests::{Site, project};
use serde_json::{Value, json};

const FILE: &str = "content/data/providers.yaml";
const LIST: &str = "public/.well-known/csaf-aggregator/aggregator.json";

/// Two of them, with each key.
pub const PROVIDERS: &str = "providers:
  - name: Şirkət PSIRT
    category: vendor
    namespace: https://psirt.example.com
    role: csaf_provider
    metadata: https://psirt.example.com/.well-known/csaf/provider-metadata.json
    updated: 2026-01-12
  - name: Another CERT
    category: coordinator
    namespace: https://cert.example.net
    role: csaf_trusted_provider
    metadata: https://cert.example.net/csaf/provider-metadata.json
    updated: \"2026-02-03T14:30+04:00\"
    contact: csaf@cert.example.net
    issuing_authority: By law
";

/// A site of a team that lists both.
fn lister() -> Site {
    let site = sample();
    site.write("content/team.yaml", site.read("content/team.yaml") + TERMS);
    site.write(FILE, PROVIDERS);
    let settings = site.read("content/site.yaml");
    let line = settings.lines().find(|line| line.starts_with("base_url: ")).expect("it is there");
    site.write("content/site.yaml", settings.replace(line, "base_url: https://cert.example.org"));
    for lang in ["az", "en"] {
        let page = "---\ntitle: P\ndescription: D\n---\n```providers\n```\n";
        site.write(&format!("content/{lang}/providers.md"), page);
    }
    site
}

fn list(site: &Site) -> Value {
    serde_json::from_str(&site.read(LIST)).expect("the list is JSON")
}

#[test]
fn programs_find_the_providers_that_a_team_lists() {
    let site = lister();
    site.build().ok();
    let expect = json!({
        "aggregator": {
            "category": "lister",
            "contact_details": "Yazın: a@cert.example.org",
            "issuing_authority": "Nümunə",
            "name": "AzScienceCERT",
            "namespace": "https://cert.example.org",
        },
        "aggregator_version": "2.0",
        "canonical_url": "https://cert.example.org/.well-known/csaf-aggregator/aggregator.json",
        "csaf_providers": [
            { "metadata": {
                "last_updated": "2026-01-12T00:00:00Z",
                "publisher": {
                    "category": "vendor",
                    "name": "Şirkət PSIRT",
                    "namespace": "https://psirt.example.com",
                },
                "role": "csaf_provider",
                "url": "https://psirt.example.com/.well-known/csaf/provider-metadata.json",
            } },
            { "metadata": {
                "last_updated": "2026-02-03T10:30:00Z",
                "publisher": {
                    "category": "coordinator",
                    "contact_details": "csaf@cert.example.net",
                    "issuing_authority": "By law",
                    "name": "Another CERT",
                    "namespace": "https://cert.example.net",
                },
                "role": "csaf_trusted_provider",
                "url": "https://cert.example.net/csaf/provider-metadata.json",
            } },
        ],
        "last_updated": "2026-02-03T10:30:00Z",
    });
    assert_eq!(list(&site), expect);
    // The day of the build is none of its business.
    let first = site.read(LIST);
    let later = ["build", "--date", "2026-12-01", "--base-url", "https://cert.example.org"];
    site.certsite(&later).ok();
    assert_eq!(site.read(LIST), first);
}

#[test]
fn an_outside_judge_takes_the_list() {
    let site = lister();
    site.build().ok();
    let schema = project().join("tests/schemas/csaf-aggregator.json");
    let judge = |path: &str| {
        judge(&["json", &schema.to_string_lossy(), &site.path(path).to_string_lossy()])
    };
    assert_eq!(judge(LIST), json!([]));
    // The judge can say no.
    for (old, new) in [("\"lister\"", "\"aggregator\""), ("/provider-metadata.json", "/x.json")] {
        site.write("broken.json", site.read(LIST).replace(old, new));
        assert_ne!(judge("broken.json"), json!([]), "{new}");
    }
}

#[test]
fn people_see_the_same_list() {
    let site = lister();
    site.build().ok();
    for (page, words) in [
        ("az/providers/", ["12 yanvar 2026", "məhsulların istehsalçısı"]),
        ("en/providers/", ["12 January 2026", "maker of products"]),
    ] {
        let html = site.page(page);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{page} has no {text}"));
        assert!(at("Another CERT") < at("Şirkət PSIRT"), "by the alphabet");
        for word in words {
            at(word);
        }
        at("https://cert.example.net/csaf/provider-metadata.json");
        at("/.well-known/csaf-aggregator/aggregator.json");
        at("csaf@cert.example.net");
    }
}

#[test]
fn who_issues_no_documents_may_list_others() {
    let site = lister();
    let team = "content/team.yaml";
    site.replace(team, "role: csaf_trusted_provider", "role: !none");
    site.build().ok();
    assert_eq!(list(&site)["aggregator"]["name"], "AzScienceCERT");
    assert!(!site.has("public/.well-known/csaf"));
    // Whoever has no name cannot list.
    let name = "publisher_namespace: https://cert.example.org";
    site.replace(team, name, "publisher_namespace: !none");
    site.build().ok();
    assert!(!site.has(LIST));
    site.shows("en/providers/", "Another CERT").hides("en/providers/", "aggregator.json");
}

/// What is told of the file with one text in the place of another.
fn told(old: &str, new: &str) -> Vec<String> {
    let site = lister();
    assert!(PROVIDERS.contains(old), "{old}");
    site.write(FILE, PROVIDERS.replacen(old, new, 1));
    let found = site.check(&["--format", "json"]).diagnostics();
    let own = found.iter().filter(|d| d["file"] == FILE || d["code"] == "embed-data");
    let word = |d: &Value, key: &str| d[key].as_str().unwrap_or_default().to_owned();
    own.map(|d| {
        let (code, message, help) = (word(d, "code"), word(d, "message"), word(d, "help"));
        format!("{}:{} {code}: {message} / {help}", d["line"], d["column"])
    })
    .collect()
}

#[test]
fn each_mistake_is_told_at_its_line() {
    let metadata = "https://psirt.example.com/.well-known/csaf/provider-metadata.json";
    let other = "https://cert.example.net/csaf/provider-metadata.json";
    for (old, new, expect) in [
        ("Şirkət", "Şirkət", ""),
        ("name: Şirkət PSIRT", "name: \"  \"", "2:12 bad-value: “  ” says nothing / write what"),
        ("    updated: 2026-01-12\n", "", "2:5 missing-key: the key “updated” is missing / add"),
        ("category: vendor", "category: boss", "3:15 bad-value: “category” cannot be “boss”"),
        (
            "namespace: https://psirt.example.com",
            "namespace: psirt",
            "4:16 bad-value: “psirt” is not an address of the web / write the “namespace” of its",
        ),
        (
            "namespace: https://psirt.example.com",
            "namespace: https://Cert.example.net/",
            "10:16 bad-value: “Şirkət PSIRT” is named so, too / leave one of the two: a provider",
        ),
        (
            "namespace: https://psirt.example.com",
            "namespace: https://cert.example.org",
            "4:16 bad-value: this is the team itself / take it out: this list names others;",
        ),
        (
            "role: csaf_provider",
            "role: csaf_publisher",
            "5:11 bad-value: “csaf_publisher” has no place in this list: only who mirrors the",
        ),
        (
            "role: csaf_provider",
            "role: aggregator",
            "5:11 bad-value: “aggregator” is no role of those who issue documents / write the “role”",
        ),
        (
            "role: csaf_provider",
            "role: boss",
            "5:11 bad-value: “boss” is no role of a provider / write the “role” of its metadata: csaf_",
        ),
        (
            metadata,
            &metadata.replace("https", "http"),
            "6:15 bad-value: “http://psirt.example.com/.well-known/csaf/provider-metadata.json” is not encrypted",
        ),
        (
            metadata,
            "https://psirt.example.com/",
            "6:15 bad-value: “https://psirt.example.com/” does not lead to a provider-metadata.json / write the address",
        ),
        (
            metadata,
            "psirt",
            "6:15 bad-value: “psirt” is not an address of the web / write the address of its provider-",
        ),
        (
            metadata,
            &other.replace("cert.", "CERT."),
            "12:15 bad-value: these metadata are those of “Şirkət PSIRT”, too / leave one of the two",
        ),
        (
            metadata,
            "https://cert.example.org/.well-known/csaf/provider-metadata.json",
            "6:15 bad-value: these are the metadata of this site itself / take it out: this list",
        ),
        (
            "updated: 2026-01-12",
            "updated: 2199-01-01",
            "7:14 bad-value: “2199-01-01” is still to come / write the day on which you last looked",
        ),
        (
            "updated: 2026-01-12",
            "updated: 2026-02-30",
            "7:14 bad-value: “2026-02-30” is not a date that exists / write a day as YYYY-MM-DD",
        ),
        (
            "    contact: csaf@cert.example.net\n",
            "    mirrors: [https://cert.example.org/]\n",
            "14:5 unknown-key: unknown key “mirrors” / ",
        ),
    ] {
        let told = told(old, new);
        match expect {
            "" => assert_eq!(told, [""; 0]),
            expect => {
                assert!(told.len() == 1 && told[0].starts_with(expect), "{new}: {told:#?}");
            }
        }
    }
}

#[test]
fn a_list_of_one_is_none() {
    let one = PROVIDERS.find("  - name: Another").expect("the second");
    let told = told(&PROVIDERS[one..], "");
    assert_eq!(told.len(), 1, "{told:#?}");
    let expect =
        "1:1 few-providers: this list is not published for programs, because it names one provider";
    assert!(told[0].starts_with(expect), "{told:#?}");
    // For people it is there; where there was a list before, it goes.
    let site = lister();
    site.build().ok();
    assert!(site.has(LIST));
    site.write(FILE, &PROVIDERS[..one]);
    site.build().ok().says("not published for programs");
    assert!(!site.has(LIST));
    site.shows("en/providers/", "Şirkət PSIRT").hides("en/providers/", "aggregator.json");
}

/// A block of a list without entries is told what the list lacks, not how blocks are written.
#[test]
fn a_list_of_none_is_told_where_it_would_be_drawn() {
    let site = lister();
    site.write(FILE, "providers: []\n");
    let said = site.check(&["--format", "json"]).diagnostics();
    let told = said.iter().find(|d| d["code"] == "bad-value").expect("a problem of the block");
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("file"), "content/az/providers.md");
    assert!(text("message").contains("content/data/providers.yaml lists no providers"), "{told}");
    assert!(text("help").contains("list at least two there"), "{told}");
}
