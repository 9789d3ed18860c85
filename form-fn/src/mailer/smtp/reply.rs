//! What a mail server answers → whether it may change its mind, judged by its enhanced status code
//! (RFC 3463) where it gives one, and words for the log. The server's own words may quote addresses:
//! only its digits are passed on.

use super::super::SendError;
use crate::tls::{dislike, find, find_io};
use lettre::transport::smtp::Error;
use std::error::Error as _;
use std::fmt;
use std::io;

/// Where in the talk something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before any mail is named, or when its sender is: others would fare no better.
    Service,
    /// When the recipient is named (`RCPT TO`): another might be taken.
    Recipient,
    /// When the mail is handed over.
    Mail,
}

/// The digits of an answer: `550`, and perhaps `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reply {
    pub code: u16,
    /// Subject and detail; the class is the first digit of the code.
    pub status: Option<(u16, u16)>,
}

/// A server that says more than any server has to say.
#[derive(Debug, thiserror::Error)]
#[error("it says too much")]
pub(super) struct TooMuch;

impl Reply {
    /// An answer of a code and words.
    pub fn new(code: u16, words: &str) -> Reply {
        Reply { code, status: status(code, words) }
    }

    /// The answer in an error, if it is one.
    pub fn of(error: &Error) -> Option<Reply> {
        let words = error.source().map(|words| words.to_string()).unwrap_or_default();
        Some(Reply::new(u16::from(error.status()?), &words))
    }

    /// Whether the server will hardly change its mind. A relay that is set up wrongly, a full
    /// mailbox or disk, a policy, a route are mended by people, and the same mail then goes through;
    /// an address that is wrong stays wrong.
    pub fn is_lasting(self, stage: Stage) -> bool {
        match (self.code / 100, self.status, stage) {
            (5, _, Stage::Service) => false,
            // 5.1.7 and 5.1.8 are about the sender.
            (5, Some((1, detail)), _) => !matches!(detail, 7 | 8),
            // Disabled; longer than allowed.
            (5, Some((2, detail)), _) => matches!(detail, 1 | 3),
            // Longer than the system takes.
            (5, Some((3, detail)), _) => detail == 4,
            // Something in the mail cannot be passed on.
            (5, Some((6, _)), _) => true,
            // Some servers say so of addresses that they do not know.
            (5, Some((0 | 5, _)) | None, Stage::Recipient) => {
                matches!(self.code, 550 | 551 | 553 | 556)
            }
            _ => false,
        }
    }

    fn meaning(self) -> Option<&'static str> {
        Some(match self.status {
            _ if matches!(self.code, 530 | 534 | 535 | 538) => "it refuses the login",
            Some((1, 0..=6 | 9..)) => "the address is not known there",
            Some((1, 7 | 8)) => "it does not like the sender's address",
            Some((2, 1)) => "the mailbox is closed",
            Some((2, 2)) => "the mailbox is full",
            Some((2, 3) | (3, 4)) => "the mail is too large for it",
            Some((3, 1)) => "its disk is full",
            Some((4, _)) => "it does not get the mail any further",
            Some((7, 0..=3)) => "its rules forbid it",
            _ => return None,
        })
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.code)?;
        if let Some((subject, detail)) = self.status {
            write!(f, " {}.{subject}.{detail}", self.code / 100)?;
        }
        match self.meaning() {
            Some(meaning) => write!(f, ": {meaning}"),
            None => Ok(()),
        }
    }
}

