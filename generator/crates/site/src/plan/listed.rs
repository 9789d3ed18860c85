//! The last plan → the plan of a site of which pages came, went or changed. Pages that did not keep
//! their routes, lists are planned anew. Files at new addresses are looked at as closely as all are in
//! a whole plan.

use super::collisions::{is_below, is_own, not_for_windows};
use super::{Make, Origin, Plan, Planner, Rank, Route, by_path};
use crate::link::Graph;
use crate::linked::Linked;
use crate::load::Inputs;
use std::cmp::Ordering;
use std::sync::Arc;

impl Plan {
    /// The plan of a site that was linked again, as by [`crate::link::again`], whose documents name
    /// the same files or not. Nothing if more than documents changed, if two files of it might have one name, or a
    /// picture is broken: that has to be told.
    pub fn listed(
        &self,
        site: Linked,
        inputs: &Inputs,
        names_same_files: bool,
        of_features: &[Route],
    ) -> Option<Plan> {
        if !self.holds_for(site, inputs) {
            return None;
        }
        let (kept, is_kept) = self.kept(site.graph, names_same_files);
        let mut planner = Planner::new(site);
        planner.documents(|id| !is_kept[id.at()]);
        planner.tags();
        if !names_same_files {
            planner.copies(inputs);
        }
        planner.routes.extend(of_features.iter().cloned().map(Route::of_feature));
        let Planner { routes, facets, told, .. } = planner;
        if !told.is_empty() {
            return None;
        }
        let mut new: Vec<_> = routes.into_iter().map(Arc::new).collect();
        new.extend(kept);
        // Mostly long rows that are in order.
        new.sort_by(|a, b| a.key().cmp(&b.key()));
        if new.windows(2).any(|pair| pair[0].key() == pair[1].key()) {
            return None;
        }
        let (added, is_same) = added(&self.routes, &new);
        if added.iter().any(|route| may_collide(route, &new) || not_for_windows(route).is_some()) {
            return None;
        }
        Some(Plan {
            by_path: if is_same { self.by_path.clone() } else { by_path(&new) },
            routes: new,
            assets: self.assets.clone(),
            facets: Arc::new(facets),
            ground: self.ground,
        })
    }

    /// The routes that hold for a graph, and which of its documents they are for, by id. Files that
    /// are copied are among them if the same are named.
    fn kept(&self, graph: &Graph, has_copies: bool) -> (Vec<Arc<Route>>, Vec<bool>) {
        let mut is_kept = vec![false; graph.slots()];
        let mut holds = |route: &Route| match (&route.make, &route.place) {
            _ if route.is_of_feature => false,
            (Make::Page(id), Some(Origin::Key(doc, _))) => {
                let holds = graph.still_has(*id, doc) && graph.node(*id).url == route.url;
                is_kept[id.at()] |= holds;
                holds
            }
            (Make::Copy(_) | Make::Version(..), _) => has_copies,
            (Make::Asset(_) | Make::Languages | Make::Sitemap | Make::Robots, _) => true,
            _ => false,
        };
        let kept = self.routes.iter().filter(|route| holds(route)).cloned().collect();
        (kept, is_kept)
    }
}

/// The routes among new ones whose files no old one has, and whether all files are the same. Both are
/// in their order.
fn added<'a>(old: &[Arc<Route>], new: &'a [Arc<Route>]) -> (Vec<&'a Route>, bool) {
    let (mut added, mut is_same) = (Vec::new(), true);
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    while let Some(route) = new.peek() {
        let order = old.peek().map_or(Ordering::Less, |other| match Arc::ptr_eq(other, route) {
            true => Ordering::Equal,
            false => route.key().cmp(&other.key()),
        });
        if order.is_lt() {
            added.push(&***route);
        }
        is_same &= order.is_eq();
        order.is_ge().then(|| old.next());
        order.is_le().then(|| new.next());
    }
    (added, is_same && old.next().is_none())
}

/// Whether a file might stand where another of all routes stands, or be a folder that another is in.
fn may_collide(route: &Route, all: &[Arc<Route>]) -> bool {
    let ranks = [Rank::Asset, Rank::Page, Rank::Index, Rank::Entry];
    let find = |rank: Rank, out: &str| all.partition_point(|other| other.key() < (rank, out));
    let is_file = |rank: Rank, out: &str| {
        all.get(find(rank, out)).is_some_and(|other| other.key() == (rank, out))
    };
    let mut above = route.out.match_indices('/').map(|(i, _)| &route.out[..i]);
    let inside = format!("{}/", route.out);
    is_own(&route.out)
        || ranks.iter().any(|rank| *rank != route.rank && is_file(*rank, &route.out))
        || above.any(|folder| ranks.iter().any(|rank| is_file(*rank, folder)))
        || ranks.iter().any(|rank| {
            let first = all.get(find(*rank, &inside));
            first.is_some_and(|other| other.rank == *rank && is_below(&other.out, &route.out))
        })
}
