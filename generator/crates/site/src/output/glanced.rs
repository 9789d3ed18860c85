//! `.certsite/read`: how the site's files looked when the build read them whose files stand here. Only
//! a short cut for the next build: without it, or if it makes no sense, all is read.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::Output;
use super::notes;
use crate::load::{Noted, Sum};
use std::fs;
use std::io::Write;

/// The name of the file.
const NAME: &str = "read";

/// Its first words; two numbers follow.
const VERSION: &str = "certsite read 1";

fn parse(text: &str) -> Option<Noted> {
    let mut parts = text.strip_prefix(VERSION)?.strip_suffix('\n')?.strip_prefix(' ')?.split(' ');
    let mut number = || {
        let part = parts.next()?;
        let is_whole = part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
        Sum::from_str_radix(part, 16).ok().filter(|_| is_whole)
    };
    let noted = Noted { looks: number()?, sum: number()? };
    parts.next().is_none().then_some(noted)
}

fn text(Noted { looks, sum }: Noted) -> String {
    format!("{VERSION} {looks:016x} {sum:016x}\n")
}

impl Output {
    /// What was noted last of the files that a build read; none if that does not say.
    pub fn noted(&self) -> Option<Noted> {
        parse(&notes::read(&self.site.own(NAME)).ok().flatten()?)
    }

    /// Notes what was read for the files that stand here now. Of a site of which nothing is known
    /// nothing is noted, and where this fails the next build reads everything.
    pub fn note(&self, noted: Option<Noted>) {
        let (path, known) = (self.site.own(NAME), self.noted());
        if noted == known {
            return;
        }
        let Some(noted) = noted else { return drop(fs::remove_file(path)) };
        let _ = notes::jot(&path, |file| file.write_all(text(noted).as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_read_back_and_spoiled_ones_are_none() {
        let noted = Noted { looks: 7, sum: u64::MAX };
        let whole = text(noted);
        assert_eq!(parse(&whole), Some(noted));
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        for spoiled in [
            whole.replace('7', "g"),
            whole.replace("read 1", "read 2"),
            whole.replace('\n', " 0000000000000001\n"),
            whole.replace(" f", " +"),
            format!("{whole}\n"),
        ] {
            assert_eq!(parse(&spoiled), None, "{spoiled}");
        }
    }
}
