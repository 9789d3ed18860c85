//! `.certsite/pictures`: which smaller versions were made of pictures. Only a short cut for the next
//! build: of what it does not know, or if it makes no sense, they are drawn.
//!
//! Each line is true by itself and for good: a picture of this fingerprint has versions of these
//! widths and fingerprints. Lines of pictures that no page shows any more go with the next build.

use super::Output;
use super::disk::Digest;
use super::notes;
use crate::load::Sum;
use crate::versions::{Drawn, Version};
use certsite_pictures::draw::{Form, VERSION};
use std::fmt::Write as _;
use std::io::Write as _;

/// The name of the file.
const NAME: &str = "pictures";

/// What stands behind a version of each form.
const FORMS: [(&str, Form); 3] = [("", Form::Own), ("shared", Form::Shared), ("webp", Form::WebP)];

/// Its first words: what draws, and, behind that, the digest of all lines that follow.
fn head() -> String {
    format!("certsite pictures {VERSION} ")
}

fn parse(text: &str) -> Option<Drawn> {
    let (digest, lines) = text.strip_prefix(&*head())?.split_once('\n')?;
    let is_whole = Digest::parse(digest)? == Digest::of(lines.as_bytes());
    let number = |text: &str| Sum::from_str_radix(text, 16).ok();
    let version = |text: &str| {
        let (width, sum) = text.split_once(' ')?;
        let (sum, form) = sum.split_once(' ').unwrap_or((sum, ""));
        let (_, form) = *FORMS.iter().find(|(name, _)| *name == form)?;
        Some(Version { width: width.parse().ok()?, form, sum: number(sum)? })
    };
    let line = |line: &str| {
        let mut parts = line.split('\t');
        Some((number(parts.next()?)?, parts.map(version).collect::<Option<_>>()?))
    };
    is_whole.then(|| lines.lines().map(line).collect()).flatten()
}

fn text(drawn: &Drawn) -> String {
    let mut lines = String::with_capacity(drawn.len() * 64);
    for (of, versions) in drawn {
        let _ = write!(lines, "{of:016x}");
        for Version { width, form, sum } in versions {
            let _ = write!(lines, "\t{width} {sum:016x}");
            let name = FORMS.iter().find(|(name, known)| known == form && !name.is_empty());
            if let Some((name, _)) = name {
                let _ = write!(lines, " {name}");
            }
        }
        lines.push('\n');
    }
    format!("{}{}\n{lines}", head(), Digest::of(lines.as_bytes()))
}

impl Output {
    /// The versions that were made, as far as that was noted.
    pub fn pictures(&self) -> Drawn {
        let text = notes::read(&self.site.own(NAME)).ok().flatten();
        text.and_then(|text| parse(&text)).unwrap_or_default()
    }

    /// Notes which versions there are now. Where this fails the next build draws them.
    pub fn note_pictures(&self, drawn: &Drawn) {
        if *drawn != self.pictures() {
            let text = text(drawn);
            let _ = notes::jot(&self.site.own(NAME), |file| file.write_all(text.as_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_read_back_and_spoiled_ones_are_none() {
        let version = |width, form, sum| Version { width, form, sum };
        let of_one = vec![
            version(480, Form::WebP, 0),
            version(480, Form::Own, 7),
            version(1600, Form::Shared, Sum::MAX),
        ];
        let drawn: Drawn = [(1, vec![]), (Sum::MAX, of_one)].into();
        let whole = text(&drawn);
        assert_eq!(parse(&whole).as_ref(), Some(&drawn));
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        for spoiled in [
            whole.replacen("pictures 2", "pictures 1", 1),
            whole.replace(" webp", ""),
            whole.replace("480", "481"),
            whole.replace("1600", "x"),
            format!("{whole}\n"),
        ] {
            assert_eq!(parse(&spoiled), None, "{spoiled}");
        }
    }
}
