//! `certsite check`: snapshot → all problems on standard output.

use crate::check::{Readiness, check_finished, check_site, report};
use crate::cli::CheckArgs;
use crate::command::{Failure, Outcome, count, no_site, now, print, public_figures, since};
use crate::console::{self, tell};
use crate::program::Program;
use certsite_base::diag::{self, Diagnostic, PrintFormat, Problem};
use certsite_site::feature::Audience;
use certsite_site::output::Last;
use certsite_site::site::Request;
use certsite_site::timing::Timings;

/// Prints everything that is wrong or missing to standard output, and writes nothing.
pub fn check(program: &Program, args: &CheckArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let mut timings = Timings::default();
    (program.whole)(root)?;
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    let last = Last::of(&out);
    let public = public_figures(root, &last);
    let snapshot = program
        .engine(root, Request { public, ..Request::default() })
        .snapshot(now(), &mut timings)
        .map_err(no_site(root))?;
    let mut diagnostics = snapshot.diagnostics;
    diagnostics.extend((program.review)(root)?);
    if let Some(site) = &snapshot.site {
        let is_broken = diag::has_errors(&diagnostics);
        let readiness = if args.release { Readiness::Release } else { Readiness::Draft };
        diagnostics.extend(check_site(site, readiness));
        if !is_broken {
            diagnostics.extend(check_finished(site));
        }
        // A build may be told its address by an option, which this command does not have.
        let is_of_build = |d: &Diagnostic| matches!(&d.problem, Problem::DocumentsGone { missing, .. } if missing == "site.base_url");
        diagnostics
            .extend(since(site, &last, Audience::Makers).0.into_iter().filter(|d| !is_of_build(d)));
        diag::sort(&mut diagnostics);
        if let Some(sentence) = (program.unjudged)(&site.config) {
            tell!("{sentence}");
        }
    }
    let (errors, warnings) = diag::counts(&diagnostics);
    let format = args.format.with(console::colours(&std::io::stdout()));
    match format {
        PrintFormat::Human(colours) => {
            let (text, closing) = report(&diagnostics, colours);
            print(text)?;
            tell!("{closing}");
        }
        _ => {
            print(diag::print(&diagnostics, format))?;
            if format == PrintFormat::Short {
                tell!("{}, {}.", count(errors, "error"), count(warnings, "warning"));
            }
        }
    }
    Ok(if errors > 0 { Outcome::Problems } else { Outcome::Fine })
}
