//! `certsite advisory diff`: what is published, and what a build would publish → what changes for
//! those who fetch it, on standard output.

mod published;
mod signed;

use crate::cli::{AdvisoryArgs, AdvisoryCommand, DiffArgs, DiffFormat};
use crate::command::{Failure, Outcome, count, no_site, now, print, show, since};
use crate::console::tell;
use crate::program::Program;
use certsite_base::diag::{self, Problem, Severity};
use certsite_outgoing::{Report, State, Tree, compare, is_outgoing, json, text};
use certsite_site::feature::Audience;
use certsite_site::output::Last;
use certsite_site::render::Bytes;
use certsite_site::site::{Request, Site};
use certsite_site::timing::Timings;
use published::Published;

/// Runs a command on advisories.
pub fn advisory(program: &Program, args: &AdvisoryArgs) -> Result<Outcome, Failure> {
    match &args.command {
        AdvisoryCommand::Diff(diff_args) => diff(program, args, diff_args),
    }
}

/// Prints what would change for those who fetch it, and writes nothing.
fn diff(program: &Program, args: &AdvisoryArgs, diff: &DiffArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    (program.whole)(root)?;
    let request = Request { base: diff.base_url.clone(), date: diff.date, ..Request::default() };
    let snapshot = program
        .engine(root, request)
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let (errors, _) = diag::counts(&snapshot.diagnostics);
    let mistakes: Vec<_> =
        snapshot.diagnostics.iter().filter(|d| d.severity() == Severity::Error).cloned().collect();
    show(&mistakes);
    let Some(site) = &snapshot.site else { return Ok(Outcome::Problems) };
    if diff.signed {
        let report = signed::compare(site);
        return ended(&report, diff, errors, "what was signed");
    }
    let folder = diff.published.clone().unwrap_or_else(|| root.join("public"));
    let published = Published::read(&folder, diff.published.is_some())?;
    let planned = planned(site, &published)?;
    let report = compare(&published.tree, &planned, site.options.date);
    why_there_are_none(site, &folder, &report);
    if Last::of(&folder).is_preview() {
        tell!("{} was built with drafts: it is no state that was published.", folder.display());
    }
    ended(&report, diff, errors, &published.name)
}

/// All that programs would fetch of a site, as far as it can be compared.
fn planned(site: &Site, published: &Published) -> Result<Tree, Failure> {
    let mut planned = Tree::default();
    let wanted = |out: &str| is_outgoing(out) && published.reaches(out);
    for route in site.plan.routes.iter().filter(|route| wanted(&route.out)) {
        match site.render(route) {
            Ok(Bytes::Made(bytes) | Bytes::Html(bytes) | Bytes::Picture(bytes)) => {
                planned.add(&route.out, Ok(bytes.into()));
            }
            Ok(Bytes::File(path)) => {
                let bytes = std::fs::read(&path).map_err(Failure::io(path.display()))?;
                planned.add(&route.out, Ok(bytes.into()));
            }
            Err(diagnostic) => show(&[*diagnostic]),
        }
    }
    Ok(planned)
}

/// Says what a team lacks that publishes no documents any more.
fn why_there_are_none(site: &Site, folder: &std::path::Path, report: &Report) {
    if report.findings.iter().any(|finding| finding.code == "metadata-gone") {
        let (found, _) = since(site, &Last::of(folder), Audience::Makers);
        let gone = found.into_iter().filter(|d| matches!(d.problem, Problem::DocumentsGone { .. }));
        show(&gone.collect::<Vec<_>>());
    }
}

/// Prints the report, and tells by the exit status whether anything would go unnoticed.
fn ended(report: &Report, diff: &DiffArgs, errors: usize, of: &str) -> Result<Outcome, Failure> {
    match diff.format {
        DiffFormat::Json => {
            print(json(report).map_err(Failure::of)?)?;
        }
        DiffFormat::Human => {
            print(text(report, diff.pointers))?;
            tell!("{}", closing(report, of));
            if errors > 0 {
                tell!("Nothing goes out before {} mended.", are(errors));
            }
        }
    }
    Ok(if errors > 0 || !report.is_quiet() { Outcome::Problems } else { Outcome::Fine })
}

fn are(errors: usize) -> String {
    format!("{} {}", count(errors, "error"), if errors == 1 { "is" } else { "are" })
}

/// One line on the whole: `Against public: 1 new, 2 changed, 5 as they are; 1 warning.`
fn closing(report: &Report, of: &str) -> String {
    let states = [
        (State::New, "new"),
        (State::Changed, "changed"),
        (State::Ended, "ended"),
        (State::Rewritten, "rewritten"),
        (State::Gone, "gone"),
    ];
    let mut parts: Vec<String> = states
        .into_iter()
        .filter_map(|(state, word)| {
            let n = report.documents.iter().filter(|document| document.state == state).count();
            (n > 0).then(|| format!("{n} {word}"))
        })
        .collect();
    parts.push(format!("{} as they are", report.unchanged));
    let warnings = report.findings.iter().filter(|f| f.level == certsite_outgoing::Level::Warning);
    let warned = match warnings.count() {
        0 => "nothing would go unnoticed".to_owned(),
        n => count(n, "warning"),
    };
    format!("Against {of}: documents: {}; {warned}.", parts.join(", "))
}
