//! What the style sheets of a site, and the styles of an element itself, make of elements that
//! browsers would show otherwise by themselves, so that a page keeps what only they show: white space
//! and line breaks (`white-space`), blanks beside elements that stand within a line (`display:
//! inline`), attributes that they ask for.
//!
//! Nothing here knows which rule wins: who has one that shows something, has it shown. Of a selector
//! counts the element that it draws, by its name, id, classes and attributes; what it asks of others
//! (`.a > .b`, `:hover`) is taken for given.

mod rules;
mod selector;

use crate::attribute::Attribute;
use selector::Subject;
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::Xxh3;

/// What the style sheets of a site show.
#[derive(Default)]
pub struct Shown {
    /// Elements whose line breaks show, and runs of blanks.
    lines: Vec<Subject>,
    /// Elements that stand within a line, beside words.
    inline: Vec<Subject>,
    /// Attributes that rules ask for, with the value if it is one.
    asked: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    /// A fingerprint of all of the above, by which shortened tags are known again.
    sum: u64,
}

/// What is shown of an element.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Shows {
    pub lines: bool,
    pub inline: bool,
}

impl Shown {
    /// Reads from style sheets which blanks of a page they show.
    pub fn by<'a>(styles: impl IntoIterator<Item = &'a str>) -> Shown {
        let mut shown = Shown::default();
        for style in styles {
            let style = rules::without_comments(style);
            rules::declarations(&style, |selectors, declaration| {
                let shows = declared(declaration);
                let lists = [(shows.lines, &mut shown.lines), (shows.inline, &mut shown.inline)];
                for (_, list) in lists.into_iter().filter(|(is_shown, _)| *is_shown) {
                    list.extend(selector::subjects(selectors));
                }
            });
            rules::selectors(&style, |selector| selector::asked(selector, &mut shown.asked));
        }
        for list in [&mut shown.lines, &mut shown.inline] {
            list.sort();
            list.dedup();
        }
        shown.asked.sort();
        shown.asked.dedup();
        // Of what else stands in a style sheet nothing in a page depends.
        let mut sum = Xxh3::new();
        (&shown.lines, &shown.inline, &shown.asked).hash(&mut sum);
        shown.sum = sum.finish();
        shown
    }

    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// What is shown of an element.
    pub fn of(&self, name: &[u8], attributes: &[Attribute]) -> Shows {
        let any = |list: &[Subject]| list.iter().any(|subject| subject.is(name, attributes));
        let own = by_itself(attributes);
        Shows { lines: own.lines || any(&self.lines), inline: own.inline || any(&self.inline) }
    }

    /// Whether a rule may ask for this attribute.
    pub fn asks(&self, name: &[u8], value: &[u8]) -> bool {
        self.asked.iter().any(|(asked, with)| {
            asked == name && with.as_ref().is_none_or(|with| with.eq_ignore_ascii_case(value))
        })
    }
}

/// What a declaration shows of the elements that it is for.
fn declared(declaration: &str) -> Shows {
    let (name, value) = declaration.split_once(':').unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    Shows {
        lines: matches!(&*name, "white-space" | "white-space-collapse") && keeps(value),
        inline: name == "display" && stands_in_line(value),
    }
}

/// What an element has shown by its own attributes, whatever style sheets say.
fn by_itself(attributes: &[Attribute]) -> Shows {
    let mut shows = Shows::default();
    for attribute in attributes {
        let value = String::from_utf8_lossy(&attribute.value);
        match &*attribute.name {
            b"style" => rules::declarations(&rules::without_comments(&value), |_, declaration| {
                let own = declared(declaration);
                shows.lines |= own.lines;
                shows.inline |= own.inline;
            }),
            b"white-space" => shows.lines |= keeps(&value),
            b"xml:space" => shows.lines |= value.trim() == "preserve",
            _ => {}
        }
    }
    shows
}

/// Values of `white-space` by which lines and runs of blanks do not show; what else there is, or
/// will be, may show them.
const COLLAPSES: [&str; 11] = [
    "normal",
    "nowrap",
    "wrap",
    "collapse",
    "discard",
    "initial",
    "inherit",
    "unset",
    "revert",
    "revert-layer",
    "!important",
];

fn keeps(value: &str) -> bool {
    let value = value.to_ascii_lowercase().replace('!', " !").replace("! ", "!");
    !value.split_whitespace().all(|word| COLLAPSES.contains(&word))
}

