//! `certsite build`: snapshot → rendered routes → output folders.

mod aside;
mod inputs;

use super::minifier::{UNMINIFIED, minifier};
use super::packer::{UNPACKED, packer, unpacked};
use crate::cli::BuildArgs;
use crate::command::{Failure, Outcome, count, no_site, now, public_figures, show, since};
use crate::console::tell;
use crate::program::Program;
use aside::Write;
use certsite_base::diag::{self, Diagnostic, Problem};
use certsite_site::feature::Audience;
use certsite_site::load::Changed;
use certsite_site::output::{Done, Error, Holder, Output, Places};
use certsite_site::plan::Origin;
use certsite_site::site::{Glance, Request, Site};
use certsite_site::timing::{Timings, peak_kib};
use certsite_site::versions::NO_WEBP;
use inputs::{audience, fingerprint, glance};
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Builds the site into its folders, or prints what keeps it from being built.
pub fn build(program: &Program, args: &BuildArgs) -> Result<Outcome, Failure> {
    let mut timings = Timings::default();
    let root = &args.site.root;
    std::fs::read_dir(root.join("content")).map_err(no_site(root))?;
    let places = places(args)?;
    (program.whole)(root)?;
    // Before the site is read: or a build that has waited would put an older site over a newer one.
    let output = timings.stage("open", || Output::open(&places, &holder(args)))?;
    if let Some(diagnostic) = output.site.refusal().map_err(Error::from)? {
        return Ok(failed_with(&[diagnostic]));
    }
    let kept = Arc::new(output.kept(program.sum));
    let mut engine = program.engine(root, request(args, &output)).noting(kept.clone());
    let pages = Pages { are_minified: !args.no_minify, are_packed: args.precompress };
    let glance =
        timings.stage("glance", || glance(&engine, &output, root)).map_err(no_site(root))?;
    let is_current = |glance: &Glance| {
        let (config, options) = &glance.settings;
        let audience = audience(Some((config, options)));
        output.is_current(fingerprint(program, glance.sum, Some(options), pages, audience))
    };
    if glance.is_some_and(|glance| is_current(&glance)) {
        up_to_date(args, &output, &places, &timings);
        return Ok(Outcome::Fine);
    }
    let read = engine.read(now(), &Changed::All, &mut timings).map_err(no_site(root))?;
    let settings = read.settings.as_ref();
    let audience = audience(settings.map(|(config, options)| (config, options)));
    let options = settings.map(|(_, options)| options);
    let inputs = fingerprint(program, read.sum, options, pages, audience);
    // What could not be read is not among the inputs, so their fingerprint does not show it.
    let noted = engine.noted(&read).filter(|_| read.is_clean());
    if read.is_clean() && output.is_current(inputs) {
        output.note(noted);
        up_to_date(args, &output, &places, &timings);
        return Ok(Outcome::Fine);
    }
    engine.end_reading();
    let snapshot = engine.plan(read, &mut timings);
    show(&snapshot.diagnostics);
    let site = snapshot.site.as_ref().filter(|_| !diag::has_errors(&snapshot.diagnostics));
    let Some(site) = site else { return Ok(failed(&snapshot.diagnostics)) };
    // Warnings must show again next time, so a build that has some is never skipped.
    let inputs = snapshot.diagnostics.is_empty().then_some(inputs);
    let outcome = match write(program, site, &output, pages, audience, &mut timings)? {
        Ok((done, drawn, is_all)) => {
            output.note(noted.filter(|_| inputs.is_some()));
            kept.settle();
            output.end(inputs.filter(|_| is_all));
            summary(site, done, &timings, &places.site);
            let pages = site.plan.routes.iter().filter(|route| route.out.ends_with(".html"));
            report(args, &timings, [pages.count(), engine.parsed, drawn], done);
            Outcome::Fine
        }
        // What was noted is taken back.
        Err(late) => return Ok(failed_with(&late)),
    };
    // The program ends here, and the system takes all memory back at once.
    std::mem::forget((engine, snapshot));
    Ok(outcome)
}

/// What becomes of finished pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pages {
    /// They are made as small as they can be; otherwise they stay as templates drew them.
    are_minified: bool,
    /// They, and all that is text, stand there packed, too.
    are_packed: bool,
}

fn request(args: &BuildArgs, output: &Output) -> Request {
    Request {
        base: args.base_url.clone(),
        date: args.date,
        drafts: args.drafts,
        development: false,
        pictures: Some(output.pictures().into()),
        public: public_figures(&args.site.root, &output.site.public()),
    }
}

/// Says that a build has nothing to do.
fn up_to_date(args: &BuildArgs, output: &Output, places: &Places, timings: &Timings) {
    let files = output.site.count();
    let shown = count(files, "file");
    tell!("Nothing changed: {shown} in {} are up to date.", places.site.display());
    let done = Done { unchanged: files, ..Done::default() };
    report(args, timings, [output.site.pages(), 0, 0], done);
}

/// What a build did, how many pages had to be drawn for it, and whether nothing must be told again.
type Written = (Done, usize, bool);

