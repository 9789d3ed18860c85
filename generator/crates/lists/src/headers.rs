//! What goes out with each file of a site → the list that static hosts read by themselves.

use certsite_base::diag::Diagnostic;
use certsite_hosting::{Headers, Host, settings};
use certsite_site::feature::{Contribution, Feature, Part, Reading};
use certsite_site::linked::Linked;
use certsite_site::memo::Memo;
use certsite_site::plan::{Made, Make, Rank, Route};

/// Tells hosts which headers the site's files want.
pub struct HostHeaders;

/// What is known before pages are.
struct ByHand {
    has_own_list: bool,
}

/// The list that Netlify and Cloudflare Pages read.
const LIST: &str = "_headers";

/// Where editors write that list.
const OWN_LIST: &str = "content/files/_headers";

impl Feature for HostHeaders {
    fn inputs(&self) -> &'static [&'static str] {
        &[OWN_LIST]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        (Box::new(ByHand { has_own_list: reading.files.has(OWN_LIST) }), Vec::new())
    }
}

impl Part for ByHand {
    fn contribute(&self, site: Linked, _: &Memo) -> Contribution {
        if self.has_own_list {
            return Contribution::default();
        }
        let headers = Headers::new(site.options.base.path(), site.config.languages.codes());
        let text = settings(Host::Netlify, &headers);
        let make = Make::Made(Made::bytes(text.into_bytes()));
        let routes = vec![Route::new(site.at(LIST), None, Rank::Index, make, None)];
        Contribution { routes, ..Contribution::default() }
    }
}
