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
}

/// Finds terms in the texts of a language.
pub struct Finder {
    /// All terms, of which those found are named by their places.
    pub terms: Arc<[Term]>,
    /// The language of the texts.
    pub lang: Lang,
    rules: Rules,
    /// How terms begin, by their first bytes, longer ones first.
    begins: Vec<Vec<Begin>>,
    /// Of each two bytes, whether a term begins with them: most words need no closer look.
    pairs: Vec<bool>,
    /// Fingerprint of the terms.
    pub sum: u64,
}

impl Finder {
    /// Finds those of the terms that texts explain.
    pub fn new(terms: Arc<[Term]>, lang: Lang, code: &str) -> Finder {
        let rules = Rules::of(code);
        let mut begins: Vec<Vec<Begin>> = std::iter::repeat_with(Vec::new).take(256).collect();
        let mut pairs = vec![false; 256 * 256];
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
                match *text.as_bytes() {
                    [first, second, ..] => pairs[pair(first, second)] = true,
                    // A term of one letter may go on in any way.
                    [first] => pairs[pair(first, 0)..=pair(first, 255)].fill(true),
                    [] => continue,
                }
                let own = &mut begins[usize::from(text.as_bytes()[0])];
                own.push(Begin { text, term: n, last: last.clone() });
            }
        }
        for own in &mut begins {
            own.sort_by_key(|begin| Reverse(begin.text.len()));
        }
        let mut sum = DefaultHasher::new();
        for term in terms.iter().filter(|term| term.is_marked) {
            let note = term.note.as_ref().map(|note| &note[lang]);
            (&term.id, &term.name[lang], note).hash(&mut sum);
        }
        Finder { terms, lang, rules, begins, pairs, sum: sum.finish() }
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
        if !self.pairs[pair(first, second)] {
            return None;
        }
        let begins = &self.begins[usize::from(first)];
        begins.iter().filter(|begin| rest.starts_with(&begin.text)).find_map(|begin| {
            let length = self.length(rest, begin)?;
            Some((begin.term, at + length))
        })
    }

    /// How many bytes of a text that begins like a term are the term; none if it is another word.
    fn length(&self, text: &str, begin: &Begin) -> Option<usize> {
        let rest = &text[begin.text.len()..];
        let more = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let after = rest[more..].chars().next();
        if after.is_some_and(|c| c.is_numeric() || "_@/".contains(c)) {
            return None;
        }
        let length = begin.text.len() + more;
        (self.rules.compared(last_word(&text[..length])) == begin.last).then_some(length)
    }
}

/// The place of two bytes among all pairs.
fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// The last of the words of a term.
fn last_word(term: &str) -> &str {
    term.rsplit([' ', '-']).next().unwrap_or(term)
}

/// Where words begin in a text. What is joined to one by a sign, such as the parts of an address, is
/// of it.
fn words(text: &str, rules: &Rules) -> impl Iterator<Item = usize> {
    let mut is_in_word = false;
    let begins = text.char_indices().filter(move |(_, c)| {
        let is_of_word = match c {
            '-' | '_' | '@' | '/' | '&' | '.' => true,
            c if c.is_ascii() => c.is_ascii_alphanumeric(),
            c => rules.letter(*c).is_some(),
        };
        !std::mem::replace(&mut is_in_word, is_of_word)
    });
    begins.map(|(at, _)| at)
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
        let tag = rest[..end].trim_start_matches('<');
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.as_bytes();
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
        ] {
            assert_eq!(marked(code, &expect.replace(['[', ']'], "")), expect);
        }
    }
}
