//! `%61b` → `ab`.

use percent_encoding::percent_decode;

/// The bytes that are meant, and whether each sign of an escape began one. Those that did not stay
/// as they are.
pub fn decode(bytes: &[u8]) -> (Vec<u8>, bool) {
    let plain: Vec<u8> = percent_decode(bytes).collect();
    // Each escape is two bytes shorter once it is read.
    let escapes = (bytes.len() - plain.len()) / 2;
    let is_whole = memchr::memchr_iter(b'%', bytes).count() == escapes;
    (plain, is_whole)
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
