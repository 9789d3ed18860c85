//! A fact's text → whether it states anything. What people write in place of a value is none: an
//! answer that means yes or no, a word for nothing, a mark that the value is still to come. YAML
//! takes some of these for texts (`no`) and others not (`false`); here each is what it means.

use certsite_base::lang::slug;

/// The longest of the words below.
const LONGEST: usize = 12;

/// Answers, words for nothing, and marks of what is to come, folded as in addresses.
const WORDS: [&[&str]; 3] = [
    &["y", "n", "yes", "no", "on", "off", "true", "false", "he", "beli", "yox", "xeyr"],
    &["", "null", "nil", "none", "n-a", "undefined", "yoxdur", "disabled", "deaktiv", "hec-ne"],
    &[
        "unknown",
        "todo",
        "tbd",
        "tba",
        "tbc",
        "fixme",
        "later",
        "pending",
        "soon",
        "not-yet",
        "xxx",
        "namelum",
        "sonra",
        "gozlenilir",
        "hele-yoxdur",
    ],
];

/// What a text says in place of a value, if it states none.
pub fn instead_of_value(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if ["!none", "!unknown"].iter().any(|tag| text.starts_with(tag)) {
        return Some("is no tag between quotation marks");
    }
    if text.chars().all(|c| !c.is_alphanumeric()) {
        return Some("says nothing");
    }
    let word = (text.chars().count() <= LONGEST).then(|| slug(text))?;
    let kind = WORDS.iter().position(|words| words.contains(&word.as_str()))?;
    Some(["is an answer", "says that there is nothing", "says that it is to come"][kind])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_in_place_of_a_value_is_none() {
        for text in [
            "no",
            "No",
            "NO",
            "no.",
            "n",
            "yes",
            "off",
            "Off",
            "on",
            "false",
            "False",
            "TRUE",
            "hə",
            "Bəli",
            "yox",
            "Xeyr",
            "!none",
            "none",
            "None",
            "N/A",
            "null",
            "~",
            "-",
            "—",
            "?",
            "…",
            "\"\"",
            "[]",
            "{}",
            "unknown",
            "TODO",
            "tbd",
            "naməlum",
            "Yoxdur",
            " no ",
            "later",
            "Sonra",
            "pending",
            "heç nə",
            "Gözlənilir",
            "hələ yoxdur",
            "not yet",
            "disabled",
            "!unknown \"Body\"",
            "!none # x",
        ] {
            assert!(instead_of_value(text).is_some(), "{text}");
        }
        for text in [
            "set",
            "Team",
            "team@example.org",
            "Norway",
            "Later today",
            "Nobel",
            "On call",
            "no reply by mail",
            "Noyabr",
            "Yoxlama",
            "1.3",
            "AS64500",
            "Ə",
            "Offis",
            "24/7",
        ] {
            assert_eq!(instead_of_value(text), None, "{text}");
        }
    }
}
