//! `certsite status`: what the site holds and what it lacks, in one screen.

use crate::cli::SiteArgs;
use crate::command::{Failure, Outcome, count, no_site, now, print};
use crate::program::Program;
use certsite_base::diag;
use certsite_site::config::Need;
use certsite_site::site::Request;
use certsite_site::timing::Timings;

/// Prints one screen about the site, drafts included, to standard output.
pub fn status(program: &Program, args: &SiteArgs) -> Result<Outcome, Failure> {
    let mut engine = program.engine(&args.root, Request { drafts: true, ..Request::default() });
    let snapshot = engine.snapshot(now(), &mut Timings::default()).map_err(no_site(&args.root))?;
    let (errors, warnings) = diag::counts(&snapshot.diagnostics);
    let mut screen = String::new();
    let mut line = |name: &str, what: String| screen += &format!("{name:<14} {what}\n");
    if let Some(site) = &snapshot.site {
        let today = site.options.date;
        for lang in site.config.languages.iter() {
            let docs: Vec<_> = site
                .graph
                .ids()
                .map(|id| site.graph.doc(id))
                .filter(|doc| doc.lang == lang)
                .collect();
            let drafts = docs.iter().filter(|doc| doc.front.draft).count();
            let later =
                docs.iter().filter(|doc| doc.front.date.is_some_and(|date| date.0 > today)).count();
            let language = &site.config.languages[lang];
            let (pages, drafts) = (count(docs.len(), "page"), count(drafts, "draft"));
            line(&language.name, format!("{pages}, {drafts}, {later} with a later date"));
        }
        let unknown: Vec<_> = site.config.facts.iter().filter(|fact| !fact.is_known()).collect();
        let needed = unknown.iter().filter(|fact| fact.def.need == Need::Release).count();
        line("Facts", format!("{} unknown, {needed} of them needed for a release", unknown.len()));
        let form = match certsite_forms::is_on_in_release(&site.config) {
            true => "on",
            false => "off until its facts are known",
        };
        line("Form", form.to_owned());
    }
    line("Problems", format!("{}, {}", count(errors, "error"), count(warnings, "warning")));
    print(screen)?;
    Ok(if errors > 0 { Outcome::Problems } else { Outcome::Fine })
}
