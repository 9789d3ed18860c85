//! The last plan → the plan of a site of which only texts of pages changed.

use super::{Plan, Route};
use std::sync::Arc;

impl Plan {
    /// True if files lie where they lie in another plan, for sure.
    pub fn has_addresses_of(&self, other: &Plan) -> bool {
        Arc::ptr_eq(&self.by_path, &other.by_path)
    }

    /// The plan of a site of which only texts of pages changed, as by [`crate::link::again`]: the
    /// features have made their files anew. None if these are not those that they were; whatever
    /// stands at one of their addresses then has to be found out.
    pub fn again(&self, of_features: &[Route]) -> Option<Plan> {
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
            *route = Arc::new(Route { is_of_feature: true, ..new.clone() });
            left = left.checked_sub(1)?;
        }
        let Plan { assets, facets, by_path, .. } = self;
        let (assets, facets, by_path) = (assets.clone(), facets.clone(), by_path.clone());
        (left == 0).then_some(Plan { routes, assets, facets, by_path })
    }
}
