//! What the name of a file tells: that it is hidden, that a program left it behind, that it is
//! none that every system can show.

use crate::characters::unneeded;
use certsite_text::is_invisible;
use std::ffi::OsStr;
use std::fmt::Write;
use unicode_normalization::char::canonical_combining_class;

/// What some program left beside the files that somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is, in words that continue “this is …”, such as “the lock of an editor”.
    pub what: &'static str,
    /// True if it tells of somebody's machine and can be meant by nobody: it is never published.
    /// Else it is a copy of something, and is published from `content/files/`.
    pub is_private: bool,
}

/// Names that systems and programs give to files of their own, in lower case.
const PRIVATE: [(&str, &[&str]); 5] = [
    ("the store of a version control system", &[".git", ".hg", ".svn", ".bzr"]),
    (
        "what macOS notes about a folder",
        &[
            ".ds_store",
            ".appledouble",
            ".lsoverride",
            ".spotlight-v100",
            ".trashes",
            ".fseventsd",
            ".temporaryitems",
            ".documentrevisions-v100",
            "__macosx",
            "icon\r",
        ],
    ),
    (
        "what Windows notes about a folder",
        &[
            "thumbs.db",
            "ehthumbs.db",
            "ehthumbs_vista.db",
            "desktop.ini",
            "$recycle.bin",
            "system volume information",
        ],
    ),
    (
        "what a program that synchronises folders keeps",
        &[".stfolder", ".stversions", ".dropbox", ".dropbox.cache", ".sync", "@eadir"],
    ),
    ("what a desktop notes about a folder", &[".directory"]),
];

/// Beginnings and ends of names, in lower case: what they are, whether they are private.
const AROUND: [(&str, &str, &str, bool); 17] = [
    ("._", "", "what macOS notes about a file", true),
    (".#", "", "the lock of an editor", true),
    ("~$", "", "the lock of an office program, with the name of its user", true),
    (".~lock.", "#", "the lock of an office program, with the name of its user", true),
    (".trash-", "", "a folder of deleted files", true),
    (".nfs", "", "a file that was deleted while a program had it open", true),
    (".fuse_hidden", "", "a file that was deleted while a program had it open", true),
    (".goutputstream-", "", "a file that was never written to its end", true),
    ("", ".swp", "the swap file of an editor", true),
    ("", ".swo", "the swap file of an editor", true),
    ("#", "#", "what an editor saved by itself", false),
    ("", "~", "an editor's copy of an older version", false),
    ("", ".bak", "a copy of an older version", false),
    ("", ".orig", "a copy from before a merge", false),
    ("", ".rej", "a change that could not be made", false),
    ("", ".tmp", "a temporary file", false),
    ("", ".part", "a file that was never written to its end", false),
];

/// Parts of the names of copies that were made because two people changed a file at once.
const CONFLICTS: [&str; 2] = [".sync-conflict-", "conflicted copy"];

/// Tells by its name what a program left behind; `None` if the name is of no such
/// thing.
pub fn leftover(name: &str) -> Option<Leftover> {
    let name = name.to_ascii_lowercase();
    let named = PRIVATE.iter().find(|(_, names)| names.contains(&name.as_str()));
    if let Some((what, _)) = named {
        return Some(Leftover { what, is_private: true });
    }
    let is_around = |(start, end, ..): &&(&str, &str, &str, bool)| {
        name.len() > start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    };
    if let Some((_, _, what, is_private)) = AROUND.iter().find(is_around) {
        return Some(Leftover { what, is_private: *is_private });
    }
    let is_conflict = CONFLICTS.iter().any(|part| name.contains(part));
    is_conflict.then_some(Leftover { what: "one of two versions in conflict", is_private: false })
}

/// Whether it is a name such as `phishing-2026.md`, as nearly all pages and all tallies have: no
/// leftover has one, it is fit, and nothing else becomes it in NFC.
pub fn is_plain(name: &str) -> bool {
    let is_usual = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".csv"));
    stem.is_some_and(|stem| !stem.is_empty() && stem.bytes().all(is_usual))
}

/// Outside `content/files/`: why a file of this name, or in a folder of such a name, is passed
/// over.
pub fn passed_over(path: &str) -> Option<&'static str> {
    path.split('/').find_map(|name| match leftover(name) {
        Some(leftover) => Some(leftover.what),
        None => name.starts_with('.').then_some("a hidden file"),
    })
}

