//! The shape of `team.yaml`: blocks of keys down to facts that certsite knows, each with a value.

use super::FACTS;
use certsite_base::diag::{Diagnostic, Problem, nearest};
use certsite_base::yaml::Source;
use serde_yaml::Value;

/// Everything that stands where it cannot be read, and each key that is neither a fact nor on the
/// way to one.
pub fn check(source: &Source, tree: &Value) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    match tree {
        // Who means nothing writes that: an empty file may have been cut off.
        _ if matches!(tree, Value::Null) || source.is_empty() => {
            found.push(Diagnostic::at(empty(), source.place_of(&[])))
        }
        _ => check_block(source, tree, &mut Vec::new(), &mut found),
    }
    found
}

/// The address of the site, which stands in `site.yaml`: a key without a value.
pub fn check_base(source: &Source, value: &Value) -> Option<Diagnostic> {
    let is_there = matches!(value, Value::Null) && source.entry(&["base_url"]).is_some();
    is_there.then(|| Diagnostic::at(nothing("site.base_url"), source.place_of(&["base_url"])))
}

fn check_block(source: &Source, tree: &Value, path: &mut Vec<String>, found: &mut Vec<Diagnostic>) {
    let Value::Mapping(mapping) = tree else {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        return found.extend(source.wants_keys(&steps));
    };
    for (key, value) in mapping {
        path.push(scalar(key).unwrap_or_else(|| "?".into()));
        let key = path.join(".");
        let inner = format!("{key}.");
        // What begins with “site.” stands in another file.
        let mut own = FACTS.iter().map(|def| def.key).filter(|key| !key.starts_with("site."));
        // Blocks are what leads to a key; dots only write of it.
        let is_dotted = path.last().is_some_and(|step| step.contains('.'));
        if !is_dotted && own.clone().any(|known| known.starts_with(&inner)) {
            check_block(source, value, path, found);
        } else {
            let problem = match own.any(|known| known == key || known.starts_with(&inner)) {
                true if is_dotted => Some(dotted(key)),
                false => Some(unknown(key)),
                true => matches!(value, Value::Null).then(|| nothing(&key)),
            };
            let steps: Vec<&str> = path.iter().map(String::as_str).collect();
            found.extend(problem.map(|problem| Diagnostic::at(problem, source.place_of(&steps))));
        }
        path.pop();
    }
}

/// What stands for one value: a text, trimmed and not empty, or a number as it is written.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn empty() -> Problem {
    Problem::BadValue {
        message: "nothing is stated here".into(),
        expected: "state the facts listed in content/README.md, or write “{}” if none is known yet"
            .into(),
    }
}

fn nothing(key: &str) -> Problem {
    Problem::BadValue {
        message: format!("“{key}” has no value"),
        expected: "write it, !none if there is none, or !unknown \"note\" until it is known".into(),
    }
}

fn dotted(key: String) -> Problem {
    let depth = key.matches('.').count();
    let nested = key.replace('.', ": {") + ": …" + "}".repeat(depth).as_str();
    let hint = format!("write “{nested}”, or each of these words on a line of its own, indented");
    Problem::UnknownKey { key, hint }
}

fn unknown(key: String) -> Problem {
    let hint = match nearest(&key, FACTS.iter().map(|def| def.key)) {
        Some(near) => format!("did you mean “{near}”?"),
        None => {
            "content/team.yaml holds the facts listed under “Facts” in content/README.md".into()
        }
    };
    Problem::UnknownKey { key, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_base::diag::{PrintFormat, print};

    fn told(yaml: &str) -> String {
        let file = "t".into();
        let source = Source::whole(&file, yaml);
        let tree = source.read_with_tags().expect("it is YAML");
        print(&check(&source, &tree), PrintFormat::Short)
    }

    #[test]
    fn each_wrong_shape_is_told_where_it_stands() {
        let nothing = "nothing is stated here";
        let block = |at: &str, what: &str| {
            format!("{at}: “team” is a block of keys, and here stands {what}")
        };
        let whole = |what: &str| format!("1:1: here stands {what}, where a block of keys belongs");
        let no_value = |at: &str, key: &str| format!("{at}: “{key}” has no value");
        for (yaml, expect) in [
            ("", format!("1:1: {nothing}")),
            (" \n", format!("1:1: {nothing}")),
            ("# later\n", format!("1:1: {nothing}")),
            ("---\n", format!("1:1: {nothing}")),
            ("~", format!("1:1: {nothing}")),
            ("[]", whole("a list")),
            ("- team\n- x\n", whole("a list")),
            ("team", whole("the text “team”")),
            ("7", whole("the number 7")),
            ("team: x", block("1:7", "the text “x”")),
            ("team: []", block("1:7", "a list")),
            ("team:\n- name: X\n", block("2:3", "a list")),
            ("team:", block("1:5", "nothing")),
            ("team: !none", block("1:7", "“!none”")),
            ("policy: {}\nteam: 5\n", block("2:7", "the number 5")),
            (
                "team: {pgp: x}",
                "1:13: “pgp” is a block of keys, and here stands the text “x”".into(),
            ),
            ("team: {name: null}", no_value("1:8", "team.name")),
            (
                "team:\n  name: X\n  phone:\n  fax: ~\n",
                [no_value("3:3", "team.phone"), no_value("4:3", "team.fax")].join("\n"),
            ),
            ("team: {pgp: {file: }}", no_value("1:14", "team.pgp.file")),
            ("team.name: X", "1:1: unknown key “team.name”".into()),
            ("team: {}\nteam.pgp: {file: x}", "2:1: unknown key “team.pgp”".into()),
            ("team: {pgp.file: x}", "1:8: unknown key “team.pgp.file”".into()),
            ("team: {name.: x}", "1:8: unknown key “team.name.”".into()),
            ("teem: {}", "1:1: unknown key “teem”".into()),
            ("team: {a: 1, b: 2}", "1:8: unknown key “team.a”\n1:14: unknown key “team.b”".into()),
        ] {
            let told = told(yaml);
            let told: Vec<String> = told
                .lines()
                .map(|line| {
                    line.replace("t:", "")
                        .replace("error[bad-value]: ", "")
                        .replace("error[unknown-key]: ", "")
                })
                .collect();
            assert_eq!(told.join("\n"), expect, "{yaml}");
        }
    }

    #[test]
    fn what_is_right_is_left() {
        for yaml in ["{}", "team: {}", "team: {name: !none, phone: !unknown, fax: !unknown x}"] {
            assert_eq!(told(yaml), "", "{yaml}");
        }
    }
}
