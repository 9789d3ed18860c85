//! What the handler needs from the site around it.

use std::sync::Arc;

/// The site's own pages around the form. `certsite serve` draws them from its living
/// engine, the function reads them from its bundle.
pub trait Pages: Send + Sync {
    /// The page that holds the form, with the region marked by
    /// [`crate::html::REGION_START`] and [`crate::html::REGION_END`].
    fn form_page(&self, form: &str, lang: &str) -> Option<Arc<str>>;

    /// The page after an accepted report; `{{ receipt_number }}` stands where the number goes.
    fn receipt_page(&self, lang: &str) -> Option<Arc<str>>;

    /// The procedure's checklist for a class of RSIT, plain text, for the letter to staff.
    fn checklist(&self, class: &str, lang: &str) -> Option<Arc<str>>;
}
