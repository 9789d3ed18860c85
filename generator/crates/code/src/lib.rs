//! Code of a closed list of languages → its parts with a kind each, in one pass and in order. Knows
//! neither HTML nor certsite.
//!
//! It looks at words and signs, not at grammar: what is in colours is to be read, not compiled, and a
//! piece of code on a page is seldom whole.

mod cursor;
mod languages;
mod table;

use std::ops::Range;

/// What a part of code is. All else is just text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What is for people alone.
    Comment,
    /// Words of the language itself.
    Keyword,
    /// Keys, commands, functions, fields.
    Name,
    /// Numbers, and values that have a name: `true`, `null`.
    Number,
    /// Text between quotes, patterns.
    Text,
    /// What something else is put in for.
    Variable,
    /// What is about the code: prompts, decorators, tags, options.
    Meta,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] = [
        Kind::Comment,
        Kind::Keyword,
        Kind::Name,
        Kind::Number,
        Kind::Text,
        Kind::Variable,
        Kind::Meta,
    ];

    /// The word by which style sheets know it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Comment => "comment",
            Kind::Keyword => "keyword",
            Kind::Name => "name",
            Kind::Number => "number",
            Kind::Text => "text",
            Kind::Variable => "variable",
            Kind::Meta => "meta",
        }
    }
}

/// A language, by one of its names.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    read: Option<fn(&mut cursor::Cursor)>,
}

/// Each language with its names, the one that guides use first, and what reads it.
type Row = (&'static [&'static str], Option<fn(&mut cursor::Cursor)>);

const LANGUAGES: [Row; 14] = [
    (&["sh", "shell", "bash", "zsh"], Some(languages::shell::script)),
    (&["console", "shell-session"], Some(languages::shell::session)),
    (&["powershell", "ps1", "pwsh"], Some(languages::powershell::read)),
    (&["json", "jsonc", "jsonl"], Some(languages::json::read)),
    (&["yaml", "yml"], Some(languages::yaml::read)),
    (&["sigma"], Some(languages::sigma::read)),
    (&["python", "py"], Some(languages::python::read)),
    (&["sql"], Some(languages::sql::read)),
    (&["ini", "toml", "cfg", "conf", "properties"], Some(languages::ini::read)),
    (&["http"], Some(languages::http::read)),
    (&["suricata", "snort", "rules"], Some(languages::suricata::read)),
    (&["yara"], Some(languages::yara::read)),
    (&["text", "txt", "plain", "plaintext", "output", "log"], None),
    (&["csv", "diff", "html", "markdown", "md", "xml"], None),
];

impl Language {
    /// The language of this name, in letters of any case.
    pub fn named(name: &str) -> Option<Language> {
        let is_it = |(names, _): &&Row| names.iter().any(|own| own.eq_ignore_ascii_case(name));
        LANGUAGES.iter().find(is_it).map(|(_, read)| Language { read: *read })
    }

    /// All names, those of a language one after the other.
    pub fn names() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().flat_map(|(names, _)| *names).copied()
    }

    /// The name of each language that guides use.
    pub fn first_names() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().filter_map(|(names, read)| read.and(names.first()).copied())
    }

    /// Whether its code has parts; plain text has none.
    pub fn has_parts(self) -> bool {
        self.read.is_some()
    }

    /// The parts of some code that are more than text, in order; none overlaps another.
    pub fn parts(self, code: &str) -> Vec<(Kind, Range<usize>)> {
        let mut cursor = cursor::Cursor::new(code);
        if let Some(read) = self.read {
            read(&mut cursor);
        }
        cursor.finish()
    }
}

#[cfg(test)]
mod tests;
