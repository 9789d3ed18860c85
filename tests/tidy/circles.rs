//! Source files → which file takes names from which, and the circles among them. The compiler allows
//! circles within a crate, but whoever reads one file of a circle has to read all of them.
//!
//! A file below another one (`parse/markdown/table.rs` below `parse/markdown.rs`) is a part of it:
//! it may name what stands above, and that makes no circle.

use certsite_tests::project;
use certsite_tests::site::tree;
use std::collections::{BTreeMap, BTreeSet};

/// Where a module or what it holds stands below the crate: `["parse", "scan"]`; empty for `lib.rs`.
type ModulePath = Vec<String>;

/// Which module takes names from which others, each with one of the names.
type Arrows = BTreeMap<ModulePath, BTreeMap<ModulePath, String>>;

/// One source file, read for the names that it takes from others.
#[derive(Default)]
struct Source {
    /// The names that `use` brings in, each with its whole path.
    imports: BTreeMap<String, ModulePath>,
    /// All paths of the file that begin within the crate.
    paths: Vec<ModulePath>,
}

impl Source {
    fn read(module: &[String], text: &str, modules: &BTreeSet<ModulePath>) -> Source {
        let mut source = Source::default();
        let (uses, rest) = uses(text);
        let mut leaves = Vec::new();
        uses.iter().for_each(|tree| add_leaves(tree, &[], &mut leaves));
        for (name, path) in leaves {
            if let Some(path) = source.within(module, &path, modules) {
                source.paths.push(path.clone());
                source.imports.insert(name, path);
            }
        }
        let found = paths(&rest).filter_map(|path| source.within(module, &path, modules));
        let found: Vec<_> = found.collect();
        source.paths.extend(found);
        source
    }

    /// The path below the crate of one that a module writes; none for what stands elsewhere.
    fn within(
        &self,
        module: &[String],
        path: &[String],
        modules: &BTreeSet<ModulePath>,
    ) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let child = || module.iter().chain([first]).cloned().collect::<ModulePath>();
        let mut whole = match first.as_str() {
            "crate" => vec![],
            "self" => module.to_vec(),
            "super" => module.split_last()?.1.to_vec(),
            name => self
                .imports
                .get(name)
                .cloned()
                .or_else(|| Some(child()).filter(|child| modules.contains(child)))?,
        };
        for segment in rest {
            match segment.as_str() {
                "super" => drop(whole.pop()),
                _ => whole.push(segment.clone()),
            }
        }
        Some(whole)
    }
}

/// The trees of all `use` of a text, and what is left of it.
fn uses(text: &str) -> (Vec<String>, String) {
    let (mut trees, mut rest) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start().trim_start_matches("pub");
        let bare = bare.trim_start_matches("(super)").trim_start_matches("(crate)").trim_start();
        let Some(start) = bare.strip_prefix("use ") else {
            rest += line;
            rest.push('\n');
            continue;
        };
        let mut tree = start.to_owned();
        while !tree.contains(';') {
            let Some(more) = lines.next() else { break };
            tree += more;
        }
        trees.push(tree.split(';').next().unwrap_or_default().to_owned());
    }
    (trees, rest)
}

/// Adds the paths of the tree of a `use`, each with the name by which the file knows it.
fn add_leaves(tree: &str, before: &[String], leaves: &mut Vec<(String, ModulePath)>) {
    let (path, group) = match tree.trim().split_once('{') {
        Some((path, group)) => (path, Some(group.trim().trim_end_matches('}'))),
        None => (tree.trim(), None),
    };
    let (path, alias) = path.split_once(" as ").unwrap_or((path, ""));
    let segments = path.split("::").map(str::trim).filter(|segment| !segment.is_empty());
    let mut whole = before.to_vec();
    whole.extend(segments.filter(|name| *name != "self" || before.is_empty()).map(str::to_owned));
    match (group, whole.last()) {
        (Some(group), _) => {
            branches(group).into_iter().for_each(|branch| add_leaves(branch, &whole, leaves))
        }
        (None, Some(last)) if !path.is_empty() => {
            let name = if alias.is_empty() { last } else { alias.trim() };
            leaves.push((name.to_owned(), whole.clone()));
        }
        _ => {}
    }
}

