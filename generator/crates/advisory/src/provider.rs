//! Who publishes: what the facts say of the team as an issuer of CSAF documents.

use certsite_base::address::{Url, WebPath};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::config::Config;
use certsite_site::linked::Linked;

/// The team as a CSAF provider (CSAF 2.0 §7.2).
pub struct Provider {
    /// The short name of the team, in the site's default language.
    pub name: String,
    /// The address that names it.
    pub namespace: String,
    /// `csaf_publisher`, `csaf_provider` or `csaf_trusted_provider`.
    pub role: String,
    /// The folder of all that is CSAF (RFC 8615: registered).
    pub folder: WebPath,
}

impl Provider {
    /// The provider, or the key of the first fact that is missing for one.
    pub fn of(site: Linked) -> Result<Provider, &'static str> {
        let Linked { config, options, .. } = site;
        if !options.base.is_known() {
            return Err("site.base_url");
        }
        Ok(Provider {
            name: known(config, "team.name")?,
            namespace: known(config, "csaf.publisher_namespace")?,
            role: known(config, "csaf.role")?,
            folder: folder(site),
        })
    }

    /// The address of a path below the folder of all that is CSAF.
    pub fn url(&self, path: &str) -> Url {
        self.folder.join(path).url()
    }
}

/// The folder of all that is CSAF, whether or not the team can publish any.
pub fn folder(site: Linked) -> WebPath {
    site.at(".well-known/csaf/")
}

/// Roles of a team that publishes documents of its own (CSAF 2.0 §7.2).
const ROLES: [&str; 3] = ["csaf_publisher", "csaf_provider", "csaf_trusted_provider"];

/// A role that the standard does not know.
pub fn wrong_role(config: &Config) -> Option<Diagnostic> {
    let role = known(config, "csaf.role").ok().filter(|role| !ROLES.contains(&role.as_str()))?;
    let fact = config.facts.get("csaf.role")?;
    let message = format!("“{role}” is no role of a CSAF issuer");
    let expected = format!("write {}", ROLES.join(", "));
    let place = config.facts.place_of_value(fact, &role);
    Some(Diagnostic::at(Problem::BadValue { message, expected }, place))
}

/// A fact in the site's default language.
fn known(config: &Config, key: &'static str) -> Result<String, &'static str> {
    config.facts.first(key, config.languages.default_lang()).map(str::to_owned).ok_or(key)
}
