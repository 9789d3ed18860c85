//! Accepted report → the mail that tells its reporter the number, or none.
//!
//! Anybody can type anybody's address into the form, so the text is constant but for the number,
//! and few such mails go out: none to addresses of the team or of programs, none where an answer
//! is not wanted or a program may have filled in the form, none beyond the limits. Nobody is told
//! which of these it was.
//!
//! The mail goes to the transport that answers the reporter, which tries once to send it and
//! forgets it. It never gets into the outbox, which would have to keep the address in the clear:
//! one that is lost is lost, and its reporter has seen the number on the page.

mod limit;

pub use limit::ALL_PER_HOUR;

use crate::address::mailbox;
use crate::compose::reply_to;
use crate::form::{Definition, Message};
use crate::mime::{Mail, ReceiptMail, notice};
use crate::report::Report;
use crate::tag::tag;
use certsite_text::{Mailbox, bare_address};
use limit::Sent;
use std::sync::{Mutex, PoisonError};

/// Writes acknowledgements, as often as it may.
pub struct Acknowledger {
    from: String,
    /// The team's own mailboxes, each in the one spelling of [`mailbox`]: none of them is written
    /// to.
    own: Vec<String>,
    sent: Mutex<Sent>,
}

impl Acknowledger {
    /// One for a team whose letters go from and to these addresses.
    pub fn new(from: &str, to: &[String]) -> Acknowledger {
        let own = to.iter().map(String::as_str).chain([bare_address(from)]).map(mailbox).collect();
        Acknowledger { from: from.to_owned(), own, sent: Mutex::default() }
    }

    /// The mail for a report that was just accepted, if there is to be one. `published` are the ways
    /// by which the site says that the team is reached. Keyed with the secret, even the list of what
    /// was sent holds no address.
    pub fn acknowledge(
        &self,
        definition: &Definition,
        report: &Report,
        published: &[String],
        secret: &[u8; 32],
    ) -> Option<Mail> {
        let to = reply_to(definition, report).filter(|address| self.may_get_mail(address))?;
        let is_published = published.iter().any(|way| mailbox(way) == mailbox(&to));
        if is_published || !report.suspicions.is_empty() {
            return None;
        }
        // One name for all spellings of an address.
        let name = tag(secret, &[b"acknowledge", mailbox(&to).as_bytes()]);
        // Counting cannot panic half-way.
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.count(&name, report.received).then(|| self.mail(definition, report, to))
    }

    fn may_get_mail(&self, address: &str) -> bool {
        Mailbox::plain(address)
            .is_some_and(|mailbox| !is_program(&mailbox.local.to_ascii_lowercase()))
            && !self.own.contains(&mailbox(address))
    }

    fn mail(&self, definition: &Definition, report: &Report, to: String) -> Mail {
        let say = |message| {
            definition.say_with(message, &report.lang, &[("number", report.number.as_str())])
        };
        let (accepted, note) = (say(Message::Accepted), say(Message::AcknowledgeNote));
        notice(ReceiptMail {
            number: &report.number,
            date: report.received,
            from: &self.from,
            to,
            lang: &report.lang,
            subject: say(Message::AcknowledgeSubject),
            text: format!("{accepted}\n\n{note}\n"),
        })
    }
}

/// Left parts of addresses at which programs and mailing lists listen, or nobody at all (RFC 2142,
/// RFC 3834 §2, RFC 5230 §4.6, and what is usual).
const PROGRAMS: [&str; 18] = [
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "listserv",
    "majordomo",
    "bounce",
    "bounces",
    "devnull",
    "nobody",
    "autoresponder",
    "autoreply",
    "daemon",
    "subscribe",
    "unsubscribe",
    "listowner",
    "robot",
    "notification",
    "notifications",
];

/// Ways to say that nobody reads the answers, however their words are set apart.
const UNREAD: [&str; 5] = ["noreply", "donotreply", "dontreply", "noresponse", "unmonitored"];

