//! Code, in colours where its language is known, and the fenced blocks among it that a feature draws.

use super::Walker;
use crate::parse::body::Hole;
use crate::parse::embed::{Embed, Line, push};
use certsite_base::diag::{Problem, nearest};
use certsite_code::Language;
use pulldown_cmark::CodeBlockKind;
use std::ops::Range;

/// Longer code stays without colours: nobody reads it from end to end.
const LONGEST: usize = 32 << 10;

/// The block of code being read.
pub struct OpenFence {
    /// What it is called, if a feature draws it, and its lines so far.
    embed: Option<(&'static str, Vec<Line>)>,
    /// Its language, if its parts are to be in colours, and its text so far.
    language: Option<(Language, String)>,
    is_fenced: bool,
}

impl Walker<'_> {
    /// Begins a block of code, or an embed if its word is the name of one.
    pub fn start_code(&mut self, kind: &CodeBlockKind, span: Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => self.scanned.literal(info.trim()),
            CodeBlockKind::Indented => "".into(),
        };
        let (name, more) = info.split_once(char::is_whitespace).unwrap_or((&info, ""));
        let embed = self.names.find(name);
        // `latest{count=5}`, `latest:5`, as other programs have it.
        let stem = name.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or(name);
        let (embed, more) = match self.names.find(stem) {
            Some(_) if embed.is_none() => (self.names.find(stem), &name[stem.len()..]),
            _ => (embed, more),
        };
        let language = Language::named(name).filter(|_| embed.is_none());
        match embed {
            Some(embed) if !more.is_empty() => {
                let message = "nothing may stand behind its name; settings are lines of their own";
                let problem = Problem::EmbedData { embed: embed.into(), message: message.into() };
                self.problem(problem, span);
            }
            Some(_) => {}
            None => {
                if language.is_none() && !name.is_empty() {
                    self.unknown(name, &info, span);
                }
                self.html.block("<pre><code");
                if !name.is_empty() {
                    self.html.raw(" class=\"language-");
                    self.html.attribute(name);
                    self.html.raw("\"");
                }
                self.html.raw(">");
            }
        }
        let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
        self.fence = Some(OpenFence {
            embed: embed.map(|name| (name, Vec::new())),
            language: language.filter(|own| own.has_parts()).map(|own| (own, String::new())),
            is_fenced,
        });
    }

    /// Tells of a word behind a fence that is neither a block's nor a language's.
    fn unknown(&mut self, name: &str, info: &str, span: Range<usize>) {
        let spaced = || self.names.find(&info.replace(' ', "-"));
        if let Some(near) = self.names.near(name).or_else(spaced) {
            let name = if near.contains('-') { info } else { name }.to_owned();
            return self.problem(Problem::UnknownEmbed { name, near: near.into() }, span);
        }
        // What nobody sees in it has been told.
        if !name.chars().all(|c| c.is_alphanumeric() || c.is_ascii_punctuation()) {
            return;
        }
        let hint = match nearest(&name.to_ascii_lowercase(), Language::names()) {
            Some(near) => format!("did you mean “{near}”? “text” is code of no language"),
            None => {
                let names: Vec<_> = Language::first_names().collect();
                format!("the languages are {}; “text” is code of no language", names.join(", "))
            }
        };
        self.problem(Problem::UnknownLanguage { name: name.to_owned(), hint }, span);
    }

    /// Takes some of the block's text: as lines of YAML for an embed, else as code.
    pub fn code_text(&mut self, text: &str, span: Range<usize>) {
        match &mut self.fence {
            Some(OpenFence { embed: Some((_, lines)), .. }) => {
                push(lines, self.source, text, self.scanned.origin.range(span));
            }
            Some(OpenFence { language: Some((_, code)), .. }) => {
                code.push_str(&self.scanned.literal(text));
            }
            _ => self.html.text(&self.scanned.literal(text)),
        }
    }

    /// Ends the block. An embed leaves a hole in the page.
    pub fn end_code(&mut self, span: Range<usize>) {
        let Some(fence) = self.fence.take() else { return };
        if fence.is_fenced {
            self.check_closed(&span);
        }
        match fence.embed {
            None => {
                if let Some((language, code)) = fence.language {
                    self.coloured(language, &code);
                }
                self.html.raw("</code></pre>\n");
            }
            Some((name, lines)) => {
                let end = self.scanned.origin.range(span).end;
                self.html.block("");
                self.html.hole(Hole::Embed(self.embeds.len()));
                self.embeds.push(Embed::new(name, self.source, &lines, end));
                self.embed_lines.push(lines);
            }
        }
    }

    /// Writes code with a class for each of its parts: a strict policy forbids styles inside pages.
    fn coloured(&mut self, language: Language, code: &str) {
        let parts = if code.len() > LONGEST { Vec::new() } else { language.parts(code) };
        self.has_colours |= !parts.is_empty();
        let mut at = 0;
        for (kind, part) in parts {
            self.html.text(&code[at..part.start]);
            self.html.raw("<span class=\"code-");
            self.html.raw(kind.word());
            self.html.raw("\">");
            self.html.text(&code[part.clone()]);
            self.html.raw("</span>");
            at = part.end;
        }
        self.html.text(&code[at..]);
    }

    /// A fence without end swallows the rest of the page, or of its item or quote.
    fn check_closed(&mut self, span: &Range<usize>) {
        let block = &self.scanned.text[span.clone()];
        let mark = block.trim_start().chars().next().unwrap_or('`');
        let length = block.trim_start().bytes().take_while(|b| char::from(*b) == mark).count();
        let mut last = block.rsplit_once('\n').map_or("", |(_, last)| last).trim_start();
        for _ in &self.quotes {
            last = last.strip_prefix('>').unwrap_or(last).trim_start();
        }
        let rest = last.trim_start_matches(mark);
        if last.len() - rest.len() < length || !rest.trim_end().is_empty() {
            let fence = mark.to_string().repeat(length);
            self.problem(Problem::FenceOpen { fence }, span.clone());
        }
    }
}
