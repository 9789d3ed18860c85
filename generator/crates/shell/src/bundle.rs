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
    let holds = |embed: &Embedded| embed.gives("form", "id", form);
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

/// One file of the bundle: its path below the bundle's folder, and its text.
type BundleFile = (String, String);

/// What the form function needs, by path below its bundle's folder: definitions as they stand,
/// pages with the marked region, checklists. Empty while the form is off.
pub fn bundle(site: &Site) -> Result<Vec<BundleFile>, Box<Diagnostic>> {
    let mut files = forms(site)?;
    if files.is_empty() {
        return Ok(files);
    }
    files.extend(facts(site));
    let lists = certsite_forms::checklists(&site.config, Files::all(&site.inputs), &mut Vec::new());
    let named = |((class, lang), list)| (format!("checklists/{class}.{lang}.txt"), list);
    files.extend(lists.into_iter().map(named));
    for lang in site.config.languages.iter() {
        let code = &site.config.languages[lang].code;
        files.push((format!("pages/receipt.{code}.html"), receipt_page(site, lang)?));
        files
            .extend(privacy_url(site, lang).map(|url| (format!("privacy/{code}"), url.to_owned())));
    }
    // With it the function knows what is missing, or was changed on the way.
    let line = |(name, text): &BundleFile| format!("{} {name}\n", digest_of(text));
    files.push(("site/files".to_owned(), files.iter().map(line).collect()));
    Ok(files)
}

/// The definition of each form that a page shows, and these pages.
fn forms(site: &Site) -> Result<Vec<BundleFile>, Box<Diagnostic>> {
    let mut files = Vec::new();
    for (path, _) in site.inputs.below("content/forms/") {
        let name = path.strip_prefix("content/forms/").and_then(|name| name.strip_suffix(".yaml"));
        let (Some(id), Some((_, definition))) = (name, site.inputs.text(path)) else { continue };
        let before = files.len();
        for lang in site.config.languages.iter() {
            if let Some(page) = form_page(site, id, lang) {
                let code = &site.config.languages[lang].code;
                files.push((format!("pages/{id}.{code}.html"), page? + LISTED));
            }
        }
        if files.len() > before {
            files.push((format!("forms/{id}.yaml"), definition.to_string()));
        }
    }
    Ok(files)
}

/// What the function has to know of the site: the path below which it stands, its time zone, and
/// how the team is reached otherwise.
fn facts(site: &Site) -> Vec<BundleFile> {
    let path = site.options.base.path();
    let path = (!path.is_empty()).then(|| ("site/path", format!("{path}\n")));
    let zone = site.config.time_zone.iana_name().map(|zone| ("site/zone", format!("{zone}\n")));
    let contact = contact(site);
    let contact = (!contact.is_empty()).then(|| ("site/contact", contact.join("\n") + "\n"));
    let all = [path, zone, contact].into_iter().flatten();
    all.map(|(name, text)| (name.to_owned(), text)).collect()
}
