//! The folder that `certsite build` writes for the function: `forms/<id>.yaml`,
//! `pages/<id>.<lang>.html`, `pages/receipt.<lang>.html`, `privacy/<lang>` and, where the team
//! has them, `checklists/<class>.<lang>.txt`; of a site below a path of its host, `site/path`; and
//! the site's time zone, `site/zone`, how the team is reached, `site/contact`,
//! and all of these with their digests, `site/files`.
//!
//! A file that cannot be used costs what it alone stands for, and is told of. What was read from
//! such a file before is used on; a form that never could be read is answered for by a
//! [stand-in](Definition::stand_in).

mod files;

use super::pages::{Pages, Surroundings};
use crate::form::{BODY_MOST, Definition};
use crate::html::swap_region;
use certsite_text::RECEIPT_NUMBER;
use data_encoding::HEXLOWER;
use files::Files;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The list of all that was built.
const LIST: &str = "site/files";

/// Ends each page of a form whose bundle has a list, so that the loss of the list, or of all of
/// `site/`, is noticed too. Older bundles have neither.
pub const LISTED: &str = "<!--listed in site/files-->\n";

/// How a file stands in the list of a bundle.
pub fn digest_of(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text)[..16])
}

/// The file of the bundle that names the site's time zone, by its IANA name.
const ZONE: &str = "site/zone";

/// Whether a bundle is complete without a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// There has to be such a file, and its loss is told.
    Required,
    /// Whoever built the bundle may have had nothing to put into it.
    Optional,
}

/// How the names of receipts begin.
const RECEIPTS: &str = "pages/receipt.";

/// A bundle as `certsite build` made it, read into memory: forms, their pages, and what holds for
/// all.
#[derive(Clone, Default)]
pub struct Bundle {
    forms: BTreeMap<String, Arc<Definition>>,
    /// Who answers for the forms that cannot be read.
    stand_ins: BTreeMap<String, Arc<Definition>>,
    files: BTreeMap<String, Arc<str>>,
    faults: Vec<String>,
}

/// A bundle that cannot be used, in a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BundleError(String);

impl Bundle {
    /// Reads a bundle. `before` is what was read of it earlier, if anything was.
    ///
    /// # Errors
    /// If no form of it can be used, or it does not say below which path the site stands.
    pub fn read(folder: &Path, before: Option<&Bundle>) -> Result<Bundle, BundleError> {
        let empty = Bundle::default();
        let mut reading = Reading {
            found: Files::read(folder),
            before: before.unwrap_or(&empty),
            bundle: Bundle::default(),
        };
        reading.site()?;
        let bad = reading.forms();
        reading.pages();
        reading.rest();
        reading.check_list();
        let mut bundle = reading.bundle;
        let Some(speaker) = bundle.speaker() else { return Err(BundleError::of(&bundle.faults)) };
        let stand_in = |id: String| (id.clone(), Arc::new(speaker.stand_in(&id)));
        bundle.stand_ins = bad.into_iter().map(stand_in).collect();
        Ok(bundle)
    }

    /// The forms in it; at least one.
    pub fn forms(&self) -> impl Iterator<Item = &Definition> {
        self.forms.values().map(Arc::as_ref)
    }
}

impl BundleError {
    fn of(faults: &[String]) -> BundleError {
        BundleError(match faults {
            [] => "there is no form in it: run “certsite build” on a site whose form is on".into(),
            faults => faults.join("; "),
        })
    }
}

/// A bundle while it is read.
struct Reading<'a> {
    found: Files,
    before: &'a Bundle,
    bundle: Bundle,
}

