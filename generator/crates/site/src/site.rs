//! The one place where the stages are put together: [`Engine`] remembers parsed files,
//! [`Snapshot`] is everything that is known of a site at one moment and never changes.

mod answers;
mod contributions;
mod docs;
mod embeds;
mod ground;
mod last;
mod once;
mod parts;
mod request;
mod sources;
mod texts;
mod traced;
mod written;

pub use parts::Features;
pub use request::{Request, audience};
pub use traced::{TracedPage, document};

use crate::config::{self, Config};
use crate::facts::FactHtml;
use crate::feature::FactUse;
use crate::keys::Keys;
use crate::link::{Graph, Same};
use crate::linked::{Linked, Offers, Options};
use crate::load::{self, Changed, Files, Inputs, Noted, Stock, Sum};
use crate::memo::Memo;
use crate::parse::EmbedNames;
use crate::plan::{self, Plan};
use crate::render::{self, Templates, Theme};
use crate::signatures::Signatures;
use crate::timing::Timings;
use crate::versions::Versions;
use certsite_base::diag::{self, Diagnostic};
use certsite_base::lang::Lang;
use contributions::Contributions;
use docs::Docs;
use ground::Ground;
use last::Last;
use parts::Parts;
use sources::SiteSources;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads a site again and again, and parses only what changed.
pub struct Engine {
    root: PathBuf,
    request: Request,
    parts: Parts,
    docs: Docs,
    /// The settings, by the fingerprint of their files.
    settings: Option<(Sum, Option<Arc<Config>>, Vec<Diagnostic>)>,
    /// The codes of the last state's languages, in their order.
    languages: Vec<String>,
    /// What was made for the last state.
    last: Option<Last>,
    /// What was read, which need not be read again.
    stock: Stock,
    /// What features have made for a state of the site, and can take again for the next.
    kept: Memo,
    /// How many files the last snapshot had to parse.
    pub parsed: usize,
    /// How many documents it had to link.
    pub linked: usize,
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
    /// Fingerprint of all input files together: while it is the same, so are they.
    pub sum: Sum,
    /// Settings and what the build is made for, unless they are missing or broken.
    pub settings: Option<(Arc<Config>, Options)>,
    /// The files of `content/` and `themes/`, by their paths from the site's root.
    pub inputs: Inputs,
    /// What is wrong with files and settings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A site's settings, and the fingerprint of its files, which were not read again.
pub struct Glance {
    /// Fingerprint of all input files together, as [`Read::sum`].
    pub sum: Sum,
    /// Settings and what the build is made for.
    pub settings: (Arc<Config>, Options),
}

/// A site after all stages up to the plan: each of its files can be rendered.
pub struct Site {
    /// The settings of `site.yaml` and the facts of `team.yaml`.
    pub config: Arc<Config>,
    /// The files of `content/` and `themes/`, by their paths from the site's root.
    pub inputs: Inputs,
    /// Documents and their places.
    pub graph: Arc<Graph>,
    /// Every output file with its address and how it is made.
    pub plan: Arc<Plan>,
    /// What the site was planned for: address, day, with or without drafts.
    pub options: Options,
    /// Facts that data files draw, with their places.
    pub fact_uses: Arc<[FactUse]>,
    facts: Arc<FactHtml>,
    offers: Offers,
    /// The team's OpenPGP public keys, as they hold at the end of the build's day.
    pub keys: Arc<Keys>,
    /// Signatures that the team made.
    pub signatures: Arc<Signatures>,
    /// Smaller versions of pictures.
    pub versions: Versions,
    /// Folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    theme: Arc<Theme>,
    templates: Arc<Templates>,
    contributions: Contributions,
}

impl Engine {
    /// An engine for the site below `root`, with these features.
    pub fn new(root: &Path, request: Request, features: Features) -> Engine {
        Engine {
            root: root.to_owned(),
            request,
            parts: Parts::new(features),
            docs: Docs::default(),
            settings: None,
            languages: Vec::new(),
            last: None,
            stock: Stock::default(),
            kept: Memo::default(),
            parsed: 0,
            linked: 0,
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
        let sum = Files::of(&inputs, parts::SETTINGS).sum();
        let (_, config, problems) = match self.settings.take().filter(|(of, ..)| *of == sum) {
            Some(known) => self.settings.insert(known),
            None => {
                let (config, problems) = config::read(&inputs);
                self.settings.insert((sum, config.map(Arc::new), problems))
            }
        };
        diagnostics.extend(problems.iter().cloned());
        let config = config.clone();
        let settings = config.map(|config| {
            let options = self.request.options(&config, now);
            (config, options)
        });
        Ok(Read { sum: inputs.sum(), inputs, settings, diagnostics })
    }

    /// What a reading would give of the site, if its files still look as they did when they were read
    /// and had this fingerprint: then they need not be read to know that it is the same. Gives nothing
    /// if they look otherwise, or something is to be told of them.
    ///
    /// # Errors
    /// If there is no site at the root.
    pub fn glance(&self, now: jiff::Timestamp, noted: Noted) -> std::io::Result<Option<Glance>> {
        let seen = load::glance(&self.root, parts::SETTINGS)?;
        let Some((_, inputs)) = seen.filter(|(looks, _)| *looks == noted.looks) else {
            return Ok(None);
        };
        let (config, problems) = config::read(&inputs);
        let config = config.filter(|_| problems.is_empty()).map(Arc::new);
        Ok(config.map(|config| {
            let options = self.request.options(&config, now);
            Glance { sum: noted.sum, settings: (config, options) }
        }))
    }

    /// What [`Engine::glance`] needs to know of the files that were read last; none if one of them
    /// changed too late to be known by its looks.
    pub fn noted(&self, read: &Read) -> Option<Noted> {
        Some(Noted { looks: self.stock.looks()?, sum: read.sum })
    }

    /// Plans the site that was read.
    pub fn plan(&mut self, read: Read, timings: &mut Timings) -> Snapshot {
        let Read { inputs, settings, mut diagnostics, .. } = read;
        let site = settings.map(|settings| self.site(settings, inputs, &mut diagnostics, timings));
        diag::sort(&mut diagnostics);
        Snapshot { site, diagnostics }
    }

    /// All stages behind reading. What is wrong in one of them keeps none of the others from
    /// running, so an editor sees every mistake at once.
    fn site(
        &mut self,
        (config, options): (Arc<Config>, Options),
        inputs: Inputs,
        told: &mut Vec<Diagnostic>,
        timings: &mut Timings,
    ) -> Site {
        self.forget_other_languages(&config);
        self.kept.turn();
        let last = self.last.take();
        let ground = last.as_ref().map(|last| last.ground.clone());
        let ground = timings
            .stage("read", || Ground::of(ground, (config, options), &inputs, &mut self.parts));
        told.extend(ground.problems.iter().cloned());
        let same = last.as_ref().map_or_else(Same::default, |last| last.has(&ground));
        let Ground { config, options, parts, theme, has_theme, facts, keys, signatures, .. } =
            &*ground;
        let text = |lang: Lang, key: &str| theme.strings[lang].get(key).to_owned();

        let docs = timings.stage("parse", || {
            let embeds = EmbedNames(self.parts.embeds());
            let (docs, parsed) = self.docs.again(config, &inputs, embeds, self.kept.notes());
            self.parsed = parsed;
            written::with_pages(docs, config, &ground.pages, &self.kept, embeds)
        });
        let sources = SiteSources { config, options, inputs: &inputs, parts, theme, facts, same };
        let (graph, of_graph, done) =
            timings.stage("link", || sources.link(docs, last.as_ref().map(Last::graph)));
        self.linked = done.linked;
        let last = last.filter(|_| !done.is_whole);
        told.extend(of_graph.iter().cloned());
        let of_theme = match &last {
            Some(last) if same.all_but_pages && !done.is_listed => last.of_theme.clone(),
            _ if *has_theme => theme.check(&graph),
            _ => Vec::new(),
        };
        told.extend(of_theme.iter().cloned());

        let versions = match &self.request.pictures {
            // A build that fails publishes none.
            Some(known) if !diag::has_errors(told) => {
                timings.stage("pictures", || noted(Versions::draw(&graph, &inputs, known), told))
            }
            _ => Versions::default(),
        };
        let nothing = Offers::default();
        let linked = Linked {
            config,
            graph: &graph,
            options,
            facts,
            keys,
            signatures,
            versions: &versions,
            offers: &nothing,
            text: &text,
        };
        let offers = parts.iter().map(|read| read.part().offers(linked));
        let offers = offers.fold(Offers::default(), Offers::and);
        let linked = Linked { offers: &offers, ..linked };
        let contributed =
            timings.stage("contribute", || contributions::contribute(linked, parts, &self.kept));
        let (contributions, routes) = noted(contributed, told);
        told.extend(signatures.check(keys, &contributions.signables));

        let (plan, of_plan) = timings.stage("plan", || {
            let again =
                last.as_ref().and_then(|last| last.plan(linked, &inputs, &routes, done.is_listed));
            let (plan, told) = again
                .map_or_else(|| plan::plan(linked, &inputs, routes), |plan| (plan, Vec::new()));
            (Arc::new(plan), told)
        });
        told.extend(of_plan.iter().cloned());
        if *has_theme {
            told.extend(theme.check_blocks(config, &inputs, &graph, &contributions.drawn));
        }
        told.extend(theme.check_strings(config, &inputs, self.parts.asked(), |asked, keys| {
            contributions.needed(linked, asked, keys)
        }));
        let on_all_pages = contributions.on_all_pages(&config.languages);
        let (templates, of_templates) = match last
            .filter(|last| !done.is_listed && last.has_templates(&ground, &plan, &on_all_pages))
        {
            Some(last) => (last.templates, last.of_templates),
            None => {
                let (made, told) = render::templates(linked, &inputs, theme, &plan, &on_all_pages);
                (Arc::new(made), told)
            }
        };
        told.extend(of_templates.iter().cloned());
        if let Some(notes) = self.kept.notes() {
            Docs::note(config, &graph, notes);
        }
        let graph = Arc::new(graph);
        self.last = Some(Last {
            ground: ground.clone(),
            graph: graph.clone(),
            of_graph,
            of_theme,
            plan: plan.clone(),
            has_whole_plan: of_plan.is_empty(),
            on_all_pages,
            templates: templates.clone(),
            of_templates,
        });
        Site {
            config: config.clone(),
            inputs,
            graph,
            plan,
            options: options.clone(),
            fact_uses: ground.fact_uses.clone(),
            facts: facts.clone(),
            offers,
            keys: keys.clone(),
            signatures: signatures.clone(),
            versions,
            root: self.root.clone(),
            theme: theme.clone(),
            templates,
            contributions,
        }
    }

    /// Forgets all that was made for other languages, or for these in another order: what is kept
    /// names a language by its place among them.
    fn forget_other_languages(&mut self, config: &Config) {
        if !config.languages.codes().eq(&self.languages) {
            self.languages = config.languages.codes().map(str::to_owned).collect();
            self.parts = self.parts.unread();
            self.docs = Docs::default();
            self.kept = self.kept.emptied();
            self.last = None;
        }
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
