//! HTML of a page's text → where terms of the glossary stand in it. Every page pays for it, so it is one
//! pass over the words, of which nearly all are told from a term by how they begin.

use super::Term;
use certsite_base::lang::{Lang, Rules};
use memchr::memchr;
use std::cmp::Reverse;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// How many terms are explained on one page: more are a glossary, which is there anyway.
const MOST: usize = 10;

/// Whether in the text of an element no term is marked. A `span` holds words of another language, or a
/// fact.
fn is_passed(element: &[u8]) -> bool {
    let is_heading = |level: u8| (b'1'..=b'6').contains(&level);
    match element {
        b"a" | b"button" | b"code" | b"figure" | b"label" | b"pre" | b"span" | b"summary" => true,
        [b'h', level] => is_heading(*level),
        _ => false,
    }
}

/// How a term begins; what follows is looked at in the text.
struct Begin {
    text: String,
    /// The place of the term.
    term: usize,
    /// How its last word is compared.
    last: String,
    /// Whether this is all of the term, so that nothing need be compared where no suffix follows.
    is_whole: bool,
}

/// Finds terms in the texts of a language.
pub struct Finder {
    /// All terms, of which those found are named by their places.
    pub terms: Arc<[Term]>,
    /// The language of the texts.
    pub lang: Lang,
    rules: Rules,
    /// How terms begin, longer ones first.
    begins: Vec<Begin>,
    /// Places of those that begin with the same two bytes; the first group is empty.
    groups: Vec<Vec<usize>>,
    /// Of each two bytes, the group that begins with them: most words need no closer look.
    pairs: Vec<u16>,
    /// Fingerprint of the terms.
    pub sum: u64,
}

impl Finder {
    /// Finds those of the terms that texts explain.
    pub fn new(terms: Arc<[Term]>, lang: Lang, code: &str) -> Finder {
        let rules = Rules::of(code);
        let mut begins = Vec::new();
        let known =
            terms.iter().enumerate().filter(|(_, term)| term.is_marked && term.note.is_some());
        for (n, term) in known {
            let name = term.name[lang].as_str();
            let Some(first) = name.chars().next() else { continue };
            // A sound that changes before suffixes: təhlükəsizlik, təhlükəsizliyi; policy, policies.
            let changes = name.ends_with(['k', 'q', 'y']) && name.chars().count() > 3;
            let begin = if changes { &name[..name.len() - 1] } else { name };
            let last = rules.compared(last_word(name));
            let rest = &begin[first.len_utf8()..];
            for first in [rules.lower(first), rules.upper(first)] {
                let text = format!("{first}{rest}");
                let is_whole = rules.compared(last_word(&text)) == last;
                begins.push(Begin { text, term: n, last: last.clone(), is_whole });
            }
        }
        begins.sort_by_key(|begin| Reverse(begin.text.len()));
        let (groups, pairs) = grouped(&begins);
        let mut sum = DefaultHasher::new();
        for term in terms.iter().filter(|term| term.is_marked) {
            let note = term.note.as_ref().map(|note| &note[lang]);
            (&term.id, &term.name[lang], note).hash(&mut sum);
        }
        Finder { terms, lang, rules, begins, groups, pairs, sum: sum.finish() }
    }

    /// The terms of a text with the bytes in which each occurs first.
    pub fn find(&self, html: &str, drawn: &[Range<usize>]) -> Vec<(usize, Range<usize>)> {
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        for piece in (Texts { html, at: 0, inside: 0 }) {
            let text = &html[piece.clone()];
            let mut behind = 0;
            for at in words(text, &self.rules) {
                let Some((n, end)) = self.term(text, at).filter(|_| at >= behind) else { continue };
                behind = end;
                let range = piece.start + at..piece.start + end;
                let is_known = found.iter().any(|(known, _)| *known == n);
                if is_known || drawn.iter().any(|drawn| drawn.contains(&range.start)) {
                    continue;
                }
                found.push((n, range));
                if found.len() == MOST {
                    return found;
                }
            }
        }
        found
    }

