//! A theme's templates → the ids that each of them writes, so that no heading of a page gets one
//! of them. Ids that a template computes (`id="{{ … }}"`) come from features, which tell them.

use std::collections::{BTreeSet, HashMap, HashSet};

/// Where the pieces lie that are drawn once for each language.
pub const ONCE: &str = "once/";

/// The ids of each template, with those of all templates that it extends or includes.
#[derive(Default, PartialEq)]
pub struct ThemeIds {
    of: HashMap<String, HashSet<String>>,
    none: HashSet<String>,
}

/// What one template holds.
struct Template<'a> {
    ids: Vec<&'a str>,
    /// Templates that it names.
    names: Vec<&'a str>,
    /// True if others can use parts of it without naming it.
    is_shared: bool,
}

impl ThemeIds {
    /// Reads templates by their names and texts.
    pub fn read(sources: &[(&str, &str)]) -> ThemeIds {
        let templates: HashMap<&str, Template> =
            sources.iter().map(|(name, text)| (*name, read(text))).collect();
        let is_shared = |name: &&str| templates[name].is_shared || name.starts_with(ONCE);
        let shared = sources.iter().map(|(name, _)| *name).filter(is_shared);
        let shared: Vec<&str> = shared.collect();
        let all = |name: &str| -> HashSet<String> {
            let mut reached = BTreeSet::new();
            let mut next: Vec<&str> = shared.iter().copied().chain([name]).collect();
            while let Some(name) = next.pop() {
                if let Some((name, template)) = templates.get_key_value(name)
                    && reached.insert(*name)
                {
                    next.extend(&template.names);
                }
            }
            reached
                .iter()
                .flat_map(|name| &templates[name].ids)
                .map(|id| (*id).to_owned())
                .collect()
        };
        let of = sources.iter().map(|(name, _)| ((*name).to_owned(), all(name))).collect();
        ThemeIds { of, none: HashSet::new() }
    }

    /// The ids that a template writes.
    pub fn of(&self, template: &str) -> &HashSet<String> {
        self.of.get(template).unwrap_or(&self.none)
    }
}

fn read(text: &str) -> Template<'_> {
    let mut template = Template { ids: Vec::new(), names: Vec::new(), is_shared: false };
    for (n, part) in text.split("{#").enumerate() {
        let part = if n == 0 { part } else { part.split_once("#}").map_or("", |(_, rest)| rest) };
        template.ids.extend(ids(part));
        for tag in part.split("{%").skip(1) {
            let tag = tag.split("%}").next().unwrap_or(tag).trim_start_matches('-').trim_start();
            let word = tag.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            match word {
                "extends" | "include" | "import" => template.names.extend(quoted(tag)),
                "component" | "macro" => template.is_shared = true,
                _ => {}
            }
        }
    }
    template
}

/// The values of attributes `id` that stand there as they are.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("id=").filter_map(|(at, _)| {
        let is_attribute = text[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let value = &text[at + 3..];
        let id = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next()?,
        };
        let is_plain = !id.is_empty() && !id.contains(['{', '}', '<']);
        (is_attribute && is_plain).then_some(id)
    })
}

/// The texts between quotation marks.
fn quoted(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(['"', '\'', '`']).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expect: &[&str]) {
        let theme = ThemeIds::read(&[
            (
                "base.html",
                "<main id=\"main\">{% include \"parts/menu.html\" %}{# <p id=\"x\"> #}</main>",
            ),
            ("parts/menu.html", "<nav id='menu' data-id=\"y\"><p class=a id=list>"),
            ("page.html", "{%- extends 'base.html' -%}<h2 id=\"{{ a.b }}\"><p id=\"x-{{ c }}\">"),
            ("a.html", "{% include \"b.html\" %}<p id=\"a\">"),
            ("b.html", "{% include \"a.html\" %}"),
            ("once/foot.html", "<p id=foot>"),
        ]);
        let mut got: Vec<&str> = theme.of(template).iter().map(String::as_str).collect();
        got.sort_unstable();
        assert_eq!(got, expect);
    }

    #[test]
    fn templates_have_the_ids_of_those_that_they_use() {
        check("parts/menu.html", &["foot", "list", "menu"]);
        check("page.html", &["foot", "list", "main", "menu"]);
        check("b.html", &["a", "foot"]);
        check("none.html", &[]);
    }
}
