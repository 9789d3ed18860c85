//! What came of a log that was imported → what is said of it, and how its import ended. Its words are
//! whatever a stranger sent.

use super::LogImport;
use certsite_sensors::import::{self, OldEvents};
use certsite_sensors::rules::Word;
use certsite_shell::command::{Outcome, count};
use certsite_shell::tell;
use certsite_statistics::sensors::RULES;
use certsite_text::shown as visible;
use std::collections::BTreeMap;

impl LogImport<'_> {
    /// Says what came of the log; `done` says what became of its new events.
    pub(super) fn tell(&self, found: &import::Outcome, done: &str) {
        let shown = self.shown;
        let fresh = found.new_events();
        let mut said = format!(
            "{} {done}, {} passed over, {} left out",
            count(fresh as usize, "new event"),
            count(found.other as usize, "other line"),
            count(found.wrong as usize, "wrong line"),
        );
        if self.settings.old == OldEvents::Skip && found.old > 0 {
            let old = count(found.old as usize, "event");
            said += &format!(", {old} from before {} skipped", self.settings.since);
        }
        let before = found.events - fresh;
        if before > 0 {
            said += &format!("; {} counted before", count(before as usize, "event"));
        }
        tell!("{shown}: {said}.");
        let twice = found.fresh.keys().find(|day| self.old_days.contains(*day));
        if let Some(day) = twice.filter(|_| found.prefix == 0) {
            tell!(
                "{shown}: of {day} an older version has counted something, too, without noting its \
                 lines: if some of these are among them, take this import back (certsite sensors \
                 undo)."
            );
        }
        if found.is_cut {
            tell!(
                "{shown}: its last line has no end and is left for the next import; if nobody \
                 writes to this log any more, say --closed."
            );
        }
        if self.settings.old == OldEvents::Skip {
            self.tell_old(found);
        }
        for (n, why) in &found.first_wrong {
            tell!("{shown}:{n}: {}", visible(why));
        }
        tell_more(shown, found.wrong, found.first_wrong.len());
        self.tell_words(&found.words);
    }

    /// Names the lines of events of days long over.
    pub(super) fn tell_old(&self, found: &import::Outcome) {
        for (n, day) in &found.first_old {
            tell!("{}:{n}: its time is of {day}", self.shown);
        }
        tell_more(self.shown, found.old, found.first_old.len());
    }

    /// Says which words no rule knows, and what they count as until one does.
    fn tell_words(&self, words: &BTreeMap<Word, u64>) {
        let shown = self.shown;
        let unknown = words.iter().filter(|(word, _)| self.setup.rules.kind(word).is_none());
        for (word, n) in unknown {
            let times = count(*n as usize, "time");
            match word.text.is_empty() {
                true => tell!(
                    "{shown}: the log does not say what it was ({times}): it counts as \
                     other/undetermined"
                ),
                false => tell!(
                    "{shown}: no rule for “{}” ({times}): it counts as other/undetermined until \
                     {RULES} has one under {}",
                    visible(&word.text),
                    word.format
                ),
            }
        }
    }

    /// How it ended.
    pub(super) fn ended(&self, found: import::Outcome) -> Outcome {
        let shown = self.shown;
        if let Some(error) = found.broken {
            tell!(
                "{shown}: {error}; what stands before is counted, the rest is once it can be read"
            );
            return Outcome::Problems;
        }
        if found.events + found.old == 0 && found.prefix == 0 && found.other + found.wrong > 0 {
            tell!("{shown}: no line of it is an event that can be counted.");
            return Outcome::Problems;
        }
        Outcome::Fine
    }
}

/// Says how many there are beside those that were told one by one.
fn tell_more(shown: &str, all: u64, told: usize) {
    let more = all.saturating_sub(told as u64);
    if more > 0 {
        tell!("{shown}: and {more} more");
    }
}
