//! Every mistake that certsite knows, with its full text: place, line, pointer, help.
//!
//! `tests/sites/mistakes/<code>.txt` holds the files that spoil the small site, and what `check`
//! says of them. With `CERTSITE_EXPECT=write` in the environment the second half is written anew,
//! to be read before it is committed.

use certsite_tests::{Site, project, site};
use std::fs;

/// Between the files and what is said of them.
const SAYS: &str = "-- says --\n";

/// What a string of files cannot say.
fn spoil(site: &Site, code: &str) {
    match code {
        "not-utf8" => site.write("content/en/page.md", b"---\ntitle: P\n---\nRight\n\xfe wrong\n"),
        "settings-missing" => site.remove("content/team.yaml"),
        "symlink-outside" => {
            let link = site.path("content/en/page.md");
            std::os::unix::fs::symlink("/etc/hostname", link).expect("the folder is ours");
        }
        _ => {}
    }
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
        let run = spoiled.certsite(&["check", "--release"]);
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
