//! Settings and data that nothing reads, mostly because their name is mistyped: a list of words
//! that is not there is left out of the site without a word.

use certsite_base::diag::{Diagnostic, Place, Problem, nearest};
use certsite_periods::settled::{FOLDER as SETTLED, named as settled_named};
use certsite_site::site::Site;

/// What is read of `content/` by its name.
const READ: [&str; 10] = [
    "site.yaml",
    "team.yaml",
    "data/checklists.yaml",
    "data/glossary.yaml",
    "data/providers.yaml",
    "data/register.yaml",
    "data/rfc2350.yaml",
    "data/rsit.yaml",
    "data/sensors.yaml",
    "data/tags.yaml",
];

/// Folders whose files are read whatever they are called, with the ending of these.
const FOLDERS: [(&str, &str); 3] =
    [("data/register/", ".csv"), ("data/sensors/", ""), ("forms/", ".yaml")];

/// Endings of data, in any letters. Notes beside it are for its editors.
const DATA: [&str; 8] = [".yaml", ".yml", ".csv", ".tsv", ".json", ".xlsx", ".xls", ".ods"];

/// Reports files that look like data and are read by nobody.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let files = site.inputs.below("content/").filter_map(|(path, _)| {
        let inside = path.strip_prefix("content/")?;
        let is_ours =
            !inside.contains('/') || inside.starts_with("data/") || inside.starts_with("forms/");
        let is_data = is_data(&inside.to_ascii_lowercase());
        (is_ours && is_data && !is_read(inside)).then_some((path, inside))
    });
    let report = |(path, inside)| {
        Diagnostic::at(Problem::UnreadFile { hint: hint(inside) }, Place::file(path))
    };
    files.map(report).collect()
}

fn is_data(inside: &str) -> bool {
    DATA.iter().any(|ending| inside.ends_with(ending))
}

fn is_read(inside: &str) -> bool {
    let path = format!("content/{inside}");
    if path.starts_with(SETTLED) {
        return settled_named(&path).is_some();
    }
    let in_folder = |(folder, ending): &(&str, &str)| {
        inside.strip_prefix(folder).is_some_and(|name| name.ends_with(ending))
    };
    READ.contains(&inside) || FOLDERS.iter().any(in_folder)
}

/// The name of a file, without its folder and its ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn hint(inside: &str) -> String {
    if format!("content/{inside}").starts_with(SETTLED) {
        return "certsite alone writes here; take it out, or give it back the name that it had, \
                <source>/<period>.csv"
            .to_owned();
    }
    let lower = inside.to_ascii_lowercase();
    if lower != inside && is_read(&lower) {
        return format!("did you mean “content/{lower}”?");
    }
    if lower.starts_with("data/register/") {
        return "the register is read from tables that are called <year>.csv; put its rows there, \
                or use “certsite register import”"
            .to_owned();
    }
    let known = READ.iter().chain(FOLDERS.iter().map(|(folder, _)| folder));
    let name = |path: &str| path.rsplit_once('/').map_or(path, |(_, name)| name).to_owned();
    let same = READ.iter().find(|path| name(path) == name(inside)).copied();
    let renamed = inside.rsplit_once('.').map(|(stem, _)| format!("{stem}.yaml"));
    let renamed = renamed.filter(|path| *path != inside && is_read(path));
    // Names without their ending, which is long and always alike.
    let near = nearest(stem(inside), READ.map(stem));
    let near = near.and_then(|near| READ.into_iter().find(|path| stem(path) == near));
    match renamed.as_deref().or(same).or(near) {
        Some(near) => format!("did you mean “content/{near}”?"),
        None => {
            let known: Vec<_> = known.copied().collect();
            format!("delete it, or keep it outside of content/; read are: {}", known.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (path, near) in [
            ("data/tag.yaml", "data/tags.yaml"),
            ("data/tags.yml", "data/tags.yaml"),
            ("tags.yaml", "data/tags.yaml"),
            ("data/team.yaml", "team.yaml"),
            ("sites.yaml", "site.yaml"),
            ("data/glosary.yaml", "data/glossary.yaml"),
            ("forms/incident.yml", "forms/incident.yaml"),
            ("data/rfc-2350.yaml", "data/rfc2350.yaml"),
            ("data/register/2026.CSV", "data/register/2026.csv"),
            ("data/Tags.YAML", "data/tags.yaml"),
        ] {
            assert!(!is_read(path), "{path}");
            assert_eq!(hint(path), format!("did you mean “content/{near}”?"), "{path}");
        }
        assert!(hint("data/tlp.yaml").contains("data/rsit.yaml, "));
        for (path, help) in [
            ("data/register/2025.tsv", "<year>.csv"),
            ("data/register/2025.xlsx", "<year>.csv"),
            ("data/settled/x.json", "<source>/<period>.csv"),
            ("data/settled/2026-01.csv", "<source>/<period>.csv"),
            ("data/settled/register/2026-13.csv", "<source>/<period>.csv"),
        ] {
            assert!(is_data(path) && !is_read(path) && hint(path).contains(help), "{path}");
        }
        for fine in [
            "data/settled/register/2026-01.csv",
            "data/settled/sensors/fw/2026.csv",
            "data/register/2026.csv",
            "data/sensors/2026-11/a.json",
            "forms/x.yaml",
        ] {
            assert!(is_read(fine), "{fine}");
        }
    }
}
