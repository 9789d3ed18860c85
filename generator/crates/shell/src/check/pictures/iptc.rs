//! Descriptions in IPTC (IIM 4): records of Photoshop, in JPEG and its own files, and in TIFF.

use memchr::memmem;

/// The resource of Photoshop in which they stand.
const RESOURCE: &[u8] = b"8BIM\x04\x04";

/// At most this many descriptions of one file are read.
const MAX_DESCRIPTIONS: usize = 16;

/// Fields of the second record that tell a place: codes and names of it, city, part of it, province,
/// country.
const PLACES: [u8; 7] = [26, 27, 90, 92, 95, 100, 101];

/// Whether the descriptions in some bytes tell a place; none if there are no descriptions.
pub fn place(bytes: &[u8]) -> Option<bool> {
    let mut all = memmem::find_iter(bytes, RESOURCE).take(MAX_DESCRIPTIONS).map(|at| {
        let rest = &bytes[at + RESOURCE.len()..];
        // A name with its length, to an even number of bytes; the length of the description.
        let name = usize::from(rest.first().copied().unwrap_or_default());
        let start = (name + 2) / 2 * 2;
        let size = rest
            .get(start..start + 4)
            .map_or(0, |size| u32::from_be_bytes(size.try_into().unwrap_or_default()) as usize);
        let data = rest.get(start + 4..).unwrap_or_default();
        has_place(&data[..size.min(data.len())])
    });
    let first = all.next()?;
    Some(first || all.any(|has_place| has_place))
}

/// Whether one description tells a place.
pub fn has_place(mut data: &[u8]) -> bool {
    while let [0x1c, record, field, high, low, rest @ ..] = data {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = rest.get(..length) else { return false };
        if *record == 2 && PLACES.contains(field) && !value.trim_ascii().is_empty() {
            return true;
        }
        data = &rest[length..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_among_other_fields() {
        for (fields, expect) in [
            (&[(2, 5, "title"), (2, 90, "Bakı")][..], true),
            (&[(1, 90, "x"), (2, 105, "headline")], false),
            (&[(2, 101, " "), (2, 92, "")], false),
            (&[(2, 27, "Sumqayıt")], true),
            (&[], false),
        ] {
            let data: Vec<u8> = fields
                .iter()
                .flat_map(|(record, field, value)| {
                    let head = [0x1c, *record, *field, 0, value.len() as u8];
                    [&head[..], value.as_bytes()].concat()
                })
                .collect();
            assert_eq!(has_place(&data), expect, "{fields:?}");
            let size = (data.len() as u32).to_be_bytes();
            for name in [&b"\0\0"[..], b"\x03abc"] {
                let whole = [b"Photoshop 3.0\0", RESOURCE, name, &size, &data].concat();
                assert_eq!(place(&whole), Some(expect), "{fields:?}");
                assert!(place(&whole[..whole.len() / 2]).is_none_or(|found| !found || expect));
            }
        }
        assert_eq!(place(b"8BIM\x04\x05"), None);
    }
}
