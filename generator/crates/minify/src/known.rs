//! What minify-html's table knows of attributes. A test holds it against that.

use crate::tables::Namespace;
use std::sync::LazyLock;

/// What becomes of an attribute.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// That it is there says all, whatever its value.
    pub boolean: bool,
    /// Great and small letters of its value are one.
    pub case_insensitive: bool,
    /// Runs of white space in its value are one blank.
    pub collapse: bool,
    /// White space at the edges of its value means nothing.
    pub trim: bool,
    /// It means nothing if it is empty.
    pub redundant_if_empty: bool,
    /// The value that holds without it.
    pub default_value: Option<&'static [u8]>,
}

/// One line of the table: attributes of some elements.
struct Row {
    namespace: Namespace,
    /// None if it is about all elements.
    elements: Option<Vec<&'static [u8]>>,
    known: Known,
}

/// Each attribute with its row, in order of the attributes.
static ATTRIBUTES: LazyLock<Vec<(&'static [u8], Row)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for line in include_str!("attributes.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let mut word = || words.next().expect("each line has three words and attributes");
        let namespace = if word() == "svg" { Namespace::Svg } else { Namespace::Html };
        let elements = word();
        let known = word().split(',').fold(Known::default(), with);
        for attribute in words {
            let elements =
                (elements != "*").then(|| elements.split(',').map(str::as_bytes).collect());
            all.push((attribute.as_bytes(), Row { namespace, elements, known }));
        }
    }
    all.sort_by_key(|(attribute, _)| *attribute);
    all
});

fn with(known: Known, rule: &'static str) -> Known {
    match rule {
        "boolean" => Known { boolean: true, ..known },
        "anycase" => Known { case_insensitive: true, ..known },
        "collapse" => Known { collapse: true, ..known },
        "trim" => Known { trim: true, ..known },
        "empty" => Known { redundant_if_empty: true, ..known },
        _ => Known { default_value: rule.strip_prefix('=').map(str::as_bytes), ..known },
    }
}

/// What is known of an attribute of an element; none if its value stays as it is.
pub fn of(namespace: Namespace, element: &[u8], name: &[u8]) -> Option<&'static Known> {
    let from = ATTRIBUTES.partition_point(|(attribute, _)| *attribute < name);
    let rows = ATTRIBUTES[from..].iter().take_while(|(attribute, _)| *attribute == name);
    let is_about = |row: &&Row| {
        row.namespace == namespace
            && row.elements.as_ref().is_none_or(|elements| elements.contains(&element))
    };
    rows.map(|(_, row)| row).find(is_about).map(|row| &row.known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minify_html_common::r#gen::attrs::ATTRS;
    use minify_html_common::spec::tag::ns;

    /// An element that the table does not know.
    const OTHER: &[u8] = b"x";

    #[test]
    fn attributes_are_those_of_minify_html() {
        let elements = ATTRIBUTES.iter().filter_map(|(_, row)| row.elements.as_ref()).flatten();
        for (name, _) in ATTRIBUTES.iter() {
            for element in elements.clone().chain([&OTHER]) {
                for (namespace, theirs) in
                    [(Namespace::Html, ns::Namespace::Html), (Namespace::Svg, ns::Namespace::Svg)]
                {
                    let ours = of(namespace, element, name).copied().unwrap_or_default();
                    let theirs = ATTRS.get(theirs, element, name);
                    let theirs = theirs.map_or(Known::default(), |theirs| Known {
                        boolean: theirs.boolean,
                        case_insensitive: theirs.case_insensitive,
                        collapse: theirs.collapse,
                        trim: theirs.trim,
                        redundant_if_empty: theirs.redundant_if_empty,
                        default_value: theirs.default_value,
                    });
                    let told = (element.escape_ascii(), name.escape_ascii());
                    assert_eq!(ours, theirs, "{namespace:?} {told:?}");
                }
            }
        }
    }
}
