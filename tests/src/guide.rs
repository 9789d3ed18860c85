//! The texts for people who use certsite or work on it → their links, their anchors, the commands
//! that they tell to type.

use crate::project;
use std::collections::BTreeSet;

/// The guide for editors.
pub const EDITORS: &str = "content/README.md";
/// The same in Azerbaijani.
pub const EDITORS_AZ: &str = "content/README.az.md";
/// The guide for operators.
pub const OPERATORS: &str = "form-fn/README.md";

/// Every text for people who use certsite or work on it.
pub const TEXTS: [&str; 11] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    EDITORS,
    EDITORS_AZ,
    OPERATORS,
    "form-fn/deploy/README.md",
    "form-fn/lambda/README.md",
    "generator/README.md",
    "themes/README.md",
];

/// One of them.
#[track_caller]
pub fn text(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The lines of a text, each with the name of the block of code that it stands in.
fn lines(text: &str) -> Vec<(Option<&str>, &str)> {
    let mut open: Option<(usize, &str)> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let name = line.trim_start_matches('`');
        let ticks = line.len() - name.len();
        match open {
            None if ticks >= 3 => open = Some((ticks, name)),
            Some((length, _)) if ticks >= length && name.is_empty() => open = None,
            _ => lines.push((open.map(|(_, name)| name), line)),
        }
    }
    lines
}

/// The pieces of code in the sentences of a text.
pub fn spans(text: &str) -> Vec<&str> {
    let sentences = lines(text).into_iter().filter(|(block, _)| block.is_none());
    sentences.flat_map(|(_, line)| line.split('`').skip(1).step_by(2)).collect()
}

/// The words of a line without its code, which may hold examples of links.
fn prose(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Where the links of a text lead to.
pub fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for (_, line) in lines(text).iter().filter(|(block, _)| block.is_none()) {
        let prose = prose(line);
        let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        links.extend(targets.map(|(target, _)| target.to_owned()));
    }
    links
}

/// The anchors of a text's headings, as GitHub and others make them.
pub fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in lines(text).iter().filter(|(block, _)| block.is_none()) {
        let Some((marks, title)) = line.split_once(' ') else { continue };
        if marks.is_empty() || !marks.chars().all(|c| c == '#') {
            continue;
        }
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let title = title.to_lowercase();
        let anchor = title.chars().filter(kept).collect::<String>().replace(' ', "-");
        assert!(anchors.insert(anchor.clone()), "two headings have the anchor “{anchor}”");
    }
    anchors
}

/// The lines of a text that are to be typed; one that goes on in the next is one with it.
pub fn shell(text: &str) -> Vec<String> {
    let mut typed: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (_, line) in lines(text).iter().filter(|(block, _)| *block == Some("sh")) {
        let part = line.strip_suffix('\\');
        match typed.last_mut() {
            Some(last) if goes_on => last.push_str(part.unwrap_or(line)),
            _ => typed.push(part.unwrap_or(line).to_owned()),
        }
        goes_on = part.is_some();
    }
    typed
}

/// The files that a text shows in full: blocks of code after a line that names the files, by path.
pub fn files(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(Vec<&str>, String)> = Vec::new();
    for (block, line) in lines(text) {
        match (block, found.last_mut()) {
            (None, _) if line.is_empty() => {}
            (None, _) => found.push((named(line).unwrap_or_default(), String::new())),
            (Some(_), Some((_, file))) => *file += &format!("{line}\n"),
            (Some(_), None) => {}
        }
    }
    let each = found.into_iter().flat_map(|(names, file)| {
        names.into_iter().map(move |name| (name.to_owned(), file.clone())).collect::<Vec<_>>()
    });
    each.collect()
}

/// The files that a line names, if it names nothing else.
fn named(line: &str) -> Option<Vec<&str>> {
    let names = line.strip_suffix(':')?.split(", ");
    names.map(|name| name.strip_prefix('`')?.strip_suffix('`')).collect()
}

/// A line without its comment.
pub fn bare(line: &str) -> &str {
    line.split(" #").next().unwrap_or_default().trim()
}
