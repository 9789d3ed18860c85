//! Words of a refused post → what its page can show of them.
//!
//! A page shows a reporter everything, up to a limit that no form reaches: beyond it, a few
//! kilobytes from a stranger would come back as many megabytes, for each connection that does not
//! read them. What is cut is told at its field.

use crate::form::{Definition, Field, Kind, Message};
use crate::intake::{SEAM, Submission, Unexpected, Values};
use crate::validate::{FieldError, in_control};
use certsite_text::escaped_length;
use std::collections::BTreeSet;

/// Bytes of HTML that a page has for a reporter's words.
const ROOM: usize = 1 << 20;

/// What a page shows of a post.
#[derive(Debug, Default)]
pub struct Shown {
    /// What stands in the form's own controls, by their fields.
    pub values: Values,
    /// In controls of their own: words that no question asked for, and second answers to one that
    /// takes one only.
    pub unexpected: Vec<Unexpected>,
    /// The fields whose words are cut, since the page has no room for all of them.
    pub cut: Vec<FieldError>,
}

/// What a page shows of this post.
pub fn shown(definition: &Definition, lang: &str, submission: &Submission) -> Shown {
    let mut shown = Shown { unexpected: submission.unexpected(definition), ..Shown::default() };
    for field in definition.fields.iter().filter(|field| field.kind != Kind::File) {
        let Some(texts) = submission.values.get(&field.id) else { continue };
        let mut seen = BTreeSet::new();
        let texts = texts.iter().filter(|text| !text.trim().is_empty() && seen.insert(*text));
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for text in texts {
            let is_full = !field.is_multiple() && !kept.is_empty();
            // A choice that is not offered cannot be shown as one.
            match in_control(field, text).filter(|_| !is_full) {
                Some(shown) => kept.push(shown),
                None => others.push(text.clone()),
            }
        }
        // With a name of its own, so that the next try is no second answer again.
        let others = others.into_iter().enumerate();
        shown.unexpected.extend(
            others.map(|(n, text)| Unexpected { name: format!("{}.{}", field.id, n + 2), text }),
        );
        shown.values.insert(field.id.clone(), kept);
    }
    shown.gather(rest_of(definition));
    shown.fit(definition, lang);
    shown
}

/// How many more names than the form's own controls have a post may hold.
fn rest_of(definition: &Definition) -> usize {
    let names = |field: &Field| if field.is_multiple() { field.options.len() } else { 1 };
    // Those that a page carries unseen, the trap and a button are five.
    let own: usize = definition.fields.iter().map(names).sum::<usize>() + 5;
    definition.limits.fields.saturating_sub(own).max(1)
}

impl Shown {
    /// Puts those words together for which the next try has no names left.
    fn gather(&mut self, most: usize) {
        if self.unexpected.len() > most {
            let rest = self.unexpected.split_off(most - 1);
            let text = rest.iter().map(Unexpected::line).collect();
            self.unexpected.push(Unexpected { name: String::new(), text });
        }
    }

    /// Cuts the longest texts so that all together fit.
    fn fit(&mut self, definition: &Definition, lang: &str) {
        let values = self.values.values().flatten();
        let texts = values.chain(self.unexpected.iter().map(|unexpected| &unexpected.text));
        let most = share(texts.map(|text| escaped_length(text)).collect());
        let values = self.values.iter_mut();
        let values =
            values.flat_map(|(name, texts)| texts.iter_mut().map(move |text| (&*name, text)));
        let unexpected = self.unexpected.iter_mut();
        let unexpected = unexpected.map(|unexpected| (&unexpected.name, &mut unexpected.text));
        for (name, text) in values.chain(unexpected) {
            if let Some((shown, all)) = cut(text, most) {
                let values = [("shown", &*shown.to_string()), ("n", &all.to_string())];
                let text = definition.say_with(Message::Cut, lang, &values);
                self.cut.push(FieldError { field: name.clone(), problem: Message::Cut, text });
            }
            // A page has no other sign for a break, and would drop it.
            if text.contains('\r') {
                *text = text.replace('\r', "\n");
            }
        }
    }
}

