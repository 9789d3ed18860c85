//! `content/` and `themes/` on disk → [`Inputs`]: the only reader of a site's files.

#![expect(clippy::disallowed_methods, reason = "the one stage that reads content and themes")]

mod cache;
mod changed;
mod file_stamp;
mod files;
mod glance;
mod names;
mod normal;
mod secret;
mod shelf;
mod tallies;
mod tree;
mod unpack;
mod walk;

pub use cache::Stock;
pub use changed::Changed;
pub use file_stamp::Looks;
pub use files::Files;
pub use glance::{Noted, glance};
pub use names::{Leftover, leftover, passed_over};
pub use normal::nfc;
pub use secret::narrow;
pub use shelf::{Aside, Shelf};
pub use tallies::{Tallies, Tally};
pub use tree::Tree;
pub use unpack::{tar, unpacked};

use certsite_base::diag::{Diagnostic, Place, Problem, Severity};
use certsite_pictures::Picture;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use tree::{is_asset, is_stored, is_text};
use walk::Found;
use xxhash_rust::xxh3::xxh3_64;

/// A fingerprint of some bytes (xxh3, 64 bits): tells versions of a file apart, guards nothing.
pub type Sum = u64;

/// One file of `content/` or `themes/`.
#[derive(Clone)]
pub struct File {
    /// Its bytes, or where they are.
    pub data: Data,
    /// The fingerprint of the bytes as on disk, before any of the normalization in [`Data::Text`].
    pub sum: Sum,
    /// The path from the site's root that symbolic links lead to, if the file is read through any.
    pub real: Option<Arc<str>>,
    /// The picture that it holds, if it is one of a kind that browsers show.
    pub picture: Option<Picture>,
}

/// The bytes of a file: what certsite reads is kept, the rest stays on disk until it is copied.
#[derive(Clone)]
pub enum Data {
    /// UTF-8 text without byte order mark, in NFC.
    Text(Arc<str>),
    /// The same of a page. There may be more of them than memory should hold, and each is needed
    /// only when it is parsed, and where something is wrong with it.
    Page(Aside),
    /// Any other file, by its absolute path: its bytes stay on disk until it is copied.
    Binary(Arc<Path>),
    /// A file with a private key, which was told of: nobody gets it.
    Withheld,
}

impl Data {
    fn kind(&self) -> u8 {
        match self {
            Data::Text(_) => 1,
            Data::Binary(_) => 2,
            Data::Withheld => 3,
            Data::Page(_) => 4,
        }
    }
}

/// All files of a site by path relative to its root, in NFC, with `/` between the parts.
#[derive(Default)]
pub struct Inputs {
    /// The files, in the order of their paths.
    pub files: BTreeMap<Arc<str>, File>,
    /// The tallies of sensors, which are none of them, by their folders.
    pub tallies: Vec<Arc<Tallies>>,
    /// What programs left in the site's folders, and is no part of it.
    pub left_out: Vec<(Arc<str>, Leftover)>,
    /// Files that are there and cannot be read, which was told.
    pub unread: BTreeSet<Arc<str>>,
    /// Figures that the last build made public and nobody settled, by their paths in the site. What
    /// they are decides what a build may change, and is no part of what it reads.
    pub public: Arc<BTreeMap<String, Arc<str>>>,
    /// Where the texts of pages lie, and what is made of them.
    pub shelf: Shelf,
}

impl Inputs {
    /// Path and text of a file, if it is there and is text, but no page's.
    pub fn text(&self, path: &str) -> Option<(&Arc<str>, &Arc<str>)> {
        match self.files.get_key_value(path)? {
            (path, File { data: Data::Text(text), .. }) => Some((path, text)),
            _ => None,
        }
    }

    /// Paths and texts of all files that are read as text, but for pages, in the order of their paths.
    pub fn texts(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.files.iter().filter_map(|(path, file)| match &file.data {
            Data::Text(text) => Some((path, text)),
            Data::Page(_) | Data::Binary(_) | Data::Withheld => None,
        })
    }

