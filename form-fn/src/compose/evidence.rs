//! A file as sent → its name in the mail, and what it seems to be. Nothing is opened for it.

use crate::form::{Definition, Message};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A kind of file: how its bytes begin, and which names go with it.
#[derive(Debug)]
pub struct FileKind {
    /// The word by which `report.json` names this kind of file; it never changes.
    pub key: &'static str,
    name: Name,
    beginnings: &'static [&'static [u8]],
    extensions: &'static [&'static str],
}

/// What a kind of file is called.
#[derive(Debug)]
enum Name {
    /// A name that is alike in every language, such as “PDF”.
    Proper(&'static str),
    /// In the language of the staff.
    Words(Message),
}

use Name::{Proper, Words};

const fn kind(
    key: &'static str,
    name: Name,
    beginnings: &'static [&'static [u8]],
    extensions: &'static [&'static str],
) -> FileKind {
    FileKind { key, name, beginnings, extensions }
}

/// What can be told from the first bytes.
static KINDS: [FileKind; 17] = [
    kind(
        "zip",
        Proper("ZIP"),
        &[b"PK\x03\x04", b"PK\x05\x06"],
        &[
            "zip", "docx", "docm", "xlsx", "xlsm", "pptx", "pptm", "odt", "ods", "odp", "jar",
            "apk", "epub",
        ],
    ),
    kind("gzip", Proper("gzip"), &[b"\x1f\x8b"], &["gz", "tgz"]),
    kind("bzip2", Proper("bzip2"), &[b"BZh"], &["bz2", "tbz"]),
    kind("xz", Proper("xz"), &[b"\xfd7zXZ\0"], &["xz", "txz"]),
    kind("7z", Proper("7-Zip"), &[b"7z\xbc\xaf\x27\x1c"], &["7z"]),
    kind("rar", Proper("RAR"), &[b"Rar!\x1a\x07"], &["rar"]),
    kind("pdf", Proper("PDF"), &[b"%PDF-"], &["pdf"]),
    kind("png", Proper("PNG"), &[b"\x89PNG\r\n\x1a\n"], &["png"]),
    kind("jpeg", Proper("JPEG"), &[b"\xff\xd8\xff"], &["jpg", "jpeg"]),
    kind("gif", Proper("GIF"), &[b"GIF8"], &["gif"]),
    kind(
        "windows_program",
        Words(Message::FileWindowsProgram),
        &[b"MZ"],
        &["exe", "dll", "scr", "sys", "com", "cpl"],
    ),
    kind("linux_program", Words(Message::FileLinuxProgram), &[b"\x7fELF"], &["elf", "so", "o"]),
    kind(
        "office",
        Words(Message::FileOffice),
        &[b"\xd0\xcf\x11\xe0"],
        &["doc", "xls", "ppt", "msg", "msi"],
    ),
    kind(
        "packet_capture",
        Words(Message::FileCapture),
        &[b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a"],
        &["pcap", "pcapng", "cap"],
    ),
    kind("evtx", Proper("EVTX"), &[b"ElfFile\0"], &["evtx"]),
    kind("rtf", Proper("RTF"), &[b"{\\rtf"], &["rtf", "doc"]),
    kind("openpgp", Proper("OpenPGP"), &[b"-----BEGIN PGP"], &["asc", "pgp", "gpg", "sig"]),
];
static TEXT: FileKind = kind("text", Words(Message::FileText), &[], &[]);
static UNKNOWN: FileKind = kind("unknown", Words(Message::FileUnknown), &[], &[]);

/// Extensions that promise nothing of what a file holds, so no contents belie them.
const NEUTRAL: [&str; 3] = ["bin", "dat", "tmp"];

impl FileKind {
    /// What the first bytes say that a file is.
    pub fn of(bytes: &[u8]) -> &'static FileKind {
        let begins = |kind: &&FileKind| kind.beginnings.iter().any(|b| bytes.starts_with(b));
        match KINDS.iter().find(begins) {
            Some(kind) => kind,
            None if is_text(bytes) => &TEXT,
            None => &UNKNOWN,
        }
    }

    /// What people call this kind of file, in a language of the form.
    pub fn name<'a>(&'a self, definition: &'a Definition, lang: &str) -> &'a str {
        match self.name {
            Proper(name) => name,
            Words(message) => definition.say(message, lang),
        }
    }

    /// The extension of a file's name, if it promises something else than this.
    pub fn belied_by(&self, name: &str) -> Option<String> {
        let extension = extension(name)?;
        let promises = |kind: &FileKind| kind.extensions.contains(&extension.as_str());
        let differs = match self.beginnings {
            // Text and what is not known go with every name but one of a kind that we know.
            [] => KINDS.iter().any(promises),
            _ => !promises(self) && !NEUTRAL.contains(&extension.as_str()),
        };
        differs.then_some(extension)
    }
}

