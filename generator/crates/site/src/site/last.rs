//! What was made for the last state of a site, and when it may be taken for the next one.

use super::contributions::Contributions;
use super::ground::Ground;
use crate::feature::FeedLink;
use crate::link::{Graph, Told};
use crate::plan::{Plan, Route};
use crate::render::Templates;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use std::sync::Arc;

/// The last state.
pub(super) struct Last {
    pub ground: Arc<Ground>,
    pub graph: Arc<Graph>,
    pub of_graph: Told,
    pub plan: Arc<Plan>,
    /// Whether no file was left out of the plan.
    pub has_whole_plan: bool,
    pub feeds: Vec<(Lang, FeedLink)>,
    pub templates: Arc<Templates>,
    pub of_templates: Vec<Diagnostic>,
}

impl Last {
    /// Its graph, and what was wrong with that.
    pub fn graph(&self) -> (&Graph, &Told) {
        (&self.graph, &self.of_graph)
    }

    /// Its plan with the features' files as they are now, if it holds for a graph that was linked
    /// again from its own.
    pub fn plan(&self, graph: &Graph, of_features: &[Route]) -> Option<Plan> {
        let holds = self.has_whole_plan && graph.names_the_files_of(&self.graph);
        holds.then(|| self.plan.again(of_features)).flatten()
    }

    /// Whether its templates hold: what pages share comes from ground, graph, addresses and feeds.
    pub fn has_templates(&self, plan: &Plan, contributions: &Contributions) -> bool {
        plan.has_addresses_of(&self.plan) && contributions.feeds == self.feeds
    }
}