    /// The files below a folder, such as `content/az/`.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a Arc<str>, &'a File)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Fingerprint of all paths and bytes together.
    pub fn sum(&self) -> Sum {
        self.sum_below("")
    }

    /// Fingerprint of all but the texts of pages: of those that are there only where they lie.
    pub fn sum_around_pages(&self) -> Sum {
        let mut bytes = Vec::with_capacity(self.files.len() * 64);
        for (path, file) in &self.files {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            if !matches!(file.data, Data::Page(_)) {
                bytes.extend_from_slice(&file.sum.to_le_bytes());
            }
            bytes.extend_from_slice(file.real.as_deref().unwrap_or_default().as_bytes());
            bytes.push(file.data.kind());
        }
        let unread = self.unread.iter().map(|path| xxh3_64(path.as_bytes()));
        let tallies = self.tallies.iter().map(|of| xxh3_64(of.folder.as_bytes()) ^ of.sum);
        for sum in unread.chain([0]).chain(tallies).chain([self.public_sum()]) {
            bytes.extend_from_slice(&sum.to_le_bytes());
        }
        xxh3_64(&bytes)
    }

    /// Fingerprint of the figures that are public.
    pub fn public_sum(&self) -> Sum {
        let all = self.public.iter().flat_map(|(path, text)| [path.as_str(), text]);
        all.fold(0, |sum, text| xxh3_64(text.as_bytes()).wrapping_add(sum.rotate_left(5)))
    }

    /// Fingerprint of paths and bytes below a folder, such as `content/data/`.
    pub fn sum_below(&self, folder: &str) -> Sum {
        let mut bytes = Vec::with_capacity(self.files.len() * 64);
        for (path, file) in self.below(folder) {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(&file.sum.to_le_bytes());
            // Where a link leads decides whether it may leave.
            bytes.extend_from_slice(file.real.as_deref().unwrap_or_default().as_bytes());
            bytes.push(0);
        }
        for tallies in self.tallies.iter().filter(|tallies| tallies.folder.starts_with(folder)) {
            bytes.extend_from_slice(tallies.folder.as_bytes());
            bytes.extend_from_slice(&tallies.sum.to_le_bytes());
        }
        xxh3_64(&bytes)
    }
}

/// Why a file is not published as it was planned.
pub(crate) const CHANGED: &str = "it was changed while the site was being built; build again";

/// Reads the site below `root`. What cannot be read is reported and left out.
///
/// # Errors
/// If `root` has no `content` folder that can be listed.
pub fn load(root: &Path) -> io::Result<(Inputs, Vec<Diagnostic>)> {
    again(root, &mut Stock::default(), &Changed::All)
}

/// The same of a site that was read before, and of which this may have changed since: the rest is
/// in stock.
///
/// # Errors
/// If `root` has no `content` folder that can be listed.
pub fn again(
    root: &Path,
    stock: &mut Stock,
    changed: &Changed,
) -> io::Result<(Inputs, Vec<Diagnostic>)> {
    files(root, stock, changed, &|_| true)
}

/// The same of those files whose paths are wanted: to change data takes no pages.
///
/// # Errors
/// If `root` has no `content` folder that can be listed.
pub fn only(root: &Path, is_wanted: Wanted) -> io::Result<(Inputs, Vec<Diagnostic>)> {
    files(root, &mut Stock::default(), &Changed::All, is_wanted)
}

/// Whether a file of this path is to be read.
type Wanted<'a> = &'a (dyn Fn(&str) -> bool + Sync);

fn files(
    root: &Path,
    stock: &mut Stock,
    changed: &Changed,
    is_wanted: Wanted,
) -> io::Result<(Inputs, Vec<Diagnostic>)> {
    // If this fails, what comes back need not be what went.
    let last = std::mem::take(stock);
    let root = root.canonicalize()?;
    std::fs::read_dir(root.join("content"))?;
    *stock = last.read(&root, changed, is_wanted);
    Ok(stock.inputs())
}