/// Whether an editor would show it: UTF-8, or UTF-16 that says so, with no control characters but
/// those of lines, pages, and coloured terminals.
fn is_text(bytes: &[u8]) -> bool {
    let may_stand = |c: char| !c.is_control() || "\t\n\x0b\x0c\r\x08\x1b\u{85}".contains(c);
    let utf16 = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let mut letters = char::decode_utf16(pairs.iter().map(|pair| read(*pair)));
        odd.is_empty() && letters.all(|letter| letter.is_ok_and(may_stand))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] if !rest.is_empty() => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] if !rest.is_empty() => utf16(rest, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(may_stand)),
    }
}

/// A name that no file system, shell or mail program can stumble over.
pub fn safe_name(n: usize, name: &str) -> String {
    format!("evidence-{n}.{}", extension(name).as_deref().unwrap_or("bin"))
}

/// The SHA-256 of a file in 64 hexadecimal digits, by which whoever keeps the log of evidence knows it again.
pub fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The end of a name in lower case, if it is one that files have.
fn extension(name: &str) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    let sound =
        (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    sound.then(|| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_get_names_of_ours() {
        let check = |name: &str, expect: &str| assert_eq!(safe_name(1, name), expect);
        check("../../etc/passwd", "evidence-1.bin");
        check("C:\\x\\report.PDF", "evidence-1.pdf");
        check("x.ə", "evidence-1.bin");
        check("x.p\u{202e}fd", "evidence-1.bin");
        check("", "evidence-1.bin");
    }

    #[test]
    fn the_first_bytes_tell_what_it_is() {
        let check = |bytes: &[u8], expect: &str| assert_eq!(FileKind::of(bytes).key, expect);
        check(b"PK\x03\x04...", "zip");
        check(b"MZ\x90\0", "windows_program");
        check("jurnal sətri".as_bytes(), "text");
        check(b"", "text");
        check("\u{feff}ə\r\n\x1b[31mred\x1b[0m\x0c".as_bytes(), "text");
        check(b"\xff\xfea\0\n\0", "text");
        check(b"\xfe\xff\0a\0\n", "text");
        for bytes in [
            &b"\0\x01".repeat(1000)[..],
            b"a\0b",
            b"text\x02",
            b"\x7f",
            b"\xc2\x80",
            b"\xff\xfea\0\n",
            b"\xff\xfe\x01\0",
            b"\xff\xfe\0\xd8",
        ] {
            check(bytes, "unknown");
        }
        check(&[0xff, 0xfe], "unknown");
    }

    #[test]
    fn a_name_that_belies_the_contents_is_found() {
        let check = |name: &str, bytes: &[u8], expect: Option<&str>| {
            assert_eq!(FileKind::of(bytes).belied_by(name).as_deref(), expect, "{name}");
        };
        check("qaimə.pdf", b"PK\x03\x04", Some("pdf"));
        check("photo.JPG", b"MZ\x90\0", Some("jpg"));
        check("log.txt", b"\x7fELF", Some("txt"));
        check("page.pdf", b"<html>", Some("pdf"));
        check("run.exe", &[0xff, 0xfe], Some("exe"));
        check("letter.docx", b"PK\x03\x04", None);
        check("dump.bin", b"MZ", None);
        check("journal.log", &[0xe7, 0xfe], None);
        check("key.txt", b"-----BEGIN PGP", Some("txt"));
        check("a.txt", b"text", None);
        check("no extension", b"MZ", None);
    }
}
