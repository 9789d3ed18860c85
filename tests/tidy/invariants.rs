//! `ARCHITECTURE.md` → its invariants, each with tests that try to break it and that exist.

use certsite_tests::project;
use certsite_tests::site::tree;
use std::collections::BTreeSet;
use std::fs;

/// How many there are: one that disappears from the list must not go unnoticed.
const COUNT: usize = 20;

/// Where tests stand.
const FOLDERS: [&str; 5] =
    ["generator/src", "generator/crates", "form-fn/src", "form-fn/tests", "tests"];

/// The invariants as they stand in the document, without their numbers.
fn invariants() -> Vec<String> {
    let text = fs::read_to_string(project().join("ARCHITECTURE.md")).expect("it is there");
    let section =
        text.split("\n## ").find(|part| part.starts_with("Invariants")).expect("a section");
    let is_numbered = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit());
    section.lines().filter(is_numbered).map(str::to_owned).collect()
}

/// The names between back-quotes that look like tests: `module::name`.
fn tests(invariant: &str) -> impl Iterator<Item = &str> {
    invariant.split('`').skip(1).step_by(2).filter(|name| name.contains("::"))
}

/// All tests of the repository as `module::name`, the module being the file's name, or its
/// folder's where the file is called after what it is in every folder.
fn known() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        for (path, bytes) in tree(&project().join(folder)) {
            let Some(stem) = path.strip_suffix(".rs").filter(|path| !path.contains("node_modules"))
            else {
                continue;
            };
            let parts: Vec<&str> = stem.rsplit('/').collect();
            let module = match parts[0] {
                "mod" | "tests" => parts.get(1).copied().unwrap_or(parts[0]),
                name => name,
            };
            let text = String::from_utf8_lossy(&bytes);
            let mut is_test = false;
            for line in text.lines().map(str::trim_start) {
                is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                let code = line.strip_prefix("async ").unwrap_or(line);
                if let Some(name) = code.strip_prefix("fn ").and_then(|rest| rest.split('(').next())
                    && std::mem::take(&mut is_test)
                {
                    found.insert(format!("{module}::{name}"));
                }
            }
        }
    }
    found
}

#[test]
fn each_invariant_names_a_test_that_exists() {
    let (known, invariants) = (known(), invariants());
    let mut wrong = Vec::new();
    for (n, invariant) in invariants.iter().enumerate() {
        if !invariant.starts_with(&format!("{}. ", n + 1)) {
            wrong.push(format!("not the number {}: {invariant}", n + 1));
        }
        if tests(invariant).next().is_none() {
            wrong.push(format!("names no test: {invariant}"));
        }
        let missing = tests(invariant).filter(|name| !known.contains(*name));
        wrong.extend(missing.map(|name| format!("no test is called {name}: {invariant}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(invariants.len(), COUNT, "{invariants:#?}");
}
