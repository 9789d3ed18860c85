//! The one place where the stages are put together: [`Engine`] remembers parsed files,
//! [`Snapshot`] is everything that is known of a site at one moment and never changes.

mod answers;
mod contributions;
mod embeds;
mod parts;
mod texts;
mod traced;
mod written;

pub use parts::Features;
pub use traced::{TracedPage, document};

use crate::config::{self, Config};
use crate::facts::FactHtml;
use crate::feature::FactUse;
use crate::keys::Keys;
use crate::link::{self, FactTexts, Graph, HeldBack, LinkInput};
use crate::linked::{Linked, Offers, Options};
use crate::load::{self, Changed, Data, Inputs, Stock, Sum};
use crate::memo::Memo;
use crate::parse::{self, Doc};
use crate::plan::{self, Plan};
use crate::render::{self, Templates, Theme};
use crate::signatures::Signatures;
use crate::timing::Timings;
use certsite_base::address::Base;
use certsite_base::diag::{self, Diagnostic};
use certsite_base::lang::Lang;
use contributions::Contributions;
use parts::Parts;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
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
    /// True for `serve`.
    pub development: bool,
    /// Figures that are public, as [`Inputs::public`].
    pub public: Arc<BTreeMap<String, Arc<str>>>,
}

/// Reads a site again and again, and parses only what changed.
pub struct Engine {
    root: PathBuf,
    request: Request,
    parts: Parts,
    memo: HashMap<Arc<str>, Arc<Doc>>,
    /// What was read, which need not be read again.
    stock: Stock,
    /// What features keep.
    kept: Memo,
    /// How many files the last snapshot had to parse.
    pub parsed: usize,
}

/// Everything that is known of a site at one moment.
pub struct Snapshot {
    /// The site, unless its settings are missing or broken.
    pub site: Option<Site>,
    /// All problems, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// A site's files and settings, read but not yet parsed.
pub struct Read {
    /// Fingerprint of all input files.
    pub sum: Sum,
    /// Settings and what the build is made for, unless they are missing or broken.
    pub settings: Option<(Config, Options)>,
    /// The site's files.
    pub inputs: Inputs,
    /// What was wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// A planned site.
pub struct Site {
    /// Settings and facts.
    pub config: Config,
    /// The site's files.
    pub inputs: Inputs,
    /// Documents and their places.
    pub graph: Graph,
    /// All output files.
    pub plan: Plan,
    /// What it was made for.
    pub options: Options,
    /// Facts that data files draw, with their places.
    pub fact_uses: Vec<FactUse>,
    facts: FactHtml,
    offers: Offers,
    /// The team's public keys.
    pub keys: Keys,
    /// Signatures that the team made.
    pub signatures: Signatures,
    /// Folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    theme: Theme,
    templates: Templates,
    contributions: Contributions,
}

/// Whether what is built with these options is for the eyes of its makers alone: it holds drafts, is
/// of a day to come, or stands elsewhere than the site.
pub fn is_preview(config: &Config, options: &Options, today: jiff::civil::Date) -> bool {
    let is_elsewhere = stated_base(config).is_some_and(|stated| stated != options.base);
    options.drafts || options.date > today || is_elsewhere
}

/// Where `site.yaml` says that the site stands.
fn stated_base(config: &Config) -> Option<Base> {
    let stated = config.facts.first("site.base_url", config.languages.default_lang());
    // What is no address was refused when the settings were read.
    stated.and_then(|text| Base::parse(text).ok())
}

impl Engine {
    /// An engine for the site below `root`, with these features.
    pub fn new(root: &Path, request: Request, features: Features) -> Engine {
        Engine {
            root: root.to_owned(),
            request,
            parts: Parts::new(features),
            memo: HashMap::new(),
            stock: Stock::default(),
            kept: Memo::default(),
            parsed: 0,
        }
    }

    /// Reads the site and plans it.
    ///
    /// # Errors
    /// If there is no site at the root.
    pub fn snapshot(
        &mut self,
        now: jiff::Timestamp,
        timings: &mut Timings,
    ) -> std::io::Result<Snapshot> {
        self.read(now, &Changed::All, timings).map(|read| self.plan(read, timings))
    }

    /// Reads the site's files and settings, of which this may have changed since they were read.
    ///
    /// # Errors
    /// If there is no site at the root.
    pub fn read(
        &mut self,
        now: jiff::Timestamp,
        changed: &Changed,
        timings: &mut Timings,
    ) -> std::io::Result<Read> {
        let (mut inputs, mut diagnostics) =
            timings.stage("load", || load::again(&self.root, &mut self.stock, changed))?;
        inputs.public = self.request.public.clone();
        let (config, problems) = config::read(&inputs);
        diagnostics.extend(problems);
        let settings = config.map(|config| {
            let options = self.options(&config, now);
            (config, options)
        });
        Ok(Read { sum: inputs.sum(), inputs, settings, diagnostics })
    }

    /// Plans the site that was read.
    pub fn plan(&mut self, read: Read, timings: &mut Timings) -> Snapshot {
        let Read { inputs, settings, mut diagnostics, .. } = read;
        let site = settings
            .map(|(config, options)| self.site(config, options, inputs, &mut diagnostics, timings));
        diag::sort(&mut diagnostics);
        Snapshot { site, diagnostics }
    }

