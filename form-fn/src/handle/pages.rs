//! What the handler needs from the site around it.

use crate::form::Definition;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The page round a form, and what the form says of the site.
pub struct Surroundings {
    /// The page, with the region marked by [`crate::html::REGION_START`] and [`crate::html::REGION_END`].
    pub page: Arc<str>,
    /// The sentence that says that this is a development site; none on a released one.
    pub notice: Option<String>,
    /// The address of the privacy notice, as a link has it; none if the site has no such page.
    pub privacy_url: Option<String>,
}

/// The site's own pages around the forms. `certsite serve` draws them from its living
/// engine, the function reads them from its bundle.
pub trait Pages: Send + Sync + 'static {
    /// The path of the host below which the site stands, encoded: empty, or such as `/cert`. Its
    /// pages post below it, whether or not the server in front takes it off.
    fn base_path(&self) -> &str {
        ""
    }

    /// The form with this id; `None` if the site has none.
    fn definition(&self, form: &str) -> Option<Arc<Definition>>;

    /// What answers in place of a form that is there but cannot be read.
    fn stand_in(&self, _form: &str) -> Option<Arc<Definition>> {
        None
    }

    /// Why that form cannot be read, for those who may see it: a preview's.
    fn reason(&self, _form: &str) -> Option<String> {
        None
    }

    /// The form that speaks to whoever posts to an address where none is.
    fn speaker(&self) -> Option<Arc<Definition>> {
        None
    }

    /// How the team is reached besides: its mailbox, its telephone, as far as they are known.
    fn contact(&self) -> Vec<String> {
        Vec::new()
    }

    /// What of all this cannot be used, and why, in sentences for the team.
    fn faults(&self) -> &[String] {
        &[]
    }

    /// The page that holds the form.
    fn form_page(&self, form: &str, lang: &str) -> Option<Surroundings>;

    /// The page after an accepted report, with [`certsite_text::RECEIPT_NUMBER`] in it.
    fn receipt_page(&self, lang: &str) -> Option<Arc<str>>;

    /// The procedure's checklist for a class of RSIT, plain text, for the letter to staff.
    fn checklist(&self, class: &str, lang: &str) -> Option<Arc<str>>;

    /// The team's time zone, in which letters and answers give the time; UTC if nobody said.
    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }

    /// The largest body that any form takes, in bytes.
    fn body_limit(&self) -> usize;
}