/// Writes site and bundle; or tells the late errors for which nothing was changed.
fn write(
    program: &Program,
    site: &Site,
    output: &Output,
    pages: Pages,
    audience: Audience,
    timings: &mut Timings,
) -> Result<Result<Written, Vec<Diagnostic>>, Failure> {
    let (mut since, notes) = since(site, &output.site.public(), audience);
    since.extend(pages.are_packed.then(|| packed_by_hand(site)).into_iter().flatten());
    if diag::has_errors(&since) {
        return Ok(Err(since));
    }
    show(&since);
    let minifier = pages.are_minified.then(|| minifier(site.plan.assets.styles())).flatten();
    let packer = pages.are_packed.then(packer).flatten();
    let write = Write::new(program.sum, site, output, minifier, packer);
    let (changes, drawn) = match write.aside(timings)? {
        Ok(prepared) => prepared,
        Err(mut late) => {
            diag::sort(&mut late);
            return Ok(Err(late));
        }
    };
    // Whatever cuts this short, its files never count as more than they are.
    if audience == Audience::Makers {
        output.mark_preview().map_err(Error::from)?;
    }
    let finished = timings.stage("write", || changes.commit())?;
    drawn.iter().for_each(|drawn| output.note_drawn(drawn));
    output.note_pictures(site.versions.drawn());
    // One that the disk refuses keeps no other from it.
    let refused = notes
        .iter()
        .filter_map(|note| output.remember(note.name, &note.lines).err())
        .reduce(|first, _| first);
    refused.map_or(Ok(()), Err).map_err(Error::Unnoted)?;
    if audience == Audience::Public {
        output.unmark_preview().map_err(Error::Unnoted)?;
    }
    show(&finished.warnings);
    show(output.foreign().as_slice());
    if let Some(sentence) = (program.unjudged)(&site.config) {
        tell!("{sentence}");
    }
    let has_versions = site.versions.drawn().values().any(|versions| !versions.is_empty());
    let lacks =
        [(pages.are_minified, UNMINIFIED), (pages.are_packed, UNPACKED), (has_versions, NO_WEBP)];
    for (_, sentence) in lacks.iter().filter(|(is_wanted, _)| *is_wanted) {
        sentence.iter().for_each(|sentence| tell!("{sentence}"));
    }
    let is_all = since.is_empty() && finished.is_all;
    Ok(Ok((finished.done, write.drawn(), is_all)))
}

/// Files of the site that stand where others would be packed.
fn packed_by_hand(site: &Site) -> Vec<Diagnostic> {
    let outs: HashSet<&str> = site.plan.routes.iter().map(|route| &*route.out).collect();
    let by_hand = site.plan.routes.iter().filter_map(|route| {
        let of = unpacked(&route.out).filter(|of| outs.contains(of))?;
        let problem = Problem::PackedByHand { path: route.out.clone(), of: of.to_owned() };
        let place = route.place.as_ref().map(Origin::place);
        Some(Diagnostic { place, ..Diagnostic::site(problem) })
    });
    by_hand.collect()
}

fn places(args: &BuildArgs) -> Result<Places, Failure> {
    let root = &args.site.root;
    let or_below_root =
        |given: &Option<_>, name: &str| given.clone().unwrap_or_else(|| root.join(name));
    let out = or_below_root(&args.out, "public");
    let bundle = or_below_root(&args.bundle, "form-bundle");
    Places::find(root, &out, &bundle).map_err(Failure::new)
}

/// This process, as others that want to build read of it.
fn holder(args: &BuildArgs) -> Holder<'static> {
    let command: Vec<_> =
        std::env::args_os().map(|part| part.to_string_lossy().into_owned()).collect();
    let since = now().strftime("%Y-%m-%d %H:%M:%S UTC");
    let name = format!("process {}, since {since}: {}", std::process::id(), command.join(" "));
    let patience = Duration::from_secs(args.wait);
    Holder { name, patience, tell: &|sentence| tell!("{sentence}") }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::of(error)
    }
}

fn failed(diagnostics: &[Diagnostic]) -> Outcome {
    let (errors, warnings) = diag::counts(diagnostics);
    let warnings =
        if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() };
    tell!("{}{warnings}. Nothing was written.", count(errors, "error"));
    Outcome::Problems
}

fn failed_with(diagnostics: &[Diagnostic]) -> Outcome {
    show(diagnostics);
    failed(diagnostics)
}

fn summary(site: &Site, done: Done, timings: &Timings, out: &Path) {
    let languages: Vec<_> = site.config.languages.codes().collect();
    tell!(
        "{} in {} ({}): {} written, {} unchanged, {} deleted, in {:.2} s → {}",
        count(done.written + done.unchanged, "file"),
        count(languages.len(), "language"),
        languages.join(", "),
        done.written,
        done.unchanged,
        done.deleted,
        timings.total().as_secs_f64(),
        out.display(),
    );
    let unknown = site.config.facts.iter().filter(|fact| !fact.is_known()).count();
    if unknown > 0 {
        tell!(
            "{} not known yet: “certsite check” lists them.",
            if unknown == 1 { "1 fact is".into() } else { format!("{unknown} facts are") }
        );
    }
    let path = site.options.base.path();
    if !path.is_empty() {
        tell!(
            "The site stands below {path}/: “certsite check” names the files that belong at the root of the host."
        );
    }
}

/// The figures for benchmarks: of pages how many there are, how many files of pages were parsed, and how
/// many pages were drawn.
fn report(args: &BuildArgs, timings: &Timings, [pages, parsed, drawn]: [usize; 3], done: Done) {
    if args.timings.is_some() {
        let report = json!({
            "stages": timings.to_json(),
            "pages": pages,
            "parsed": parsed,
            "drawn": drawn,
            "written": done.written,
            "unchanged": done.unchanged,
            "peak_rss_kib": peak_kib(),
        });
        tell!("{report}");
    }
}
