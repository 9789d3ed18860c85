//! What was made for the last state of a site, and when it may be taken for the next one.

use super::ground::Ground;
use crate::feature::OnAllPages;
use crate::link::{Graph, Same, Told};
use crate::linked::Linked;
use crate::load::Inputs;
use crate::plan::{Plan, Route};
use crate::render::Templates;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::PerLang;
use std::sync::Arc;

/// The last state.
pub(super) struct Last {
    pub ground: Arc<Ground>,
    pub graph: Arc<Graph>,
    pub of_graph: Told,
    /// Pages whose templates the theme does not have.
    pub of_theme: Vec<Diagnostic>,
    pub plan: Arc<Plan>,
    /// Whether no file was left out of the plan.
    pub has_whole_plan: bool,
    pub on_all_pages: PerLang<OnAllPages>,
    pub templates: Arc<Templates>,
    pub of_templates: Vec<Diagnostic>,
}

impl Last {
    /// Its graph, and what was wrong with that.
    pub fn graph(&self) -> (&Graph, &Told) {
        (&self.graph, &self.of_graph)
    }

    /// What another ground has of this state's.
    pub fn has(&self, ground: &Arc<Ground>) -> Same {
        let all_but_pages = Arc::ptr_eq(&self.ground, ground);
        Same { all_but_pages, texts: all_but_pages || ground.has_texts_of(&self.ground) }
    }

    /// Its plan with the features' files as they are now, if it holds for a graph that was linked
    /// again from its own.
    pub fn plan(
        &self,
        site: Linked,
        inputs: &Inputs,
        of_features: &[Route],
        is_listed: bool,
    ) -> Option<Plan> {
        if !self.has_whole_plan {
            return None;
        }
        let names_same_files = site.graph.names_the_files_of(&self.graph);
        match names_same_files && !is_listed {
            true => self.plan.again(site, inputs, of_features),
            false => self.plan.listed(site, inputs, names_same_files, of_features),
        }
    }

    /// Whether its templates hold: what pages share comes from ground, graph, addresses and features.
    pub fn has_templates(
        &self,
        ground: &Arc<Ground>,
        plan: &Plan,
        on_all_pages: &PerLang<OnAllPages>,
    ) -> bool {
        let is_same = Arc::ptr_eq(&self.ground, ground) && plan.has_addresses_of(&self.plan);
        is_same && *on_all_pages == self.on_all_pages
    }
}