impl Reading<'_> {
    fn fault(&mut self, name: &str, why: &str, effect: &str) {
        self.bundle.faults.push(format!("{name} {why}: {effect}"));
    }

    /// Reads what holds for all forms, first of all below which path the site stands.
    fn site(&mut self) -> Result<(), BundleError> {
        let path = "site/path";
        if let Err(why) = self.found.text(path)
            && !self.before.files.contains_key(path)
        {
            // Without it no post would find its form.
            return Err(BundleError(format!("{path} {why}")));
        }
        self.take(path, Need::Optional, "");
        self.take("site/contact", Need::Optional, "answers name neither mailbox nor telephone");
        self.take(ZONE, Need::Optional, "letters have times of UTC alone");
        Ok(())
    }

    /// The definitions; which forms have none.
    fn forms(&mut self) -> BTreeSet<String> {
        let mut bad = BTreeSet::new();
        for id in self.found.forms() {
            let name = format!("forms/{id}.yaml");
            let text = self.found.text(&name).and_then(|text| text.ok_or("is missing".to_owned()));
            let why = match text.and_then(|text| definition(&id, &text)) {
                Ok(form) => {
                    self.bundle.forms.insert(id, Arc::new(form));
                    continue;
                }
                Err(why) => why,
            };
            if let Some(before) = self.before.forms.get(&id).cloned() {
                self.fault(&name, &why, "the form is used as it was before");
                self.bundle.forms.insert(id, before);
            } else {
                let effect = "the form takes no report, and whoever posts it is asked to wait";
                self.fault(&name, &why, effect);
                bad.insert(id);
            }
        }
        bad
    }

    /// The pages round the forms, and round the numbers.
    fn pages(&mut self) {
        let mut names = BTreeSet::new();
        for form in self.bundle.forms.values() {
            for lang in form.languages() {
                names.insert(format!("pages/{}.{lang}.html", form.id));
                names.insert(format!("{RECEIPTS}{lang}.html"));
            }
        }
        // Those of forms that cannot be read, as far as they are there.
        let others = self.found.names("pages/").into_iter().filter(|name| !names.contains(name));
        let effect = "answers come without the site round them";
        names.iter().for_each(|name| self.take(name, Need::Required, effect));
        others.for_each(|name| self.take(&name, Need::Optional, effect));
    }

    /// What the letter and the page have beside.
    fn rest(&mut self) {
        for name in self.found.names("privacy/") {
            self.take(&name, Need::Optional, "the form has no link to the privacy notice");
        }
        for name in self.found.names("checklists/") {
            self.take(&name, Need::Optional, "letters have no such checklist");
        }
        for (folder, why) in self.found.closed() {
            self.fault(folder, &why, "what is in it is not used");
        }
    }

    /// Tells of what `certsite build` wrote and is not there any more, or not as it was: nobody would
    /// miss a checklist. Older bundles have no list.
    fn check_list(&mut self) {
        let need = if self.is_listed() { Need::Required } else { Need::Optional };
        self.take(LIST, need, "nobody knows whether all files are there");
        let list = self.bundle.files.get(LIST).cloned().unwrap_or_default();
        let unlisted = [ZONE, "site/contact"].into_iter().filter(|_| list.is_empty());
        for name in unlisted {
            if !self.bundle.files.contains_key(name) {
                self.as_before(name, "is missing");
            }
        }
        for (digest, name) in list.lines().filter_map(|line| line.split_once(' ')) {
            let is_told =
                self.bundle.faults.iter().any(|fault| {
                    fault.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))
                });
            match self.found.text(name) {
                Ok(Some(text)) if digest_of(&text) == digest => {}
                Ok(Some(_)) if !is_told => {
                    self.fault(name, "is not as “certsite build” wrote it", "it is used as it is");
                }
                Ok(None) if !is_told && !self.as_before(name, "is missing") => {
                    self.fault(name, "is missing", "whatever it is for goes without");
                }
                // It was told where it is used.
                _ => {}
            }
        }
    }

    /// Whether there was a list, as the pages of forms say.
    fn is_listed(&self) -> bool {
        let mut pages = self.bundle.files.iter().filter(|(name, _)| name.starts_with("pages/"));
        pages.any(|(_, page)| page.trim_end().ends_with(LISTED.trim_end()))
    }

    /// Takes a file, or what it held before.
    fn take(&mut self, name: &str, need: Need, effect: &str) {
        if self.bundle.files.contains_key(name) {
            return;
        }
        let found = self.found.text(name);
        let why = match found.and_then(|text| {
            text.as_deref().map_or(Ok(()), |text| holds(name, text)).map(|()| text)
        }) {
            Ok(Some(text)) => return drop(self.bundle.files.insert(name.to_owned(), text)),
            Ok(None) if need == Need::Optional => return,
            Ok(None) => "is missing".to_owned(),
            Err(why) => why,
        };
        if !self.as_before(name, &why) {
            self.fault(name, &why, effect);
        }
    }

    /// Takes what a file held before, if anything.
    fn as_before(&mut self, name: &str, why: &str) -> bool {
        let Some(before) = self.before.files.get(name).cloned() else { return false };
        self.fault(name, why, "it is used as it was before");
        self.bundle.files.insert(name.to_owned(), before);
        true
    }
}

