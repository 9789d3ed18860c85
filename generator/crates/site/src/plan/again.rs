//! The last plan → the plan of a site of which only texts of pages changed.

use super::{Facet, Plan, Route};
use crate::linked::Linked;
use crate::load::{Inputs, Sum};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

impl Plan {
    /// True if files lie where they lie in another plan, for sure.
    pub fn has_addresses_of(&self, other: &Plan) -> bool {
        Arc::ptr_eq(&self.by_path, &other.by_path)
    }

    /// Whether all is as it was that a plan is made of, but for documents and the files that they name.
    pub(super) fn holds_for(&self, site: Linked, inputs: &Inputs) -> bool {
        ground(site, inputs) == self.ground
    }

    /// The plan of a site of which only texts of pages changed, as by [`crate::link::again`]: the
    /// features have made their files anew. None if these are not those that they were; whatever
    /// stands at one of their addresses then has to be found out.
    pub fn again(&self, site: Linked, inputs: &Inputs, of_features: &[Route]) -> Option<Plan> {
        if !self.holds_for(site, inputs) {
            return None;
        }
        let mut routes = self.routes.clone();
        let mut left = routes.iter().filter(|route| route.is_of_feature).count();
        for new in of_features {
            let at = *self.by_path.get(new.url.path())?;
            let route = &mut routes[at];
            let place = |route: &Route| (route.url.clone(), route.lang, route.rank);
            // One that stands twice would hide that another is missing.
            let is_left = Arc::ptr_eq(route, &self.routes[at]);
            let is_same = route.out == new.out && place(route) == place(new);
            if !(route.is_of_feature && is_left && is_same) {
                return None;
            }
            *route = Arc::new(new.clone().of_feature());
            left = left.checked_sub(1)?;
        }
        let Plan { assets, facets, by_path, .. } = self;
        let (assets, facets, by_path) = (assets.clone(), facets.clone(), by_path.clone());
        (left == 0).then_some(Plan { routes, assets, facets, by_path, ground: self.ground })
    }
}

/// Fingerprint of what a plan is made of besides documents and the files that they name: settings,
/// words in addresses, files that are published whoever names them.
pub fn ground(site: Linked, inputs: &Inputs) -> Sum {
    let Linked { config, options, .. } = site;
    let mut sum = Xxh3::new();
    (&options.base, config.page_size, &config.theme).hash(&mut sum);
    for lang in config.languages.iter() {
        Facet::strings().for_each(|key| (site.text)(lang, &key).hash(&mut sum));
    }
    let assets = format!("themes/{}/assets/", config.theme);
    for (path, file) in inputs.below(&assets).chain(inputs.below("content/files/")) {
        (path, file.sum, &file.real).hash(&mut sum);
    }
    sum.finish()
}
