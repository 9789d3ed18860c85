//! Report → what staff read. Nothing that a reporter typed stands at the beginning of a line.

use super::defuse::defuse;
use super::evidence::{Kind, safe_name, sha256};
use crate::form::{Definition, Field, Iodef, Kind as FieldKind, Message, Priority};
use crate::intake::Unexpected;
use crate::report::Report;

/// The letter's text in the language of the staff: `label` first, then what to do, then the answers.
pub fn text(
    definition: &Definition,
    report: &Report,
    lang: &str,
    label: &str,
    checklist: Option<&str>,
) -> String {
    Text { definition, report, lang, out: String::new() }.write(label, checklist)
}

struct Text<'a> {
    definition: &'a Definition,
    report: &'a Report,
    lang: &'a str,
    out: String,
}

impl Text<'_> {
    fn line(&mut self, text: &str) {
        let mark = if text.starts_with("| ") { "| " } else { "" };
        for (n, piece) in wrap(text).into_iter().enumerate() {
            // A reporter's words begin no line, not even where one was broken.
            self.out.push_str(if n > 0 { mark } else { "" });
            self.out.push_str(piece);
            self.out.push('\n');
        }
    }

    fn say(&self, message: Message) -> &str {
        self.definition.say(message, self.lang)
    }

    fn write(mut self, label: &str, checklist: Option<&str>) -> String {
        // The one label of the letter, right before what it covers.
        self.line(label);
        self.line("");
        self.summary();
        if let Some(checklist) = checklist {
            let title = self.say(Message::LetterChecklist).to_owned();
            self.heading(&title);
            // A label in it would stand for the whole letter.
            checklist.lines().for_each(|line| self.line(&defuse(line)));
        }
        let (definition, lang) = (self.definition, self.lang);
        for group in &definition.groups {
            let fields: Vec<_> = definition
                .fields
                .iter()
                .filter(|field| field.group == group.id && field.iodef != Some(Iodef::Restriction))
                .filter(|field| {
                    !self.report.values(&field.id).is_empty() && field.kind != FieldKind::File
                })
                .collect();
            if !fields.is_empty() {
                self.heading(group.label.get(lang));
                fields.into_iter().for_each(|field| self.answer(field));
            }
        }
        self.unexpected();
        self.files();
        self.out
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.line(&format!("== {title} =="));
    }

    fn summary(&mut self) {
        let (definition, report, lang) = (self.definition, self.report, self.lang);
        self.line(report.number.as_str());
        let received = report.received.strftime("%Y-%m-%d %H:%M:%S UTC");
        self.line(&format!("{}: {received}", self.say(Message::LetterReceived)));
        self.line(&format!("{}: {}", self.say(Message::LetterFormLanguage), report.lang));
        if let Some(rsit) = report.rsit(definition) {
            let tag = format!("{}/{} ({})", rsit.class, rsit.kind, rsit.tag());
            self.line(&format!("{}: {tag}", self.say(Message::LetterClass)));
        }
        let (priority, because) = report.priority(definition);
        let word = match priority {
            Priority::Normal => Message::PriorityNormal,
            Priority::Medium => Message::PriorityMedium,
            Priority::High => Message::PriorityHigh,
        };
        self.line(&format!("{}: {}", self.say(Message::LetterPriority), self.say(word)));
        for field in because.into_iter().filter_map(|field| definition.field(field)) {
            let choices: Vec<_> =
                report.values(&field.id).iter().filter_map(|value| field.choice(value)).collect();
            let labels: Vec<_> = choices.iter().map(|choice| choice.label.get(lang)).collect();
            let reason = format!("{} {}", field.label.get(lang), labels.join(", "));
            self.line(&format!("  {}: {reason}", self.say(Message::LetterBecause)));
        }
        let note = definition.say(Message::LetterNote, lang);
        self.line(note);
        if report.outdated {
            self.line(definition.say(Message::LetterOutdated, lang));
        }
        for suspicion in &report.suspicions {
            let why = format!(
                "{}: {}",
                self.say(Message::LetterSuspicious),
                self.say(suspicion.message())
            );
            self.line(&why);
        }
    }

    fn answer(&mut self, field: &Field) {
        self.line("");
        self.line(&format!("{}:", field.label.get(self.lang)));
        for value in self.report.values(&field.id) {
            match field.choice(value) {
                Some(choice) => self.line(&format!("| {} ({value})", choice.label.get(self.lang))),
                None => self.quote(value),
            }
        }
        if let Some(written) = self.report.written(&field.id) {
            let word = self.say(Message::LetterWritten);
            self.line(&format!("| ({word}: {})", defuse(written)));
        }
    }

    /// A reporter's words, each line behind a mark.
    fn quote(&mut self, words: &str) {
        words.split('\n').for_each(|line| self.line(&format!("| {}", defuse(line))));
    }

    /// What no question asked for is no less a reporter's word.
    fn unexpected(&mut self) {
        let report = self.report;
        if report.unexpected.is_empty() {
            return;
        }
        let title = self.say(Message::LetterUnexpected).to_owned();
        self.heading(&title);
        for Unexpected { name, text } in &report.unexpected {
            self.line("");
            self.line(&format!("| {}:", defuse(name)));
            self.quote(text);
        }
    }

    fn files(&mut self) {
        if self.report.files.is_empty() {
            return;
        }
        let title = self.say(Message::LetterFiles).to_owned();
        self.heading(&title);
        for (n, file) in self.report.files.iter().enumerate() {
            let (safe, kind) = (safe_name(n + 1, &file.name), Kind::of(&file.bytes));
            let looks = kind.name(self.definition, self.lang);
            let (size, sum) = (file.bytes.len(), sha256(&file.bytes));
            self.line("");
            self.line(&format!("{safe}: {size} B, {looks}, SHA-256 {sum}"));
            if let Some(extension) = kind.belied_by(&file.name) {
                let values = [("name", extension.as_str()), ("contents", looks)];
                let lang = self.lang;
                self.line(&self.definition.say_with(Message::LetterFileDiffers, lang, &values));
            }
            self.quote(&file.name);
            let field = self.definition.field(&file.field);
            if field.is_none_or(|field| field.kind != FieldKind::File) {
                let note = self.say(Message::LetterFileUnexpected).to_owned();
                self.line(&note);
                self.quote(&file.field);
            }
        }
    }
}

/// Lines are broken before this many octets: mail allows 998 (RFC 5322 §2.1.1), and the mark of
/// a broken line comes before it.
const WRAP_OCTETS: usize = 900;

/// A line in pieces that mail can carry, broken at blanks where there are any.
/// `report.json` has the words unbroken.
fn wrap(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while rest.len() > WRAP_OCTETS {
        let most = rest.floor_char_boundary(WRAP_OCTETS);
        // A blank that leaves a very short line is not worth it.
        let blank = rest[..most].rfind(' ').filter(|at| *at > most / 2);
        let (piece, after) = rest.split_at(blank.map_or(most, |at| at + 1));
        pieces.push(piece.trim_end_matches(' '));
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken() {
        assert_eq!(wrap(""), [""]);
        assert_eq!(wrap("| a b"), ["| a b"]);
        let words = "söz ".repeat(400);
        assert!(wrap(&words).iter().all(|piece| piece.len() <= 900 && piece.starts_with("söz")));
        let letters = "ə".repeat(1000);
        assert_eq!(wrap(&letters).concat(), letters);
        assert_eq!(wrap(&letters).len(), 3);
    }
}
