//! What published pictures, films and documents tell beside what they show: where, when, by whom and
//! with which camera or program they were made. A team must not publish where a reporter lives.

#![expect(clippy::disallowed_methods, reason = "pictures stay on disk until somebody asks")]

mod documents;
mod films;
mod iptc;
mod notes;
mod packed;
mod within;
mod xmp;

use super::Readiness;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::load::{Data, narrow, tar, unpacked};
use certsite_site::plan::Make;
use certsite_site::site::Site;
use notes::Notes;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use within::Within;

/// How pictures and films that carry such notes begin, at which byte. Their names may say anything.
const PICTURES: [(usize, &[u8]); 29] = [
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG"),
    (0, b"GIF8"),
    (8, b"WEBP"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    // HEIC, AVIF, MP4 and their like; films of QuickTime.
    (4, b"ftyp"),
    (4, b"moov"),
    (4, b"mdat"),
    (4, b"wide"),
    (4, b"free"),
    // JPEG XL and JPEG 2000.
    (0, JPEG_XL),
    (4, b"JXL "),
    (4, b"jP  "),
    // Photoshop, PostScript.
    (0, b"8BPS"),
    (0, b"%!PS"),
    (0, b"\xc5\xd0\xd3\xc6"),
    // Raw pictures of cameras, where they are no TIFF.
    (0, b"FUJIFILM"),
    (0, b"IIRO"),
    (0, b"IIRS"),
    (0, b"MMOR"),
    (0, b"IIU\0"),
    // InDesign.
    (0, b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5"),
    // Matroska, Ogg, FLAC, MP3, AVI, icons.
    (0, b"ID3"),
    (0, b"\x1a\x45\xdf\xa3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (8, b"AVI "),
    (0, b"\0\0\x01\0"),
];

/// JPEG XL without a container.
const JPEG_XL: &[u8] = b"\xff\x0a";

/// Of longer files, films mostly, begin and end are looked at: notes stand there.
const LONGEST: u64 = 128 << 20;

/// This many bytes from the beginning of a file tell what it is.
const START: u64 = 512;

/// Reports what published files tell. Of a release, a place is an error.
pub fn check(site: &Site, readiness: Readiness) -> Vec<Diagnostic> {
    let copied = site.plan.routes.par_iter().filter_map(|route| match &route.make {
        // What is taken out is not published.
        Make::Copy(file) => (!file.loses_notes()).then_some(file.path()),
        Make::Asset(path) => Some(path),
        _ => None,
    });
    let told = copied.flat_map_iter(|path| {
        let bytes = site.inputs.files.get(path).and_then(|file| bytes(&file.data));
        let problems = bytes.map(|bytes| problems(&bytes, readiness)).unwrap_or_default();
        problems.into_iter().map(|problem| Diagnostic::at(problem, Place::file(path)))
    });
    told.collect()
}

/// The bytes of a file, if it is one that may tell something.
fn bytes(data: &Data) -> Option<Cow<'_, [u8]>> {
    match data {
        Data::Text(text) => Some(Cow::Borrowed(text.as_bytes())),
        // A file that is gone meanwhile is told by whoever publishes it.
        Data::Binary(on_disk) => read(on_disk).ok().flatten().map(Cow::Owned),
        Data::Page(_) | Data::Withheld => None,
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    Read::by_ref(&mut file).take(START).read_to_end(&mut bytes)?;
    let holds = documents::is_document(&bytes)
        || unpacked(&bytes).is_some()
        || tar(&bytes).next().is_some()
        || !narrow(&bytes).contains(&0);
    if !holds && !is_picture(&bytes) {
        return Ok(None);
    }
    let length = file.metadata()?.len();
    Read::by_ref(&mut file).take(LONGEST).read_to_end(&mut bytes)?;
    if length > 2 * LONGEST {
        file.seek(SeekFrom::End(-(LONGEST as i64)))?;
    }
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn is_picture(bytes: &[u8]) -> bool {
    let begins =
        |(at, mark): &(usize, &[u8])| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark));
    PICTURES.iter().any(begins)
}

/// What the notes in a file give away: author, place, moment, camera.
fn problems(bytes: &[u8], readiness: Readiness) -> Vec<Problem> {
    let is_document = documents::is_document(bytes);
    let author = documents::author(bytes).filter(|_| is_document);
    let mut problems: Vec<_> =
        author.map(|name| Problem::DocumentAuthor { name }).into_iter().collect();
    if !is_document && is_picture(bytes) {
        let what = if films::is_film(bytes) { "recording" } else { "picture" };
        problems.extend(told(what, &Notes::of(bytes), readiness));
        return problems;
    }
    // The first that tells of a place is told: whoever mends it looks at the others, too.
    problems.extend(Within::of(bytes).place.map(|inside| {
        let what = match &*inside {
            "" => "this file tells where it, or a picture in it, was made".to_owned(),
            inside => format!("a picture in this file ({inside}) tells where it was taken"),
        };
        let help = "take the notes out of the picture, and put it in anew".to_owned();
        place(what, help, readiness)
    }));
    problems
}

/// What a picture or recording tells.
fn told(what: &str, notes: &Notes, readiness: Readiness) -> Option<Problem> {
    let others = notes.others.join(", ");
    if !notes.has_place {
        let what = format!("this {what} also tells {others}");
        return (!others.is_empty()).then_some(Problem::PictureNotes { what });
    }
    let also = if others.is_empty() { String::new() } else { format!(", and {others}") };
    let help = "take its notes out: “exiftool -all= -tagsfromfile @ -orientation -icc_profile FILE”, or export it without place";
    Some(place(format!("this {what} tells where it was taken{also}"), help.to_owned(), readiness))
}

fn place(what: String, help: String, readiness: Readiness) -> Problem {
    match readiness {
        Readiness::Release => Problem::PicturePlaceRelease { what, help },
        Readiness::Draft => Problem::PicturePlace { what, help },
    }
}
