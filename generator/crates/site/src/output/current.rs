//! `.certsite/current`: what the files that stand here were made from, so that a build of the same has
//! nothing to do.
//!
//! It is written when a build has done all that it does, notes for later builds among it: what was cut
//! short before is done by the next. It holds for the very manifests that stood beside it, so it need
//! not be taken back by whatever changes those.

#![expect(clippy::disallowed_methods, reason = "part of the stage that writes")]

use super::disk::Digest;
use super::{Folder, Output, notes};
use crate::load::Sum;
use std::fs;
use std::io::Write;

/// The name of the file.
const NAME: &str = "current";

/// Its first words; the fingerprint of the inputs and the digests of both manifests follow.
const VERSION: &str = "certsite current 1";

impl Output {
    /// True if a build of these inputs has already done everything, and all that it wrote is there.
    pub fn is_current(&self, inputs: Sum) -> bool {
        let noted = notes::read(&self.site.own(NAME)).ok().flatten();
        let is_same = noted.is_some() && noted == self.current(inputs);
        let is_current = is_same && self.site.is_whole() && self.bundle.is_whole();
        if is_current {
            self.site.renew_looks();
            self.bundle.renew_looks();
        }
        is_current
    }

    /// Ends a build of these inputs: the next of the same has nothing to do. Of none, if it has something
    /// to tell again; where this fails, it does all anew.
    pub fn end(&self, inputs: Option<Sum>) {
        let path = self.site.own(NAME);
        let _ = match inputs.and_then(|inputs| self.current(inputs)) {
            Some(text) => notes::jot(&path, |file| file.write_all(text.as_bytes())),
            None => fs::remove_file(&path),
        };
    }

    /// What the file says if these inputs were made into what stands there now.
    fn current(&self, inputs: Sum) -> Option<String> {
        let manifest = |folder: &Folder| {
            let bytes = notes::bytes(&folder.own("manifest")).ok()?;
            Some(Digest::of(&bytes.unwrap_or_default()))
        };
        let (site, bundle) = (manifest(&self.site)?, manifest(&self.bundle)?);
        Some(format!("{VERSION} {inputs:016x} {site} {bundle}\n"))
    }
}
