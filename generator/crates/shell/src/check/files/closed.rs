//! Archives and images of discs into which nobody can look without a program or a password of their
//! own → said so.

#![expect(clippy::disallowed_methods, reason = "files stay on disk until somebody asks")]

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::load::Data;
use certsite_site::plan::Make;
use certsite_site::site::Site;
use rayon::prelude::*;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

/// Reports published archives that certsite cannot read.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let copied = site.plan.routes.par_iter().filter_map(|route| match &route.make {
        Make::Copy(file) => Some(file.path()),
        Make::Asset(path) => Some(path),
        _ => None,
    });
    let look = |path: &Arc<str>| {
        let Data::Binary(on_disk) = &site.inputs.files.get(path)?.data else { return None };
        // A file that is gone meanwhile is told by whoever publishes it.
        let what = closed(&mut File::open(on_disk).ok()?)?.to_owned();
        Some(Diagnostic::at(Problem::ArchiveClosed { what }, Place::file(path)))
    };
    copied.filter_map(look).collect()
}

/// What an archive is, if it is one that certsite cannot read.
fn closed(file: &mut (impl Read + Seek)) -> Option<&'static str> {
    let mut at = |from| {
        let mut bytes = Vec::new();
        file.seek(from).and_then(|_| file.take(16).read_to_end(&mut bytes)).ok().map(|_| bytes)
    };
    if let Some(what) = by_start(&at(SeekFrom::Start(0))?) {
        return Some(what);
    }
    // Their marks stand behind room for a loader, and in a block at the end.
    if at(SeekFrom::Start(32_769))?.starts_with(b"CD001") {
        return Some("an image of a disc (ISO 9660)");
    }
    let end = at(SeekFrom::End(-512)).unwrap_or_default();
    match end.as_slice() {
        [b'k', b'o', b'l', b'y', 0, 0, 0, 4, ..] => Some("an image of a disc (Apple)"),
        end if end.starts_with(b"conectix") => Some("an image of a disc (VHD)"),
        _ => None,
    }
}

/// How files begin that certsite cannot read.
const STARTS: [(&[u8], &str); 19] = [
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"LZIP", "packed with lzip"),
    (b"\x04\x22\x4d\x18", "packed with LZ4"),
    (b"\x1f\x9d", "packed with compress"),
    (b"\x1f\xa0", "packed with compress"),
    (b"\x89LZO\0", "packed with lzop"),
    (b"MSCF\0", "a cabinet of Windows"),
    (b"xar!", "a xar archive"),
    (b"SIT!", "a StuffIt archive"),
    (b"StuffIt ", "a StuffIt archive"),
    (b"MSWIM\0\0\0", "an image of Windows"),
    (b"hsqs", "an image of a disc (SquashFS)"),
    (b"vhdxfile", "an image of a disc (VHDX)"),
    (b"QFI\xfb", "an image of a disc (QCOW)"),
    (b"KDMV", "an image of a disc (VMDK)"),
    (b"LUKS\xba\xbe", "an encrypted disc"),
    (b"Salted__", "encrypted with OpenSSL"),
    (b"age-encryption.", "encrypted with age"),
];

/// What an archive is that begins so.
fn by_start(start: &[u8]) -> Option<&'static str> {
    const LHA: &[u8] = b"0123456789dsx";
    match start {
        [b'P', b'K', 3, 4, _, _, flags, ..] if flags & 1 > 0 => {
            Some("a zip archive with a password")
        }
        [_, _, b'-', b'l', b'h', kind, b'-', ..] if LHA.contains(kind) => Some("an LHA archive"),
        [0x60, 0xea, _, 0..=10, ..] => Some("an ARJ archive"),
        [_, _, _, _, _, _, _, rest @ ..] if rest.starts_with(b"**ACE**") => Some("an ACE archive"),
        _ => STARTS.iter().find(|(known, _)| start.starts_with(known)).map(|(_, what)| *what),
    }
}

#[cfg(test)]
mod tests {
    use super::closed;
    use std::io::Cursor;

    #[test]
    fn what_can_be_read_is_told_from_what_cannot() {
        for (start, expect) in [
            (&b"7z\xbc\xaf\x27\x1c\0\x04"[..], true),
            (b"Rar!\x1a\x07\x01\0", true),
            (b"PK\x03\x04\x14\0\x09\0", true),
            (b"PK\x03\x04\x14\0\x08\0", false),
            (b"\x1f\x8b\x08", false),
            (b"LZIP\x01", true),
            (b"!!-lh5-x", true),
            (b"**-lists-", false),
            (b"\x60\xea\x2c\0\x22", true),
            (b"\x60\xea\xff\xff", false),
            (b"\x12\x34\x31\0\0\0\x90**ACE**\x14", true),
            (b"MSWIM\0\0\0\xd0", true),
            (b"QFI\xfb\0\0\0\x03", true),
            (b"Salted__\x01\x02", true),
            (b"age-encryption.org/v1\n", true),
            (b"age-encryption is a tool", false),
            (&[&[0; 32_769][..], b"CD001\x01\0"].concat(), true),
            (&[&[0; 32_768][..], b"CD001\x01\0"].concat(), false),
            (&[&b"x\xda"[..], &[7; 999], b"koly\0\0\0\x04\0\0\x02\0", &[0; 500]].concat(), true),
            (&[&[7; 999][..], b"koly\0\0\0\x04"].concat(), false),
            (&[&[0; 999][..], b"conectix", &[0; 504]].concat(), true),
            (b"7z", false),
            (b"", false),
        ] {
            assert_eq!(closed(&mut Cursor::new(start)).is_some(), expect, "{start:.40?}");
        }
    }
}
