//! Rules of the repository, read off its own files: who may import whom, how a source file looks,
//! that every dependency is accounted for, which words texts use. Needs no compiled program.
#![expect(clippy::disallowed_methods, reason = "reads the source files")]

#[path = "tidy/circles.rs"]
mod circles;
#[path = "tidy/invariants.rs"]
mod invariants;
#[path = "tidy/places.rs"]
mod places;
#[path = "tidy/tables.rs"]
mod tables;
#[path = "tidy/terms.rs"]
mod terms;

use certsite_tests::project;
use certsite_tests::site::tree;
use std::collections::BTreeSet;
use std::fs;
use tables::{BASE, CRATES, FORM_FN, PACKAGES, SENSORS, SITE, WALLS};

/// A line of a source file, with its place.
struct Line {
    /// `generator/src/parse/mod.rs:12`
    place: String,
    /// First part of the path below `src/`, without `.rs`.
    module: String,
    code: String,
}

/// The lines of a package, without comments; a `use` over several lines is one.
fn lines(package: &str) -> Vec<Line> {
    let root = project().join(package).join("src");
    let mut found = Vec::new();
    for (path, bytes) in tree(&root) {
        if !path.ends_with(".rs") {
            continue;
        }
        let module = path.split('/').next().expect("a path has a first part");
        let module = module.trim_end_matches(".rs");
        let mut is_open = false;
        for (n, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            let code = line.split("//").next().expect("a split has a first part");
            if is_open {
                // The rest of a `use` belongs to its first line.
                let first: &mut Line = found.last_mut().expect("a line was open");
                first.code.push_str(code.trim());
            } else {
                found.push(Line {
                    place: format!("{package}/src/{path}:{}", n + 1),
                    module: module.to_owned(),
                    code: code.to_owned(),
                });
            }
            let starts = code.starts_with("use ") || code.starts_with("pub use ");
            is_open = (is_open || starts) && !code.contains(';');
        }
    }
    assert!(!found.is_empty(), "{package} has no source files");
    found
}