/// What came of reading a file from disk.
#[derive(Clone)]
enum One {
    /// The file, and a private key in it.
    File(File, Option<Box<Diagnostic>>),
    /// The same, if it is one of tallies.
    Tally(Tally, Option<Box<Diagnostic>>),
    /// It is gone since the folder was listed, as editors' own files soon are.
    Gone,
    /// It is there and cannot be read, or is no UTF-8 where a text is expected.
    Unread(Box<Diagnostic>),
}

impl One {
    fn is_read(&self) -> bool {
        matches!(self, One::File(..) | One::Tally(..))
    }
}

/// Reads a file, and tells of a private key in it, and how it looked before it was read.
fn read(found: &Found, shelf: &Shelf) -> (One, Option<Looks>) {
    match open(&found.path) {
        Ok((looks, bytes)) => (understand(found, &bytes, shelf), looks),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (One::Gone, None),
        Err(error) => {
            let problem = Problem::Unreadable { why: error.to_string() };
            (One::Unread(Box::new(Diagnostic::at(problem, Place::file(&found.name)))), None)
        }
    }
}

/// The bytes of a file that was read before, and had this fingerprint then.
///
/// # Errors
/// If it cannot be read any more, or is another one.
pub fn reread(path: &Path, sum: Sum) -> io::Result<Vec<u8>> {
    let bytes = std::fs::read(path)?;
    match xxh3_64(&bytes) == sum {
        true => Ok(bytes),
        false => Err(io::Error::other(CHANGED)),
    }
}

fn open(path: &Path) -> io::Result<(Option<Looks>, Vec<u8>)> {
    let mut file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(metadata.len()).unwrap_or(usize::MAX))?;
    file.read_to_end(&mut bytes)?;
    Ok((Looks::of(&metadata), bytes))
}

/// What the bytes of a file are.
fn understand(found: &Found, bytes: &[u8], shelf: &Shelf) -> One {
    let Found { name, path, real } = found;
    let key = secret::look(name, bytes).map(Box::new);
    let (sum, on_disk) = (xxh3_64(bytes), || Arc::from(path.as_path()));
    if is_stored(name) {
        let tally = Tally { path: name.clone(), on_disk: on_disk(), sum };
        return utf8(name, bytes).map_or_else(One::Unread, |_| One::Tally(tally, key));
    }
    let data = match &key {
        // Not even a preview passes it on; but it is there, and links to it are sound. What is read
        // only, and not copied, is shown without it, since pages come from it.
        Some(key) if key.severity() == Severity::Error && (is_asset(name) || !is_text(name)) => {
            Data::Withheld
        }
        _ if is_text(name) => match text(name, bytes) {
            Ok(text) if matches!(Tree::of(name), Tree::Pages(_)) => Data::Page(shelf.lay(&text)),
            Ok(text) => Data::Text(text.into()),
            Err(why) => return One::Unread(why),
        },
        _ => Data::Binary(on_disk()),
    };
    let picture = match &data {
        Data::Binary(_) => Picture::of(bytes),
        Data::Text(_) | Data::Page(_) | Data::Withheld => None,
    };
    One::File(File { data, sum, real: real.clone(), picture }, key)
}

fn utf8<'b>(name: &Arc<str>, bytes: &'b [u8]) -> Result<&'b str, Box<Diagnostic>> {
    simdutf8::compat::from_utf8(bytes)
        .map_err(|error| Box::new(not_utf8(name, bytes, error.valid_up_to())))
}

/// UTF-8 without byte order mark, in NFC.
fn text<'b>(name: &Arc<str>, bytes: &'b [u8]) -> Result<Cow<'b, str>, Box<Diagnostic>> {
    let text = utf8(name, bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What was signed stays as it was signed.
    let is_signed = name.ends_with(".asc");
    Ok(if is_signed { text.into() } else { nfc(text) })
}

fn not_utf8(name: &Arc<str>, bytes: &[u8], at: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes);
    // Everything before `at` is valid, so offsets there agree with the lossy text's.
    let problem =
        Problem::NotUtf8 { byte: format!("{:02X}", bytes.get(at).copied().unwrap_or_default()) };
    Diagnostic::at(problem, Place::range(name, &text, at..at + 1))
}
