//! What is in an outbox → how it stands, for those who watch over it.

use super::{Entry, Listing, Slip, Tag};
use std::time::SystemTime;

/// How an outbox stands. Numbers and times; of words only our own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// The reports that not every recipient has.
    pub waiting: usize,
    /// When the first of them was put into the outbox; none if none waits.
    pub oldest: Option<SystemTime>,
    /// Those that a person has to look after: some recipient is tried once a day only.
    pub dead: usize,
    /// How it stands with each recipient, in the order of the settings.
    pub recipients: Vec<Standing>,
    /// Messages that are damaged, and what was never a message.
    pub strange: usize,
    /// The names of the first of those, for a person.
    pub strangers: Vec<String>,
    /// Mails that were sent, which could not be noted: after a restart they would go again.
    pub unnoted: usize,
    /// The messages that could not be read when they were to be sent, and are tried again.
    pub unreadable: usize,
    /// Why the mail service takes nothing at present; none if it does.
    pub down: Option<String>,
    /// The mails that the service took since this process began, counted for each recipient.
    pub sent: u64,
    /// The attempts since this process began that the service did not take, counted alike.
    pub failed: u64,
}

/// So many names are enough to go and look.
const STRANGERS: usize = 3;

/// How it stands with one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The reports that this recipient does not have.
    pub waiting: usize,
    /// Those of them that are tried once a day only.
    pub dead: usize,
    /// What came of the last attempt to send one of these; none if there was none.
    pub why: Option<String>,
}

impl Survey {
    /// How a listing stands for these recipients.
    pub fn of(listing: &Listing, recipients: &[Tag]) -> Survey {
        let strangers = listing.strange.iter().take(STRANGERS).cloned().collect();
        let mut survey = Survey { strange: listing.strange.len(), strangers, ..Survey::default() };
        survey.recipients = vec![Standing::default(); recipients.len()];
        for entry in &listing.waiting {
            survey.count(entry, recipients);
        }
        survey
    }

    fn count(&mut self, entry: &Entry, recipients: &[Tag]) {
        // Of an outbox that nothing is sent from, all of it waits.
        let (mut is_waiting, mut is_dead) = (recipients.is_empty(), false);
        for (tag, standing) in recipients.iter().zip(&mut self.recipients) {
            match entry.slips.get(tag) {
                Some(Slip::Sent) => continue,
                Some(Slip::Waiting(wait)) if wait.is_dead => {
                    standing.dead += 1;
                    standing.why = Some(wait.why.clone());
                    is_dead = true;
                }
                _ => {}
            }
            standing.waiting += 1;
            is_waiting = true;
        }
        if is_waiting {
            self.waiting += 1;
            // They come in their order.
            self.oldest = self.oldest.or(Some(entry.kept));
        }
        self.dead += usize::from(is_dead);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Slips;
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn what_nobody_is_sent_waits_and_what_all_have_does_not() {
        let (one, other) = (Tag::of("a@cert.example"), Tag::of("b@cert.example"));
        let entry = |slips| Entry { key: "k".to_owned(), kept: UNIX_EPOCH, slips };
        for (slips, recipients, expect) in [
            (Slips::new(), vec![], 1),
            (Slips::new(), vec![one], 1),
            (Slips::from([(one, Slip::Sent)]), vec![one], 0),
            (Slips::from([(one, Slip::Sent)]), vec![one, other], 1),
        ] {
            let listing = Listing { waiting: vec![entry(slips)], strange: Vec::new() };
            assert_eq!(Survey::of(&listing, &recipients).waiting, expect, "{listing:?}");
        }
    }
}