    /// The longest term that begins with the word at this place, and where it ends with its suffixes.
    fn term(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let rest = &text[at..];
        let (first, second) = match *rest.as_bytes() {
            [first, second, ..] => (first, second),
            [first] => (first, 0),
            [] => return None,
        };
        let group = &self.groups[usize::from(self.pairs[pair(first, second)])];
        group.iter().map(|place| &self.begins[*place]).find_map(|begin| {
            let length = self.length(rest, begin)?;
            Some((begin.term, at + length))
        })
    }

    /// How many bytes of a text are the term at its beginning; none if other words stand there.
    fn length(&self, text: &str, begin: &Begin) -> Option<usize> {
        let begun = begun(text, &begin.text)?;
        let rest = &text[begun..];
        let more = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let after = rest[more..].chars().next();
        if after.is_some_and(|c| c.is_numeric() || "_@/".contains(c)) {
            return None;
        }
        if more == 0 && begin.is_whole {
            return Some(begun);
        }
        let length = begun + more;
        (self.rules.compared(last_word(&text[..length])) == begin.last).then_some(length)
    }
}

/// The place of two bytes among all pairs.
fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// Groups of what begins with the same two bytes, and the group of each two. One byte alone may go on in
/// any way.
fn grouped(begins: &[Begin]) -> (Vec<Vec<usize>>, Vec<u16>) {
    let (mut groups, mut pairs) = (vec![Vec::new()], vec![0; 1 << 16]);
    for (place, begin) in begins.iter().enumerate() {
        let own = match *begin.text.as_bytes() {
            [first, second, ..] => pair(first, second)..=pair(first, second),
            [first] => pair(first, 0)..=pair(first, u8::MAX),
            [] => continue,
        };
        for group in &mut pairs[own] {
            if *group == 0 {
                *group = groups.len() as u16;
                groups.push(Vec::new());
            }
            groups[usize::from(*group)].push(place);
        }
    }
    (groups, pairs)
}

/// How many bytes at the beginning of a text say this; none if it says something else. Words may be
/// parted by the end of a line, by a space at which no line ends, or by several.
fn begun(text: &str, said: &str) -> Option<usize> {
    if text.starts_with(said) {
        return Some(said.len());
    }
    let (first, said) = said.split_once(' ')?;
    let rest = said.split(' ').try_fold(text.strip_prefix(first)?, |rest, word| {
        rest.strip_prefix(char::is_whitespace)?.trim_start().strip_prefix(word)
    });
    Some(text.len() - rest?.len())
}

/// The last of the words of a term.
fn last_word(term: &str) -> &str {
    term.rsplit(|c: char| c.is_whitespace() || c == '-').next().unwrap_or(term)
}

/// Which bytes of ASCII are of a word. What is joined to one by a sign, such as the parts of an address,
/// is of it.
const OF_WORD: [bool; 128] = {
    let (mut table, mut byte) = ([false; 128], 0);
    while byte < 128 {
        let is_joint = matches!(byte, b'-' | b'_' | b'@' | b'/' | b'&' | b'.');
        table[byte as usize] = is_joint || byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Where words begin in a text.
fn words(text: &str, rules: &Rules) -> impl Iterator<Item = usize> {
    let (mut at, mut is_in_word) = (0, false);
    std::iter::from_fn(move || {
        while let Some(byte) = text.as_bytes().get(at) {
            let begin = at;
            let is_of_word = match OF_WORD.get(usize::from(*byte)) {
                Some(is_of_word) => {
                    at += 1;
                    *is_of_word
                }
                None => {
                    let c = text[at..].chars().next()?;
                    at += c.len_utf8();
                    rules.letter(c).is_some()
                }
            };
            if !std::mem::replace(&mut is_in_word, is_of_word) {
                return Some(begin);
            }
        }
        None
    })
}

/// HTML of our own writer → the bytes of each text in which terms are marked.
struct Texts<'a> {
    html: &'a str,
    at: usize,
    /// How many elements are open in which nothing is marked.
    inside: usize,
}

impl Iterator for Texts<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.html.len() {
            let (start, is_text) = (self.at, self.inside == 0);
            let end = memchr(b'<', &self.html.as_bytes()[start..]);
            let end = end.map_or(self.html.len(), |length| start + length);
            self.tag(end);
            if is_text && start < end {
                return Some(start..end);
            }
        }
        None
    }
}

