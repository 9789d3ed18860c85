//! A page's text → the same with the terms of the glossary marked, each where it occurs first, and what
//! they mean. A page without terms costs one pass of a finder that is made once.

use super::{Glossary, Term};
use aho_corasick::{AhoCorasick, MatchKind};
use certsite_base::address::WebPath;
use certsite_base::lang::{Lang, Rules};
use certsite_site::feature::{Embedded, Explain, Feature, InBlock};
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::load::Sum;
use schemars::JsonSchema;
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// How many terms are explained on one page: more are a glossary, which is there anyway.
const MOST: usize = 10;

/// Elements in whose text no term is marked. A `span` holds words of another language, or a fact.
const PASSED: [&str; 14] = [
    "a", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "label", "pre", "span",
    "summary",
];

/// The terms that a page's text explains. No editor writes this block.
#[derive(Serialize, JsonSchema)]
pub struct TermsView<'a> {
    /// The terms, in the order in which they occur.
    terms: Vec<ExplainedView<'a>>,
}

/// A term that is explained.
#[derive(Serialize, JsonSchema)]
struct ExplainedView<'a> {
    /// The id to which the marked word leads.
    id: String,
    /// The term, in the page's language.
    term: &'a str,
    /// What it means, in plain text.
    note: &'a str,
    /// Its address in the glossary; none if no page of the language draws that.
    url: Option<String>,
}

impl InBlock for TermsView<'_> {
    const TEMPLATE: &'static str = "terms";
}

/// Finds terms in the texts of a language.
pub struct Finder {
    terms: Arc<[Term]>,
    lang: Lang,
    rules: Rules,
    /// Finds how terms begin; what follows is looked at in the text.
    begins: AhoCorasick,
    /// Which term each of these is of, and how its last word is compared.
    of: Vec<(usize, String)>,
    /// Fingerprint of the terms.
    sum: u64,
}

impl Finder {
    /// Finds those of the terms that texts explain.
    pub fn new(terms: Arc<[Term]>, lang: Lang, code: &str) -> Finder {
        let rules = Rules::of(code);
        let (mut begins, mut of) = (Vec::new(), Vec::new());
        let known =
            terms.iter().enumerate().filter(|(_, term)| term.is_marked && term.note.is_some());
        for (n, term) in known {
            let name = term.name[lang].as_str();
            let Some(first) = name.chars().next() else { continue };
            // A sound that changes before suffixes: təhlükəsizlik, təhlükəsizliyi; policy, policies.
            let changes = name.ends_with(['k', 'q', 'y']) && name.chars().count() > 3;
            let begin = if changes { &name[..name.len() - 1] } else { name };
            let compared = rules.compared(last_word(name));
            let rest = &begin[first.len_utf8()..];
            for first in [rules.lower(first), rules.upper(first)] {
                begins.push(format!("{first}{rest}"));
                of.push((n, compared.clone()));
            }
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&begins);
        let begins = finder.expect("names of terms are few");
        let mut sum = DefaultHasher::new();
        for term in terms.iter().filter(|term| term.is_marked) {
            let note = term.note.as_ref().map(|note| &note[lang]);
            (&term.id, &term.name[lang], note).hash(&mut sum);
        }
        Finder { terms, lang, rules, begins, of, sum: sum.finish() }
    }

    /// The terms of a text with the bytes in which each occurs first.
    fn find(&self, html: &str, drawn: &[Range<usize>]) -> Vec<(usize, Range<usize>)> {
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut text = Text { html, at: 0, inside: 0 };
        for begin in self.begins.find_iter(html) {
            let (n, compared) = &self.of[begin.pattern()];
            let is_known = found.iter().any(|(known, _)| known == n);
            let is_drawn = || drawn.iter().any(|range| range.contains(&begin.start()));
            if is_known || is_drawn() || !text.is_at(begin.start()) {
                continue;
            }
            let Some(end) = self.end(html, begin.range(), compared) else { continue };
            found.push((*n, begin.start()..end));
            if found.len() == MOST {
                break;
            }
        }
        found
    }