/// The enhanced status code that an answer begins with, if it is of the class of its code.
fn status(code: u16, words: &str) -> Option<(u16, u16)> {
    let word = words.split_whitespace().next()?;
    let mut parts = word.split('.');
    let mut number = || {
        let part = parts.next().filter(|part| (1..=3).contains(&part.len()))?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let (class, subject, detail) = (number()?, number()?, number()?);
    (class == code / 100 && parts.next().is_none()).then_some((subject, detail))
}

/// What an error of a talk means for the mail.
pub(super) fn judge(error: &Error, stage: Stage) -> SendError {
    let why = why(error);
    match (Reply::of(error), stage) {
        (_, Stage::Service) => SendError::Down(why),
        (Some(reply), stage) if reply.is_lasting(stage) => SendError::Never(why),
        _ => SendError::Later(why),
    }
}

/// What befell a talk, for the log.
fn why(error: &Error) -> String {
    if let Some(reply) = Reply::of(error) {
        return reply.to_string();
    }
    if find::<TooMuch>(error).is_some() {
        return TOO_MUCH.to_owned();
    }
    if dislike(error).is_some() || error.is_tls() {
        return unprotectable(error);
    }
    if error.is_client() {
        return "the server offers no login that fits".to_owned();
    }
    match find_io(error, |_| true) {
        Some(error) => unreached(error),
        None => BROKE_OFF.to_owned(),
    }
}

/// What an error means of a connection that was to be protected.
pub(super) fn unprotected(error: &io::Error) -> String {
    match dislike(error) {
        Some(_) => unprotectable(error),
        None => broken(error),
    }
}

fn unprotectable(error: &(dyn std::error::Error + 'static)) -> String {
    let why = dislike(error).map_or_else(String::new, |why| format!(": {why}"));
    format!("the connection could not be protected by TLS{why}")
}

/// What an error of a connection means that was made.
pub(super) fn broken(error: &io::Error) -> String {
    match find::<TooMuch>(error) {
        Some(_) => TOO_MUCH.to_owned(),
        None => unreached(error),
    }
}

/// What an error of the network means.
pub(super) fn unreached(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nobody listens at the server's port".to_owned(),
        io::ErrorKind::TimedOut => "the server does not answer".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "there is no way to the server: is the network up?".to_owned()
        }
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => BROKE_OFF.to_owned(),
        _ => "the server could not be reached".to_owned(),
    }
}

const TOO_MUCH: &str = "the server says more than any mail server has to say";
const BROKE_OFF: &str = "the server broke off, or is no mail server";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_read_from_the_beginning_of_an_answer() {
        assert_eq!(status(550, "5.1.1 <a@cert.example> unknown"), Some((1, 1)));
        assert_eq!(status(450, "4.2.2"), Some((2, 2)));
        for none in ["", "no 5.1.1", "4.1.1 x", "5.1 x", "5.1.1.1 x", "5.1.1234 x", "5.a.1", "5..1"]
        {
            assert_eq!(status(550, none), None, "{none}");
        }
    }

    #[test]
    fn only_what_people_cannot_mend_on_the_way_is_lasting() {
        let check = |code: u16, words: &str, stage: Stage, expect: bool| {
            let reply = Reply::new(code, words);
            assert_eq!(reply.is_lasting(stage), expect, "{reply} at {stage:?}");
        };
        for (code, words) in [
            (550, "5.1.1"),
            (550, "5.1.2"),
            (553, "5.1.3"),
            (550, "5.1.6"),
            (556, "5.1.10"),
            (550, "5.2.1"),
            (552, "5.2.3"),
            (552, "5.3.4"),
            (554, "5.6.0"),
        ] {
            check(code, words, Stage::Recipient, true);
            check(code, words, Stage::Mail, true);
            check(code, words, Stage::Service, false);
        }
        for (code, words) in [
            (552, "5.2.2"),
            (552, "5.2.0"),
            (550, "5.1.8"),
            (554, "5.3.0"),
            (554, "5.3.5"),
            (550, "5.4.1"),
            (554, "5.4.6"),
            (554, "5.7.1"),
            (550, "5.7.0"),
            (530, "5.7.0"),
            (550, "5.7.23"),
            (452, "4.2.2"),
            (451, "4.7.1"),
            (421, "4.3.2"),
            (554, ""),
            (552, ""),
            (450, ""),
        ] {
            for stage in [Stage::Service, Stage::Recipient, Stage::Mail] {
                check(code, words, stage, false);
            }
        }
        // Without an enhanced code, what an answer means depends on the question.
        for code in [550, 551, 553, 556] {
            check(code, "no such user", Stage::Recipient, true);
            check(code, "spam", Stage::Mail, false);
        }
    }

    #[test]
    fn the_log_gets_digits_and_our_own_words() {
        let told = |code, words| Reply::new(code, words).to_string();
        let words = "5.1.1 <a@cert.example> unknown";
        assert_eq!(
            told(550, words),
            "the server answered 550 5.1.1: the address is not known there"
        );
        assert_eq!(told(535, "a@cert.example"), "the server answered 535: it refuses the login");
        assert_eq!(told(451, "4.7.1 later"), "the server answered 451 4.7.1: its rules forbid it");
        assert_eq!(told(554, "no"), "the server answered 554");
    }
}
