//! Every mistake that certsite knows, with its full text: place, line, pointer, help.
//!
//! `tests/sites/mistakes/<code>.txt` holds the files that spoil the small site, what is done then,
//! and what is said of it. With `CERTSITE_EXPECT=write` in the environment the last part is written
//! anew, to be read before it is committed.

use crate::photographs::photograph;
use crate::pictures::photograph as wide;
use crate::turned;
use certsite_tests::program::{Run, binary, library};
use certsite_tests::server::Server;
use certsite_tests::wait::wait_for;
use certsite_tests::{Site, project, site};
use std::fs;
use std::process::Command;

/// Before what is done with the files: commands of a shell, in the folder of the site.
const DOES: &str = "-- does --\n";

/// Before what is said then.
const SAYS: &str = "-- says --\n";

/// In place of both: a file of sources with a test that holds the text of this case against what
/// no site can bring about.
const HELD: &str = "-- held by ";

/// What is done if a case does not say.
const CHECK: &str = "certsite check --release";

/// What commands of a shell may use beside programs: `on 2026-06-15 certsite check` runs by a clock
/// that shows this day.
const ON: &str = "on() { day=$1; shift; FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD=$CLOCK \
                  FAKETIME=\"@$day 12:00:00\" \"$@\"; }\n";

/// A case.
struct Case<'a> {
    files: &'a str,
    does: &'a str,
    says: &'a str,
    held_by: Option<&'a str>,
}

impl Case<'_> {
    fn read(text: &str) -> Case<'_> {
        let (text, says) = text.split_once(SAYS).unwrap_or((text, ""));
        if let Some(rest) = text.strip_prefix(HELD) {
            let held_by = rest.lines().next().and_then(|line| line.strip_suffix(" --"));
            return Case { files: "", does: "", says, held_by };
        }
        let (files, does) = text.split_once(DOES).unwrap_or((text, CHECK));
        Case { files, does, says, held_by: None }
    }

    /// What certsite prints about the case of this code.
    fn said(&self, code: &str) -> String {
        let site = Site::with(self.files);
        match code {
            "picture-notes" | "picture-place" | "picture-place-release" => {
                site.write("content/files/photo.jpg", photograph(code != "picture-notes"));
            }
            "picture-undrawn" => {
                // Pixels without the tables by which they are packed.
                let mut photo = wide(600, 1);
                let table = photo.windows(2).position(|mark| mark == b"\xff\xc4");
                photo[table.expect("it has some") + 1] = 0xfe;
                site.write("content/en/photo.jpg", photo);
            }
            "picture-large" => {
                let mut photo = wide(600, 1);
                let frame = photo.windows(2).position(|mark| mark == b"\xff\xc0");
                let size = frame.expect("it has one") + 5;
                photo[size..size + 4].copy_from_slice(b"\x2a\x30\x2a\x30");
                site.write("content/en/photo.jpg", photo);
            }
            "picture-lies" => site.write("content/en/photo.webp", turned::webp(6)),
            "picture-broken" => site.write("content/en/photo.jpg", &photograph(true)[..20]),
            _ => {}
        }
        match code {
            "site-gone" => gone(&site),
            "reports-closed" => {
                done(&site, self.does);
                closed(&site)
            }
            _ => done(&site, self.does),
        }
    }
}

/// What is printed when commands are run in the folder of a site.
fn done(site: &Site, commands: &str) -> String {
    let certsite = binary("certsite");
    let programs = certsite.parent().expect("it lies in a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{ON}{commands}")]).current_dir(site.root());
    shell.env("PATH", format!("{programs}:{path}")).env("PROJECT", project()).env("NO_COLOR", "1");
    shell.env("CLOCK", library("faketime/libfaketimeMT.so.1")).env_remove("FAKETIME_SHARED");
    let run = Run::of(&mut shell);
    shown(site, &format!("{}\n\n{}", run.stdout, run.stderr))
}

/// A text that does not tell where the site is on this machine.
fn shown(site: &Site, text: &str) -> String {
    text.replace(&*site.root().to_string_lossy(), "/site")
}

