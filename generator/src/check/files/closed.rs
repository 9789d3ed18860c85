//! Archives into which nobody can look without a program or a password of their own → said so.

#![expect(clippy::disallowed_methods, reason = "files stay on disk until somebody asks")]

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::load::Data;
use certsite_site::plan::Make;
use certsite_site::site::Site;
use rayon::prelude::*;
use std::fs::File;
use std::io::Read;
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
        let mut start = Vec::new();
        // A file that is gone meanwhile is told by whoever publishes it.
        File::open(on_disk).ok()?.take(16).read_to_end(&mut start).ok()?;
        let what = closed(&start)?.to_owned();
        Some(Diagnostic::at(Problem::ArchiveClosed { what }, Place::file(path)))
    };
    copied.filter_map(look).collect()
}

/// What an archive is that begins so, if it is one that certsite cannot read.
fn closed(start: &[u8]) -> Option<&'static str> {
    Some(match start {
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => "a 7-Zip archive",
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => "a RAR archive",
        [b'P', b'K', 3, 4, _, _, flags, ..] if flags & 1 > 0 => "a zip archive with a password",
        [b'L', b'Z', b'I', b'P', ..] => "packed with lzip",
        [0x04, 0x22, 0x4d, 0x18, ..] => "packed with LZ4",
        [0x1f, 0x9d | 0xa0, ..] => "packed with compress",
        [0x89, b'L', b'Z', b'O', 0, ..] => "packed with lzop",
        [b'M', b'S', b'C', b'F', 0, ..] => "a cabinet of Windows",
        [b'x', b'a', b'r', b'!', ..] => "a xar archive",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn what_can_be_read_is_told_from_what_cannot() {
        for (start, expect) in [
            (&b"7z\xbc\xaf\x27\x1c\0\x04"[..], true),
            (b"Rar!\x1a\x07\x01\0", true),
            (b"PK\x03\x04\x14\0\x09\0", true),
            (b"PK\x03\x04\x14\0\x08\0", false),
            (b"\x1f\x8b\x08", false),
            (b"LZIP\x01", true),
            (b"7z", false),
            (b"", false),
        ] {
            assert_eq!(closed(start).is_some(), expect, "{start:?}");
        }
    }
}
