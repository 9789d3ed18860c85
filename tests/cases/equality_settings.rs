//! Menus, footers, words of the glossary and of the theme, names of sensors: what one file says is
//! drawn in many pages. After each edit the living engine is held against a fresh one, and the output
//! folder against a fresh folder.

use crate::equality::{engine, rendered, snapshot};
use certsite_site::load::Changed;
use certsite_site::timing::Timings;
use certsite_tests::{Rng, Site, project, site, statistics};
use std::collections::BTreeSet;

/// The menu at the top, in more and more levels, with pages that there are and that there are not.
const MAIN: [&str; 7] = [
    "[about.md, contact.md]",
    "[contact.md, about.md]",
    "[{page: about.md, children: [network.md, services.md]}, contact.md]",
    "[{page: about.md, children: [services.md, {title: {az: Başqa, en: Other}, url: \"https://e.example/?a&b\"}]}]",
    "[{title: {az: Kənar, en: Outside}, url: \"https://e.example/\"}, about.md]",
    "[{title: {az: Başqa ad, en: Another name}, page: about.md}]",
    "[nothing.md]",
];

const FOOTER: [&str; 6] = [
    "[report.md, glossary.md]",
    "[{title: {az: Qrup, en: Group}, children: [report.md, glossary.md]}]",
    "[{title: {az: Qrup, en: Cluster}, children: [glossary.md]}, services.md]",
    "[{title: {az: Lisenziya, en: Licence}, url: \"https://e.example/l\", rel: license}]",
    "[{title: {en: Group}, children: [report.md]}]",
    "[]",
];

const SENSORS: [&str; 4] = [
    "{}",
    "{honeypot: {az: tələ server, en: decoy server}}",
    "{honeypot: {az: tələ, en: trap}, suricata: {az: şəbəkə, en: network}}",
    "{honeypott: {az: tələ, en: trap}}",
];

/// An edit of a file: a text that it holds, and what stands there instead.
const EDITS: [(&str, &str, &str); 16] = [
    ("content/data/glossary.yaml", "en: \"incident\"", "en: \"occurrence\""),
    ("content/data/glossary.yaml", "az: \"insident\"", "az: \"hadisə\""),
    ("content/data/glossary.yaml", "Short for information security", "It stands for security"),
    ("content/data/glossary.yaml", "also: [\"kiberinsident\"]", "also: [\"komanda\", \"CERT\"]"),
    ("content/data/glossary.yaml", "also: [\"kiberinsident\"]", "marked: false"),
    ("content/data/glossary.yaml", "- id: information-security\n", "- id: security-of-all\n"),
    ("content/data/glossary.yaml", "terms:\n", "term:\n"),
    ("themes/cert/strings/en.yaml", "note: ", "note: My own "),
    ("themes/cert/strings/en.yaml", "title: ", "title: My own "),
    ("themes/cert/strings/en.yaml", "slug: ", "slug: my-own-"),
    ("themes/cert/strings/az.yaml", "note: ", "not: "),
    ("themes/cert/strings/az.yaml", "footer", "futer"),
    ("content/en/about.md", "---\n\n", "---\n\nAn incident, and information security.\n\n"),
    ("content/az/about.md", "---\n\n", "---\n\nKiberinsident, hadisə və komanda.\n\n"),
    ("content/en/about.md", "title: ", "title: Incident and "),
    ("content/en/glossary.md", "---\n\n", "---\n\n# Not here\n\n"),
];

/// What the settings say of menus and sensors.
#[derive(Clone, Copy)]
struct Settings([usize; 3]);

impl Settings {
    fn write(self, site: &Site, sound: &str) {
        let (before, _) = sound.split_once("\nmenus:\n").expect("the site has menus");
        let statistics = "statistics: {threshold: 5}";
        assert!(before.contains(statistics), "{before}");
        let [main, footer, sensors] = self.0;
        let sensors = format!("statistics: {{threshold: 5, sensors: {}}}", SENSORS[sensors]);
        let before = before.replacen(statistics, &sensors, 1);
        let menus = format!("menus:\n  main: {}\n  footer: {}\n", MAIN[main], FOOTER[footer]);
        site.write("content/site.yaml", format!("{before}\n{menus}"));
    }
}

#[test]
fn what_many_pages_draw_is_as_if_built_anew() {
    let codes: BTreeSet<i32> = (1..=2).flat_map(|seed| run(seed, 24)).collect();
    assert_eq!(codes, BTreeSet::from([0, 1]), "the scripts break the site and mend it");
}

/// Runs one script; gives the exit status of each of its builds.
fn run(seed: u64, steps: usize) -> Vec<i32> {
    let site = Site::shipped();
    statistics::write(&site, 7, &crate::statistics::MONTHS);
    let sensors = "content/data/sensors";
    site.copy(&project().join("tests/sites/showcase").join(sensors), sensors);
    let files = || EDITS.iter().map(|(file, ..)| *file);
    let sound: Vec<String> = files().map(|file| site.read(file)).collect();
    let yaml = site.read("content/site.yaml");
    let (mut rng, mut engine, mut settings) = (Rng::new(seed), engine(&site), Settings([0, 0, 0]));
    snapshot(&mut engine);
    let (mut codes, mut story) = (Vec::new(), format!("seed {seed}"));
    for n in 0..steps {
        let changed = match rng.below(2) {
            0 => {
                let which = rng.below(3);
                settings.0[which] = rng.below([MAIN.len(), FOOTER.len(), SENSORS.len()][which]);
                settings.write(&site, &yaml);
                story += &format!("; settings {:?}", settings.0);
                "content/site.yaml"
            }
            _ => {
                let at = rng.below(EDITS.len());
                let (file, old, new) = EDITS[at];
                // Half of them are taken back, or nothing would be whole for long.
                let text = match rng.below(2) {
                    0 => sound[at].clone(),
                    _ => sound[at].replacen(old, new, 1),
                };
                assert!(sound[at].contains(old), "{file} does not hold {old}");
                story += &format!("; {file} {new:?} {}", text != sound[at]);
                site.write(file, text);
                file
            }
        };
        // Every other time a file is named, as the system names it to a preview.
        let living = match n % 2 {
            0 => snapshot(&mut engine),
            _ => {
                let now = crate::equality::NOW.parse().expect("a time");
                let named = Changed::from_iter([changed]);
                let read = engine.read(now, &named, &mut Timings::default());
                engine.plan(read.expect("there is a site"), &mut Timings::default())
            }
        };
        let fresh = snapshot(&mut crate::equality::engine(&site));
        assert_eq!(living.diagnostics, fresh.diagnostics, "{story}");
        site::assert_same(&rendered(&living), &rendered(&fresh), &story);
        if n % 4 == 3 {
            codes.push(build(&site, &story));
        }
    }
    codes
}

/// Builds into the folder of the builds before and into a fresh one.
fn build(site: &Site, story: &str) -> i32 {
    let kept = site.published();
    let built = site.build();
    let clean = site.build_with(&["--out", "clean", "--bundle", "aside"]);
    assert_eq!(built.code, clean.code, "{story}: {} {}", built.stderr, clean.stderr);
    let mut expect = site.tree("clean");
    expect.retain(|path, _| !path.starts_with(".certsite/"));
    site::assert_same(&site.published(), if built.code == 0 { &expect } else { &kept }, story);
    for folder in ["clean", "aside"] {
        if site.has(folder) {
            std::fs::remove_dir_all(site.path(folder)).expect("a folder of ours");
        }
    }
    built.code
}