/// What the terminal of a preview shows once the site goes away under it.
fn gone(site: &Site) -> String {
    let server = site.serve();
    fs::rename(site.path("content"), site.path("elsewhere")).expect("the folder is ours");
    wait_for("the preview to miss its site", || {
        let log = server.log();
        let is_told =
            log.split_once("error[site-gone]").is_some_and(|(_, told)| told.contains("\n\n"));
        is_told.then_some(log)
    })
}

/// What a tab shows beside a form when nothing can be kept.
fn closed(site: &Site) -> String {
    let server = Server::start(site);
    let news: serde_json::Value =
        serde_json::from_str(&server.get("/_certsite/news?path=/en/report/&sum=0").body)
            .expect("it tells as JSON");
    let told = news["problems"].as_array().and_then(|told| told.last()).expect("it tells");
    let word = |key: &str| told[key].as_str().unwrap_or_default();
    let head = format!("{}[{}]: {}", word("severity"), word("code"), word("message"));
    let text = format!("{head}\n  = help: {}\n", word("help"));
    shown(site, &text)
}

#[test]
fn each_problem_of_the_table_has_a_case_here() {
    let table = site::tree(&project().join("generator/crates/base/src/diag/problem"));
    let table: String = table.values().map(|file| String::from_utf8_lossy(file)).collect();
    let codes = table.lines().filter_map(|line| {
        let (_, rest) = line.split_once("} Error \"").or(line.split_once("} Warning \""))?;
        rest.split('"').next()
    });
    let codes: Vec<_> = codes.collect();
    assert!(codes.len() > 100, "{codes:?}");
    let cases = site::tree(&project().join("tests/sites/mistakes"));
    let lacking: Vec<_> =
        codes.iter().filter(|code| !cases.contains_key(&format!("{code}.txt"))).collect();
    assert!(lacking.is_empty(), "no case in tests/sites/mistakes: {lacking:?}");
    let unknown: Vec<_> =
        cases.keys().filter(|name| !codes.contains(&name.trim_end_matches(".txt"))).collect();
    assert!(unknown.is_empty(), "no such codes: {unknown:?}");
}

/// What is printed of a code: its paragraph for people, or its line for GitHub.
fn paragraph(output: &str, code: &str) -> Option<String> {
    let head = [format!("error[{code}]: "), format!("warning[{code}]: ")];
    let lines = output.split_inclusive('\n');
    let starts = lines.scan(0, |at, line| Some(std::mem::replace(at, *at + line.len())));
    let texts = starts.map(|start| &output[start..]);
    let found = texts.filter(|text| head.iter().any(|head| text.starts_with(head)));
    let found = found.map(|text| text.split("\n\n").next().unwrap_or(text)).next();
    let mark = format!("title={code}::");
    let found = found.or_else(|| output.lines().find(|line| line.contains(&mark)))?;
    Some(format!("{}\n", found.trim_end()))
}

#[test]
fn each_has_a_place_a_line_and_help() {
    let folder = project().join("tests/sites/mistakes");
    let mut wrong = Vec::new();
    for (name, bytes) in site::tree(&folder) {
        let text = String::from_utf8(bytes).expect("cases are text");
        let code = name.trim_end_matches(".txt");
        let case = Case::read(&text);
        if let Some(file) = case.held_by {
            let source = fs::read_to_string(project().join(file)).unwrap_or_default();
            let holds =
                source.contains(&format!("mistakes/{name}\"")) && source.contains("assert_case(");
            assert!(holds && !case.says.is_empty(), "{name}: {file} does not hold it");
            continue;
        }
        let output = case.said(code);
        let said = paragraph(&output, code)
            .unwrap_or_else(|| panic!("{name}: {code} is not among\n{output}"));
        if said == case.says {
            continue;
        }
        if std::env::var_os("CERTSITE_EXPECT").is_some() {
            let before = text.split_once(SAYS).map_or(&*text, |(before, _)| before);
            fs::write(folder.join(&name), format!("{before}{SAYS}{said}")).expect("it is ours");
        }
        wrong.push(format!("{name}:\n{said}instead of\n{}", case.says));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
