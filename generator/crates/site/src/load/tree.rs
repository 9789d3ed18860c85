//! A path → the part of the site that it belongs to: what is read there as text, and what a
//! symbolic link may lead to.

/// The part of a site that a path belongs to. It decides whether a file may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree<'a> {
    /// `content/files/`: published byte for byte.
    Files,
    /// A folder of `content/` that may be a language's, by its name.
    Pages(&'a str),
    /// What certsite works with and never publishes: settings and the folders `data`, `forms`,
    /// `keys` and `signatures` of `content/`, by its path.
    Internal(&'a str),
    /// Anything in `themes/`, of whatever theme.
    Theme,
    /// Any path that lies neither in `content/` nor in `themes/`.
    Outside,
}

/// Folders of `content/` that hold no pages.
const INTERNAL: [&str; 4] = ["data", "forms", "keys", "signatures"];

impl<'a> Tree<'a> {
    /// The part that a path from the site's root belongs to.
    pub fn of(path: &'a str) -> Tree<'a> {
        let Some(inside) = path.strip_prefix("content/") else {
            return if path.starts_with("themes/") { Tree::Theme } else { Tree::Outside };
        };
        match inside.split_once('/') {
            None if inside == "files" => Tree::Files,
            None => Tree::Internal(path),
            Some(("files", _)) => Tree::Files,
            Some((folder, _)) if INTERNAL.contains(&folder) => {
                Tree::Internal(&path[.."content/".len() + folder.len() + 1])
            }
            Some((folder, _)) => Tree::Pages(folder),
        }
    }

    /// Whether a symbolic link in this part may lead into another one. A link must not publish
    /// what would stay where it lies; what is only read may come from all of the site's folder.
    pub fn may_lead_to(self, target: Tree) -> bool {
        matches!(
            (self, target),
            (Tree::Internal(_), _)
                | (Tree::Pages(_) | Tree::Files, Tree::Files)
                | (Tree::Pages(_), Tree::Pages(_))
                | (Tree::Theme, Tree::Theme)
        )
    }
}

/// Whether certsite reads a file as text. All others are copied, and their bytes are nobody's
/// business.
pub fn is_text(path: &str) -> bool {
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    match Tree::of(path) {
        Tree::Files | Tree::Outside => false,
        Tree::Pages(_) => end == "md",
        Tree::Internal(_) => matches!(end, "yaml" | "csv" | "asc" | "txt"),
        Tree::Theme => matches!(end, "html" | "css" | "js" | "yaml"),
    }
}

/// Whether a text is one that certsite alone writes, and of which there may be more than memory
/// should hold: tallies of sensors.
pub fn is_stored(path: &str) -> bool {
    path.starts_with("content/data/sensors/") && path.ends_with(".csv")
}

/// Whether a file of a theme is one of those that a site takes along as they are: its `assets/`.
pub fn is_asset(path: &str) -> bool {
    path.strip_prefix("themes/").is_some_and(|path| path.split('/').nth(1) == Some("assets"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_part() {
        for (path, expect) in [
            ("content/files/x.pdf", Tree::Files),
            ("content/files/data/x.yaml", Tree::Files),
            ("content/files", Tree::Files),
            ("content/az/x.csv", Tree::Pages("az")),
            ("content/az/data/x.csv", Tree::Pages("az")),
            ("content/az/files/x.csv", Tree::Pages("az")),
            ("content/Data/x.csv", Tree::Pages("Data")),
            ("content/data/register/2026.csv", Tree::Internal("content/data/")),
            ("content/forms/incident.yaml", Tree::Internal("content/forms/")),
            ("content/keys/team.asc", Tree::Internal("content/keys/")),
            ("content/signatures/00.asc", Tree::Internal("content/signatures/")),
            ("content/team.yaml", Tree::Internal("content/team.yaml")),
            ("content/data", Tree::Internal("content/data")),
            ("themes/cert/assets/a.css", Tree::Theme),
            ("content", Tree::Outside),
            ("contents/files/x", Tree::Outside),
            ("var/keys/secret.asc", Tree::Outside),
        ] {
            assert_eq!(Tree::of(path), expect, "{path}");
        }
    }

    #[test]
    fn links_never_lead_to_what_is_not_published() {
        let (files, pages) = ("content/files/x", "content/az/x");
        let (data, theme) = ("content/data/x", "themes/cert/x");
        for (from, to, expect) in [
            (files, files, true),
            (files, pages, false),
            (files, data, false),
            (files, "content/team.yaml", false),
            (files, "var/keys/x", false),
            (files, ".git/config", false),
            (pages, files, true),
            (pages, "content/en/x", true),
            (pages, data, false),
            (pages, theme, false),
            (pages, "var/outbox/x", false),
            (theme, theme, true),
            (theme, data, false),
            (data, data, true),
            (data, "var/tallies/x", true),
        ] {
            assert_eq!(Tree::of(from).may_lead_to(Tree::of(to)), expect, "{from} → {to}");
        }
    }
}
