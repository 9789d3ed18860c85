//! A reporter's line → the same line as a person should see it and no tool acts on it.
//!
//! Which tools, and what they look for in the body of a mail:
//! * mail_to_misp resolves HTML character references, then takes `m2m:key:value` anywhere in a
//!   line for an order (publish, say) and a sharing label in any of its spellings (`tlp: amber`,
//!   `tlp amber`) for the event's tag; it stumbles over a second mark of a forwarded message.
//! * OTRS, Znuny and Zammad, where they are set to search bodies, file a mail that holds
//!   `Ticket#123` or `[Ticket#123]` under that ticket; RT does so with `[name #123]`.
//! * Mail programs make links of what looks like one, and one click on evidence is one too many.
//! * Commands at the beginning of a line (RT's CommandByMail, Redmine) never get there: each of
//!   a reporter's lines begins with a mark of ours.

mod links;

use crate::visible::visible;
use links::without_links;
use std::fmt::Write;

/// Words that mean something to a tool only in front of one of these.
const PAIRS: [(&str, &[&str]); 5] = [
    ("m2m", &[":"]),
    ("tlp", &["red", "amber", "green", "clear", "white", "ex:"]),
    ("forwarded", &["message"]),
    ("ticket", &["#"]),
    ("call", &["#"]),
];

/// A reporter's line as it is quoted: no tool acts on it, and no click leads anywhere.
pub fn quotation(line: &str) -> String {
    without_links(&defuse(line))
}

/// Writes a line so that no tool acts on it.
pub fn defuse(line: &str) -> String {
    let shown = tickets(without_references(visible(line)));
    PAIRS.iter().fold(shown, |line, (word, followers)| parted(line, word, followers))
}

/// `m2m&colon;` → `m2m&_colon;`. The `&` of an address (`?a=1&b=2`) begins no reference.
fn without_references(line: String) -> String {
    if !line.contains('&') {
        return line;
    }
    let is_reference = |after: &str| {
        let name = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        after.starts_with('#') || (name.len() < after.len() && name.starts_with(';'))
    };
    let mut pieces = line.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(if is_reference(piece) { "&_" } else { "&" });
        out.push_str(piece);
    }
    out
}

/// Puts an underline between a word and what follows it, whatever the case and the gap.
fn parted(line: String, word: &str, followers: &[&str]) -> String {
    if position(&line, word).is_none() {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = &*line;
    while let Some(at) = position(rest, word) {
        let (before, after) = rest.split_at(at + word.len());
        out.push_str(before);
        rest = match followed(after, followers) {
            Some(follower) => {
                out.push('_');
                follower
            }
            None => after,
        };
    }
    out.push_str(rest);
    out
}

fn followed<'a>(after: &'a str, followers: &[&str]) -> Option<&'a str> {
    followers.iter().find_map(|follower| {
        let is_gap = |c: char| c.is_whitespace() || (c == ':' && *follower != ":");
        let tail = after.trim_start_matches(is_gap);
        let start = tail.as_bytes().get(..follower.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(follower.as_bytes())).then_some(tail)
    })
}

/// Where an ASCII word stands in a line, in any case.
fn position(line: &str, word: &str) -> Option<usize> {
    let (line, word) = (line.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    let [lower, upper] = [first.to_ascii_lowercase(), first.to_ascii_uppercase()];
    memchr::memchr2_iter(lower, upper, line).find(|at| {
        let found = line.get(*at..at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word))
    })
}

/// `[name #12]` → `(name #12)`.
fn tickets(line: String) -> String {
    if !line.contains('[') {
        return line;
    }
    let is_ticket = |inside: &&str| {
        inside.rsplit_once('#').is_some_and(|(_, number)| {
            let digits = number.trim();
            !digits.is_empty() && digits.chars().all(char::is_numeric)
        })
    };
    let mut out = String::with_capacity(line.len());
    let mut rest = &*line;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let end = from[1..].find([']', '[']).map(|end| end + 1);
        let inside = end.filter(|end| from.as_bytes()[*end] == b']').map(|end| &from[1..end]);
        rest = match inside.filter(is_ticket) {
            Some(inside) => {
                write!(out, "({inside})").expect("a String takes every write");
                &from[inside.len() + 2..]
            }
            None => {
                out.push('[');
                &from[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: &str) {
        assert_eq!(defuse(line), expect);
    }

    #[test]
    fn mail_to_misp_finds_no_order() {
        check("m2m:attach M2M : x am2m:", "m2m_:attach M2M_: x am2m_:");
        check("m\u{200b}2m:x", "m<U+200B>2m:x");
        check("m2m&colon;publish&#58;1", "m2m&_colon;publish&_#58;1");
        check("&#109;2m:publish:1 &#x6d;2m", "&_#109;2m:publish:1 &_#x6d;2m");
        check("http://a/?x=1&colon=2&b;", "http://a/?x=1&colon=2&_b;");
        check("Begin forwarded message:", "Begin forwarded_message:");
        check("---- Forwarded Message ----", "---- Forwarded_Message ----");
        check("forwarded a message", "forwarded a message");
    }

    #[test]
    fn no_label_but_the_chosen_one_is_found() {
        check("TLP:RED tlp:amber+strict Tlp : white", "TLP_RED tlp_amber+strict Tlp_white");
        check("tlp amber tlp: Green TLP::CLEAR", "tlp_amber tlp_Green TLP_CLEAR");
        check("TLP is a protocol", "TLP is a protocol");
    }

    /// Whoever writes the same mark over and over costs no more than anybody else: a text whose
    /// time grew with the square of its length would not come to its end here.
    #[test]
    fn the_work_grows_with_the_text_and_no_faster() {
        let pieces = [
            "tlp",
            "tlp ",
            "tlp:",
            "tlp::",
            "m2m",
            "m2m:",
            "forwarded ",
            "ticket ",
            "call#",
            "[",
            "[#",
            "[#1",
            "[#1]",
            "[ #",
            "]",
            "&",
            "&#",
            "&a",
            "&a;",
            "&amp;",
            " ",
            ":",
            "#",
            "ə",
            "\u{200b}",
            "\0",
            "tlp\t[&m2m",
            "www.",
            "http://",
            "://",
            "a.",
            "a.com",
            "a@",
            "\\\\",
            "tel:",
            "com",
            "😀\u{200d}",
            "🏴\u{e0067}",
        ];
        for piece in pieces {
            let text = piece.repeat(400_000 / piece.len());
            assert!(quotation(&text).len() >= text.len() / 2, "{piece}");
            // One mark before a gap without end, and one after it.
            let gap = format!("tlp{}tlp:red", piece.repeat(200_000 / piece.len()));
            assert!(defuse(&gap).ends_with("tlp_red"), "{piece}");
        }
    }

    #[test]
    fn no_ticket_system_finds_a_number() {
        check("[rt.example #12] [x #1 ] [[y #3]", "(rt.example #12) (x #1 ) [(y #3)");
        check("[#] [a # b] [", "[#] [a # b] [");
        check("[Ticket#2026010112] ticket#: 12", "(Ticket_#2026010112) ticket_#: 12");
        check("MyTicket#12 Call#1 [#77]", "MyTicket_#12 Call_#1 (#77)");
    }
}