/// The most that any text may take so that all fit: short ones are never cut for long ones.
fn share(mut lengths: Vec<usize>) -> usize {
    lengths.sort_unstable();
    let mut room = ROOM;
    for (n, length) in lengths.iter().enumerate() {
        let share = room / (lengths.len() - n);
        if *length > share {
            return share;
        }
        room -= length;
    }
    usize::MAX
}

/// Cuts a text down to so many bytes of HTML; characters shown and in all, if it was longer. One
/// whose middle was left out before is cut there again.
fn cut(text: &mut String, most: usize) -> Option<(usize, usize)> {
    if escaped_length(text) <= most {
        return None;
    }
    let all = text.chars().count();
    *text = match text.split_once(SEAM) {
        Some((head, tail)) => {
            let tail: Vec<char> = fitting(tail.chars().rev(), most / 2).collect();
            let head: String = fitting(head.chars(), most / 2).collect();
            head + SEAM + &tail.into_iter().rev().collect::<String>()
        }
        None => fitting(text.chars(), most).collect(),
    };
    Some((text.chars().count(), all))
}

/// The first of some characters that take so many bytes of HTML.
fn fitting(text: impl Iterator<Item = char>, most: usize) -> impl Iterator<Item = char> {
    text.scan(most, |room, c| {
        *room = room.checked_sub(escaped_length(c.encode_utf8(&mut [0; 4])))?;
        Some(c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> Definition {
        Definition::parse(include_str!("../../../content/forms/incident.yaml"))
            .expect("the form parses")
    }

    fn check(values: &[(&str, &[&str])]) -> Shown {
        let values = values.iter().map(|(name, texts)| {
            ((*name).to_owned(), texts.iter().map(|text| (*text).to_owned()).collect())
        });
        let submission = Submission { values: values.collect(), files: Vec::new() };
        shown(&definition(), "en", &submission)
    }

    #[test]
    fn everything_is_shown_once() {
        let shown = check(&[
            ("title", &["first", "first", " ", "second", "third"]),
            ("violated", &["integrity", "unknown"]),
            ("nothing", &["words"]),
            ("description", &["a\rb"]),
            ("tlp", &["tlp:green"]),
            ("ongoing", &["perhaps"]),
            ("privacy_ack", &["I have"]),
        ]);
        assert_eq!(shown.values["title"], ["first"]);
        assert_eq!(shown.values["violated"], ["integrity", "unknown"]);
        assert_eq!(shown.values["description"], ["a\nb"]);
        let unexpected: Vec<_> =
            shown.unexpected.iter().map(|u| (u.name.as_str(), u.text.as_str())).collect();
        assert_eq!(
            unexpected,
            [
                ("nothing", "words"),
                ("title.2", "second"),
                ("title.3", "third"),
                ("ongoing.2", "perhaps"),
                ("privacy_ack.2", "I have"),
            ]
        );
        assert_eq!(shown.values["tlp"], ["TLP:GREEN"]);
        assert!(shown.values["ongoing"].is_empty() && shown.values["privacy_ack"].is_empty());
        assert!(shown.cut.is_empty());
    }

    #[test]
    fn what_no_page_can_hold_is_cut_and_told() {
        let marks = "\"".repeat(4 << 20);
        let log = "ə".repeat(100_000);
        let shown = check(&[("description", &[&log]), ("evidence_text", &[&marks])]);
        assert_eq!(shown.values["description"], [log.as_str()], "short texts are not cut");
        let evidence = &shown.values["evidence_text"][0];
        let left = (ROOM - 200_000) / "&quot;".len();
        assert_eq!(evidence.len(), left);
        let [told] = &shown.cut[..] else { panic!("one is cut: {:?}", shown.cut) };
        assert_eq!(told.field, "evidence_text");
        assert!(told.text.contains(&format!("{left} of {}", 4 << 20)), "{}", told.text);
        // A letter is never cut in two.
        let letters = "ə".repeat(ROOM);
        let shown = check(&[("nothing", &[&letters]), ("description", &[&letters])]);
        assert_eq!(shown.cut.len(), 2);
        assert_eq!(shown.values["description"][0].len(), ROOM / 2);
    }
}
