//! Every mistake that certsite knows, with its full text: place, line, pointer, help.
//!
//! `tests/sites/mistakes/<code>.txt` holds the files that spoil the small site, and what `check`
//! says of them. With `CERTSITE_EXPECT=write` in the environment the second half is written anew,
//! to be read before it is committed.

use crate::photographs::photograph;
use certsite_tests::{Site, project, site};
use std::fs;

/// Between the files and what is said of them.
const SAYS: &str = "-- says --\n";

/// What a string of files cannot say.
fn spoil(site: &Site, code: &str) {
    match code {
        "not-utf8" => site.write("content/en/page.md", b"---\ntitle: P\n---\nRight\n\xfe wrong\n"),
        "settings-missing" => site.remove("content/team.yaml"),
        "symlink-outside" => link(site, "/etc/hostname", "content/en/page.md"),
        "symlink-across" => link(site, "../data/tags.yaml", "content/en/tags.txt"),
        "form" => {
            form(site, "incident.yaml");
            site.replace("content/forms/incident.yaml", "number_prefix: R ", "number_prefix: r ");
        }
        "form-name" => form(site, "report.yaml"),
        "picture-notes" => site.write("content/en/photo.jpg", photograph(false)),
        "picture-place" | "picture-place-release" => {
            site.write("content/en/photo.jpg", photograph(true));
        }
        "unfit-name" => site.write("content/en/Icon\u{7}.png", "x"),
        _ => {}
    }
}

/// The shipped form, under a name.
fn form(site: &Site, name: &str) {
    let form = fs::read(project().join("content/forms/incident.yaml")).expect("it is shipped");
    site.write(&format!("content/forms/{name}"), form);
}

fn link(site: &Site, to: &str, from: &str) {
    std::os::unix::fs::symlink(to, site.path(from)).expect("the folder is ours");
}

/// Mistakes whose whole text no case here holds: they are not told by `check` on a small site, and
/// other tests know them by their code alone, or not at all. Only ever shorter.
const WITHOUT: [&str; 18] = [
    // Placeholders have a table of their own.
    "placeholder",
    "placeholder-required",
    // Of the output and the preview.
    "file-in-the-way",
    "foreign-change",
    "foreign-replaced",
    "internal",
    "not-removed",
    "output-not-ours",
    "output-own-folder",
    "reports-closed",
    "site-gone",
    "unreadable",
    // Of a bundle, which a site that is not known well enough does not have.
    "form-page",
    // Of keys, signatures and days.
    "bad-signature",
    "key-expired",
    "key-expires",
    "security-txt-expires",
    "security-txt-too-long",
];

#[test]
fn each_has_a_case_here_or_is_known_to_have_none() {
    let table = fs::read_to_string(project().join("generator/src/diag/problem.rs"));
    let table = table.expect("it is there");
    let codes = table.lines().filter_map(|line| {
        let (_, rest) = line.split_once("} Error \"").or(line.split_once("} Warning \""))?;
        rest.split('"').next()
    });
    let cases = site::tree(&project().join("tests/sites/mistakes"));
    let has_case = |code: &str| cases.contains_key(&format!("{code}.txt"));
    let codes: Vec<_> = codes.collect();
    assert!(codes.len() > 60, "{codes:?}");
    let lacking: Vec<_> =
        codes.iter().filter(|code| !has_case(code) && !WITHOUT.contains(code)).collect();
    assert!(lacking.is_empty(), "no case in tests/sites/mistakes: {lacking:?}");
    let listed = WITHOUT.iter().filter(|code| has_case(code) || !codes.contains(code));
    assert_eq!(listed.collect::<Vec<_>>(), Vec::<&&str>::new(), "take these off the list");
}

/// The paragraph of a code in what `check` prints for people.
fn paragraph(output: &str, code: &str) -> Option<String> {
    let head = [format!("error[{code}]: "), format!("warning[{code}]: ")];
    let mut paragraphs = output.split("\n\n").map(|text| text.trim_start_matches('\n'));
    let found = paragraphs.find(|text| head.iter().any(|head| text.starts_with(head)))?;
    Some(format!("{found}\n"))
}

#[test]
fn each_has_a_place_a_line_and_help() {
    let folder = project().join("tests/sites/mistakes");
    let mut wrong = Vec::new();
    for (name, bytes) in site::tree(&folder) {
        let text = String::from_utf8(bytes).expect("cases are text");
        let code = name.trim_end_matches(".txt");
        let (files, expect) = text.split_once(SAYS).unwrap_or((&text, ""));
        let spoiled = Site::with(files);
        spoil(&spoiled, code);
        // Before a release it is a warning.
        let args: &[&str] = if code == "picture-place" { &[] } else { &["--release"] };
        let run = spoiled.certsite(&[&["check"], args].concat());
        let said = paragraph(&run.stdout, code).unwrap_or_else(|| {
            panic!("{name}: {code} is not among\n{}\n{}", run.stdout, run.stderr)
        });
        if said == expect {
            continue;
        }
        if std::env::var_os("CERTSITE_EXPECT").is_some() {
            fs::write(folder.join(&name), format!("{files}{SAYS}{said}")).expect("it is ours");
        }
        wrong.push(format!("{name}:\n{said}instead of\n{expect}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
