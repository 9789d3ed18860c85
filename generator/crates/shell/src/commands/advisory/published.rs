//! A folder on the disk → what is published in it: a whole site, or its tree of CSAF alone.

use crate::command::Failure;
use certsite_outgoing::{Tree, Unread, is_outgoing};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// No file that programs fetch is larger; a CSAF document has far less (CSAF 2.0 §C.1).
const MOST_MIB: u64 = 64;

/// Where the tree of CSAF stands in a site.
const CSAF: &str = ".well-known/csaf/";

/// What is published in a folder.
pub(super) struct Published {
    pub tree: Tree,
    /// What it is called in what people are told.
    pub name: String,
    /// Whether it is the tree of CSAF alone, so that nothing is known of the rest.
    is_csaf_alone: bool,
}

impl Published {
    /// Reads a folder. One that is not there has nothing; one that somebody named has to be there.
    pub fn read(folder: &Path, is_named: bool) -> Result<Published, Failure> {
        let name = folder.display().to_string();
        if !folder.is_dir() {
            if is_named {
                let why = if folder.exists() { "is no folder" } else { "is not there" };
                return Err(Failure::new(format!("{name} {why}: name what was published last")));
            }
            let name = format!("nothing ({name} is not there)");
            return Ok(Published { tree: Tree::default(), name, is_csaf_alone: false });
        }
        let is_csaf_alone =
            !folder.join(CSAF).is_dir() && folder.join("provider-metadata.json").is_file();
        let prefix = if is_csaf_alone { CSAF } else { "" };
        let mut tree = Tree::default();
        // Links are followed: many publish a folder by letting a link lead to it.
        let all = WalkDir::new(folder).follow_links(true).sort_by_file_name();
        for entry in all.into_iter().filter_entry(|entry| !is_certsites(entry)) {
            let path = match &entry {
                Ok(entry) => entry.path(),
                Err(wrong) => wrong.path().unwrap_or(folder),
            };
            let Some(path) = path.strip_prefix(folder).ok().and_then(Path::to_str) else {
                continue;
            };
            let path = format!("{prefix}{path}");
            match entry {
                Ok(entry) if entry.file_type().is_dir() && is_outgoing(&path) => {
                    tree.add(&path, Err("is a folder".to_owned()));
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if is_outgoing(&path) => tree.add(&path, read(entry.path())),
                Ok(_) => {}
                Err(wrong) if path == prefix => {
                    return Err(Failure::because(format!("{name} cannot be read"), wrong));
                }
                // A link that leads nowhere or in a circle, a folder that cannot be opened.
                Err(wrong) => tree.add(&path, Err(why(&wrong))),
            }
        }
        Ok(Published { tree, name, is_csaf_alone })
    }

    /// What is compared with it: of a folder with CSAF alone nobody knows what else was published.
    pub fn reaches(&self, path: &str) -> bool {
        !self.is_csaf_alone || path.starts_with(CSAF)
    }
}

/// The folder in which certsite keeps its own notes.
fn is_certsites(entry: &DirEntry) -> bool {
    entry.depth() == 1 && entry.file_name() == ".certsite"
}

fn why(wrong: &walkdir::Error) -> Unread {
    match (wrong.loop_ancestor(), wrong.io_error()) {
        (Some(_), _) => "is a link that leads in a circle".to_owned(),
        (None, Some(error)) => format!("cannot be opened ({error})"),
        (None, None) => "cannot be opened".to_owned(),
    }
}

/// The bytes of a file up to a bound; what is no file (a pipe, a device) is not opened.
fn read(path: &Path) -> Result<Arc<[u8]>, Unread> {
    let cannot = |error: std::io::Error| format!("cannot be opened ({error})");
    if !std::fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take((MOST_MIB << 20) + 1).read_to_end(&mut bytes).map_err(cannot)?;
    match bytes.len() as u64 > MOST_MIB << 20 {
        true => Err(format!("is larger than {MOST_MIB} MiB")),
        false => Ok(bytes.into()),
    }
}