fn is_program(left: &str) -> bool {
    // What stands behind a plus sign is for the reader.
    let name = left.split('+').next().unwrap_or(left);
    let together: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let parts = || name.split(['-', '_', '.']);
    let begins = UNREAD.iter().any(|word| together.starts_with(word));
    // `updates-noreply`, `jira.no-reply`: the words have to be words, or `Sino Reply` would be one.
    let ends = UNREAD.iter().any(|word| {
        let end = |from: usize| parts().skip(from).collect::<String>() == **word;
        (0..parts().count()).any(end)
    });
    // `a%b.example@c.example` and `b.example!a@c.example` are passed on from there.
    left.contains(['%', '!'])
        || PROGRAMS.contains(&&*together)
        // `reply+token`: what comes there is put under the letter of that token.
        || name == "reply" && left != name
        || begins
        || ends
        || ["owner-", "bounce-", "bounces-", "prvs=", "srs0=", "srs1=", "msprvs1="]
            .iter()
            .any(|start| left.starts_with(start))
        || ["-request", "-bounces", "-bounce", "-owner", "-unsubscribe", "-subscribe", "-daemon"]
            .iter()
            .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Answer, Number, Suspicion};

    /// A report of that hour, with these answers beside the usual ones.
    fn report(definition: &Definition, changes: &[(&str, &str)], lang: &str, hour: u8) -> Report {
        let usual = [("reply_wanted", "reply"), ("reporter_email", "lala@unvan.example")];
        let is_changed = |field| changes.iter().any(|(changed, _)| *changed == field);
        let answers = usual.iter().filter(|(field, _)| !is_changed(*field)).chain(changes);
        let answer = |(field, value): &(&str, &str)| Answer {
            field: (*field).to_owned(),
            values: vec![(*value).to_owned()],
            written: None,
        };
        let received = format!("2026-11-23T{hour:02}:00:00Z").parse().expect("a time");
        Report {
            number: Number::new("R", received, [hour; 7]),
            received,
            form: definition.id.clone(),
            version: definition.version.clone(),
            lang: lang.to_owned(),
            outdated: false,
            answers: answers.map(answer).collect(),
            unexpected: Vec::new(),
            files: Vec::new(),
            suspicions: Vec::new(),
        }
    }

    fn desk() -> (Definition, Acknowledger) {
        let form = Definition::parse(include_str!("../../content/forms/incident.yaml"));
        let to = ["team@cert.example".to_owned(), "Duty@cert.example".to_owned()];
        (form.expect("the form parses"), Acknowledger::new("form@cert.example", &to))
    }

    #[test]
    fn it_says_the_number_in_the_language_of_the_reporter_and_nothing_else() {
        let (form, desk) = desk();
        for (lang, hour, words) in [("az", 1, "Müraciət"), ("en", 3, "Your report was received")]
        {
            let changes = [("reporter_name", "Əlövsət"), ("title", "Bcc: x@y.example")];
            let report = report(&form, &changes, lang, hour);
            let mail = desk.acknowledge(&form, &report, &[], &[1; 32]).expect("it is the first");
            let envelope = mail.envelope().expect("it has addresses");
            assert_eq!((envelope.from, envelope.to), (None, vec!["lala@unvan.example".to_owned()]));
            let number = report.number.as_str();
            let told = form.say_with(Message::AcknowledgeSubject, lang, &[("number", number)]);
            assert!(told.starts_with(words) && told.contains(number), "{told}");
            let text = String::from_utf8(mail.0).expect("seven bits");
            assert!(text.is_ascii() && text.contains(number));
            assert!(!text.contains("Bcc") && !text.contains("y.example"), "{text}");
        }
    }

    #[test]
    fn only_people_outside_of_the_team_who_want_an_answer_get_one() {
        let (form, desk) = desk();
        let check = |changes: &[(&str, &str)], expect: bool| {
            let desk =
                Acknowledger { from: String::new(), sent: Mutex::default(), own: desk.own.clone() };
            let published = ["incidents@cert.example".to_owned(), "+994 12 000 00 00".to_owned()];
            let report = report(&form, changes, "az", 1);
            let mail = desk.acknowledge(&form, &report, &published, &[1; 32]);
            assert_eq!(mail.is_some(), expect, "{changes:?}");
        };
        check(&[("reporter_email", "o'neil_x@sub.unvan.example")], true);
        check(&[("reporter_email", "requester@unvan.example")], true);
        for person in ["sinoreply", "reply", "lala+noreply", "mailman", "root", "request"] {
            check(&[("reporter_email", &format!("{person}@unvan.example"))], true);
        }
        check(&[("reply_wanted", "info_only")], false);
        for address in [
            "aygün@unvan.example",
            "lala@nümunə.az",
            "lala@192.0.2.1",
            "team@cert.example",
            "TEAM@cert.example",
            "te.am+1@CERT.example",
            "duty@cert.example",
            "form@cert.example",
            "Incidents@cert.example",
            "MAILER-DAEMON@unvan.example",
            "owner-list@unvan.example",
            "list-request@unvan.example",
            "noreply@unvan.example",
            "no-reply@unvan.example",
            "No_Reply@unvan.example",
            "no.reply@unvan.example",
            "noreply+12@unvan.example",
            "noreply-jira@unvan.example",
            "updates-no-reply@unvan.example",
            "do-not-reply@unvan.example",
            "donotreply@unvan.example",
            "dont_reply@unvan.example",
            "mailer-daemon+x@unvan.example",
            "PostMaster@unvan.example",
            "bounces@unvan.example",
            "list-bounces@unvan.example",
            "bounce-12-34@unvan.example",
            "prvs=1234=lala@unvan.example",
            "SRS0=x=y=other.example=lala@unvan.example",
            "autoreply@unvan.example",
            "auto-reply@unvan.example",
            "Auto.Reply+x@unvan.example",
            "robot@unvan.example",
            "notifications@unvan.example",
            "reply+AB12@reply.unvan.example",
            "list-owner@unvan.example",
            "List-Owner+x@unvan.example",
            "unsubscribe@unvan.example",
            "list-unsubscribe@unvan.example",
            "list-subscribe@unvan.example",
            "daemon@unvan.example",
            "print-daemon@unvan.example",
            "a%victim.example@unvan.example",
            "a!b@unvan.example",
        ] {
            check(&[("reporter_email", address)], false);
        }
        for suspicion in Suspicion::ALL {
            let mut report = report(&form, &[], "az", 1);
            report.suspicions.push(suspicion);
            assert_eq!(desk.acknowledge(&form, &report, &[], &[1; 32]), None, "{suspicion:?}");
        }
    }

    #[test]
    fn spellings_of_one_address_share_its_limit() {
        let (form, desk) = desk();
        let get = |address: &str, hour| {
            let report = report(&form, &[("reporter_email", address)], "az", hour);
            desk.acknowledge(&form, &report, &[], &[1; 32]).is_some()
        };
        assert!(get("la.la@unvan.example", 1));
        assert!(!get("Lala+x@unvan.example", 1));
        assert!(get("lala@other.example", 1));
        assert!(get("lala@unvan.example", 2));
        let sent = format!("{:?}", desk.sent);
        assert!(!sent.contains("lala") && !sent.contains("unvan"), "{sent}");
    }
}
