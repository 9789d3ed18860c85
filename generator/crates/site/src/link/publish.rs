//! What may leave: the one gate between the files of `content/` and the published site.
//!
//! Published are pages, everything in `content/files/`, and what lies beside pages and a page
//! links to. Whatever else is asked for stays here, with the reason.

use super::{HeldBack, Waiting, media_name};
use crate::config::Config;
use crate::load::{Inputs, Sum, Tree, passed_over};
use certsite_base::address::{Base, WebPath};
use certsite_base::diag::Problem;
use certsite_pictures::Picture;
use std::sync::Arc;

/// A file of `content/` that may be copied to the site. [`Gate::open`] makes it, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishablePath {
    url: WebPath,
    path: Arc<str>,
    sum: Sum,
    picture: Option<Picture>,
}

impl PublishablePath {
    /// The file, from the site's root, such as `content/files/robots-note.txt`.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The address at which it is published. Beside pages it carries a fingerprint of the bytes; in
    /// `content/files/` it is the path below that folder.
    pub fn url(&self) -> &WebPath {
        &self.url
    }

    /// The fingerprint of its bytes.
    pub fn sum(&self) -> Sum {
        self.sum
    }

    /// Whether it is published without its notes.
    pub fn loses_notes(&self) -> bool {
        self.is_beside_pages() && self.picture.as_ref().is_some_and(|picture| picture.has_notes)
    }

    /// The picture that it is, if it is one.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// Whether it stands beside pages: what is in `content/files/` is published as it is.
    pub fn is_beside_pages(&self) -> bool {
        !self.path.starts_with(FILES)
    }
}

const FILES: &str = "content/files/";

/// Decides which files of `content/` may be copied to the site.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    /// Says which trees hold pages.
    pub config: &'a Config,
    /// The site's files, by their paths from its root.
    pub inputs: &'a Inputs,
    /// The documents and folders that are not published yet, with which their files wait.
    pub held_back: &'a HeldBack,
    /// The address of the site's root, which the addresses of files begin with.
    pub base: &'a Base,
}

/// Why a file is not copied to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stays {
    /// There is no file at the path.
    Missing,
    /// It lies where certsite keeps what it works with: data, forms, keys, signatures, settings.
    Internal(Box<str>),
    /// It lies in a folder of `content/` that is no language's.
    NoTree(Box<str>),
    /// It lies outside `content/`.
    Outside,
    /// Its name says that it is YAML.
    Yaml,
    /// Its name says that it is a page.
    Markdown,
    /// Its name says that it is hidden, or a leftover.
    PassedOver(&'static str),
    /// It belongs to a section that is not published yet.
    Waits(Waiting),
}

impl<'a> Gate<'a> {
    /// The file at a path from the site's root, if it may leave.
    pub fn open(&self, path: &str) -> Result<PublishablePath, Stays> {
        self.may_leave(path)?;
        let found = self.inputs.files.get_key_value(path);
        let Some((path, file)) = found else { return Err(Stays::Missing) };
        // A symbolic link leaves only where its target may.
        if let Some(real) = &file.real {
            self.may_leave(real)?;
        }
        let url = match path.strip_prefix(FILES) {
            Some(name) => self.base.at(name),
            None => self.base.at(&media_name(path, file.sum)),
        };
        Ok(PublishablePath {
            url,
            path: path.clone(),
            sum: file.sum,
            picture: file.picture.clone(),
        })
    }

    /// The same where the reason does not matter. Most of what is tried is not there.
    pub fn find(&self, path: &str) -> Option<PublishablePath> {
        self.inputs.files.contains_key(path).then(|| self.open(path).ok())?
    }

    /// Everything in `content/files/`.
    pub fn files(self) -> impl Iterator<Item = PublishablePath> + use<'a> {
        self.inputs.below(FILES).filter_map(move |(path, _)| self.open(path).ok())
    }

    /// The paths of all files that a link may name, but for pages.
    pub fn all(self) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        let paths = self.inputs.below("content/").map(|(path, _)| path);
        paths.filter(move |path| self.open(path).is_ok())
    }

    /// Judges a path by itself, whether or not something is there.
    fn may_leave(&self, path: &str) -> Result<(), Stays> {
        let folder = match Tree::of(path) {
            Tree::Files => return Ok(()),
            Tree::Pages(folder) => folder,
            Tree::Internal(place) => {
                // Of a folder of pages, too, only its name says so; the link tells what was meant.
                let is_known = place.ends_with('/')
                    || self.inputs.files.contains_key(place)
                    || matches!(Tree::of(&format!("{place}/")), Tree::Internal(_));
                let place = place.into();
                return Err(if is_known { Stays::Internal(place) } else { Stays::Missing });
            }
            Tree::Theme | Tree::Outside => return Err(Stays::Outside),
        };
        if self.config.languages.find(folder).is_none() {
            return Err(Stays::NoTree(format!("content/{folder}/").into()));
        }
        if let Some(why) = passed_over(path) {
            return Err(Stays::PassedOver(why));
        }
        // Whatever the case: some systems do not tell `x.YAML` from `x.yaml`.
        match path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
            Some("yaml" | "yml") => return Err(Stays::Yaml),
            Some("md") => return Err(Stays::Markdown),
            _ => {}
        }
        match self.held_back.file(path) {
            Some(waiting) => Err(Stays::Waits(waiting.clone())),
            None => Ok(()),
        }
    }
}

impl Stays {
    /// What is wrong with a link to such a file; none if there is simply no such file.
    pub fn problem(&self, target: &str) -> Option<Problem> {
        const COPY: &str =
            "put a copy that everybody may read into content/files/, and link to that";
        let (why, help) = match self {
            Stays::Missing => return None,
            Stays::Internal(place) => (
                format!("{place} is what certsite works with, and never leaves"),
                format!("link to the page that shows it, or {COPY}"),
            ),
            Stays::NoTree(folder) => (
                format!("{folder} is no folder of pages"),
                format!("move it beside the page, or {COPY}"),
            ),
            Stays::Outside => ("it lies outside content/".to_owned(), COPY.to_owned()),
            Stays::Yaml => (
                "YAML files are settings and data, and never leave the folders of pages".to_owned(),
                format!("give it another ending, such as “.txt”, or {COPY}"),
            ),
            Stays::Markdown => (
                "Markdown files are published as pages alone".to_owned(),
                format!("link to the page, or {COPY}"),
            ),
            Stays::PassedOver(what) => (
                format!("its name is that of {what}, which is passed over beside pages"),
                format!("give it another name, or {COPY}"),
            ),
            Stays::Waits(waiting) => {
                (format!("{waiting}"), "publish that first, or build with --drafts".to_owned())
            }
        };
        Some(Problem::Unpublished { target: target.to_owned(), why, help })
    }
}

#[cfg(test)]
mod tests;
