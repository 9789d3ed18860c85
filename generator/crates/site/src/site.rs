//! The one place where the stages are put together: [`Engine`] remembers parsed files,
//! [`Snapshot`] is everything that is known of a site at one moment and never changes.

mod answers;
mod contributions;
mod embeds;
mod parts;
mod sources;
mod texts;
mod traced;
mod written;

pub use parts::Features;
pub use traced::{TracedPage, document};

use crate::config::{self, Config};
use crate::facts::FactHtml;
use crate::feature::{Audience, FactUse};
use crate::keys::Keys;
use crate::link::Graph;
use crate::linked::{Linked, Offers, Options};
use crate::load::{self, Changed, Data, Inputs, Stock, Sum};
use crate::memo::Memo;
use crate::parse::{self, Doc, EmbedNames};
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
use sources::SiteSources;
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
    /// True for `serve`: the form is switched on, with a notice that nothing is sent.
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
    /// What features have made for a state of the site, and can take again for the next.
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
    /// The files of `content/` and `themes/`, by their paths from the site's root.
    pub inputs: Inputs,
    /// What is wrong with files and settings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A site after all stages up to the plan: each of its files can be rendered.
pub struct Site {
    /// The settings of `site.yaml` and the facts of `team.yaml`.
    pub config: Config,
    /// The files of `content/` and `themes/`, by their paths from the site's root.
    pub inputs: Inputs,
    /// Documents and their places.
    pub graph: Graph,
    /// Every output file with its address and how it is made.
    pub plan: Plan,
    /// What the site was planned for: address, day, with or without drafts.
    pub options: Options,
    /// Facts that data files draw, with their places.
    pub fact_uses: Vec<FactUse>,
    facts: FactHtml,
    offers: Offers,
    /// The team's OpenPGP public keys, as they hold at the end of the build's day.
    pub keys: Keys,
    /// Signatures that the team made.
    pub signatures: Signatures,
    /// Folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    theme: Theme,
    templates: Templates,
    contributions: Contributions,
}

/// Whom what is built with these options is for. `today` is the day in the site's time zone.
pub fn audience(config: &Config, options: &Options, today: jiff::civil::Date) -> Audience {
    let is_elsewhere = stated_base(config).is_some_and(|stated| stated != options.base);
    match options.drafts || options.date > today || is_elsewhere {
        true => Audience::Makers,
        false => Audience::Public,
    }
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
        let site = settings.map(|settings| self.site(settings, inputs, &mut diagnostics, timings));
        diag::sort(&mut diagnostics);
        Snapshot { site, diagnostics }
    }

    /// All stages behind reading. What is wrong in one of them keeps none of the others from running,
    /// so an editor sees every mistake at once.
    fn site(
        &mut self,
        (config, options): (Config, Options),
        inputs: Inputs,
        told: &mut Vec<Diagnostic>,
        timings: &mut Timings,
    ) -> Site {
        self.kept.turn();
        let parts = timings.stage("read", || self.parts.read(&inputs, &config, &options));
        told.extend(parts.iter().flat_map(|part| part.problems().iter().cloned()));
        let (theme, problems) = Theme::read(&config, &inputs, self.parts.asked());
        let has_theme = !diag::has_errors(&problems);
        told.extend(problems);
        let text = |lang: Lang, key: &str| theme.strings[lang].get(key).to_owned();

        let docs = timings.stage("parse", || {
            let pages = parts.iter().flat_map(|read| read.part().pages(&config, &text));
            let docs = self.parse(&config, &inputs);
            written::with_pages(docs, &config, pages.collect(), &self.kept, self.embeds())
        });
        let facts = FactHtml::new(&config, &options.base, text);
        let sources = SiteSources {
            config: &config,
            options: &options,
            inputs: &inputs,
            parts: &parts,
            theme: &theme,
            facts: &facts,
        };
        let graph = noted(timings.stage("link", || sources.link(docs)), told);
        let fact_uses: Vec<_> = parts.iter().flat_map(|read| read.part().uses().to_vec()).collect();
        told.extend(texts::problems(&config, &inputs, &graph, &fact_uses));
        if has_theme {
            told.extend(theme.check(&graph));
            told.extend(theme.check_names(&config, &inputs, self.parts.contract()));
        }

        let keys = noted(Keys::read(&config, &inputs, &options.base, options.date), told);
        let signatures = Signatures::read(&inputs);
        let nothing = Offers::default();
        let linked = Linked {
            config: &config,
            graph: &graph,
            options: &options,
            facts: &facts,
            keys: &keys,
            signatures: &signatures,
            offers: &nothing,
            text: &text,
        };
        let offers = parts.iter().map(|read| read.part().offers(linked));
        let offers = offers.fold(Offers::default(), Offers::and);
        let linked = Linked { offers: &offers, ..linked };
        let contributed =
            timings.stage("contribute", || contributions::contribute(linked, &parts, &self.kept));
        let (contributions, routes) = noted(contributed, told);
        told.extend(signatures.check(&keys, &contributions.signables));

        let plan = noted(timings.stage("plan", || plan::plan(linked, &inputs, routes)), told);
        if has_theme {
            told.extend(theme.check_blocks(&config, &inputs, &graph, &contributions.drawn));
        }
        told.extend(theme.check_strings(&config, &inputs, self.parts.asked(), |asked, keys| {
            contributions.needed(linked, asked, keys)
        }));
        let feeds = |lang| contributions.feeds(lang);
        let templates = noted(render::templates(linked, &inputs, &theme, &plan, feeds), told);
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

    fn embeds(&self) -> EmbedNames<'_> {
        EmbedNames(self.parts.embeds())
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
        let embeds = self.embeds();
        let docs: Vec<(Arc<Doc>, bool)> = files
            .into_par_iter()
            .filter_map(|(lang, path, file, folder)| {
                let same = |doc: &&Arc<Doc>| doc.sum == file.sum && doc.lang == lang;
                if let Some(doc) = memo.get(path).filter(same) {
                    return Some((doc.clone(), false));
                }
                let Data::Text(text) = &file.data else { return None };
                Some((
                    Arc::new(parse::parse(path, lang, &path[folder..], text, file.sum, embeds)),
                    true,
                ))
            })
            .collect();
        self.parsed = docs.iter().filter(|(_, fresh)| *fresh).count();
        self.memo = docs.iter().map(|(doc, _)| (doc.path.clone(), doc.clone())).collect();
        docs.into_iter().map(|(doc, _)| doc).collect()
    }
}

/// What a stage made, once its problems are noted.
fn noted<T>((made, problems): (T, Vec<Diagnostic>), told: &mut Vec<Diagnostic>) -> T {
    told.extend(problems);
    made
}

impl Read {
    /// True if there is nothing to tell of the files and settings that were read.
    pub fn is_clean(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

#[cfg(test)]
mod tests;