fn stands_in_line(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["inline", "contents", "ruby", "var("].iter().any(|word| value.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::read;

    /// What is shown of an element by a style sheet.
    fn shows(style: &str, element: &str) -> Shows {
        let mut attributes = Vec::new();
        let name = element.find([' ', '>']).expect("a tag ends");
        read(element.as_bytes(), name, &mut attributes).expect("a tag");
        Shown::by([style]).of(&element.as_bytes()[1..name], &attributes)
    }

    #[test]
    fn elements_whose_lines_show_are_known_by_their_rules() {
        let log = "<div class=\"a log\" id=\"x\" data-y=\"z\">";
        for (style, element, expect) in [
            (".log{white-space:pre}", log, true),
            (".log{white-space:pre}", "<div class=\"logs\">", false),
            (".log { color: red; WHITE-SPACE : Pre-Wrap !important }", log, true),
            ("div{white-space:pre-line}", log, true),
            ("DIV{white-space:break-spaces}", log, true),
            ("#x{white-space-collapse:preserve-breaks}", log, true),
            ("[data-y]{white-space:preserve nowrap}", log, true),
            ("[data-y=\"q\"]{white-space:pre}", log, false),
            (".log{white-space:var(--w)}", log, true),
            ("p, .b > .log:hover::before{white-space:pre}", log, true),
            ("p,.log.b{white-space:pre}", log, false),
            (".log p{white-space:pre}", log, false),
            ("p:is(.log,.b){white-space:pre}", log, true),
            (":where(.b, .log) {white-space:pre}", log, true),
            (".log:not(.b){white-space:pre}", log, true),
            ("*{white-space:pre}", log, true),
            ("a{b:c}.log{white-space:pre}", log, true),
            ("@media (a){@supports (b:c){.log{white-space:pre}}}", log, true),
            (".log{@media print{white-space:pre}}", log, true),
            ("p{.log{white-space:pre}}", log, true),
            ("p{&.log{white-space:pre}}", log, true),
            (".log{&:hover{white-space:pre}}", log, true),
            (".log{p{white-space:pre}}", log, false),
            (".log{p{a:b}white-space:pre}", log, true),
            (".l\\6f g{white-space:pre}", log, true),
            (".log{white-space:pre", log, true),
            ("/* .log{white-space:pre} */", log, false),
            ("p{content:'}.log{white-space:pre}'}", log, false),
            ("p{b:url(a;b{)}.log{white-space:pre}", log, true),
            (".log{white-space:normal}", log, false),
            (".log{white-space:nowrap ! important}", log, false),
            (".log{--white-space:pre}", log, false),
            ("", log, false),
            ("}}{;:,", log, false),
            // As deep as nobody writes.
            (&*format!("p{{{}white-space:pre", "&:hover{".repeat(100_000)), log, true),
            (&*format!("{0}{1}{{white-space:pre}}", ":is(".repeat(99), ")".repeat(99)), log, true),
            (&*format!("{}{{white-space:pre}}", "[(".repeat(100_000)), log, false),
        ] {
            assert_eq!(shows(style, element).lines, expect, "{style} of {element}");
        }
    }

    #[test]
    fn elements_within_lines_are_known_by_their_rules() {
        for (style, element, expect) in [
            ("nav li{display:inline}", "<li>", true),
            ("nav li{display:inline-block!important}", "<li>", true),
            ("nav li{display:block}", "<li>", false),
            ("nav .x{display:inline}", "<li>", false),
        ] {
            assert_eq!(shows(style, element).inline, expect, "{style} of {element}");
        }
    }

    #[test]
    fn attributes_that_rules_ask_for_are_known() {
        for (style, name, value, expect) in [
            ("input[type=text]{}", "type", "text", true),
            ("input[type='TEXT' i] > a{}", "type", "text", true),
            ("input[ type = \"date\" ]{}", "type", "text", false),
            ("input:not([type]){}", "type", "text", true),
            ("a{b[class=\"\"]{}}", "class", "", true),
            ("a[href^=\"http\"]{}", "href", "x", true),
            ("a{b:c[type]}", "type", "text", false),
            ("", "type", "text", false),
        ] {
            let shown = Shown::by([style]);
            assert_eq!(shown.asks(name.as_bytes(), value.as_bytes()), expect, "{style}");
        }
    }

    #[test]
    fn only_what_is_shown_changes_the_fingerprint() {
        let style = ".log{white-space:pre}li{display:inline}[type]{color:red}";
        for (other, expect) in [
            (".log{white-space:pre}li{display:inline}[type]{color:blue}", true),
            (
                "/* new */ [type]{} li { display: inline } .log { white-space: pre-wrap } p{b:c}",
                true,
            ),
            (".log{white-space:pre}[type]{}li{display:inline}[type]{}li{display:inline}", true),
            (".logs{white-space:pre}li{display:inline}[type]{}", false),
            (".log{white-space:pre}li{display:block}[type]{}", false),
            (".log{white-space:pre}li{display:inline}[type=text]{}", false),
            ("li{white-space:pre}.log{display:inline}[type]{}", false),
            ("", false),
        ] {
            assert_eq!(Shown::by([style]).sum() == Shown::by([other]).sum(), expect, "{other}");
        }
    }
}