/// The words that follow `prefix` in a line: `crate::` in `use crate::{diag, lang::Lang}` gives
/// diag and lang.
fn after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let word = |text: &'a str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        &text[..end]
    };
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let preceding = code[..at].chars().next_back();
        if preceding.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            // One level is enough: what stands deeper belongs to the word before it.
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && c.is_alphabetic() => {
                            found.push(word(&group[i..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push(word(rest)),
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

#[test]
fn imports_are_read_from_every_form_of_use() {
    assert_eq!(after("use crate::diag::Place;", "crate::"), ["diag"]);
    assert_eq!(after("use crate::{diag::{A, B}, lang};", "crate::"), ["diag", "lang"]);
    assert_eq!(after("let x = crate::lang::fold(y);", "crate::"), ["lang"]);
    assert!(after("use other_crate::x;", "crate::").is_empty());
}

#[test]
fn modules_import_only_what_their_row_allows() {
    let mut wrong = Vec::new();
    let tables = [
        ("generator/crates/base", BASE),
        ("generator/crates/site", SITE),
        ("generator/crates/sensors", SENSORS),
        ("form-fn", FORM_FN),
    ];
    for (package, table) in tables {
        for line in lines(package) {
            let Some((_, allowed)) = table.iter().find(|(module, _)| *module == line.module) else {
                continue;
            };
            for word in after(&line.code, "crate::") {
                // Everything else is a name that `lib.rs` or a macro exports.
                let is_module =
                    table.iter().any(|(module, _)| *module == word) || SHELLS.contains(&word);
                if is_module && word != line.module && !allowed.contains(&word) {
                    wrong.push(format!("{}: {} must not import {word}", line.place, line.module));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_know_only_what_their_row_allows() {
    let mut wrong = Vec::new();
    for (package, allowed) in WALLS {
        let manifest = project().join(package).join("Cargo.toml");
        let text = fs::read_to_string(manifest).expect("it is there");
        let own = text.split("[dev-dependencies]").next().expect("a split has a first part");
        let rooms = own.lines().filter_map(|line| line.strip_prefix("certsite-"));
        let rooms = rooms.filter_map(|line| line.strip_suffix(".workspace = true"));
        let foreign = rooms.filter(|room| !allowed.contains(room));
        wrong.extend(foreign.map(|room| format!("{package} must not know {room}")));
        if own.contains("certsite = ") {
            wrong.push(format!("{package} must not know the shell"));
        }
        // Forms on pages are drawn by the code that judges them, and in a preview by the one that
        // takes them; nobody else needs the function.
        let draws = ["generator/crates/forms", "generator/crates/shell"].contains(package);
        if own.contains("\nform-fn") && !draws {
            wrong.push(format!("{package} must not know the form function"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Modules above the stages, which no stage may know.
const SHELLS: &[&str] = &[
    "site", "bundle", "features", "commands", "console", "serve", "cli", "main", "check", "server",
    "setup", "lambda", "aws",
];

/// True if the code names something of a crate.
fn names(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    let mut found = code.match_indices(&path).map(|(at, _)| &code[..at]);
    found.any(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn each_foreign_crate_stays_in_its_room() {
    let mut wrong = Vec::new();
    for (package, name, rooms) in CRATES {
        for line in lines(package) {
            if names(&line.code, name) && !rooms.contains(&line.module.as_str()) {
                wrong.push(format!("{}: {name} belongs to {}", line.place, rooms.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn source_files_open_with_what_they_are_and_stay_short() {
    let mut wrong = Vec::new();
    for package in ["generator", "form-fn", "tests"] {
        for (path, bytes) in tree(&project().join(package)) {
            let text = String::from_utf8_lossy(&bytes);
            if !path.ends_with(".rs") || path.starts_with("node_modules/") {
                continue;
            }
            if !text.starts_with("//! ") {
                wrong.push(format!("{package}/{path}:1: begin with `//!`: what becomes of what?"));
            }
            // Tests stand beside the code and do not count.
            let code = text.split("#[cfg(test)]").next().expect("a split has a first part");
            if code.lines().count() > 400 {
                wrong.push(format!("{package}/{path}: more than 400 lines; one noun a file"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A new crate must not stand outside the rules.
#[test]
fn every_package_is_known_here() {
    let crates = fs::read_dir(project().join("generator/crates")).expect("it is there");
    for folder in crates {
        let name = folder.expect("it can be listed").file_name();
        let path = format!("generator/crates/{}", name.to_string_lossy());
        assert!(PACKAGES.contains(&path.as_str()), "{path} has no row in tests/tidy.rs");
    }
}

#[test]
fn nothing_unfinished_and_no_test_asleep() {
    // Put together here so that this file does not find itself.
    let marks = ["todo!", "unimplemented!", "dbg!"].map(|name| format!("{name}("));
    let attributes = ["ignore", "should_panic"].map(|name| format!("#[{name}"));
    let mut wrong = Vec::new();
    for package in PACKAGES {
        for line in lines(package) {
            for mark in marks.iter().chain(&attributes) {
                if line.code.contains(mark.as_str()) {
                    wrong.push(format!("{}: {mark}", line.place));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fixed time is too short on one machine and too long on all others. What draws a moment of
/// somebody's work to disturb it waits for the end of that work, with the moment as its limit.
#[test]
fn tests_wait_for_conditions_and_sleep_nowhere_else() {
    // Put together here so that this file does not find itself.
    let sleep = ["thread::sleep", "("].concat();
    let mut wrong = Vec::new();
    for folder in ["tests/src", "tests/cases", "form-fn/tests", "generator/tests"] {
        for (path, bytes) in tree(&project().join(folder)) {
            let is_source = path.ends_with(".rs") && !(folder == "tests/src" && path == "wait.rs");
            let text = String::from_utf8_lossy(&bytes);
            for (n, _) in text.lines().enumerate().filter(|(_, line)| line.contains(&sleep)) {
                if is_source {
                    wrong.push(format!("{folder}/{path}:{}: wait by `wait::ask_for`", n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lines_end_where_their_text_ends() {
    let mut wrong = Vec::new();
    let folders = [
        "generator/src",
        "generator/crates",
        "form-fn/src",
        "tests/src",
        "tests/cases",
        "themes",
        "content",
    ];
    for folder in folders {
        for (path, bytes) in tree(&project().join(folder)) {
            let text = String::from_utf8_lossy(&bytes);
            let kinds = [".rs", ".md", ".yaml", ".html", ".css", ".js"];
            if !kinds.iter().any(|kind| path.ends_with(kind)) {
                continue;
            }
            for (n, line) in text.lines().enumerate() {
                if line.ends_with([' ', '\t']) {
                    wrong.push(format!("{folder}/{path}:{}: white space at the end", n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_accounted_for() {
    let contributing = fs::read_to_string(project().join("CONTRIBUTING.md")).expect("it is there");
    let mut names = BTreeSet::new();
    let manifests = PACKAGES.map(|package| format!("{package}/Cargo.toml"));
    for manifest in ["Cargo.toml"].into_iter().chain(manifests.iter().map(String::as_str)) {
        let text = fs::read_to_string(project().join(manifest)).expect("it is there");
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.contains("dependencies");
            } else if let (true, Some((name, _))) = (inside, line.split_once(['=', '.'])) {
                names.insert(name.trim().to_owned());
            }
        }
    }
    names.retain(|name| !name.is_empty() && !name.starts_with('#'));
    assert!(names.len() > 10, "the manifests were not read: {names:?}");
    let missing: Vec<_> =
        names.iter().filter(|name| !contributing.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md does not say what these are for: {missing:?}");
}

/// A program that can be told to die must not be shipped: the feature is switched on for tests of
/// `form-fn` itself, and nowhere else.
#[test]
fn fail_points_are_for_tests_only() {
    let mut section = String::new();
    let mut places = Vec::new();
    for file in
        ["Cargo.toml", "Makefile", "form-fn/Cargo.toml", "generator/Cargo.toml", "tests/Cargo.toml"]
    {
        for line in fs::read_to_string(project().join(file)).expect("it is there").lines() {
            if line.starts_with('[') {
                section = line.to_owned();
            }
            if line.contains("failpoints") || line.contains("all-features") {
                places.push(format!("{file} {section} {}", line.split(' ').next().unwrap_or("")));
            }
        }
    }
    let expect = [
        "form-fn/Cargo.toml [features] failpoints",
        "form-fn/Cargo.toml [dev-dependencies] form-fn",
    ];
    assert_eq!(places, expect);
}
