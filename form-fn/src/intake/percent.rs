//! `%61b` → `ab`.

/// The bytes that are meant, and whether each sign of an escape began one. Those that did not stay
/// as they are.
pub fn decode(bytes: &[u8]) -> (Vec<u8>, bool) {
    let (mut plain, mut is_whole) = (Vec::with_capacity(bytes.len()), true);
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *byte == b'%').and_then(hexadecimal);
        rest = if escaped.is_some() { &after[2..] } else { after };
        is_whole &= *byte != b'%' || escaped.is_some();
        plain.push(escaped.unwrap_or(*byte));
    }
    (plain, is_whole)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    // `from_str_radix` alone would take a sign.
    let digits =
        std::str::from_utf8(digits).ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_others_kept() {
        let check = |text: &str, plain: &[u8], is_whole| {
            assert_eq!(decode(text.as_bytes()), (plain.to_vec(), is_whole), "{text}");
        };
        check("", b"", true);
        check("a%62+%C9%99%ff%00", b"ab+\xc9\x99\xff\0", true);
        check("%2525", b"%25", true);
        for broken in ["%", "%2", "a%zzb", "%%", "%+1", "%-1", "100% sure"] {
            check(broken, broken.as_bytes(), false);
        }
    }
}
