//! The folder that `certsite build` writes for the function: `forms/<id>.yaml`,
//! `pages/<id>.<lang>.html`, `pages/receipt.<lang>.html`, `privacy/<lang>` and, where the team
//! has them, `checklists/<class>.<lang>.txt`; of a site below a path of its host, `site/path`; and
//! the site's time zone, `site/zone`.

#![allow(clippy::disallowed_methods, reason = "reads the function's bundle, once, at the start")]

use super::pages::{Pages, Surroundings};
use crate::form::Definition;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A bundle in memory.
pub struct Bundle {
    forms: BTreeMap<String, Arc<Definition>>,
    files: BTreeMap<String, Arc<str>>,
}

/// A bundle that cannot be used, in a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BundleError(String);

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// If a file cannot be read, a form does not hold, or one of its pages is missing.
    pub fn read(folder: &Path) -> Result<Bundle, BundleError> {
        let mut bundle = Bundle { forms: BTreeMap::new(), files: BTreeMap::new() };
        for part in ["forms", "pages", "checklists", "site"] {
            bundle.read_part(folder, part)?;
        }
        bundle.read_part(folder, "privacy")?;
        let forms: Vec<_> = bundle
            .files
            .iter()
            .filter_map(|(n, t)| Some((n.strip_prefix("forms/")?.to_owned(), t.clone())))
            .collect();
        for (name, text) in forms {
            let definition = Definition::parse(&text).map_err(|errors| {
                let first = errors.first().map_or_else(String::new, |error| format!(" {error}"));
                BundleError(format!("forms/{name}:{first}"))
            })?;
            bundle.complete(&definition)?;
            bundle.forms.insert(definition.id.clone(), Arc::new(definition));
        }
        match bundle.forms.is_empty() {
            true => Err(BundleError(
                "there is no form in it: run “certsite build” on a site whose form is on".into(),
            )),
            false => Ok(bundle),
        }
    }

    /// The forms in it; at least one.
    pub fn forms(&self) -> impl Iterator<Item = &Definition> {
        self.forms.values().map(Arc::as_ref)
    }

    fn read_part(&mut self, folder: &Path, part: &str) -> Result<(), BundleError> {
        let entries = match std::fs::read_dir(folder.join(part)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(BundleError(format!("{part}: {error}"))),
        };
        for entry in entries.flatten() {
            let name = format!("{part}/{}", entry.file_name().to_string_lossy());
            let text = std::fs::read_to_string(entry.path())
                .map_err(|e| BundleError(format!("{name}: {e}")))?;
            self.files.insert(name, text.into());
        }
        Ok(())
    }

    /// A form without a page to answer with would lose the words of a refused post.
    fn complete(&self, definition: &Definition) -> Result<(), BundleError> {
        for lang in definition.languages() {
            for name in [
                format!("pages/{}.{lang}.html", definition.id),
                format!("pages/receipt.{lang}.html"),
            ] {
                if !self.files.contains_key(&name) {
                    return Err(BundleError(format!("{name} is missing")));
                }
            }
        }
        Ok(())
    }
}

impl Pages for Bundle {
    fn base_path(&self) -> &str {
        self.files.get("site/path").map_or("", |path| path.trim())
    }

    fn time_zone(&self) -> TimeZone {
        let named = self.files.get("site/zone").and_then(|name| TimeZone::get(name.trim()).ok());
        named.unwrap_or(TimeZone::UTC)
    }

    fn definition(&self, form: &str) -> Option<Arc<Definition>> {
        self.forms.get(form).cloned()
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
        self.forms.values().map(|form| form.body_limit()).max().unwrap_or(0)
    }
}
