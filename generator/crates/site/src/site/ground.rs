//! All of a site but its pages, read: settings, theme, data of features, keys, signatures. As long as
//! none of that changes, a living site has it from the state before.

use super::parts::{Parts, ReadPart};
use super::texts;
use crate::config::Config;
use crate::facts::FactHtml;
use crate::feature::{FactUse, GeneratedPage};
use crate::keys::Keys;
use crate::linked::Options;
use crate::load::{Inputs, Sum};
use crate::render::Theme;
use crate::signatures::Signatures;
use certsite_base::diag::{self, Diagnostic};
use certsite_base::lang::Lang;
use std::sync::Arc;

/// What does not come from pages.
pub(super) struct Ground {
    /// The settings of `site.yaml` and the facts of `team.yaml`.
    pub config: Arc<Config>,
    pub options: Options,
    pub parts: Vec<ReadPart>,
    pub theme: Arc<Theme>,
    /// False if the theme cannot be used, which is told.
    pub has_theme: bool,
    /// Pages that features wrote.
    pub pages: Vec<GeneratedPage>,
    pub facts: Arc<FactHtml>,
    pub fact_uses: Arc<[FactUse]>,
    pub keys: Arc<Keys>,
    pub signatures: Arc<Signatures>,
    /// What is wrong with any of it.
    pub problems: Vec<Diagnostic>,
    /// Fingerprint of all files but the texts of pages.
    sum: Sum,
}

impl Ground {
    /// The ground of these files: the last one, if it is still that.
    pub fn of(
        last: Option<Arc<Ground>>,
        (config, options): (Arc<Config>, Options),
        inputs: &Inputs,
        reader: &mut Parts,
    ) -> Arc<Ground> {
        let sum = inputs.sum_around_pages();
        let holds = |last: &Arc<Ground>| {
            last.sum == sum && last.options == options && Arc::ptr_eq(&last.config, &config)
        };
        let parts = reader.read(inputs, &config, &options);
        // Their own fingerprints say the same: a feature that reads pages would be read again.
        let are_same = |last: &Arc<Ground>| last.parts.iter().eq(&parts);
        let last = last.filter(|last| holds(last) && are_same(last));
        last.unwrap_or_else(|| {
            Arc::new(Ground::read((config, options), inputs, parts, reader, sum))
        })
    }

    /// Whether pages without blocks get the same facts from another one, and find the same ids taken.
    pub fn has_texts_of(&self, other: &Ground) -> bool {
        self.theme.ids == other.theme.ids && self.facts == other.facts
    }

    fn read(
        (config, options): (Arc<Config>, Options),
        inputs: &Inputs,
        parts: Vec<ReadPart>,
        reader: &Parts,
        sum: Sum,
    ) -> Ground {
        let of_parts = parts.iter().flat_map(|part| part.problems().iter().cloned());
        let mut problems: Vec<Diagnostic> = of_parts.collect();
        let (theme, of_theme) = Theme::read(&config, inputs, reader.asked());
        let has_theme = !diag::has_errors(&of_theme);
        problems.extend(of_theme);
        if has_theme {
            problems.extend(theme.check_names(&config, inputs, reader.contract()));
        }
        let text = |lang: Lang, key: &str| theme.strings[lang].get(key).to_owned();
        let pages = parts.iter().flat_map(|read| read.part().pages(&config, &text)).collect();
        let facts = FactHtml::new(&config, &options.base, text);
        let fact_uses: Vec<_> = parts.iter().flat_map(|read| read.part().uses().to_vec()).collect();
        problems.extend(texts::problems(&config, inputs, &fact_uses));
        let (keys, of_keys) = Keys::read(&config, inputs, &options.base, options.date);
        problems.extend(of_keys);
        Ground {
            config,
            options,
            parts,
            theme: Arc::new(theme),
            has_theme,
            pages,
            facts: Arc::new(facts),
            fact_uses: fact_uses.into(),
            keys: Arc::new(keys),
            signatures: Arc::new(Signatures::read(inputs)),
            problems,
            sum,
        }
    }
}
