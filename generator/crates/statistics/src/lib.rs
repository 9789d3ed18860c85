//! Statistics of the team: the register of incidents, and tallies of what its sensors see. Their
//! figures are published as charts, tables, pages of months and years, and data.
//!
//! Knows the contract of features, the tallies of `certsite-sensors`, the rules by which small
//! numbers are withheld (`certsite-disclosure`), and no other feature. Begin with `figures`: what
//! may be known of each source.

mod calendar;
pub mod casework;
mod chart;
mod counting;
mod data;
mod dataset;
mod dimension;
mod embeds;
mod figures;
mod period_block;
mod period_pages;
mod public;
pub mod register;
mod rows;
pub mod sensors;
mod settle;
mod settled;
mod totals;
mod view;
mod withheld;
pub mod word;

pub use data::Data;

use calendar::CalendarView;
use certsite_base::address::WebPath;
use certsite_base::diag::Diagnostic;
use certsite_base::lang::Lang;
use certsite_site::config::Config;
use certsite_site::feature::{
    Block, Contribution, Embedded, Feature, ForTheme, GeneratedPage, InBlock, OfPage, Part,
    Reading, When, with_problems,
};
use certsite_site::link::DocId;
use certsite_site::linked::{Linked, Offers};
use certsite_site::load::Sum;
use certsite_site::memo::Memo;
use certsite_site::parse::{Doc, Embed};
use certsite_site::plan::{Made, Make, Rank, Route};
use certsite_site::rsit;
use embeds::{FiguresView, Form};
use figures::PublishedFigures;
use period_block::ReportView;
use serde_json::Value;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use view::TableView;
use xxhash_rust::xxh3::Xxh3;

/// Watches over the data that statistics are made from, and publishes what may be known of them.
pub struct Statistics;

/// The data, and what may be known of them on the day of the build.
struct StatisticsPart {
    /// A fingerprint of all that was read.
    sum: Sum,
    data: Data,
    published: Arc<PublishedFigures>,
}

impl Feature for Statistics {
    fn embeds(&self) -> &'static [&'static str] {
        &["chart", "table", "report", "calendar"]
    }

    fn theme(&self) -> ForTheme {
        let figures = When::Block(FiguresView::TEMPLATE);
        let report = When::Block(ReportView::TEMPLATE);
        let calendar = When::Block(CalendarView::TEMPLATE);
        ForTheme::default()
            .block::<FiguresView>()
            .block::<ReportView>()
            .block::<CalendarView>()
            .asks(figures, view::strings())
            .asks(report, view::strings())
            .asks(report, period_pages::STRINGS)
            .asks(calendar, period_pages::STRINGS)
            .asks(report, dataset::strings())
    }

    fn inputs(&self) -> &'static [&'static str] {
        // Figures are drawn with words of the theme, and the same are not drawn twice.
        &[
            register::FOLDER,
            casework::FILE,
            certsite_sensors::store::FOLDER,
            sensors::RULES,
            certsite_periods::settled::FOLDER,
            rsit::FILE,
            "themes/",
        ]
    }

    fn read(&self, reading: Reading) -> (Box<dyn Part>, Vec<Diagnostic>) {
        let Reading { files, config, options, sum, kept } = reading;
        with_problems(|problems| {
            let data = Data::read(config, files, kept, problems);
            let published = data.published(config, options.date).into();
            StatisticsPart { sum, data, published }
        })
    }
}

impl Part for StatisticsPart {
    fn pages(&self, config: &Config, text: &dyn Fn(Lang, &str) -> String) -> Vec<GeneratedPage> {
        period_pages::pages(config, &self.published, text)
    }

    fn sequences(&self) -> Vec<Vec<String>> {
        period_pages::sequences(&self.published)
    }

    fn anchors(&self, embed: &str, _lang: Lang) -> Vec<String> {
        if embed != "report" {
            return Vec::new();
        }
        let own = period_block::ANCHORS.iter().map(|anchor| (*anchor).to_owned());
        own.chain(self.data.sections()).collect()
    }

    fn ids(&self, embed: &Embed, _doc: &Doc) -> Vec<String> {
        match embed.name {
            "report" => period_block::ids(self.data.sections()),
            _ => chart::ids(&embeds::figures_id(embed)).into(),
        }
    }

    fn offers(&self, site: Linked) -> Offers {
        let StatisticsPart { data, published, .. } = self;
        let words =
            site.block_words(&["chart", "table", "report"], |block| match block.embed.name {
                "report" => period_block::words(published, &data.codes, site, block),
                _ => embeds::words(published, &data.codes, site, block),
            });
        Offers { words, ..Offers::default() }
    }

