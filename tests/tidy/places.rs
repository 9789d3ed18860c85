//! `ARCHITECTURE.md` → the files and folders that it sends its readers to, which must be there.

use certsite_tests::project;
use std::fs;

/// The common changes of the table, each with the places that are named for it.
fn changes() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(project().join("ARCHITECTURE.md")).expect("it is there");
    let section = text.split("\n## ").find(|part| part.starts_with("Where do I change"));
    let rows = section.expect("a section").lines().filter(|line| line.starts_with("| "));
    let row = |line: &str| {
        let (what, places) = line.strip_prefix("| ")?.split_once(" | ")?;
        let places = places.split('`').skip(1).step_by(2).filter(|place| place.contains('/'));
        Some((what.to_owned(), places.map(str::to_owned).collect()))
    };
    // The first row is the table's head.
    rows.skip(1).filter_map(row).collect()
}

#[test]
fn each_common_change_has_a_place_that_is_there() {
    let changes = changes();
    assert!(changes.len() >= 12, "{changes:#?}");
    for (what, places) in changes {
        assert!(!places.is_empty(), "no place is named for {what}");
        for place in places {
            assert!(project().join(&place).exists(), "{what}: {place} is not there");
        }
    }
}
