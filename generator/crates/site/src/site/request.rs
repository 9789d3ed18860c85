//! What is asked of a build → what it is made for, and whom.

use crate::config::Config;
use crate::feature::Audience;
use crate::linked::Options;
use crate::versions::Drawn;
use certsite_base::address::Base;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a build is asked for; the rest of [`Options`] comes from the site itself.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Where the site stands; by default as `site.yaml` says.
    pub base: Option<Base>,
    /// The day of the build; by default today in the site's time zone.
    pub date: Option<jiff::civil::Date>,
    /// Whether drafts and later pages are part of it.
    pub drafts: bool,
    /// True for `serve`: the form is switched on, with a notice that nothing is sent.
    pub development: bool,
    /// The smaller versions of pictures that there are already; none if none are wanted.
    pub pictures: Option<Arc<Drawn>>,
    /// Figures that are public, as [`Inputs::public`].
    pub public: Arc<BTreeMap<String, Arc<str>>>,
}

impl Request {
    /// What a site with these settings is then made for.
    pub(super) fn options(&self, config: &Config, now: jiff::Timestamp) -> Options {
        Options {
            base: self.base.clone().or(stated_base(config)).unwrap_or_else(Base::unknown),
            date: self.date.unwrap_or_else(|| config.today(now)),
            drafts: self.drafts,
            development: self.development,
        }
    }
}

/// Whom what is built with these options is for. `today` is the day in the site's time zone.
pub fn audience(config: &Config, options: &Options, today: jiff::civil::Date) -> Audience {
    let is_elsewhere = stated_base(config).is_some_and(|stated| stated != options.base);
    match options.drafts || options.date > today || is_elsewhere {
        true => Audience::Makers,
        false => Audience::Public,
    }
}

/// Where `site.yaml` says that the site stands.
fn stated_base(config: &Config) -> Option<Base> {
    let stated = config.facts.first("site.base_url", config.languages.default_lang());
    // What is no address was refused when the settings were read.
    stated.and_then(|text| Base::parse(text).ok())
}
