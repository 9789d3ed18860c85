//! What has to be known before a site is published: asked by `build` and `check`, not for a preview.

use crate::linked::Linked;
use certsite_base::diag::Diagnostic;

/// Who gets to see what is built. It decides whether a build counts as publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: what is built counts as published.
    Public,
    /// Those who make the site: it holds drafts, is of a day to come, or stands elsewhere than the
    /// site. Nothing of it is public by that.
    Makers,
}

/// Which files of the site are asked about, by their paths in it.
pub type Wanted<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// What is public already, as far as that is known: the files that certsite wrote last, unless they
/// were a preview.
pub struct Before<'a> {
    /// Whom what is built now is for.
    pub audience: Audience,
    /// The paths of those files below the root of the site, decoded, as on disk.
    pub paths: Vec<&'a str>,
    /// Reads one of them, if it is still there.
    pub read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// What the features noted after all builds before, by the names of their notes.
    pub noted: &'a dyn Fn(&str) -> String,
}

/// What a feature has to know of a build in all that follow, since files tell only what is public
/// last.
pub struct Note {
    /// Its name among certsite's own notes.
    pub name: &'static str,
    /// The whole content of the note; it replaces what was noted under this name before.
    pub lines: String,
}

/// Watches over what a feature publishes.
pub trait Publication: Send + Sync {
    /// Errors that show only in finished files of the feature, of those whose path is wanted: a build
    /// wants those that changed, `check` all of them.
    fn vet(&self, _site: Linked, _wanted: Wanted) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What would change of what is public already, though it should not, or not without a word.
    fn since(&self, _site: Linked, _before: &Before) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What has to be remembered once a build is done: by that it knows what was public, whatever
    /// was built meanwhile.
    fn note(&self, _site: Linked, _before: &Before) -> Option<Note> {
        None
    }

    /// What only `check` looks for.
    fn review(&self, _site: Linked) -> Vec<Diagnostic> {
        Vec::new()
    }
}