    fn site(
        &mut self,
        config: Config,
        options: Options,
        inputs: Inputs,
        diagnostics: &mut Vec<Diagnostic>,
        timings: &mut Timings,
    ) -> Site {
        self.kept.turn();
        let parts = timings.stage("read", || self.parts.read(&inputs, &config, &options));
        diagnostics.extend(parts.iter().flat_map(|part| part.problems().iter().cloned()));
        let (theme, problems) = Theme::read(&config, &inputs);
        let has_theme = !diag::has_errors(&problems);
        diagnostics.extend(problems);
        let text = |lang: Lang, key: &str| theme.strings[lang].get(key).to_owned();

        let all = timings.stage("parse", || {
            let pages = parts.iter().flat_map(|read| read.part().pages(&config, &text));
            written::with_pages(self.parse(&config, &inputs), &config, pages.collect(), &self.kept)
        });
        let (docs, held_back) = match options.drafts {
            true => (all, HeldBack::default()),
            false => HeldBack::part(all, options.date),
        };
        diagnostics.extend(docs.iter().flat_map(|doc| doc.diagnostics.iter().cloned()));
        diagnostics.extend(texts::odd_characters(&inputs));
        let embed_anchors = |embed: &parse::Embed, doc: &Doc| {
            let read = embeds::find(&parts, embed.name);
            read.map_or_else(Vec::new, |read| read.part().anchors(embed.name, doc.lang))
        };
        let is_partial = |embed: &parse::Embed| embeds::is_partial(&parts, embed.name);
        let other_ids = |doc: &Doc| embeds::other_ids(&parts, &theme, doc);
        let facts = FactHtml::new(&config, &options.base, text);
        let input = LinkInput {
            config: &config,
            base: &options.base,
            inputs: &inputs,
            docs,
            held_back,
            embed_anchors: &embed_anchors,
            is_partial: &is_partial,
            other_ids: &other_ids,
            facts: FactTexts {
                shown: &|lang, key| facts.plain(lang, key),
                address: &|lang, key| facts.address(lang, key),
            },
        };
        let (graph, problems) = timings.stage("link", || link::link(input));
        diagnostics.extend(problems);
        let fact_uses: Vec<_> = parts.iter().flat_map(|read| read.part().uses().to_vec()).collect();
        diagnostics.extend(texts::unknown_facts(&config, &graph, &fact_uses));
        diagnostics.extend(texts::odd_values(&inputs, &fact_uses));

        if has_theme {
            diagnostics.extend(theme.check(&graph));
        }
        let (keys, problems) = Keys::read(&config, &inputs, &options.base, options.date);
        diagnostics.extend(problems);
        let signatures = Signatures::read(&inputs);
        let nothing = Offers::default();
        let site = Linked {
            config: &config,
            graph: &graph,
            options: &options,
            facts: &facts,
            keys: &keys,
            signatures: &signatures,
            offers: &nothing,
            text: &text,
        };
        let offers = parts.iter().map(|read| read.part().offers(site));
        let offers = offers.fold(Offers::default(), Offers::and);
        let site = Linked { offers: &offers, ..site };
        let (contributions, routes, problems) =
            timings.stage("contribute", || contributions::contribute(site, &parts, &self.kept));
        diagnostics.extend(problems);
        let (plan, problems) = timings.stage("plan", || plan::plan(site, &inputs, routes));
        diagnostics.extend(problems);
        if has_theme {
            diagnostics.extend(theme.check_blocks(&graph, &contributions.drawn));
        }
        diagnostics.extend(signatures.check(&keys, &contributions.signables));
        let feeds = |lang| {
            let own = contributions.feeds.iter().filter(|(feed, _)| *feed == lang);
            own.map(|(_, feed)| feed.clone()).collect()
        };
        let (templates, problems) = render::templates(site, &inputs, &theme, &plan, feeds);
        diagnostics.extend(problems);
        Site {
            config,
            inputs,
            graph,
            plan,
            options,
            fact_uses,
            facts,
            offers,
            keys,
            signatures,
            root: self.root.clone(),
            theme,
            templates,
            contributions,
        }
    }

    fn options(&self, config: &Config, now: jiff::Timestamp) -> Options {
        Options {
            base: self.request.base.clone().or(stated_base(config)).unwrap_or_else(Base::unknown),
            date: self.request.date.unwrap_or_else(|| config.today(now)),
            drafts: self.request.drafts,
            development: self.request.development,
        }
    }

    /// Documents of all languages, in the order of their paths; parses those that changed.
    fn parse(&mut self, config: &Config, inputs: &Inputs) -> Vec<Arc<Doc>> {
        let mut files = Vec::new();
        for lang in config.languages.iter() {
            let folder = format!("content/{}/", config.languages[lang].code);
            let pages = inputs.below(&folder).filter(|(path, _)| path.ends_with(".md"));
            files.extend(pages.map(|(path, file)| (lang, path, file, folder.len())));
        }
        let memo = &self.memo;
        let docs: Vec<(Arc<Doc>, bool)> = files
            .into_par_iter()
            .filter_map(|(lang, path, file, folder)| {
                let same = |doc: &&Arc<Doc>| doc.sum == file.sum && doc.lang == lang;
                if let Some(doc) = memo.get(path).filter(same) {
                    return Some((doc.clone(), false));
                }
                let Data::Text(text) = &file.data else { return None };
                Some((Arc::new(parse::parse(path, lang, &path[folder..], text, file.sum)), true))
            })
            .collect();
        self.parsed = docs.iter().filter(|(_, fresh)| *fresh).count();
        self.memo = docs.iter().map(|(doc, _)| (doc.path.clone(), doc.clone())).collect();
        docs.into_iter().map(|(doc, _)| doc).collect()
    }
}

impl Read {
    /// True if everything could be read.
    pub fn is_clean(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

#[cfg(test)]
mod tests;