/// Whether a file is what its name says: a page has a place for what the function puts into it, a
/// zone is one.
fn holds(name: &str, text: &str) -> Result<(), String> {
    let (is_page, is_receipt) = (name.starts_with("pages/"), name.starts_with(RECEIPTS));
    if name == ZONE {
        zone(text).map(drop)
    } else if is_receipt && !text.contains(RECEIPT_NUMBER) {
        Err("has no place for the number".to_owned())
    } else if is_page && !is_receipt && swap_region(text, "").is_none() {
        Err("has no place for the form".to_owned())
    } else {
        Ok(())
    }
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name.trim()).map_err(|_| "names no time zone".to_owned())
}

/// The definition in a file of that name.
fn definition(id: &str, text: &str) -> Result<Definition, String> {
    let definition = Definition::parse(text).map_err(|errors| {
        let first = errors.first().map_or_else(String::new, ToString::to_string);
        // A mistake in YAML may come with the lines round it.
        format!("does not hold ({})", first.lines().next().unwrap_or_default())
    })?;
    match definition.id == id {
        true => Ok(definition),
        false => Err(format!("is of another form, “{}”", definition.id)),
    }
}

impl Pages for Bundle {
    fn base_path(&self) -> &str {
        self.files.get("site/path").map_or("", |path| path.trim())
    }

    fn time_zone(&self) -> TimeZone {
        self.files.get(ZONE).and_then(|name| zone(name).ok()).unwrap_or(TimeZone::UTC)
    }

    fn definition(&self, form: &str) -> Option<Arc<Definition>> {
        self.forms.get(form).cloned()
    }

    fn stand_in(&self, form: &str) -> Option<Arc<Definition>> {
        self.stand_ins.get(form).cloned()
    }

    fn speaker(&self) -> Option<Arc<Definition>> {
        self.forms.values().max_by_key(|form| form.breadth()).cloned()
    }

    fn contact(&self) -> Vec<String> {
        let contact = self.files.get("site/contact").map_or("", |text| text);
        contact.lines().map(str::trim).filter(|way| !way.is_empty()).map(str::to_owned).collect()
    }

    fn faults(&self) -> &[String] {
        &self.faults
    }

    fn form_page(&self, form: &str, lang: &str) -> Option<Surroundings> {
        let page = self.files.get(&format!("pages/{form}.{lang}.html"))?.clone();
        let privacy_url =
            self.files.get(&format!("privacy/{lang}")).map(|url| url.trim().to_owned());
        Some(Surroundings { page, notice: None, privacy_url })
    }

    fn receipt_page(&self, lang: &str) -> Option<Arc<str>> {
        self.files.get(&format!("pages/receipt.{lang}.html")).cloned()
    }

    fn checklist(&self, class: &str, lang: &str) -> Option<Arc<str>> {
        self.files.get(&format!("checklists/{class}.{lang}.txt")).cloned()
    }

    fn body_limit(&self) -> usize {
        // What a form takes that cannot be read, nobody knows.
        let unknown = if self.stand_ins.is_empty() { 0 } else { BODY_MOST };
        self.forms.values().map(|form| form.body_limit()).max().unwrap_or(0).max(unknown)
    }
}
