//! The sample advisories of `tests/sites/advisories` → a site of a team that publishes them, with as
//! many of them as wanted.

use crate::measure::{self, Cost};
use crate::{Site, program, project};

/// The shipped site with the sample advisories, of a team that publishes CSAF.
pub fn sample() -> Site {
    let site = Site::shipped();
    site.copy(&project().join("tests/sites/advisories"), "");
    site.state("publisher_namespace", "https://cert.example.org");
    site.state("role", "csaf_trusted_provider");
    site
}

/// The same with an advisory that uses every key.
pub fn whole() -> Site {
    let site = sample();
    site.copy(&project().join("tests/sites/advisory-whole"), "");
    site
}

/// Where the small site with advisories stands, and what names its team as a publisher.
pub const BASE: &str = "https://cert.example.org";

/// The page of an advisory of the small site: one product, one vulnerability, one indicator, a first
/// version of 12 January.
pub fn flaw(number: usize) -> String {
    format!(
        "---\ntitle: Flaw {number}\ndescription: What it is.\nadvisory:\n  id: ADV-2026-{number:04}\n  status: final\n  tlp: TLP:CLEAR\n  products:\n  - vendor: Maker\n    product: Server\n    affected: \"vers:generic/<2\"\n    fixed: \"2\"\n    cpe: \"cpe:2.3:a:maker:server:*:*:*:*:*:*:*:*\"\n  vulnerabilities:\n  - cve: CVE-2026-{number:04}\n    cvss: [{{vector: \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}}]\n  remediations:\n  - {{kind: vendor_fix, text: Install it.}}\n  indicators: [198.51.100.{number}]\n  revisions:\n    - {{number: 1, date: 2026-01-12, summary: First}}\n  references: [{{title: Note, url: \"https://maker.example/note\"}}]\n---\nText.\n"
    )
}

/// The small site with so many advisories in both languages, of a team that publishes CSAF.
pub fn small(count: usize) -> Site {
    let site = Site::with("");
    let team = site.read("content/team.yaml");
    let csaf = format!("csaf:\n  publisher_namespace: {BASE}\n  role: csaf_trusted_provider\n");
    site.write("content/team.yaml", team + &csaf);
    for lang in ["az", "en"] {
        let section = "---\ntitle: Advisories\nsection: {sort: date}\n---\n";
        site.write(&format!("content/{lang}/advisories/index.md"), section);
        for n in 1..=count {
            site.write(&format!("content/{lang}/advisories/flaw-{n}.md"), flaw(n));
        }
    }
    site
}

/// Adds so many advisories in each language, like the sample of this name and number.
pub fn add(site: &Site, count: usize, (name, number): (&str, &str)) {
    for lang in ["az", "en"] {
        let page = site.read(&format!("content/{lang}/advisories/{name}.md"));
        for n in 1..=count {
            let page = page.replace(number, &format!("AZSC-2026-{:04}", 1000 + n));
            site.write(&format!("content/{lang}/advisories/many-{n}.md"), page);
        }
    }
}

/// The sample with few fields, as most advisories are.
pub const USUAL: (&str, &str) = ("sample-mail", "AZSC-2026-0001");

/// The sample with all fields.
pub const FULL: (&str, &str) = ("sample-whole", "AZSC-2026-0100");

/// What the team says of all advisories, which stands in each document.
pub const TERMS: &str = r#"
advisories:
  contact: {az: "Yazın: a@cert.example.org", en: "Write to a@cert.example.org"}
  issuing_authority: {az: Nümunə, en: By order of nobody}
  distribution: {az: Hər kəsə, en: To everybody}
  notes: [{az: Bir, en: One}, {az: İki, en: Two}]
  legal_disclaimer: {az: Məsuliyyət yoxdur., en: Nobody is liable.}
"#;

/// What a build costs in milliseconds of processor time: the whole, the stage that adds to a site, and
/// the same stage if advisories are all that is added, without feeds and bundles for MISP and STIX.
struct Built {
    whole: f64,
    added: f64,
    csaf: f64,
}

