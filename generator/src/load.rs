//! `content/` and `themes/` on disk → [`Inputs`]: the only reader of a site's files.

#![expect(clippy::disallowed_methods, reason = "the one stage that reads content and themes")]

use crate::diag::{Diagnostic, Place, Problem};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::xxh3_64;

/// A fingerprint of some bytes (xxh3, 64 bits): tells versions of a file apart, guards nothing.
pub type Sum = u64;

/// Kinds of file that certsite reads as text; all others are copied.
const TEXT: [&str; 8] = ["md", "yaml", "html", "css", "svg", "txt", "csv", "asc"];

/// One file of the site.
#[derive(Clone)]
pub struct File {
    /// Its bytes, or where they are.
    pub data: Data,
    /// Fingerprint of the bytes.
    pub sum: Sum,
}

/// The bytes of a file: text is kept, the rest stays on disk until it is copied.
#[derive(Clone)]
pub enum Data {
    /// UTF-8 text without byte order mark.
    Text(Arc<str>),
    /// Any other file.
    Binary(Arc<Path>),
}

/// All files of a site by path relative to its root, with `/` between the parts.
#[derive(Default)]
pub struct Inputs {
    /// The files, in the order of their paths.
    pub files: BTreeMap<Arc<str>, File>,
}

impl Inputs {
    /// Path and text of a file, if it is there and is text.
    pub fn text(&self, path: &str) -> Option<(&Arc<str>, &Arc<str>)> {
        match self.files.get_key_value(path)? {
            (path, File { data: Data::Text(text), .. }) => Some((path, text)),
            _ => None,
        }
    }

    /// The files below a folder, such as `content/az/`.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a Arc<str>, &'a File)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Fingerprint of all paths and bytes together.
    pub fn sum(&self) -> Sum {
        let mut bytes = Vec::with_capacity(self.files.len() * 64);
        for (path, file) in &self.files {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(&file.sum.to_le_bytes());
        }
        xxh3_64(&bytes)
    }
}

/// Reads the site below `root`. What cannot be read is reported and left out.
///
/// # Errors
/// If `root` has no `content` folder that can be listed.
pub fn load(root: &Path) -> io::Result<(Inputs, Vec<Diagnostic>)> {
    let root = root.canonicalize()?;
    std::fs::read_dir(root.join("content"))?;
    let (paths, mut diagnostics) = list(&root);
    let read: Vec<_> =
        paths.into_par_iter().map(|(name, path)| (name.clone(), read(&name, &path))).collect();
    let mut inputs = Inputs::default();
    for (name, file) in read {
        match file {
            Ok(file) => drop(inputs.files.insert(name, file)),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    Ok((inputs, diagnostics))
}

/// Names and paths of all files; hidden ones and editors' leftovers are passed over.
fn list(root: &Path) -> (Vec<(Arc<str>, PathBuf)>, Vec<Diagnostic>) {
    let mut paths = Vec::new();
    let mut diagnostics = Vec::new();
    for top in ["content", "themes"] {
        let mut walk =
            WalkDir::new(root.join(top)).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if is_hidden(&entry) || leaves(root, &entry) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                    if !is_hidden(&entry) {
                        diagnostics.push(leads_out(root, entry.path()));
                    }
                }
                Ok(entry) if entry.file_type().is_file() => {
                    paths.push((relative(root, entry.path()), entry.into_path()));
                }
                Ok(_) => {}
                Err(error) if top == "themes" && error.depth() == 0 => {}
                Err(error) => {
                    let name = error.path().map_or_else(|| Arc::from(top), |p| relative(root, p));
                    let problem = Problem::Unreadable { why: error.to_string() };
                    diagnostics.push(Diagnostic::at(problem, Place::file(&name)));
                }
            }
        }
    }
    (paths, diagnostics)
}

/// Editors' leftovers and hidden files are no part of a site.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name.starts_with('#')
}

fn leaves(root: &Path, entry: &DirEntry) -> bool {
    entry.path_is_symlink() && entry.path().canonicalize().is_ok_and(|real| !real.starts_with(root))
}

fn leads_out(root: &Path, path: &Path) -> Diagnostic {
    let target = std::fs::read_link(path).map_or_else(|_| "?".into(), |t| t.display().to_string());
    Diagnostic::at(Problem::LinkOutside { target }, Place::file(&relative(root, path)))
}

fn relative(root: &Path, path: &Path) -> Arc<str> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/").into()
}

fn read(name: &Arc<str>, path: &Path) -> Result<File, Box<Diagnostic>> {
    let bytes = std::fs::read(path).map_err(|e| {
        Box::new(Diagnostic::at(Problem::Unreadable { why: e.to_string() }, Place::file(name)))
    })?;
    let sum = xxh3_64(&bytes);
    let is_text = name.rsplit_once('.').is_some_and(|(_, end)| TEXT.contains(&end));
    if !is_text {
        return Ok(File { data: Data::Binary(path.into()), sum });
    }
    match simdutf8::compat::from_utf8(&bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            Ok(File { data: Data::Text(text.into()), sum })
        }
        Err(error) => Err(Box::new(not_utf8(name, &bytes, error.valid_up_to()))),
    }
}

fn not_utf8(name: &Arc<str>, bytes: &[u8], at: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes);
    // Everything before `at` is valid, so offsets there agree with the lossy text's.
    let problem =
        Problem::NotUtf8 { byte: format!("{:02X}", bytes.get(at).copied().unwrap_or_default()) };
    Diagnostic::at(problem, Place::range(name, &text, at..at + 1))
}
