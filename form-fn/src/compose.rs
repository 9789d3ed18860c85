//! Report → [`Letter`]: what staff read, in their own language, with the report as data
//! beside it.
//!
//! Nothing that a reporter typed stands at the beginning of a line, and what other tools
//! would read as a command or a mark is written so that they do not.

use crate::form::{Definition, Field, Iodef, Message, Priority};
use crate::report::{Number, Report};
use crate::validate::is_invisible;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A letter, not yet sealed.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The report's number.
    pub number: Number,
    /// Stands for the post's content in the Message-ID, so that a second post under the
    /// same token can be told from a repeated one. Keyed: it says nothing by itself.
    pub digest: String,
    /// When it is dated.
    pub date: Timestamp,
    /// Address that it comes from.
    pub from: String,
    /// Addresses that it goes to.
    pub to: Vec<String>,
    /// Subject inside the seal; made of the form's own words only.
    pub subject: String,
    /// The reporter's address, if an answer is wanted; inside the seal only.
    pub reply_to: Option<String>,
    /// What staff read.
    pub text: String,
    /// Files beside it.
    pub attachments: Vec<Attachment>,
}

/// A file of a letter.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// A name made by us.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// Who writes to whom, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Recipients<'a> {
    /// Address that letters come from.
    pub from: &'a str,
    /// Addresses that letters go to.
    pub to: &'a [String],
    /// Language of the staff.
    pub lang: &'a str,
    /// The procedure's checklist for the suggested class.
    pub checklist: Option<&'a str>,
}

/// Writes the letter.
pub fn compose(
    definition: &Definition,
    report: &Report,
    recipients: &Recipients<'_>,
    digest: &str,
) -> Letter {
    let label = report.iodef(definition, Iodef::Restriction).unwrap_or("TLP:AMBER");
    let kind = report
        .rsit(definition)
        .map(|rsit| format!(" {}/{}", rsit.class, rsit.kind))
        .unwrap_or_default();
    let json = serde_json::to_vec_pretty(&report.json(definition))
        .expect("a JSON value is always written");
    let mut attachments = vec![Attachment {
        name: "report.json".into(),
        media_type: "application/json",
        bytes: json,
    }];
    attachments.extend(report.files.iter().enumerate().map(|(n, file)| Attachment {
        name: safe_name(n + 1, &file.name),
        media_type: "application/octet-stream",
        bytes: file.bytes.to_vec(),
    }));
    Letter {
        number: report.number.clone(),
        digest: digest.to_owned(),
        date: report.received,
        from: recipients.from.to_owned(),
        to: recipients.to.to_vec(),
        subject: format!("[{label}] {}{kind}", report.number),
        reply_to: reply_to(definition, report),
        text: Text { definition, report, lang: recipients.lang, out: String::new() }
            .write(label, recipients.checklist),
        attachments,
    }
}

/// The reporter's address, where an answer is wanted and a header can hold it.
fn reply_to(definition: &Definition, report: &Report) -> Option<String> {
    let field = definition.fields.iter().find(|field| field.iodef == Some(Iodef::EmailTo))?;
    let wanted = field
        .required_when
        .as_ref()
        .is_none_or(|when| report.values(&when.field).contains(&when.equals));
    let address = report.values(&field.id).first()?;
    (wanted && address.is_ascii()).then(|| address.clone())
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
            self.line(checklist.trim_end());
        }
        let (definition, lang) = (self.definition, self.lang);
        for group in &definition.groups {
            let fields: Vec<_> = definition
                .fields
                .iter()
                .filter(|field| field.group == group.id && field.iodef != Some(Iodef::Restriction))
                .filter(|field| {
                    !self.report.values(&field.id).is_empty()
                        && field.kind != crate::form::Kind::File
                })
                .collect();
            if !fields.is_empty() {
                self.heading(group.label.get(lang));
                fields.into_iter().for_each(|field| self.answer(field));
            }
        }
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
            let tag =
                format!("{}/{} (rsit:{}=\"{}\")", rsit.class, rsit.kind, rsit.class, rsit.kind);
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
                None => {
                    value.split('\n').for_each(|line| self.line(&format!("| {}", defuse(line))))
                }
            }
        }
    }

    fn files(&mut self) {
        if self.report.files.is_empty() {
            return;
        }
        let title = self.say(Message::LetterFiles).to_owned();
        self.heading(&title);
        for (n, file) in self.report.files.iter().enumerate() {
            let mut sum = String::new();
            for byte in Sha256::digest(&file.bytes) {
                write!(sum, "{byte:02x}").expect("a String takes every write");
            }
            let (name, safe, size) =
                (defuse(&file.name), safe_name(n + 1, &file.name), file.bytes.len());
            self.line("");
            self.line(&format!("{safe}: {size} B, {}, SHA-256 {sum}", looks_like(&file.bytes)));
            self.line(&format!("| {name}"));
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

/// A name that no file system, shell or mail program can stumble over.
fn safe_name(n: usize, name: &str) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let sound =
        (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    format!("evidence-{n}.{}", if sound { extension.to_ascii_lowercase() } else { "bin".into() })
}

/// What the first bytes say that a file is; nothing is opened for it.
fn looks_like(bytes: &[u8]) -> &'static str {
    const KINDS: [(&[u8], &str); 16] = [
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"\x1f\x8b", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"%PDF-", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"MZ", "Windows program"),
        (b"\x7fELF", "Linux program"),
        (b"\xd0\xcf\x11\xe0", "Microsoft Office (old) or Outlook message"),
        (b"\xd4\xc3\xb2\xa1", "packet capture"),
        (b"\x0a\x0d\x0d\x0a", "packet capture"),
        (b"-----BEGIN PGP", "OpenPGP"),
        (b"{\\rtf", "RTF"),
    ];
    match KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, kind)) => kind,
        None if std::str::from_utf8(bytes).is_ok() => "text",
        None => "unknown",
    }
}

