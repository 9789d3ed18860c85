//! A folder → the texts in it, each by itself: what cannot be read is told of where it is asked for.

#![allow(clippy::disallowed_methods, reason = "reads the function's bundle, when it is told to")]

use crate::disk::{read, why};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

/// The files of a bundle, by their path in it; why those cannot be read that cannot.
#[derive(Default)]
pub struct Files {
    texts: BTreeMap<String, Result<Arc<str>, String>>,
    /// Folders that could not be listed, and why.
    closed: BTreeMap<&'static str, String>,
}

/// The folders of a bundle, and how names in them end. Other files are none of it: what editors
/// and copying programs leave behind takes nobody's place.
const FOLDERS: [(&str, &str); 5] =
    [("forms", ".yaml"), ("pages", ".html"), ("checklists", ".txt"), ("privacy", ""), ("site", "")];

/// No file of a bundle is nearly as large.
const LARGEST: u64 = 16 << 20;

impl Files {
    /// Reads all files of a bundle's folder that certsite puts there; what cannot be read is noted.
    pub fn read(folder: &Path) -> Files {
        let mut files = Files::default();
        for (part, ending) in FOLDERS {
            if let Err(error) = files.read_part(folder, part, ending)
                && error.kind() != ErrorKind::NotFound
            {
                files.closed.insert(part, why(&error));
            }
        }
        files
    }

    fn read_part(&mut self, folder: &Path, part: &str, ending: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder.join(part))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') && name.ends_with(ending) {
                self.texts.insert(format!("{part}/{name}"), text(&entry.path()));
            }
        }
        Ok(())
    }

    /// Folders that could not be listed, and why.
    pub fn closed(&self) -> BTreeMap<&'static str, String> {
        self.closed.clone()
    }

    /// The names of the files that begin so, in their order.
    pub fn names(&self, start: &str) -> Vec<String> {
        self.texts.keys().filter(|name| name.starts_with(start)).cloned().collect()
    }

    /// The forms that there are or have to be: a page of a form speaks for it too.
    pub fn forms(&self) -> BTreeSet<String> {
        let form = |name: &String| {
            let page = || {
                let (form, _) =
                    name.strip_prefix("pages/")?.strip_suffix(".html")?.split_once('.')?;
                (form != "receipt").then_some(form)
            };
            let form = name.strip_prefix("forms/").and_then(|name| name.strip_suffix(".yaml"));
            form.or_else(page).map(str::to_owned)
        };
        self.texts.keys().filter_map(form).collect()
    }

    /// The text of a file, if there is one.
    ///
    /// # Errors
    /// If there is, or may be, one that cannot be read: why.
    pub fn text(&self, name: &str) -> Result<Option<Arc<str>>, String> {
        let part = name.split('/').next().unwrap_or(name);
        match (self.texts.get(name), self.closed.get(part)) {
            (Some(text), _) => text.clone().map(Some),
            (None, Some(why)) => Err(why.clone()),
            (None, None) => Ok(None),
        }
    }
}

fn text(path: &Path) -> Result<Arc<str>, String> {
    let bytes = read(path, LARGEST).map_err(|error| why(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    match text.trim_matches('\0').trim().is_empty() {
        true => Err("is empty".to_owned()),
        false => Ok(text.into()),
    }
}
