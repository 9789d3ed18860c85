//! The sample advisories of `tests/sites/advisories` → a site of a team that publishes them, with as
//! many of them as wanted.

use crate::measure::{self, Cost};
use crate::{Site, program, project};

/// The shipped site with the sample advisories, of a team that publishes CSAF.
pub fn sample() -> Site {
    let site = Site::shipped();
    site.copy(&project().join("tests/sites/advisories"), "");
    settle(&site, "publisher_namespace", "https://cert.example.org");
    settle(&site, "role", "csaf_trusted_provider");
    site
}

/// States a fact that is not known yet.
pub fn settle(site: &Site, key: &str, value: &str) {
    let team = site.read("content/team.yaml");
    let start = format!("  {key}: !unknown");
    let lines = team.lines().map(|line| match line.starts_with(&start) {
        true => format!("  {key}: {value}\n"),
        false => format!("{line}\n"),
    });
    site.write("content/team.yaml", lines.collect::<String>());
}

/// Adds so many advisories in each language, like the fullest of the samples.
pub fn add(site: &Site, count: usize) {
    for lang in ["az", "en"] {
        let page = site.read(&format!("content/{lang}/advisories/sample-mail.md"));
        for n in 1..=count {
            let id = format!("AZSC-2026-{:04}", 1000 + n);
            let page = page.replace("AZSC-2026-0001", &id);
            site.write(&format!("content/{lang}/advisories/many-{n}.md"), page);
        }
    }
}

/// What CSAF, its hashes, lists and feeds cost beside the pages of the same advisories.
pub fn bench(per_language: usize, runs: usize) {
    let site = sample();
    add(&site, per_language);
    let documents = 2 * (per_language + 6);
    let build = || {
        let certsite = program::binary("certsite").to_string_lossy().into_owned();
        let (root, out) = (site.root().to_string_lossy(), site.path("public"));
        if out.exists() {
            std::fs::remove_dir_all(&out).expect("a folder of ours");
        }
        let fixed = ["build", "--root", &root, "--date", "2026-06-15", "--no-minify"];
        let address = ["--base-url", "https://cert.example.org", "--timings", "json"];
        measure::isolated(&[&[certsite.as_str()], &fixed[..], &address[..]].concat())
    };
    let cheapest = || {
        let costs = (0..runs.max(1)).map(|_| build());
        costs.min_by(|a, b| a.cpu_ms.total_cmp(&b.cpu_ms)).expect("at least one run")
    };
    let with = cheapest();
    let team = site.read("content/team.yaml");
    let none = "publisher_namespace: https://cert.example.org";
    site.write("content/team.yaml", team.replace(none, "publisher_namespace: !none"));
    let without = cheapest();
    println!("\n{:<44}{:>12}{:>12}", "advisories", "CPU µs each", "aim");
    let each = |ms: f64| ms * 1e3 / documents as f64;
    println!("{:<44}{:>12.1}", format!("{documents} pages alone"), each(without.cpu_ms));
    let making = stage(&with, "plan") - stage(&without, "plan");
    println!(
        "{:<44}{:>12.1}{:>12}",
        "  CSAF: documents, hashes, lists, feed",
        each(making),
        "< 40"
    );
    let all = with.cpu_ms - without.cpu_ms;
    println!("{:<44}{:>12.1}", "  the same with the writing of its files", each(all));
}

/// The processor time of a stage in milliseconds, by the program's own account.
fn stage(cost: &Cost, name: &str) -> f64 {
    let stages = cost.account["stages"].as_array().expect("`--timings json` ends with its stages");
    let found = stages.iter().find(|stage| stage["name"] == name);
    found.and_then(|stage| stage["cpu_ms"].as_f64()).unwrap_or(f64::NAN)
}
