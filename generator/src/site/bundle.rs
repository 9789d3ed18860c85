//! Site → what the form function needs of it: definitions, pages with the marked region,
//! checklists.

use super::Site;
use crate::diag::Diagnostic;
use crate::features::Embedded;
use crate::lang::Lang;
use crate::plan::{Make, Rank, Route};
use crate::render::{self, Bytes};
use form_fn::handle::{LISTED, digest_of};

impl Site {
    /// The page of a language that holds a form, unminified: the form handler swaps its region.
    pub fn form_page(&self, form: &str, lang: Lang) -> Option<Result<String, Box<Diagnostic>>> {
        let holds = |embed: &Embedded| match embed {
            Embedded::View { template, value } => *template == "form" && value["id"] == form,
            Embedded::Html(_) => false,
        };
        let id = self.graph.ids().find(|id| {
            self.graph.doc(*id).lang == lang
                && self.embeds.get(id).is_some_and(|embeds| embeds.iter().any(holds))
        })?;
        let route = self.plan.find(self.graph.node(id).url.path())?;
        Some(self.html(route))
    }

    /// What a reporter sees once a report is taken, with a mark where the number goes.
    pub fn receipt_page(&self, lang: Lang) -> Result<String, Box<Diagnostic>> {
        let url = self.graph.homes[lang].join("receipt/");
        self.html(&Route::new(url, Some(lang), Rank::Page, Make::Receipt, None))
    }

    /// Address of the privacy notice.
    pub fn privacy_url(&self, lang: Lang) -> Option<&str> {
        let id = self.graph.page(&self.config, lang, crate::forms::PRIVACY_PAGE)?;
        Some(self.graph.node(id).url.as_str())
    }

    /// How the team is reached besides the form, as far as its facts are known.
    pub fn contact(&self) -> Vec<String> {
        let lang = self.config.languages.default_lang();
        let known = |key: &&str| self.config.facts.first(key, lang).map(str::to_owned);
        ["team.email_incidents", "team.phone", "team.phone_emergency"]
            .iter()
            .filter_map(known)
            .collect()
    }

    /// What the form function needs, by path below its bundle's folder: definitions as they stand,
    /// pages with the marked region, checklists. Empty while the form is off.
    pub fn bundle(&self) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
        let mut files = Vec::new();
        for (path, _) in self.inputs.below("content/forms/") {
            let name =
                path.strip_prefix("content/forms/").and_then(|name| name.strip_suffix(".yaml"));
            let (Some(id), Some((_, definition))) = (name, self.inputs.text(path)) else {
                continue;
            };
            let before = files.len();
            for lang in self.config.languages.iter() {
                if let Some(page) = self.form_page(id, lang) {
                    files.push((
                        format!("pages/{id}.{}.html", self.config.languages[lang].code),
                        page? + LISTED,
                    ));
                }
            }
            if files.len() > before {
                files.push((format!("forms/{id}.yaml"), definition.to_string()));
            }
        }
        if !files.is_empty() {
            if !self.options.base.path().is_empty() {
                files.push(("site/path".to_owned(), format!("{}\n", self.options.base.path())));
            }
            if let Some(zone) = self.config.time_zone.iana_name() {
                files.push(("site/zone".to_owned(), format!("{zone}\n")));
            }
            let contact = self.contact();
            if !contact.is_empty() {
                files.push(("site/contact".to_owned(), contact.join("\n") + "\n"));
            }
            let lists = crate::forms::checklists(&self.config, &self.inputs, &mut Vec::new());
            let named = |((class, lang), list)| (format!("checklists/{class}.{lang}.txt"), list);
            files.extend(lists.into_iter().map(named));
            for lang in self.config.languages.iter() {
                let name = format!("pages/receipt.{}.html", self.config.languages[lang].code);
                files.push((name, self.receipt_page(lang)?));
                if let Some(url) = self.privacy_url(lang) {
                    files.push((
                        format!("privacy/{}", self.config.languages[lang].code),
                        url.to_owned(),
                    ));
                }
            }
        }
        // With it the function knows what is missing, or was changed on the way.
        if !files.is_empty() {
            let line = |(name, text): &(String, String)| format!("{} {name}\n", digest_of(text));
            files.push(("site/files".to_owned(), files.iter().map(line).collect()));
        }
        Ok(files)
    }

    fn html(&self, route: &Route) -> Result<String, Box<Diagnostic>> {
        self.render(route).map(|bytes| match bytes {
            Bytes::Html(html) => render::text(html),
            Bytes::Made(_) | Bytes::File(_) => String::new(),
        })
    }
}
