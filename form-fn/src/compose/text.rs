//! Report → what staff read: what happened first, what to do last. Nothing that a reporter typed
//! stands at the beginning of a line.

use super::defuse::{defuse, quotation};
use super::evidence::{FileKind, safe_name, sha256};
use super::{Recipients, reply_to};
use crate::form::{Definition, Field, Group, Iodef, Kind as FieldKind, Message, Priority};
use crate::intake::Unexpected;
use crate::report::{Report, received};

/// The letter's text in the language of the staff: `label` first, then the answers, those about
/// what happened before others, then what to do.
pub fn text(
    definition: &Definition,
    report: &Report,
    recipients: &Recipients<'_>,
    label: &str,
) -> String {
    let lang = recipients.lang;
    let text = LetterText { definition, report, lang, is_defused: false, out: String::new() };
    text.write(label, recipients)
}

/// The message of the form that holds the word for a priority.
pub fn word(priority: Priority) -> Message {
    match priority {
        Priority::Normal => Message::PriorityNormal,
        Priority::Medium => Message::PriorityMedium,
        Priority::High => Message::PriorityHigh,
    }
}

struct LetterText<'a> {
    definition: &'a Definition,
    report: &'a Report,
    lang: &'a str,
    /// Something that a reporter wrote is not shown as it was written.
    is_defused: bool,
    out: String,
}

impl LetterText<'_> {
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

    fn write(mut self, label: &str, recipients: &Recipients<'_>) -> String {
        // The one label of the letter, right before what it covers.
        self.line(label);
        self.line("");
        self.summary(recipients);
        let definition = self.definition;
        let mut groups: Vec<&Group> = definition.groups.iter().collect();
        // What happened comes before who tells of it; the others stay in the order of the form.
        groups.sort_by_key(|group| !self.tells_what_happened(group));
        groups.into_iter().for_each(|group| self.group(group));
        self.unexpected();
        self.files();
        self.notes();
        if let Some(checklist) = recipients.checklist {
            let title = self.say(Message::LetterChecklist).to_owned();
            self.heading(&title);
            // A label in it would stand for the whole letter.
            checklist.lines().for_each(|line| self.line(&defuse(line)));
        }
        self.out
    }

    fn tells_what_happened(&self, group: &Group) -> bool {
        let tells = |field: &Field| field.iodef == Some(Iodef::Description);
        self.definition.fields.iter().any(|field| field.group == group.id && tells(field))
    }

    fn group(&mut self, group: &Group) {
        let is_shown = |field: &&Field| {
            field.group == group.id
                && field.iodef != Some(Iodef::Restriction)
                && field.kind != FieldKind::File
                && !self.report.values(&field.id).is_empty()
        };
        let fields: Vec<_> = self.definition.fields.iter().filter(is_shown).collect();
        if !fields.is_empty() {
            self.heading(group.label.get(self.lang));
            fields.into_iter().for_each(|field| self.answer(field));
        }
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.line(&format!("== {title} =="));
    }

    fn summary(&mut self, recipients: &Recipients<'_>) {
        let (definition, report, lang) = (self.definition, self.report, self.lang);
        self.line(report.number.as_str());
        let received = received(report.received, recipients.zone);
        self.line(&format!("{}: {received}", self.say(Message::LetterReceived)));
        self.line(&format!("{}: {}", self.say(Message::LetterFormLanguage), report.lang));
        if let Some(rsit) = report.rsit(definition) {
            let tag = format!("{}/{} ({})", rsit.class, rsit.kind, rsit.tag());
            self.line(&format!("{}: {tag}", self.say(Message::LetterClass)));
        }
        let (priority, because) = report.priority(definition);
        let word = self.say(word(priority));
        self.line(&format!("{}: {word}", self.say(Message::LetterPriority)));
        for field in because.into_iter().filter_map(|field| definition.field(field)) {
            let choices: Vec<_> =
                report.values(&field.id).iter().filter_map(|value| field.choice(value)).collect();
            let labels: Vec<_> = choices.iter().map(|choice| choice.label.get(lang)).collect();
            let reason = format!("{} {}", field.label.get(lang), labels.join(", "));
            self.line(&format!("  {}: {reason}", self.say(Message::LetterBecause)));
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

    /// What staff should know of the letter itself.
    fn notes(&mut self) {
        let (definition, lang) = (self.definition, self.lang);
        self.line("");
        self.line(definition.say(Message::LetterNote, lang));
        if let Some(address) = reply_to(definition, self.report) {
            let values = [("address", &*defuse(&address))];
            self.line(&definition.say_with(Message::LetterReply, lang, &values));
        }
        if self.report.outdated {
            self.line(definition.say(Message::LetterOutdated, lang));
        }
        if self.is_defused {
            self.line(definition.say(Message::LetterDefused, lang));
        }
    }

    fn answer(&mut self, field: &Field) {
        self.line("");
        let label = field.label.get(self.lang);
        let colon = if label.ends_with(|c: char| c.is_alphanumeric()) { ":" } else { "" };
        self.line(&format!("{label}{colon}"));
        for value in self.report.values(&field.id) {
            match field.choice(value) {
                Some(choice) => self.line(&format!("| {} ({value})", choice.label.get(self.lang))),
                // A mail to it is what the reporter gave it for; nothing else can stand in it.
                None if field.kind == FieldKind::Email => {
                    self.line(&format!("| {}", defuse(value)));
                }
                None => self.quote(value),
            }
        }
        if let Some(written) = self.report.written(&field.id) {
            let written = self.harmless(written);
            let word = self.say(Message::LetterWritten);
            self.line(&format!("| ({word}: {written})"));
        }
    }

    /// A reporter's words, each line behind a mark.
    fn quote(&mut self, words: &str) {
        for line in words.split('\n') {
            let line = self.harmless(line);
            self.line(&format!("| {line}"));
        }
    }

    fn harmless(&mut self, line: &str) -> String {
        let shown = quotation(line);
        self.is_defused |= shown != line;
        shown
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
            let name = self.harmless(name);
            self.line(&format!("| {name}:"));
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
            let (safe, kind) = (safe_name(n + 1, &file.name), FileKind::of(&file.bytes));
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
