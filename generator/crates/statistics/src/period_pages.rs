//! Months and years that are over → period pages: one for each of them in every language, which an
//! editor replaces by writing the same page with words of their own.

use super::figures::{PublishedFigures, REGISTER};
use certsite_base::diag::{Diagnostic, Problem};
use certsite_base::lang::Lang;
use certsite_periods::Period;
use certsite_periods::page::{ABOUT, begun, key};
use certsite_site::config::Config;
use certsite_site::feature::GeneratedPage;
use certsite_site::linked::Linked;
use std::collections::BTreeSet;

/// The strings of the theme with which the pages begin.
pub const STRINGS: [&str; 4] = ["report.title", ABOUT[0], ABOUT[1], ABOUT[2]];

/// The pages of all periods with figures, in each language.
pub fn pages(
    config: &Config,
    published: &PublishedFigures,
    text: &dyn Fn(Lang, &str) -> String,
) -> Vec<GeneratedPage> {
    let periods = periods(published);
    let languages = config.languages.iter();
    let page = |lang: Lang, period: Period| GeneratedPage {
        lang,
        key: key(period),
        text: begun(config, lang, (period, about(published, period)), text),
    };
    languages
        .flat_map(|lang| periods.iter().map(move |p| (lang, *p)))
        .map(|(l, p)| page(l, p))
        .collect()
}

/// What describes the page of a period: nobody is promised figures of sensors where there are none.
fn about(published: &PublishedFigures, period: Period) -> &'static str {
    let has = |of_register: bool| {
        let mut sources = published.sources.iter();
        let is_such = |name: &str| (name == REGISTER) == of_register;
        sources.any(|source| is_such(&source.name) && source.periods.contains_key(&period))
    };
    match (has(true), has(false)) {
        (true, false) => ABOUT[1],
        (false, true) => ABOUT[2],
        _ => ABOUT[0],
    }
}

/// The months, and the years, with figures, each by the keys of their pages from the first one on.
pub fn sequences(published: &PublishedFigures) -> Vec<Vec<String>> {
    let (months, years): (Vec<_>, Vec<_>) =
        periods(published).into_iter().partition(|period| period.month.is_some());
    [months, years].into_iter().map(|row| row.into_iter().map(key).collect()).collect()
}

/// All periods of which any source has figures, in their order.
fn periods(published: &PublishedFigures) -> BTreeSet<Period> {
    published.sources.iter().flat_map(|source| source.periods.keys().copied()).collect()
}

/// Pages of editors in the place of a period page that do not show its figures.
pub fn without_figures(site: Linked, published: &PublishedFigures) -> Vec<Diagnostic> {
    let (graph, periods) = (site.graph, periods(published));
    let languages = site.config.languages.iter();
    let pages = languages.flat_map(|lang| periods.iter().map(move |period| (lang, *period)));
    let found = pages.filter_map(|(lang, period)| {
        let doc = graph.doc(graph.page(site.config, lang, &key(period))?);
        if doc.embeds.iter().any(|embed| embed.name == "report") {
            return None;
        }
        let message =
            format!("this page takes the place of the report on {period}, without its figures");
        let expected = format!("add a block “```report” with the line “period: {period}”");
        Some(Diagnostic::at(Problem::BadValue { message, expected }, doc.front_place(&["title"])))
    });
    found.collect()
}
