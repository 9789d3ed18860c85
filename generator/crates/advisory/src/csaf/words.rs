//! What a document says beside products and vulnerabilities: its notes (CSAF 2.0 §3.2.1.7) and its
//! references (§3.2.1.9).

use super::model::{Note, Reference};
use super::{Writer, prose};
use crate::provider::said;
use crate::version::CsafVersion;
use certsite_base::address::WebPath;
use certsite_base::lang::Lang;
use certsite_site::parse::advisory::{Indicator, Malware};
use std::borrow::Cow;

impl Writer<'_> {
    /// A note with one of the theme's strings as its title; none that says nothing.
    fn note<'a>(
        &self,
        category: &'static str,
        title: &str,
        text: impl Into<Cow<'a, str>>,
    ) -> Option<Note<'a>> {
        let text = text.into();
        (!text.is_empty()).then(|| Note { category, text, title: Some(self.text(title).into()) })
    }

    /// What it is about, what an attack is known by, what its page says, what the team says of all of
    /// them (§3.1.5). The first is its own.
    pub fn notes(&self) -> Vec<Note<'_>> {
        if !self.advisory.holds() {
            return self.end().into_iter().chain(self.of_all()).collect();
        }
        let summary = self.site.graph.description(self.id).unwrap_or_default();
        let title = Some(self.text("advisory.summary").into());
        let summary = Note { category: "summary", text: summary.into(), title };
        // CSAF has no place for malware and indicators.
        let listed = |found: &[Indicator]| {
            found.iter().map(Indicator::defanged).collect::<Vec<_>>().join("\n")
        };
        let withdrawn = listed(&self.advisory.indicators_withdrawn);
        let prose = prose::of(self.site, self.id).unwrap_or_default();
        let malware: Vec<_> = self.advisory.malware.iter().map(|of| self.malware(of)).collect();
        let own = [
            self.note("other", "advisory.malware", malware.join("\n")),
            self.note("other", "advisory.indicators", listed(&self.advisory.indicators)),
            self.note("other", "advisory.indicators_withdrawn", withdrawn),
            self.note("details", "advisory.details", prose),
        ];
        [summary].into_iter().chain(own.into_iter().flatten()).chain(self.of_all()).collect()
    }

    /// A family of malware in a line: its names, and what sort it is.
    fn malware(&self, malware: &Malware) -> String {
        let aliases = malware.aliases.iter().cloned();
        let software = malware.software.iter().map(|of| format!("{} {}", of.id, of.name));
        let names: Vec<String> = aliases.chain(software).collect();
        let names =
            if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        let sorts: Vec<String> =
            malware.types.iter().map(|kind| self.text(&kind.string())).collect();
        let said = [sorts.join(", "), malware.description.clone().unwrap_or_default()];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let said = if said.is_empty() { String::new() } else { format!(": {}", said.join(". ")) };
        format!("{}{names}{said}", malware.name)
    }

    /// Why it no longer holds. CSAF 2.1 names the note, and wants to be told what the advisory was
    /// about (4.7, 4.8).
    fn end(&self) -> Option<Note<'_>> {
        let (_, reason) = self.advisory.end()?;
        let is_withdrawn = self.advisory.withdrawn.is_some();
        if self.version == CsafVersion::V20 {
            let title = if is_withdrawn { "advisory.withdrawn" } else { "advisory.superseded" };
            return self.note("general", title, reason.as_str());
        }
        let title = if is_withdrawn { "csaf.withdrawal" } else { "csaf.supersession" };
        let about = self.site.graph.description(self.id).filter(|about| !about.is_empty());
        let text = about.map(|about| format!("{about}\n\n{reason}"));
        self.note("description", title, text.unwrap_or_else(|| reason.clone()))
    }

    /// What the team says of all its advisories. Of whom to ask, drafts of CSAF 2.1 disagree how it
    /// stands beside the publisher, so there it is a note.
    fn of_all(&self) -> impl Iterator<Item = Note<'_>> {
        let is_new = self.version == CsafVersion::V21;
        let contact = is_new.then_some(("general", "advisory.contact", "advisories.contact"));
        let all = [
            ("general", "advisory.notes", "advisories.notes"),
            ("legal_disclaimer", "advisory.legal_disclaimer", "advisories.legal_disclaimer"),
        ];
        contact.into_iter().chain(all).filter_map(move |(category, title, key)| {
            self.note(category, title, said(self.site, self.lang, key)?)
        })
    }

    /// Of a translation the original comes first (§9.1.9).
    pub fn references(&self, original: Option<Lang>) -> Vec<Reference<'_>> {
        let site = self.site;
        let to_original = original.map(|lang| Reference {
            category: "external",
            summary: self.text("advisory.original").into(),
            url: self.place(lang).url().to_string().into(),
        });
        let itself = |url: &WebPath| Reference {
            category: "self",
            summary: site.graph.title(self.id).into(),
            url: url.url().to_string().into(),
        };
        let others = self.advisory.references.iter().map(Reference::of);
        let own = [itself(&self.place(self.lang)), itself(&site.graph.node(self.id).url)];
        let others = self.newer().into_iter().chain(others);
        to_original.into_iter().chain(own).chain(others).collect()
    }

    /// What took its place. CSAF 2.1 wants such a reference, and how it begins (4.8); where the page
    /// is still to come, this one will lead there.
    fn newer(&self) -> Option<Reference<'_>> {
        let graph = self.site.graph;
        self.advisory.superseded_by.as_ref()?;
        let newer = self.site.graph.successor(self.id);
        let (page, summary) = match (self.version, newer) {
            (CsafVersion::V20, newer) => (newer?, self.text("advisory.superseded")),
            (CsafVersion::V21, newer) => {
                let page = newer.unwrap_or(self.id);
                (page, format!("{}: {}", self.text("csaf.superseding"), graph.title(page)))
            }
        };
        let url = graph.node(page).url.url().to_string();
        Some(Reference { category: "external", summary: summary.into(), url: url.into() })
    }
}
