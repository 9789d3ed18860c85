//! `/.well-known/security.txt` (RFC 9116): where to report a weakness of the site itself.
//!
//! It is written once contact, day of expiry and address of the site are known: half a file
//! would say less than none.

use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::config::Config;
use certsite_site::feature::{Contribution, Feature, Part, Publication, Reading, nothing_to_read};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::plan::Made;
use certsite_site::plan::{Make, Rank, Route};
use certsite_site::signatures::{Form, Signable};
use jiff::civil::Date;

/// Writes the file and watches over its day of expiry.
pub struct SecurityTxt;

/// Below the site's root. Programs look for it at the host's.
const PATH: &str = ".well-known/security.txt";

/// For this many days before the file runs out, `check` warns of it.
const WARN_DAYS: i32 = 30;

/// RFC 9116 §2.5.5 wants less than a year.
const MOST_DAYS: i32 = 365;

impl Feature for SecurityTxt {
    fn read(&self, _: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        nothing_to_read(SecurityTxt)
    }
}

impl Part for SecurityTxt {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        let has_run_out = |days: i32| (days < 0).then_some(Problem::SecurityTxtExpired {});
        let mut problems = expiry_problem(site, has_run_out);
        problems.extend(contact_problem(site.config));
        let text = text(site);
        Contribution {
            routes: text.iter().map(|text| route(site, text)).collect(),
            signables: text.into_iter().map(signable).collect(),
            problems,
            publication: Some(Box::new(SecurityTxt)),
            ..Contribution::default()
        }
    }
}

impl Publication for SecurityTxt {
    fn review(&self, site: Linked) -> Vec<Diagnostic> {
        expiry_problem(site, |days| match days {
            0..WARN_DAYS => Some(Problem::SecurityTxtExpires { days: days.to_string() }),
            MOST_DAYS.. => Some(Problem::SecurityTxtTooLong { days: days.to_string() }),
            _ => None,
        })
    }
}

fn route(site: Linked, text: &str) -> Route {
    let signed = site.signatures.find(text.as_bytes()).map(|signed| signed.text.clone());
    let make = Make::Made(Made::bytes(signed.unwrap_or_else(|| text.into())));
    Route::new(site.at(PATH), None, Rank::Entry, make, None)
}

fn signable(text: String) -> Signable {
    Signable {
        out: PATH.to_owned(),
        bytes: text.into_bytes().into(),
        form: Form::Cleartext,
        version: Signable::changing,
    }
}

fn expiry_problem(site: Linked, problem: impl Fn(i32) -> Option<Problem>) -> Vec<Diagnostic> {
    let found = expires(site.config).and_then(|end| {
        let days = (end - site.options.date).get_days();
        let fact = site.config.facts.get("security_txt.expires")?;
        Some(Diagnostic::at(problem(days)?, site.config.facts.place(fact)))
    });
    found.into_iter().collect()
}

/// RFC 9116 §2.5.3: a contact is a URI.
fn contact_problem(config: &Config) -> Option<Diagnostic> {
    let fact = config.facts.get("security_txt.contact")?;
    let is_uri = |text: &String| {
        let schemes = ["mailto:", "https://", "tel:"];
        schemes.iter().any(|scheme| text.starts_with(scheme)) && !text.contains([' ', '\r', '\n'])
    };
    let wrong = fact.values(config.languages.default_lang()).iter().find(|text| !is_uri(text))?;
    let message = format!("“{wrong}” is no contact for security.txt");
    let expected = "write an address that begins with mailto:, https:// or tel:".to_owned();
    let place = config.facts.place_of_value(fact, wrong);
    Some(Diagnostic::at(Problem::BadValue { message, expected }, place))
}

fn expires(config: &Config) -> Option<Date> {
    value(config, "security_txt.expires")?.parse().ok()
}

/// A known fact in the default language.
fn value<'a>(config: &'a Config, key: &str) -> Option<&'a str> {
    config.facts.first(key, config.languages.default_lang())
}

/// The file, without a signature. CRLF throughout: a signed file needs them (§4).
fn text(site: Linked) -> Option<String> {
    let Linked { config, options, .. } = site;
    let contacts = config.facts.get("security_txt.contact")?;
    let contacts = contacts.values(config.languages.default_lang());
    let expires = expires(config)?;
    if contacts.is_empty() || !options.base.is_known() {
        return None;
    }
    let mut fields: Vec<(&str, String)> = Vec::new();
    fields.extend(contacts.iter().map(|contact| ("Contact", contact.clone())));
    fields.push(("Expires", format!("{expires}T00:00:00Z")));
    fields.extend(site.keys.team().map(|key| ("Encryption", key.url.url().to_string())));
    let languages: Vec<&str> = config.languages.codes().collect();
    fields.push(("Preferred-Languages", languages.join(", ")));
    fields.push(("Canonical", site.at(PATH).url().to_string()));
    fields.extend(value(config, "security_txt.policy_url").map(|url| ("Policy", url.to_owned())));
    let providers = site.offers.csaf_providers.iter();
    fields.extend(providers.map(|metadata| ("CSAF", metadata.url().to_string())));
    Some(fields.into_iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect())
}
