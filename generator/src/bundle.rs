//! Site → what the form function needs of it: definitions, pages with the marked region,
//! checklists.

use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use certsite_site::feature::Embedded;
use certsite_site::load::Files;
use certsite_site::plan::{Make, Rank, Route};
use certsite_site::site::Site;
use form_fn::handle::{LISTED, digest_of};

/// The page of a language that holds a form, unminified: the form handler swaps its region.
pub fn form_page(site: &Site, form: &str, lang: Lang) -> Option<Result<String, Box<Diagnostic>>> {
    let holds = |embed: &Embedded| match embed {
        Embedded::View { template, value } => *template == "form" && value["id"] == form,
        Embedded::Html(_) => false,
    };
    let id = site
        .graph
        .ids()
        .find(|id| site.graph.doc(*id).lang == lang && site.drawn(*id).iter().any(holds))?;
    let route = site.plan.find(site.graph.node(id).url.path())?;
    Some(site.html(route))
}

/// What a reporter sees once a report is taken, with a mark where the number goes.
pub fn receipt_page(site: &Site, lang: Lang) -> Result<String, Box<Diagnostic>> {
    let url = site.graph.homes[lang].join("receipt/");
    site.html(&Route::new(url, Some(lang), Rank::Page, Make::Receipt, None))
}

/// Address of the privacy notice.
pub fn privacy_url(site: &Site, lang: Lang) -> Option<&str> {
    let id = site.graph.page(&site.config, lang, certsite_forms::PRIVACY_PAGE)?;
    Some(site.graph.node(id).url.as_str())
}

/// How the team is reached besides the form, as far as its facts are known.
pub fn contact(site: &Site) -> Vec<String> {
    let lang = site.config.languages.default_lang();
    let known = |key: &&str| site.config.facts.first(key, lang).map(str::to_owned);
    ["team.email_incidents", "team.phone", "team.phone_emergency"]
        .iter()
        .filter_map(known)
        .collect()
}

/// What the form function needs, by path below its bundle's folder: definitions as they stand,
/// pages with the marked region, checklists. Empty while the form is off.
pub fn bundle(site: &Site) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let mut files = Vec::new();
    for (path, _) in site.inputs.below("content/forms/") {
        let name = path.strip_prefix("content/forms/").and_then(|name| name.strip_suffix(".yaml"));
        let (Some(id), Some((_, definition))) = (name, site.inputs.text(path)) else {
            continue;
        };
        let before = files.len();
        for lang in site.config.languages.iter() {
            if let Some(page) = form_page(site, id, lang) {
                files.push((
                    format!("pages/{id}.{}.html", site.config.languages[lang].code),
                    page? + LISTED,
                ));
            }
        }
        if files.len() > before {
            files.push((format!("forms/{id}.yaml"), definition.to_string()));
        }
    }
    if !files.is_empty() {
        if !site.options.base.path().is_empty() {
            files.push(("site/path".to_owned(), format!("{}\n", site.options.base.path())));
        }
        if let Some(zone) = site.config.time_zone.iana_name() {
            files.push(("site/zone".to_owned(), format!("{zone}\n")));
        }
        let contact = contact(site);
        if !contact.is_empty() {
            files.push(("site/contact".to_owned(), contact.join("\n") + "\n"));
        }
        let lists =
            certsite_forms::checklists(&site.config, Files::all(&site.inputs), &mut Vec::new());
        let named = |((class, lang), list)| (format!("checklists/{class}.{lang}.txt"), list);
        files.extend(lists.into_iter().map(named));
        for lang in site.config.languages.iter() {
            let name = format!("pages/receipt.{}.html", site.config.languages[lang].code);
            files.push((name, receipt_page(site, lang)?));
            if let Some(url) = privacy_url(site, lang) {
                files.push((
                    format!("privacy/{}", site.config.languages[lang].code),
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