/// Splits a text at the commas that stand outside all braces.
fn branches(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

/// Paths of two segments or more in code: `lang::fold` in `let x = lang::fold(y);`.
fn paths(code: &str) -> impl Iterator<Item = ModulePath> {
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let words = words.filter(|word| word.contains("::") && !word.starts_with(':'));
    words.map(|word| word.split(':').filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

/// `parse/scan/mod.rs` → `["parse", "scan"]`.
fn module_of(file: &str) -> ModulePath {
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if name == "lib" { vec![] } else { name.split('/').map(str::to_owned).collect() }
}

/// The code of a file without comments, and without the tests that stand at its end.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod ").next().expect("a split has a first part");
    own.lines().flat_map(|line| [line.split("//").next().unwrap_or(""), "\n"]).collect()
}

/// The files of a package by their modules. Programs stand above its library and are left out.
fn sources(package: &str) -> BTreeMap<ModulePath, Source> {
    let files = tree(&project().join(package).join("src"));
    let files = files.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    let files = files.filter(|(path, _)| path != "main.rs" && !path.starts_with("bin/"));
    let texts: BTreeMap<_, _> = files
        .map(|(path, bytes)| (module_of(&path), code(&String::from_utf8_lossy(&bytes))))
        .collect();
    read(&texts)
}

fn read(texts: &BTreeMap<ModulePath, String>) -> BTreeMap<ModulePath, Source> {
    let modules: BTreeSet<_> = texts.keys().cloned().collect();
    let source = |(module, text): (&ModulePath, &String)| {
        (module.clone(), Source::read(module, text, &modules))
    };
    texts.iter().map(source).collect()
}

/// The module that defines what a path names, through all that pass it on; none for a module itself.
fn home(
    sources: &BTreeMap<ModulePath, Source>,
    path: &[String],
    hops: usize,
) -> Option<ModulePath> {
    let longest = (0..=path.len()).rev().find(|n| sources.contains_key(&path[..*n]))?;
    let (module, rest) = path.split_at(longest);
    let (name, behind) = rest.split_first()?;
    match sources[module].imports.get(name) {
        Some(onward) if hops < 8 => {
            let onward: ModulePath = onward.iter().chain(behind).cloned().collect();
            home(sources, &onward, hops + 1)
        }
        _ => Some(module.to_vec()),
    }
}

fn arrows(sources: &BTreeMap<ModulePath, Source>) -> Arrows {
    let mut arrows = Arrows::new();
    for (module, source) in sources {
        let to = arrows.entry(module.clone()).or_default();
        for path in &source.paths {
            if let Some(home) = home(sources, path, 0).filter(|home| !module.starts_with(home)) {
                to.entry(home).or_insert_with(|| path.join("::"));
            }
        }
    }
    arrows
}

/// All that can be reached along arrows from one module.
fn reached<'a>(from: &'a ModulePath, arrows: &'a Arrows) -> BTreeSet<&'a ModulePath> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        open.extend(arrows[module].keys().filter(|next| found.insert(*next)));
    }
    found
}

/// Every circle, each with the names that tie it.
fn circles(arrows: &Arrows) -> BTreeSet<String> {
    let reach: BTreeMap<_, _> =
        arrows.keys().map(|module| (module, reached(module, arrows))).collect();
    let circle = |(module, to): (&&ModulePath, &BTreeSet<&ModulePath>)| {
        let members: BTreeSet<_> =
            to.iter().filter(|other| reach[**other].contains(*module)).collect();
        let ties = members.iter().flat_map(|from| {
            let to = arrows[**from].iter().filter(|(to, _)| members.contains(&to));
            to.map(|(to, name)| {
                format!("\n  {} takes {name} from {}", from.join("/"), to.join("/"))
            })
        });
        ties.collect::<String>()
    };
    reach.iter().map(circle).filter(|ties| !ties.is_empty()).collect()
}

#[test]
fn circles_are_found_through_every_form_of_use() {
    let is_circle = |files: &[(&str, &str)]| {
        let texts = files.iter().map(|(file, text)| (module_of(file), code(text))).collect();
        !circles(&arrows(&read(&texts))).is_empty()
    };
    let b = ("b.rs", "use crate::a::A;");
    for (text, expect) in [
        ("use crate::b::B;", true),
        ("pub use super::{\n    b::{self, B},\n};", true),
        ("use crate::b;\nfn f() { b::g() }", true),
        ("use crate::b as c;\nfn f() { c::g() }", true),
        ("fn f() -> crate::b::B {}", true),
        ("use crate::b;", false),
        ("// crate::b::B", false),
        ("use other::b::B;", false),
        ("#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}", false),
    ] {
        assert_eq!(is_circle(&[("a.rs", text), b]), expect, "{text}");
    }
    // What is passed on is taken from where it stands.
    let passed = ("lib.rs", "pub use b::B;");
    assert!(is_circle(&[("a.rs", "use crate::B;"), b, passed]));
    // A part may name the whole.
    assert!(!is_circle(&[("a.rs", "mod b;\nuse b::B;"), ("a/b.rs", "use super::A;")]));
}

#[test]
fn no_files_of_a_crate_need_each_other() {
    let mut wrong = Vec::new();
    for package in super::tables::PACKAGES {
        let found = circles(&arrows(&sources(package)));
        wrong.extend(found.iter().map(|ties| format!("{package}: a circle{ties}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