    fn contribute(&self, site: Linked, kept: &Memo) -> Contribution {
        let StatisticsPart { data, published, .. } = self;
        let mut problems = data.problems(site.config, published, site.options.date);
        problems.extend(period_pages::without_figures(site, published));
        let mut routes = dataset::routes(site, &data.codes, published);
        routes.extend(self.charts(site, kept));
        let figures = published.clone();
        let linked_data: OfPage = Arc::new(move |site: Linked, id| linked_data(site, &figures, id));
        Contribution {
            drawn: site.draw(Statistics.embeds(), |block| self.draw(site, block, kept)),
            routes,
            linked_data: vec![linked_data],
            problems,
            ..Contribution::default()
        }
    }
}

/// What machines are told of a page of figures.
fn linked_data(site: Linked, published: &PublishedFigures, id: DocId) -> Option<Value> {
    let doc = site.graph.doc(id);
    let period = certsite_periods::page::period(&doc.key)?;
    let page = (site.graph.title(id), &site.graph.node(id).url, doc.lang);
    dataset::linked_data(site, published, page, period)
}

/// A block as it was drawn: what takes its place in the page, and its charts as files.
struct DrawnBlock {
    embedded: Embedded,
    files: Vec<(WebPath, Arc<str>)>,
}

impl DrawnBlock {
    fn new<'a>(view: &impl InBlock, tables: impl IntoIterator<Item = &'a TableView>) -> DrawnBlock {
        let file = |table: &TableView| Some((table.svg_file.clone()?, table.file.clone()?));
        DrawnBlock {
            embedded: view.embedded(),
            files: tables.into_iter().filter_map(file).collect(),
        }
    }
}

impl StatisticsPart {
    fn draw(&self, site: Linked, block: &Block, kept: &Memo) -> Result<Embedded, Box<Diagnostic>> {
        // It hangs on other pages than its own, and costs nothing.
        if block.embed.name == "calendar" {
            return calendar::draw(&self.published, site, block).map(|view| view.embedded());
        }
        match &*self.kept(site, block, kept) {
            Some(drawn) => Ok(drawn.embedded.clone()),
            None => Err(self
                .make(site, block)
                .err()
                .unwrap_or_else(|| block.problem("it cannot be drawn"))),
        }
    }

    /// A block as it was drawn, if it can be: a page of all that was ever counted takes longer than the
    /// rest of a site.
    fn kept(&self, site: Linked, block: &Block, kept: &Memo) -> Arc<Option<DrawnBlock>> {
        kept.get(self.fingerprint(site, block), || self.make(site, block).ok())
    }

    fn make(&self, site: Linked, block: &Block) -> Result<DrawnBlock, Box<Diagnostic>> {
        let (published, codes) = (&self.published, &self.data.codes);
        match block.embed.name {
            "report" => period_block::draw(published, codes, site, block)
                .map(|view| DrawnBlock::new(&view, view.tables())),
            name => {
                let form = if name == "chart" { Form::Chart } else { Form::Table };
                embeds::draw(published, codes, site, block, form)
                    .map(|view| DrawnBlock::new(&view, view.table()))
            }
        }
    }

    /// The charts of all pages as files of their own, each beside its page.
    fn charts(&self, site: Linked, kept: &Memo) -> Vec<Route> {
        let mut routes = Vec::new();
        for page in site.graph.with_blocks() {
            let doc = site.graph.doc(*page);
            for embed in doc.embeds.iter().filter(|embed| matches!(embed.name, "chart" | "report"))
            {
                let drawn = self.kept(site, &Block { embed, doc }, kept);
                for (url, svg) in drawn.iter().flat_map(|drawn| &drawn.files) {
                    let made = Made::bytes(svg.as_bytes());
                    let lang = Some(doc.lang);
                    routes.push(Route::new(url.clone(), lang, Rank::Asset, Make::Made(made), None));
                }
            }
        }
        routes
    }

    /// A fingerprint of all that a block is drawn from.
    fn fingerprint(&self, site: Linked, block: &Block) -> Sum {
        let (doc, embed) = (block.doc, block.embed);
        let mut hasher = Xxh3::new();
        self.sum.hash(&mut hasher);
        // The ids of a picture hang on where the block stands.
        let place = (&doc.path, embed.yaml.start);
        (embed.name, &doc.embed_source()[embed.yaml.clone()], place).hash(&mut hasher);
        (period_block::title(site, block), period_block::address(site, block)).hash(&mut hasher);
        hasher.finish()
    }
}
