//! Finished files → the same packed, to stand beside them: web servers send them as they lie there.
//!
//! By the libraries that are written in C: for Brotli, that in Rust takes fifty times as long. A preview
//! packs nothing, so only a program that was built with the feature `precompress` has them, and any
//! other says that it has not.

#[cfg(feature = "precompress")]
use crate::check::is_fleeting;

/// A form in which files are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What everything reads.
    Gzip,
    /// What is smaller, and browsers ask for by HTTPS alone.
    Brotli,
}

/// All forms.
pub const FORMS: [Form; 2] = [Form::Gzip, Form::Brotli];

/// How the names of files end that are texts, and much smaller once they are packed. Signatures and
/// keys are not, and letters and pictures are packed already.
const TEXTS: [&str; 9] =
    [".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"];

/// Below this folder files stay for good under their names, but for pieces of the search's index: many
/// readers load what was packed once.
#[cfg(feature = "precompress")]
const STAYS: &str = "assets/";

impl Form {
    /// What follows the name of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Gzip => ".gz",
            Form::Brotli => ".br",
        }
    }
}

/// Whether a file is to be packed.
pub fn is_packed(out: &str) -> bool {
    TEXTS.iter().any(|ending| out.ends_with(ending))
}

/// The name of the file of which one of this name would be a packed one.
pub fn unpacked(out: &str) -> Option<&str> {
    let name = FORMS.iter().find_map(|form| out.strip_suffix(form.ending()));
    name.filter(|name| is_packed(name))
}

/// Packs files; `None` if the program cannot.
pub fn packer() -> Option<Packer> {
    #[cfg(feature = "precompress")]
    return Some(Packer(()));
    #[cfg(not(feature = "precompress"))]
    None
}

/// What a build has to say whose files were to be packed and are not.
pub const UNPACKED: Option<&str> = match cfg!(feature = "precompress") {
    true => None,
    false => Some(
        "No files are packed: this program was built without “precompress”. That of `make build` \
         packs them.",
    ),
};

/// Packs files.
#[cfg(feature = "precompress")]
pub struct Packer(());

#[cfg(feature = "precompress")]
impl Packer {
    /// The bytes of the file with this name in a form; the same bytes for the same file.
    pub fn pack(&self, form: Form, out: &str, bytes: &[u8]) -> Vec<u8> {
        let is_worth_all = out.starts_with(STAYS) && !is_fleeting(out);
        match form {
            Form::Gzip => gzip(if is_worth_all { 12 } else { 9 }, bytes),
            Form::Brotli => brotli(if is_worth_all { 11 } else { 9 }, bytes),
        }
    }
}

#[cfg(feature = "precompress")]
fn gzip(level: i32, bytes: &[u8]) -> Vec<u8> {
    let level = libdeflater::CompressionLvl::new(level).expect("levels go from 1 to 12");
    let mut compressor = libdeflater::Compressor::new(level);
    let mut packed = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut packed).expect("there is room for the worst");
    packed.truncate(length);
    packed
}

/// So many bytes of a window Brotli does not use (RFC 7932 §9.1).
#[cfg(feature = "precompress")]
const WINDOW_LOST: usize = 16;

/// The windows that are used, in bits: narrower ones save nothing, wider ones cost readers memory.
#[cfg(feature = "precompress")]
const NARROWEST: u8 = 14;
#[cfg(feature = "precompress")]
const WIDEST: u8 = 22;

#[cfg(feature = "precompress")]
fn brotli(quality: u8, bytes: &[u8]) -> Vec<u8> {
    use brotlic::{CompressionMode, Quality, WindowSize, compress, compress_bound};
    let quality = Quality::new(quality).expect("they go from 0 to 11");
    let bound = compress_bound(bytes.len(), quality).expect("it is known from 2 on");
    let mut packed = vec![0; bound];
    // No wider than the file: the library makes room for all of its window, however short a text is.
    let bits = usize::BITS - (bytes.len() + WINDOW_LOST).leading_zeros();
    let window = WindowSize::new((bits as u8).clamp(NARROWEST, WIDEST)).expect("it is a window");
    let length = compress(bytes, &mut packed, quality, window, CompressionMode::Generic)
        .expect("there is room for the worst");
    packed.truncate(length);
    packed
}

/// There is none in this program.
#[cfg(not(feature = "precompress"))]
pub enum Packer {}

#[cfg(not(feature = "precompress"))]
impl Packer {
    /// Is never asked.
    pub fn pack(&self, _: Form, _: &str, _: &[u8]) -> Vec<u8> {
        match *self {}
    }
}