/// Why a file of this name cannot be part of a site. Some systems could not write it to disk, and
/// a reader could be deceived about what it is.
pub fn unfit(name: &OsStr) -> Option<String> {
    let Some(name) = name.to_str() else { return Some("is not UTF-8".to_owned()) };
    let odd = name.chars().find(|c| c.is_control());
    let odd = odd.or_else(|| unneeded(name).map(|(_, c)| c).next());
    odd.map(|c| format!("holds the character U+{:04X}, which nobody sees", u32::from(c)))
}

/// A name as it can be printed: what is invisible, or changes how its neighbours look, by its code.
pub fn escaped(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() || is_invisible(c) || canonical_combining_class(c) != 0 => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn leftovers_are_known_by_their_names() {
        let private = [
            ".DS_Store",
            "._x.pdf",
            "Icon\r",
            "Thumbs.db",
            "THUMBS.DB",
            "desktop.ini",
            "~$x.docx",
            ".~lock.x.odt#",
            ".#x.md",
            ".x.md.swp",
            "x.swp",
            ".git",
            ".svn",
            ".stversions",
            "$RECYCLE.BIN",
            ".nfs0001",
            ".Trash-1000",
            "__MACOSX",
        ];
        let copies = [
            "b~",
            "x.md~",
            "#x.md#",
            "x.tmp",
            "X.TMP",
            "x.bak",
            "x.orig",
            "x.rej",
            "x.pdf.part",
            "x.sync-conflict-20260102-030405-ABCDEFG.txt",
            "x (conflicted copy 2026-01-02).txt",
            "x (Ana's conflicted copy 2026-01-02).txt",
        ];
        let fine = [
            "x.txt",
            ".htaccess",
            ".well-known",
            "#a.txt",
            "a#",
            "~",
            "#",
            "tmp",
            ".tmp.txt",
            "git",
            "thumbs.db.txt",
            "original",
            "x.swf",
            "bak",
            ".bak",
            "~x",
            "$x",
            "conflict.md",
        ];
        for name in private {
            assert_eq!(leftover(name).map(|l| l.is_private), Some(true), "{name:?}");
        }
        for name in copies {
            assert_eq!(leftover(name).map(|l| l.is_private), Some(false), "{name:?}");
        }
        for name in fine {
            assert_eq!(leftover(name), None, "{name:?}");
        }
        for name in private.iter().chain(&copies) {
            assert!(!is_plain(name), "{name:?}");
        }
        for name in ["a.md", "2026-phishing.md", "2026-11-01_2026-11-02_0123456789abcdef.csv"] {
            assert!(
                is_plain(name) && leftover(name).is_none() && unfit(OsStr::new(name)).is_none()
            );
        }
    }

    #[test]
    fn names_that_nobody_can_read_are_unfit_and_shown_by_code() {
        for (name, shown) in [
            ("Icon\r", "Icon\\r"),
            ("a\nb\t.txt", "a\\nb\\t.txt"),
            ("a\u{85}b", "a\\u{85}b"),
            ("invoice\u{202e}fdp.exe", "invoice\\u{202e}fdp.exe"),
            ("a\u{200b}b", "a\\u{200b}b"),
            ("\u{feff}a", "\\u{feff}a"),
        ] {
            assert!(unfit(OsStr::new(name)).is_some(), "{shown}");
            assert_eq!(escaped(OsStr::new(name)), shown);
        }
        let latin = OsStr::from_bytes(b"\xFEk\xFFl.txt");
        assert_eq!(unfit(latin).as_deref(), Some("is not UTF-8"));
        assert_eq!(escaped(latin), "\\xFEk\\xFFl.txt");
        for name in [
            "şəkil.png",
            "C# notes.txt",
            "100%.txt",
            "q\" x.txt",
            "a b",
            "👩\u{200d}💻.png",
            "ي\u{200c}ا",
        ] {
            assert_eq!(unfit(OsStr::new(name)), None, "{name}");
            assert_eq!(
                escaped(OsStr::new(name))
                    .replace("\\u{200d}", "\u{200d}")
                    .replace("\\u{200c}", "\u{200c}"),
                name
            );
        }
        assert_eq!(escaped(OsStr::new("s\u{327}\u{259}kil")), "s\\u{327}əkil");
    }
}