    /// Where the term ends that begins in these bytes, with its suffixes; none if it is another word.
    fn end(&self, html: &str, begin: Range<usize>, compared: &str) -> Option<usize> {
        let is_of_word = |c: char| c.is_alphanumeric() || "-_@/&.".contains(c);
        if html[..begin.start].chars().next_back().is_some_and(is_of_word) {
            return None;
        }
        let rest = &html[begin.end..];
        let more = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let after = rest[more..].chars().next();
        if after.is_some_and(|c| c.is_numeric() || "_@/".contains(c)) {
            return None;
        }
        let end = begin.end + more;
        let is_same = self.rules.compared(last_word(&html[begin.start..end])) == compared;
        is_same.then_some(end)
    }

    fn view<'a>(&'a self, term: &'a Term, glossary: Option<&WebPath>) -> Option<ExplainedView<'a>> {
        let note = &term.note.as_ref()?[self.lang];
        let url = glossary.map(|page| format!("{page}#{}", term.id));
        Some(ExplainedView { id: id(term), term: &term.name[self.lang], note, url })
    }
}

/// Explains terms in the texts of a language on one site.
pub struct Explainer {
    finder: Arc<Finder>,
    /// The pages of the language that draw the glossary. Looked for once, since every page asks.
    drawn_on: Vec<DocId>,
    /// The address of the first of them.
    glossary: Option<WebPath>,
}

impl Explainer {
    /// Knows where the site draws the glossary.
    pub fn new(finder: Arc<Finder>, site: Linked) -> Explainer {
        let is_own = |page: &DocId| {
            let doc = site.graph.doc(*page);
            let mut blocks = doc.embeds.iter();
            doc.lang == finder.lang && blocks.any(|embed| Glossary.embeds().contains(&embed.name))
        };
        let drawn_on: Vec<_> = site.graph.with_blocks().iter().copied().filter(is_own).collect();
        let glossary = drawn_on.first().map(|page| site.graph.node(*page).url.clone());
        Explainer { finder, drawn_on, glossary }
    }
}

/// The last of the words of a term.
fn last_word(term: &str) -> &str {
    term.rsplit([' ', '-']).next().unwrap_or(term)
}

/// The id of a term's explanation. No heading is called like that.
fn id(term: &Term) -> String {
    format!("term_{}", term.id)
}

/// HTML of our own writer, gone through once.
struct Text<'a> {
    html: &'a str,
    at: usize,
    /// How many elements are open in which nothing is marked.
    inside: usize,
}

impl Text<'_> {
    /// Whether a place, behind those asked for before, is in text in which terms are marked.
    fn is_at(&mut self, place: usize) -> bool {
        while let Some(begin) = self.html[self.at..].find('<').map(|n| self.at + n) {
            if begin > place {
                break;
            }
            let end = self.html[begin..].find('>').map_or(self.html.len(), |n| begin + n + 1);
            let tag = &self.html[begin + 1..end];
            let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let name = tag.split([' ', '>', '\n']).next().unwrap_or_default();
            if PASSED.contains(&name) {
                self.inside = if is_end { self.inside.saturating_sub(1) } else { self.inside + 1 };
            }
            self.at = end;
        }
        self.at <= place && self.inside == 0
    }
}

impl Explain for Explainer {
    fn template(&self) -> &'static str {
        TermsView::TEMPLATE
    }

    fn made_of(&self) -> Sum {
        let mut sum = DefaultHasher::new();
        (self.finder.sum, self.glossary.as_ref().map(WebPath::as_str)).hash(&mut sum);
        sum.finish()
    }

    fn explain(
        &self,
        page: DocId,
        html: &str,
        drawn: &[Range<usize>],
    ) -> Option<(String, Embedded)> {
        if self.drawn_on.contains(&page) {
            return None;
        }
        let (finder, glossary) = (&self.finder, self.glossary.as_ref());
        let found = finder.find(html, drawn);
        if found.is_empty() {
            return None;
        }
        let (mut marked, mut at) = (String::with_capacity(html.len() + found.len() * 48), 0);
        for (n, range) in &found {
            marked.push_str(&html[at..range.start]);
            let id = id(&finder.terms[*n]);
            marked.push_str(&format!("<a class=\"term\" href=\"#{id}\">"));
            marked.push_str(&html[range.clone()]);
            marked.push_str("</a>");
            at = range.end;
        }
        marked.push_str(&html[at..]);
        let terms = found.iter().filter_map(|(n, _)| finder.view(&finder.terms[*n], glossary));
        Some((marked, TermsView { terms: terms.collect() }.embedded()))
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
        ] {
            assert_eq!(marked(code, &expect.replace(['[', ']'], "")), expect);
        }
    }
}