/// A reporter's line as a person should see it and no tool should act on it:
/// invisible characters by name, no `m2m:` command (mail_to_misp), no ticket mark
/// `[name #1]` (RT), no sharing label but the chosen one (tools find it anywhere).
fn defuse(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for c in line.chars() {
        if (c.is_control() && c != '\t') || is_invisible(c) {
            write!(shown, "<U+{:04X}>", u32::from(c)).expect("a String takes every write");
        } else {
            shown.push(c);
        }
    }
    let shown = part_before(&shown, "m2m", ':', "_:");
    let shown = part_before(&shown, "tlp", ':', "_");
    tickets(&shown)
}

/// Replaces the mark that follows a word, whatever the word's case.
fn part_before(line: &str, word: &str, mark: char, instead: &str) -> String {
    let mut parted = String::with_capacity(line.len());
    let mut pieces = line.split(mark);
    let mut before = pieces.next().unwrap_or_default();
    parted.push_str(before);
    for piece in pieces {
        let start = before.trim_end().len().checked_sub(word.len());
        let is_word = start
            .and_then(|start| before.trim_end().get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word));
        if is_word {
            parted.push_str(instead)
        } else {
            parted.push(mark)
        }
        parted.push_str(piece);
        before = piece;
    }
    parted
}

/// `[name #12]` → `(name #12)`.
fn tickets(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let inside = from[1..]
            .find([']', '['])
            .filter(|end| from.as_bytes()[1 + *end] == b']')
            .map(|end| &from[1..=end]);
        let is_ticket = |inside: &str| {
            let (_, number) = inside.rsplit_once('#')?;
            let digits = number.trim();
            (!digits.is_empty() && digits.chars().all(char::is_numeric)).then_some(())
        };
        match inside.filter(|inside| is_ticket(inside).is_some()) {
            Some(inside) => {
                write!(out, "({inside})").expect("a String takes every write");
                rest = &from[inside.len() + 2..];
            }
            None => {
                out.push('[');
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_act_on_is_defused() {
        let check = |line: &str, expect: &str| assert_eq!(defuse(line), expect);
        check("plain: [text] #1 ə\t", "plain: [text] #1 ə\t");
        check("m2m:attach M2M : x am2m:", "m2m_:attach M2M _: x am2m_:");
        check("TLP:RED tlp:amber+strict Tlp : x", "TLP_RED tlp_amber+strict Tlp _ x");
        check("[rt.example #12] [x #1 ] [[y #3]", "(rt.example #12) (x #1 ) [(y #3)");
        check("[#] [a # b] [", "[#] [a # b] [");
        check("a\u{202e}b\0\u{200b}\x1b[1m", "a<U+202E>b<U+0000><U+200B><U+001B>[1m");
    }

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

    #[test]
    fn files_get_names_of_ours() {
        let check = |name: &str, expect: &str| assert_eq!(safe_name(1, name), expect);
        check("../../etc/passwd", "evidence-1.bin");
        check("C:\\x\\report.PDF", "evidence-1.pdf");
        check("x.ə", "evidence-1.bin");
        check("x.p\u{202e}fd", "evidence-1.bin");
        check("", "evidence-1.bin");
        assert_eq!(looks_like(b"PK\x03\x04..."), "ZIP");
        assert_eq!(looks_like("jurnal sətri".as_bytes()), "text");
        assert_eq!(looks_like(&[0xff, 0xfe]), "unknown");
    }
}
