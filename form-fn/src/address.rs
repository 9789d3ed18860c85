//! The sender of letters: an address that headers and envelopes take as it is, and a name before it,
//! in any language; which addresses are one mailbox.

use certsite_text::Mailbox;
use mail_builder::headers::Header;
use mail_builder::headers::address::Address;
use std::net::IpAddr;

/// The sender of letters, as `FORM_FROM` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// What mail programs show; empty if the address has to do.
    pub name: String,
    /// The bare address, without name and angle brackets.
    pub address: String,
}

impl Sender {
    /// Reads `form@cert.example`, `<form@cert.example>`, `CERT <form@cert.example>` or the same with
    /// the name in quotation marks. `None` if there is more, or the address is not
    /// [plain](Mailbox::plain).
    pub fn parse(text: &str) -> Option<Sender> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address.trim()),
            None => ("", text),
        };
        let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        let name = quoted.unwrap_or(name);
        let is_name = !name.contains(|c: char| c.is_control() || "\"<>\\".contains(c));
        (is_name && Mailbox::plain(address).is_some())
            .then(|| Sender { name: name.to_owned(), address: address.to_owned() })
    }

    /// As it stands in a header, on one line of ASCII.
    pub fn header(&self) -> String {
        if self.name.is_empty() {
            return self.address.clone();
        }
        let mut header = Vec::new();
        Address::new_address(Some(self.name.as_str()), self.address.as_str())
            .write_header(&mut header, "From: ".len());
        String::from_utf8_lossy(&header).trim_end().replace("\r\n", "")
    }
}

/// One spelling for all addresses that the usual mail services put into the same box: case, dots
/// and whatever follows a plus sign make no difference. It is for comparing only.
pub fn mailbox(address: &str) -> String {
    let Mailbox { local, domain } =
        Mailbox::split(address).unwrap_or(Mailbox { local: address, domain: "" });
    let local = local.split('+').next().unwrap_or(local).replace('.', "");
    format!("{local}@{domain}").to_ascii_lowercase()
}

/// Whether a host is the machine itself, which no network hears.
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_text::bare_address as bare;

    #[test]
    fn a_sender_may_have_a_name_in_any_language() {
        let check = |text: &str, name: &str, header: &str| {
            let sender = Sender::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((sender.name.as_str(), sender.address.as_str()), (name, "form@x.example"));
            assert_eq!(sender.header(), header, "{text}");
            assert_eq!(bare(&sender.header()), "form@x.example");
        };
        check("form@x.example", "", "form@x.example");
        check(" <form@x.example> ", "", "form@x.example");
        check("CERT <form@x.example>", "CERT", "\"CERT\" <form@x.example>");
        check(
            "\"CERT, forms\" <form@x.example>",
            "CERT, forms",
            "\"CERT, forms\" <form@x.example>",
        );
        let az = Sender::parse("Hadisələr şöbəsi <form@x.example>").expect("a sender");
        assert!(az.header().starts_with("=?utf-8?") && az.header().is_ascii(), "{}", az.header());
        assert_eq!(bare(&az.header()), "form@x.example");
        for none in ["CERT", "CERT <form>", "a@b c@d", "a\r\nBcc: x@y <a@b.example>", "<a@b> c"] {
            assert_eq!(Sender::parse(none), None, "{none}");
        }
    }

    #[test]
    fn spellings_of_one_mailbox_are_one() {
        for spelling in ["ann.lee@x.example", "Ann.Lee+cert@X.example", "a.n.n.l.e.e++@x.example"] {
            assert_eq!(mailbox(spelling), "annlee@x.example");
        }
        assert_ne!(mailbox("ann@x.example"), mailbox("ann@y.example"));
    }
}
