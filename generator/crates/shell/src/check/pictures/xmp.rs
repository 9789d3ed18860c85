//! Descriptions in XMP: text that is written so that it can be found by looking through any file.

use memchr::memmem;

/// Words by which a description announces itself.
const MARKS: [&[u8]; 5] =
    [b"<x:xmpmeta", b"<?xpacket", b"<rdf:RDF", b"XML:com.adobe.xmp", b"XMP DataXMP"];

/// Properties that tell a place: of Exif, of drones, of IPTC and of Photoshop.
const PLACES: [&[u8]; 17] = [
    b"GPSLatitude",
    b"GPSLongitude",
    b"GPSDestLatitude",
    b"GpsLatitude",
    b"GpsLongitude",
    b"GPSPosition",
    b"LocationCreated",
    b"LocationShown",
    b"CountryCode",
    b"Iptc4xmpCore:Location",
    b"photoshop:City",
    b"photoshop:State",
    b"photoshop:Country",
    b"geo:lat",
    b"geo:long",
    b"schema:latitude",
    b"dcterms:spatial",
];

/// Bytes of the longest name of an element before its colon.
const LONGEST: usize = 40;

/// Whether there is a description.
pub fn is_there(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| memmem::find(bytes, mark).is_some())
}

/// Whether a description tells where something was taken.
pub fn has_place(bytes: &[u8]) -> bool {
    // The end of an element states nothing.
    let is_end = |at: usize| {
        let before = &bytes[at.saturating_sub(LONGEST)..at];
        before.iter().rposition(|b| *b == b'<').is_some_and(|n| before.get(n + 1) == Some(&b'/'))
    };
    let stated = |name: &&[u8]| {
        let found = memmem::find_iter(bytes, name).filter(|at| !is_end(*at));
        found.map(|at| &bytes[at + name.len()..]).any(is_stated)
    };
    PLACES.iter().any(stated)
}

/// Whether a value stands behind the name of a property: as an attribute, or in its element.
fn is_stated(rest: &[u8]) -> bool {
    let rest = rest[..rest.len().min(1_000)].trim_ascii_start();
    let begin = |rest: &[u8]| rest.trim_ascii_start().first().copied();
    match rest {
        [b'=', rest @ ..] => match rest.trim_ascii_start() {
            [quote, rest @ ..] => begin(rest).is_some_and(|first| first != *quote),
            [] => false,
        },
        // An element in it may hold one.
        [b'>', rest @ ..] => !rest.trim_ascii_start().starts_with(b"</"),
        [b'/', ..] => false,
        // Attributes of the element, or the end of a longer name.
        [b'a'..=b'z' | b'A'..=b'Z', ..] => {
            memmem::find(rest, b">").is_some_and(|end| !rest[..end].ends_with(b"/"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_empty_properties() {
        for (xmp, expect) in [
            ("<rdf:Description exif:GPSLatitude='40,22N'/>", true),
            ("<exif:GPSLongitude>49</exif:GPSLongitude>", true),
            ("<rdf:Description drone-dji:GpsLatitude = \"+40\"/>", true),
            ("<photoshop:City> Bakı</photoshop:City>", true),
            ("<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li>x", true),
            ("<Iptc4xmpExt:LocationShown rdf:parseType='Resource'><x>", true),
            ("<geo:lat>40.4</geo:lat>", true),
            ("<photoshop:City></photoshop:City>", false),
            ("<photoshop:City/><photoshop:State />", false),
            ("<x photoshop:City='' photoshop:Country=\" \"/>", false),
            ("<exif:GPSVersionID>2.2</exif:GPSVersionID>", false),
            ("<dc:title>City</dc:title>", false),
        ] {
            assert_eq!(has_place(xmp.as_bytes()), expect, "{xmp}");
        }
    }
}
