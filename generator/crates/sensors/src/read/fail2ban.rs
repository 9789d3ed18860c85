//! Bans of Fail2ban: `fail2ban.log`, or the same lines in a system's journal (Fail2ban's source,
//! `server/actions.py` and `helpers.py`). What led to a ban (`Found`) and its end (`Unban`) are passed
//! over, and so are bans that a restart brings back. Its times are of the machine's clock.

use super::value::address;
use super::{Event, Line, LogFormat, Reader, UnzonedTime};
use std::borrow::Cow;

/// Whether a line is one that Fail2ban writes, in its own log or in a journal.
pub fn is_line(line: &[u8]) -> bool {
    memchr::memmem::find(line, b"fail2ban.").is_some() && parts(line).is_some()
}

/// When it was, and what it says.
fn parts(line: &[u8]) -> Option<(&str, &str)> {
    let text = std::str::from_utf8(line).ok()?.trim();
    let at = text.find("fail2ban")?;
    let time = text[..at].trim_end();
    // In a journal the name of the machine comes after the time.
    let words = |n: usize| {
        let ends = time.match_indices(' ').map(|(at, _)| at).chain([time.len()]);
        ends.filter(|end| !time[..*end].ends_with(' ')).nth(n - 1).map(|end| &time[..end])
    };
    let of_words = match time.as_bytes() {
        [_, _, _, _, b'-', ..] if time.get(10..11) == Some("T") => 1,
        [_, _, _, _, b'-', ..] => 2,
        [b'A'..=b'Z', _, _, b' ', ..] => 3,
        _ => return None,
    };
    let (_, said) = text[at..].split_once("]: ").or_else(|| text[at..].split_once(": "))?;
    Some((words(of_words)?, said.trim_start()))
}

/// Reads the lines of Fail2ban's log, each by itself.
pub struct Fail2ban;

impl Reader for Fail2ban {
    fn line<'l>(&'l mut self, line: &'l [u8]) -> Line<'l> {
        let Some((time, said)) = parts(line) else {
            return Line::Wrong("it is no line of Fail2ban");
        };
        let said = said.trim_start_matches(|c: char| c.is_ascii_uppercase()).trim_start();
        let jail = said.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        let Some((jail, address_of)) =
            jail.and_then(|(jail, rest)| Some((jail, rest.strip_prefix("Ban ")?)))
        else {
            return Line::Other;
        };
        Line::Event(Event {
            time: Cow::Borrowed(time),
            unzoned: UnzonedTime::MachineClock,
            word: Cow::Borrowed(jail),
            source: address(address_of.trim()),
            ..Event::new(LogFormat::Fail2ban)
        })
    }
}