impl Texts<'_> {
    /// Goes behind the tag that stands here.
    fn tag(&mut self, begin: usize) {
        let rest = &self.html[begin..];
        let end = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |length| length + 1);
        self.at = begin + end;
        let tag = rest.as_bytes()[..end].strip_prefix(b"<").unwrap_or_default();
        let (is_end, name) = tag.strip_prefix(b"/").map_or((false, tag), |tag| (true, tag));
        let end = name.iter().position(|byte| b" >\n".contains(byte));
        if is_passed(&name[..end.unwrap_or(name.len())]) {
            self.inside = if is_end { self.inside.saturating_sub(1) } else { self.inside + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_base::lang::PerLang;

    /// The text with its terms in brackets.
    fn marked(code: &str, text: &str) -> String {
        let languages = certsite_testing::az_en();
        let lang = languages.find(code).expect("a language of the two");
        let term = |(id, az, en): (&str, &str, &str)| {
            let name = |lang| if languages[lang].code == "az" { az } else { en }.to_owned();
            let name = PerLang::new(&languages, name);
            Term { id: id.to_owned(), is_marked: true, note: Some(name.clone()), name }
        };
        let terms = [
            ("phishing", "fişinq", "phishing"),
            ("incident", "insident", "incident"),
            ("security", "informasiya təhlükəsizliyi", "information security"),
            ("policy", "açıqlama siyasəti", "policy"),
            ("key", "açıq açar", "public key"),
            ("cert", "CERT", "CERT"),
            ("pki", "açıq açar infrastrukturu", "public key infrastructure"),
        ];
        let terms: Arc<[Term]> = terms.into_iter().map(term).collect();
        let mut out = text.to_owned();
        let found = Finder::new(terms, lang, code).find(text, &[]);
        for (_, range) in found.into_iter().rev() {
            out.insert(range.end, ']');
            out.insert(range.start, '[');
        }
        out
    }

    #[test]
    fn terms_are_found_with_their_suffixes_once_and_in_running_text() {
        for (code, expect) in [
            ("az", "<p>[Fişinqin] və fişinqə</p>"),
            ("az", "<p>[İnsidentlərdən] sonra</p>"),
            ("az", "<p>[İnformasiya təhlükəsizliyinin] qorunması</p>"),
            ("az", "<p>[açıq açarla], [CERT]-in</p>"),
            ("en", "<p>[Incidents] and [policies].</p>"),
            ("en", "<h2 id=\"phishing\">Phishing</h2>\n<p>[phishing]</p>"),
            ("en", "<p><a href=\"/p/\">phishing</a> <code>phishing</code> [phishing]</p>"),
            ("en", "<p>anti-phishing, phishing@x, phishing2</p>"),
            ("en", "<img src=\"phishing.png\" alt=\"phishing\">"),
            ("en", "<p><span lang=\"az\">incident</span></p>"),
            // The longer of two, but the shorter one where it is no other word.
            ("en", "<p>[public key infrastructure], [public keys], public key infrastructure</p>"),
            ("en", "<p>[public keys] and public keyboards</p>"),
            ("en", "<p>[public key] infrastructural <b>public key</b>, [CERTs]</p>"),
            (
                "en",
                "<p>(incidental) \u{201c}[incident]\u{201d}: &quot;[phishing]&quot; &amp;[CERT]</p>",
            ),
            ("az", "<p>əfişinq, [fişinqə]-fişinq</p>"),
            // Parted as a line ends, or where none may end.
            ("en", "<p>the [information\nsecurity] of</p>"),
            ("en", "<p>[public\u{a0}key\ninfrastructure], information, security</p>"),
            ("en", "<p>[information  security], informationsecurity</p>"),
            ("az", "<p>[informasiya\ntəhlükəsizliyini], [açıq\naçarlar]</p>"),
        ] {
            assert_eq!(marked(code, &expect.replace(['[', ']'], "")), expect);
        }
    }
}
