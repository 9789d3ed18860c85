//! Mail addresses, as far as headers and envelopes take them as they are: ASCII, bare, unquoted.

/// A bare address of RFC 5321 §4.1.2, its left part a dot-string.
pub fn is_address(text: &str) -> bool {
    let local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let sound = text.split_once('@').is_some_and(|(left, domain)| {
        (1..=64).contains(&left.len())
            && left.chars().all(local)
            && left.split('.').all(|atom| !atom.is_empty())
            && is_host(domain)
    });
    sound && text.len() <= 254
}

/// A name of a host (RFC 1123 §2.1).
pub fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// One spelling for all addresses that the usual mail services put into the same box: case, dots
/// and whatever follows a plus sign make no difference. It is for comparing only.
pub fn mailbox(address: &str) -> String {
    let (left, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let left = left.split('+').next().unwrap_or(left).replace('.', "");
    format!("{left}@{domain}").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_are_one() {
        for spelling in ["ann.lee@x.example", "Ann.Lee+cert@X.example", "a.n.n.l.e.e++@x.example"] {
            assert_eq!(mailbox(spelling), "annlee@x.example");
        }
        assert_ne!(mailbox("ann@x.example"), mailbox("ann@y.example"));
    }
}
