//! Private keys among files that are published: whoever put one there did not mean to.

use super::tree::Tree;
use memchr::memmem;
use std::path::Path;

/// Whether a file of this name is published as it is.
pub fn is_published(name: &str) -> bool {
    match Tree::of(name) {
        Tree::Files => true,
        Tree::Pages(_) => !name.ends_with(".md"),
        Tree::Internal(_) | Tree::Theme | Tree::Outside => false,
    }
}

/// Whether a file holds a private key in armour: of OpenPGP, OpenSSH, PuTTY, or in PEM (RFC 7468).
pub fn holds_private_key(bytes: &[u8]) -> bool {
    let is_head = |at: usize| {
        let line = bytes[..at].rsplit(|b| *b == b'\n').next().unwrap_or_default();
        let after = &bytes[at + KEY.len()..];
        let is_end = after.starts_with(b"-----") || after.starts_with(b" BLOCK-----");
        is_end && memmem::find(line, b"-----BEGIN ").is_some()
    };
    memmem::find_iter(bytes, KEY).any(is_head) || bytes.starts_with(b"PuTTY-User-Key-File-")
}

const KEY: &[u8] = b"PRIVATE KEY";

/// The same of what is passed over: a file, or a folder with all that is below it.
pub fn hidden_keys(path: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let files = walkdir::WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| std::fs::read(entry.path()).is_ok_and(|bytes| holds_private_key(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_told_from_public_ones() {
        for what in [
            "PGP PRIVATE KEY BLOCK",
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
        ] {
            for before in ["", "a\n", "a\r\n  ", "\u{feff}"] {
                let text = format!("{before}-----BEGIN {what}-----\r\nx");
                assert!(holds_private_key(text.as_bytes()), "{text}");
            }
        }
        assert!(holds_private_key(b"PuTTY-User-Key-File-3: ssh-ed25519"));
        for text in [
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----",
            "A PRIVATE KEY is secret. PRIVATE KEY-----",
            "-----BEGIN x\nPRIVATE KEY-----",
            "",
        ] {
            assert!(!holds_private_key(text.as_bytes()), "{text}");
        }
    }
}
