//! Addresses of mail: their two parts, and whether programs take them as they are.

use crate::DomainName;

/// An address of mail as it is written, in its two parts (RFC 5321 §4.1.2). Nothing is judged yet:
/// what a place takes it asks of it, since rules differ on purpose. Settings, facts and user ids stand
/// in headers and envelopes as they are, so they have to be [plain](Mailbox::plain). A reporter's
/// address and an attacker's, in an advisory, may have any letters before the sign: only their host
/// knows its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailbox<'a> {
    /// What stands before the sign, which only the host can read: case counts, and signs may.
    pub local: &'a str,
    /// What stands behind the sign: a name, perhaps in letters of another alphabet, or anything else.
    pub domain: &'a str,
}

impl<'a> Mailbox<'a> {
    /// Cuts an address at its last sign: a part before it in quotation marks may hold others. `None`
    /// if there is no sign, or nothing on one side of it.
    pub fn split(text: &'a str) -> Option<Mailbox<'a>> {
        let (local, domain) = text.rsplit_once('@')?;
        (!local.is_empty() && !domain.is_empty()).then_some(Mailbox { local, domain })
    }

    /// Reads an address that headers and envelopes take as it is: ASCII, the part before the sign
    /// without quotation marks (a dot-string of up to 64 bytes), behind it the name of a host, all
    /// of it up to 254 bytes (RFC 5321 §4.5.3.1).
    pub fn plain(text: &'a str) -> Option<Mailbox<'a>> {
        let is_atom = |atom: &str| {
            let is_text = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
            !atom.is_empty() && atom.bytes().all(is_text)
        };
        Mailbox::split(text).filter(|mailbox| {
            text.len() <= 254
                && mailbox.local.len() <= 64
                && mailbox.local.split('.').all(is_atom)
                && mailbox.domain.is_ascii()
                && !mailbox.domain.ends_with('.')
                && mailbox.host().is_some()
        })
    }

    /// The name of the host that the mailbox is at, in its one form. `None` if no host has it; an
    /// address of the network in brackets is none.
    pub fn host(&self) -> Option<DomainName> {
        DomainName::of_any_script(self.domain).filter(DomainName::is_of_host)
    }
}

/// The bare address of `Name <address>`, as headers and user ids of keys have it, or the text if it
/// is no such thing.
pub fn bare_address(header: &str) -> &str {
    let inside = header.strip_suffix('>').and_then(|header| header.rsplit_once('<'));
    inside.map_or(header, |(_, address)| address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_their_parts_and_whether_they_are_plain() {
        let long = format!("{}@example.org", "a".repeat(64));
        for (text, parts, is_plain, host) in [
            ("kim@example.org", ("kim", "example.org"), true, Some("example.org")),
            ("Kim.Lee+x@Example.org", ("Kim.Lee+x", "Example.org"), true, Some("example.org")),
            ("o'neil/x@a.az", ("o'neil/x", "a.az"), true, Some("a.az")),
            ("root@localhost", ("root", "localhost"), true, Some("localhost")),
            (&long, (&long[..64], "example.org"), true, Some("example.org")),
            ("aygün@a.az", ("aygün", "a.az"), false, Some("a.az")),
            ("kim@nümunə.az", ("kim", "nümunə.az"), false, Some("xn--nmun-0ra11s.az")),
            ("\"a@b c\"@d.az", ("\"a@b c\"", "d.az"), false, Some("d.az")),
            ("a b@c.az", ("a b", "c.az"), false, Some("c.az")),
            (".a@b.az", (".a", "b.az"), false, Some("b.az")),
            ("a.@b.az", ("a.", "b.az"), false, Some("b.az")),
            ("a..b@c.az", ("a..b", "c.az"), false, Some("c.az")),
            ("<a@b.az", ("<a", "b.az"), false, Some("b.az")),
            ("a@b.az.", ("a", "b.az."), false, Some("b.az")),
            ("a@b..az", ("a", "b..az"), false, None),
            ("a@-b.az", ("a", "-b.az"), false, None),
            ("a@b_c.az", ("a", "b_c.az"), false, None),
            ("a@192.0.2.7", ("a", "192.0.2.7"), false, None),
            ("a@[192.0.2.7]", ("a", "[192.0.2.7]"), false, None),
            ("a@b.az c", ("a", "b.az c"), false, None),
        ] {
            let mailbox = Mailbox::split(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((mailbox.local, mailbox.domain), parts, "{text}");
            assert_eq!(Mailbox::plain(text), Some(mailbox).filter(|_| is_plain), "{text}");
            assert_eq!(mailbox.host().as_ref().map(DomainName::as_str), host, "{text}");
        }
        for text in ["", "@", "a", "a@", "@b.az"] {
            assert_eq!(Mailbox::split(text), None, "{text}");
        }
        let long = [format!("a{long}"), format!("a@{}", ["abc"; 63].join(".") + ".az")];
        assert!(long.iter().all(|text| Mailbox::plain(text).is_none()), "{long:?}");
    }

    #[test]
    fn the_address_is_found_behind_a_name() {
        for (header, expect) in [
            ("CERT <a@b.az>", "a@b.az"),
            ("\"A <x>\" <a@b.az>", "a@b.az"),
            ("<a@b.az>", "a@b.az"),
            ("a@b.az", "a@b.az"),
            ("CERT <a@b.az", "CERT <a@b.az"),
            ("CERT", "CERT"),
        ] {
            assert_eq!(bare_address(header), expect, "{header}");
        }
    }
}
