//! Whether the site shows a form: once the facts are known that it needs.

use certsite_base::address::{Base, WebPath};
use certsite_site::config::{Config, Fact};
use certsite_site::linked::Linked;
use form_fn::form::Definition;

/// Facts without which a published site does not take reports by any form.
const NEEDED: [&str; 3] = ["settings.recipient", "privacy.controller", "privacy.legal_basis"];

/// The address below which the form function answers, and nothing of the site lies.
pub fn folder(base: &Base) -> WebPath {
    base.at("forms/")
}

/// True if a page may show the form: in a preview always, in a release once its facts are known.
pub fn is_on(site: Linked, form: &Definition) -> bool {
    site.options.development || shows(site.config, form)
}

/// True if a published site takes reports: “!none” says that nobody receives any.
pub fn is_on_in_release(config: &Config) -> bool {
    NEEDED.iter().all(|key| is_stated(config, key))
}

/// The same of this form, which may need more facts than others.
pub fn shows(config: &Config, form: &Definition) -> bool {
    is_on_in_release(config) && form.needs.iter().all(|key| is_stated(config, key))
}

fn is_stated(config: &Config, key: &str) -> bool {
    config.facts.get(key).is_some_and(Fact::is_stated)
}
