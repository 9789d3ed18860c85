//! Marks of emphasis that stay in the text as they are. CommonMark does not end emphasis between
//! punctuation and a letter, which in Azerbaijani is where a suffix begins: `**“Şəbəkə”**nin`.
//! Where such a mark would mean nothing otherwise, it is made to mean what was meant; the rest is
//! reported.

use super::Walker;
use certsite_base::diag::Problem;
use std::collections::HashMap;
use std::ops::Range;

/// The marks of emphasis that stayed as text, in the order of the page.
#[derive(Default)]
pub struct Strays {
    found: Vec<Stray>,
    block: usize,
}

/// A run of one and the same mark, such as `**`.
struct Stray {
    mark: u8,
    span: Range<usize>,
    /// Paragraphs, cells and headings are numbered: marks of two of them are no pair.
    block: usize,
}

/// What stands beside a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Blank,
    Punctuation,
    Letter,
}

impl Strays {
    /// Another paragraph, cell or heading begins.
    pub fn next_block(&mut self) {
        self.block += 1;
    }

    /// Looks at a piece of text that begins with a mark.
    pub fn watch(&mut self, source: &str, text: &str, span: &Range<usize>) {
        let mark = text.as_bytes()[0];
        let is_escaped = source[..span.start].bytes().rev().take_while(|b| *b == b'\\').count() % 2;
        if is_escaped == 1 || text.bytes().any(|b| b != mark) || source[span.clone()] != *text {
            return;
        }
        match self.found.last_mut() {
            Some(last) if last.mark == mark && last.span.end == span.start => {
                last.span.end = span.end;
            }
            _ => self.found.push(Stray { mark, span: span.clone(), block: self.block }),
        }
    }

    /// The runs in order, each opening one with that which was meant to close it: of the same
    /// kind, length and block.
    fn pairs(&self, source: &str) -> Vec<(&Stray, Option<&Stray>)> {
        let mut pairs: Vec<(&Stray, Option<&Stray>)> = Vec::new();
        // The run of each kind that may open something, by its place in `pairs`.
        let mut open: HashMap<(u8, usize), usize> = HashMap::new();
        for stray in &self.found {
            let kind = (stray.mark, stray.span.len());
            let (before, after) = stray.sides(source);
            let first = open.get(&kind).filter(|n| pairs[**n].0.block == stray.block).copied();
            match first {
                Some(first) if before != Side::Blank => {
                    open.remove(&kind);
                    pairs[first].1 = Some(stray);
                }
                _ => {
                    // An underscore inside a word is part of a name.
                    if after != Side::Blank && !(stray.mark == b'_' && before == Side::Letter) {
                        open.insert(kind, pairs.len());
                    }
                    pairs.push((stray, None));
                }
            }
        }
        pairs
    }
}

impl Stray {
    fn sides(&self, source: &str) -> (Side, Side) {
        let before = source[..self.span.start].chars().next_back();
        (side(before), side(source[self.span.end..].chars().next()))
    }

    /// Whether it stands before something and behind nothing, or an opening bracket.
    fn opens(&self, source: &str) -> bool {
        let (before, after) = self.sides(source);
        before != Side::Letter && after != Side::Blank
    }

    /// `*word and more`: what stands behind it is a word, and no name of a file, a host or a variable;
    /// those that begin with an underscore have small letters.
    fn opens_a_word(&self, source: &str) -> bool {
        let rest = source[self.span.end..].chars();
        let mut word = rest.take_while(|c| !c.is_whitespace()).take(LONGEST_WORD);
        self.mark != b'~'
            && self.sides(source).0 == Side::Blank
            && word.by_ref().next().is_some_and(|c| match self.mark {
                b'_' => c.is_uppercase(),
                _ => c.is_alphabetic(),
            })
            && word.all(|c| c.is_alphabetic() || ",;:!?…".contains(c) || is_punctuation(c))
    }

    /// `_word_nin`: an underscore that begins a word in which there is another one.
    fn is_underlined_word(&self, source: &str) -> bool {
        let rest = &source[self.span.end..];
        self.mark == b'_'
            && self.span.len() == 1
            && rest
                .find(|c: char| c == '_' || c.is_whitespace())
                .is_some_and(|at| rest[at..].starts_with('_'))
    }
}