/// What CSAF, its hashes, lists and feeds cost beside the pages of the same advisories, then what MISP
/// and STIX cost, and what indicators add to all of these.
pub fn bench(per_language: usize, runs: usize) {
    bench_of(USUAL, "< 40", per_language, runs);
    bench_of(FULL, "< 60", per_language, runs);
}

fn bench_of(like: (&str, &str), aim: &str, per_language: usize, runs: usize) {
    let site = whole();
    site.write("content/team.yaml", site.read("content/team.yaml") + TERMS);
    add(&site, per_language, like);
    let documents = 2 * (per_language + 8);
    let all = build(&site, runs);
    without_indicators(&site);
    let csaf = build(&site, runs);
    let team = site.read("content/team.yaml");
    let none = "publisher_namespace: https://cert.example.org";
    site.write("content/team.yaml", team.replace(none, "publisher_namespace: !none"));
    let pages = build(&site, runs);
    let row = |name: &str, ms: f64, aim: &str| {
        println!("{name:<44}{:>12.1}{aim:>12}", ms * 1e3 / documents as f64);
    };
    let name = format!("advisories like {}", like.0);
    println!("\n{name:<44}{:>12}{:>12}", "CPU µs each", "aim");
    row(&format!("{documents} pages alone"), pages.whole, "");
    let own = csaf.csaf - pages.csaf;
    row("  CSAF: documents, hashes, lists, feed", own, aim);
    row("  MISP feed and STIX bundles", csaf.added - pages.added - own, "");
    row("  both with the writing of their files", csaf.whole - pages.whole, "");
    row("  indicators: notes, MISP feed, STIX", all.added - csaf.added, "");
}

/// The day of all builds.
const DAY: &str = "2026-06-15";

/// The cheapest of several builds, of the stage as of the whole.
fn build(site: &Site, runs: usize) -> Built {
    let [certsite, csaf] =
        ["certsite", "csaf"].map(|name| program::binary(name).to_string_lossy().into_owned());
    let root = site.root().to_string_lossy();
    let once = || {
        let out = measure::folder();
        let out = out.path().to_string_lossy();
        let fixed = ["build", "--root", &root, "--out", &out, "--no-minify"];
        let more = ["--date", DAY, "--base-url", BASE];
        let account = ["--timings", "json"];
        measure::isolated(&[&[certsite.as_str()], &fixed[..], &more[..], &account[..]].concat())
    };
    let costs: Vec<Cost> = (0..runs.max(1)).map(|_| once()).collect();
    let alone = || measure::isolated(&[&csaf, &root, DAY, BASE]);
    let alone: Vec<Cost> = (0..runs.max(1)).map(|_| alone()).collect();
    let least = |costs: &[Cost], of: &dyn Fn(&Cost) -> f64| {
        costs.iter().map(of).fold(f64::INFINITY, f64::min)
    };
    Built {
        whole: least(&costs, &|cost| cost.cpu_ms),
        added: least(&costs, &|cost| stage(cost, "contribute")),
        csaf: least(&alone, &|cost| stage(cost, "contribute")),
    }
}

/// Takes the indicators, which end the front matter, out of all advisories.
fn without_indicators(site: &Site) {
    for lang in ["az", "en"] {
        let folder = format!("content/{lang}/advisories");
        for entry in std::fs::read_dir(site.path(&folder)).expect("a folder of ours") {
            let name = entry.expect("a folder of ours").file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            let page = site.read(&path);
            if let Some((before, after)) = page.split_once("\n  indicators:\n")
                && let Some((_, body)) = after.split_once("\n---\n")
            {
                site.write(&path, format!("{before}\n---\n{body}"));
            }
        }
    }
}

/// The processor time of a stage in milliseconds, by the program's own account.
fn stage(cost: &Cost, name: &str) -> f64 {
    let stages = cost.account["stages"].as_array().expect("`--timings json` ends with its stages");
    let found = stages.iter().find(|stage| stage["name"] == name);
    found.and_then(|stage| stage["cpu_ms"].as_f64()).unwrap_or(f64::NAN)
}