/// Where a joiner makes pairs of marks mean what they look like, sorted: before marks that would
/// end what began, but for the suffix behind them. Marks with letters on both sides are signs of a
/// formula (`2*(a+b)*c`), and so are those of which a bracket stands in between alone.
pub fn joints(strays: &Strays, source: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for (first, second) in strays.pairs(source) {
        let Some(second) = second.filter(|stray| stray.mark != b'_') else { continue };
        if first.sides(source).0 != Side::Letter
            && second.sides(source) == (Side::Punctuation, Side::Letter)
            && is_whole(&source[first.span.end..second.span.start])
        {
            places.push(second.span.start);
        }
    }
    places.sort_unstable();
    places
}

/// Whether two marks with letters on both sides are signs of arithmetic: nobody multiplies by what
/// stands in quotation marks, and two stars are a power, of numbers or by a sum.
fn is_formula(first: &Stray, second: &Stray, source: &str) -> bool {
    let before = source[..first.span.start].chars().next_back();
    let inside = &source[first.span.end..second.span.start];
    let is_sum = |c: char| c.is_numeric() || "+-−*/^".contains(c);
    inside.starts_with(|c: char| c.is_ascii() && !matches!(c, '"' | '\''))
        && (first.span.len() == 1
            || before.is_some_and(char::is_numeric)
            || inside.contains(is_sum))
}

/// Only this many characters of a word are looked at: no word is longer.
const LONGEST_WORD: usize = 60;

/// No formula is longer, and to look for brackets in more would take too long.
const LONGEST_FORMULA: usize = 4_000;

/// Whether no bracket in a text is without its other half.
fn is_whole(text: &str) -> bool {
    if text.len() > LONGEST_FORMULA {
        return true;
    }
    let mut open = [0usize; 3];
    for b in text.bytes() {
        let kind = match b {
            b'(' | b')' => 0,
            b'[' | b']' => 1,
            b'{' | b'}' => 2,
            _ => continue,
        };
        match b {
            b'(' | b'[' | b'{' => open[kind] += 1,
            _ if open[kind] == 0 => return false,
            _ => open[kind] -= 1,
        }
    }
    open == [0; 3]
}

impl Walker<'_> {
    /// Reports marks that look as if they were meant for emphasis.
    pub fn report_strays(&mut self) {
        let strays = std::mem::take(&mut self.strays);
        let text = self.scanned.text.as_ref();
        let pairs = strays.pairs(text);
        let has_remarks = pairs.iter().any(|(first, second)| {
            let (before, after) = first.sides(text);
            second.is_none() && before != Side::Blank && after != Side::Letter && first.mark == b'*'
        });
        for (first, second) in pairs {
            if first.mark == b'`' {
                if second.is_none() && first.opens(text) {
                    let mark = text[first.span.clone()].to_owned();
                    self.problem(Problem::CodeOpen { mark }, first.span.clone());
                }
                continue;
            }
            // A row of underscores is to be filled in.
            let is_meant = match second {
                Some(second) if first.sides(text).0 == Side::Letter => {
                    second.sides(text).1 != Side::Letter || !is_formula(first, second, text)
                }
                // Another one: `f(*a)*b`.
                Some(second) => is_whole(&text[first.span.end..second.span.start]),
                None if first.span.len() == 1 => {
                    // One star alone refers to a remark, if there is one.
                    first.opens_a_word(text) && !(first.mark == b'*' && has_remarks)
                }
                None => (2..=3).contains(&first.span.len()),
            };
            if is_meant || first.is_underlined_word(text) {
                let mark = &text[first.span.clone()];
                let help = format!(
                    "emphasis begins right before a word and ends right behind one, \
                     “{mark}like this{mark}”, inside a word by stars alone"
                );
                let problem = Problem::StrayMark { mark: mark.to_owned(), help };
                self.problem(problem, first.span.clone());
            }
        }
    }
}

fn side(c: Option<char>) -> Side {
    match c {
        None => Side::Blank,
        Some(c) if c.is_whitespace() => Side::Blank,
        Some(c) if c.is_alphanumeric() || !c.is_ascii() && !is_punctuation(c) => Side::Letter,
        Some(_) => Side::Punctuation,
    }
}

/// Punctuation beyond ASCII: quotation marks, dashes, dots.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{A1}'..='\u{BF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}')
}
