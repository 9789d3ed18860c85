//! `certsite build`: snapshot → rendered routes → output folders.

mod inputs;

use super::minifier::{Minifier, UNMINIFIED, minifier};
use crate::check::{Finished, Looked, problems};
use crate::cli::BuildArgs;
use crate::command::{Failure, Outcome, count, no_site, now, public_figures, show, since};
use crate::console::tell;
use crate::program::Program;
use certsite_base::diag::{self, Diagnostic};
use certsite_site::feature::Audience;
use certsite_site::load::{Changed, Sum};
use certsite_site::output::{
    Changes, Content, DiskError, Done, Error, Holder, Output, Places, Staged,
};
use certsite_site::plan::{Make, Route};
use certsite_site::render::Bytes;
use certsite_site::site::{Glance, Request, Site};
use certsite_site::timing::{Spent, Timings, peak_kib};
use inputs::{audience, fingerprint, glance};
use rayon::prelude::*;
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

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
    let mut engine = program.engine(root, request(args, &output));
    let pages = if args.no_minify { Pages::AsDrawn } else { Pages::Minified };
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
    let snapshot = engine.plan(read, &mut timings);
    show(&snapshot.diagnostics);
    let site = snapshot.site.as_ref().filter(|_| !diag::has_errors(&snapshot.diagnostics));
    let Some(site) = site else { return Ok(failed(&snapshot.diagnostics)) };
    // Warnings must show again next time, so a build that has some is never skipped.
    let inputs = snapshot.diagnostics.is_empty().then_some(inputs);
    let outcome = match write(program, site, &output, pages, audience, inputs, &mut timings)? {
        Ok(done) => {
            output.note(noted.filter(|_| inputs.is_some()));
            summary(site, done, &timings, &places.site);
            let pages = site.plan.routes.iter().filter(|route| route.out.ends_with(".html"));
            report(args, &timings, pages.count(), done);
            Outcome::Fine
        }
        Err(late) => failed_with(&late),
    };
    // The program ends here, and the system takes all memory back at once.
    std::mem::forget((engine, snapshot));
    Ok(outcome)
}

/// What becomes of finished pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pages {
    /// They are made as small as they can be.
    Minified,
    /// They stay as templates drew them.
    AsDrawn,
}

fn request(args: &BuildArgs, output: &Output) -> Request {
    Request {
        base: args.base_url.clone(),
        date: args.date,
        drafts: args.drafts,
        development: false,
        public: public_figures(&args.site.root, &output.site.public()),
    }
}

/// Says that a build has nothing to do.
fn up_to_date(args: &BuildArgs, output: &Output, places: &Places, timings: &Timings) {
    let files = output.site.count();
    let shown = count(files, "file");
    tell!("Nothing changed: {shown} in {} are up to date.", places.site.display());
    let done = Done { unchanged: files, ..Done::default() };
    report(args, timings, output.site.pages(), done);
}

/// Writes site and bundle, or tells the late errors for which nothing was changed. `inputs` is the
/// fingerprint by which the next build finds out that it has nothing to do.
fn write(
    program: &Program,
    site: &Site,
    output: &Output,
    pages: Pages,
    audience: Audience,
    inputs: Option<Sum>,
    timings: &mut Timings,
) -> Result<Result<Done, Vec<Diagnostic>>, Failure> {
    let (since, notes) = since(site, &output.site.public(), audience);
    if diag::has_errors(&since) {
        return Ok(Err(since));
    }
    show(&since);
    let write = Write {
        program: program.sum,
        site,
        output,
        minifier: match pages {
            Pages::Minified => minifier(site.plan.assets.styles()),
            Pages::AsDrawn => None,
        },
        finished: Finished::new(site),
        looking: Spent::default(),
    };
    let changes = match write.aside(timings)? {
        Ok(changes) => changes,
        Err(mut late) => {
            diag::sort(&mut late);
            return Ok(Err(late));
        }
    };
    // Whatever cuts this short, its files never count as more than they are.
    if audience == Audience::Makers {
        output.mark_preview().map_err(Error::from)?;
    }
    let inputs = inputs.filter(|_| since.is_empty());
    let (done, warnings) = timings.stage("write", || changes.commit(inputs))?;
    for note in &notes {
        output.remember(note.name, &note.lines).map_err(Error::from)?;
    }
    if audience == Audience::Public {
        output.unmark_preview().map_err(Error::from)?;
    }
    show(&warnings);
    show(output.foreign().as_slice());
    if let Some(sentence) = (program.unjudged)(&site.config) {
        tell!("{sentence}");
    }
    if let (Pages::Minified, Some(sentence)) = (pages, UNMINIFIED) {
        tell!("{sentence}");
    }
    Ok(Ok(done))
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

struct Write<'a> {
    /// The fingerprint of the program.
    program: u64,
    site: &'a Site,
    output: &'a Output,
    /// None if pages stay as they are.
    minifier: Option<Minifier>,
    finished: Finished<'a>,
    /// What looking at pages costs.
    looking: Spent,
}

/// One file of the site, written aside or found to be in place already.
struct Made<'a> {
    file: Staged,
    /// It was made from something else than the file in place, or by another certsite.
    is_new: bool,
    /// What was seen in it; `None` if it is as it was, or was copied.
    seen: Option<Looked<'a>>,
}

/// What can be done, or the late errors for which nothing will be: those of templates and finished
/// pages, and of what stands in the folders.
type Prepared<'a> = Result<Changes<'a>, Vec<Diagnostic>>;

impl<'a> Write<'a> {
    /// Writes site and bundle aside, and finds all that could still go wrong in either.
    fn aside(&self, timings: &mut Timings) -> Result<Prepared<'a>, Error> {
        let mut late = Vec::new();
        let mut site = Vec::with_capacity(self.site.plan.routes.len());
        let pages: Vec<_> = timings.stage("render", || {
            self.site.plan.routes.par_iter().map(|route| self.stage(route)).collect()
        });
        timings.within("look", self.looking.total());
        let mut looked = Vec::with_capacity(pages.len());
        let mut new = HashSet::new();
        for (route, page) in self.site.plan.routes.iter().zip(pages) {
            match page? {
                Ok(made) => {
                    site.push(made.file);
                    looked.extend(made.seen);
                    new.extend(made.is_new.then_some(route.out.as_str()));
                }
                Err(diagnostic) => late.push(*diagnostic),
            }
        }
        // What would repeat the errors that are known is not looked for.
        if late.is_empty() {
            late = timings.stage("vet", || {
                let mut late = problems(&self.finished, &looked);
                late.extend(self.site.vet(&|out| new.contains(out)));
                late
            });
        }
        let bundle = self.bundle(&mut late)?;
        if !late.is_empty() {
            return Ok(Err(late));
        }
        Ok(self.output.prepare(site, bundle))
    }

    /// Renders one route and writes it aside, unless what is in place was made from the same.
    fn stage(&self, route: &'a Route) -> Result<Result<Made<'a>, Box<Diagnostic>>, DiskError> {
        let bytes = match self.site.render(route) {
            Ok(bytes) => bytes,
            Err(diagnostic) => return Ok(Err(diagnostic)),
        };
        // Links from a page that is as before may have lost what they lead to.
        let looked = self.looking.on(|| self.finished.look(route, &bytes));
        let source = match (&bytes, &self.minifier) {
            // What the minifier makes of a page, and what is found in a document, changes with
            // the version, and the first with what the theme shows.
            (Bytes::Made(bytes), _) => xxh3_64_with_seed(bytes, self.program),
            (Bytes::Html(html), Some(minifier)) => {
                xxh3_64_with_seed(html, self.program ^ minifier.sum())
            }
            (Bytes::Html(html), None) => xxh3_64(html),
            (Bytes::File(_), _) => self.copied(route),
        };
        let folder = &self.output.site;
        if let Some(file) = folder.keep(&route.out, source) {
            return Ok(Ok(Made { file, is_new: false, seen: looked }));
        }
        let staged = match (&bytes, &self.minifier) {
            (Bytes::Html(html), Some(minifier)) => {
                folder.stage(&route.out, source, Content::Bytes(&minifier.minify(html)))
            }
            (Bytes::Html(bytes) | Bytes::Made(bytes), _) => {
                folder.stage(&route.out, source, Content::Bytes(bytes))
            }
            (Bytes::File(path), _) => folder.stage(&route.out, source, Content::File(path, source)),
        };
        staged.map(|file| Ok(Made { file, is_new: true, seen: looked }))
    }

    fn copied(&self, route: &Route) -> Sum {
        match &route.make {
            Make::Copy(file) => self.site.inputs.files.get(file.path()).map_or(0, |file| file.sum),
            Make::Asset(path) => self.site.inputs.files.get(path).map_or(0, |file| file.sum),
            _ => 0,
        }
    }

    /// Writes aside what the form function needs: definitions, and pages with the marked region.
    /// While the form is off that is nothing, and what was there goes.
    fn bundle(&self, late: &mut Vec<Diagnostic>) -> Result<Vec<Staged>, DiskError> {
        let folder = &self.output.bundle;
        let files = crate::bundle::bundle(self.site).unwrap_or_else(|diagnostic| {
            late.push(*diagnostic);
            Vec::new()
        });
        if !files.is_empty()
            && let Some(diagnostic) = folder.refusal()?
        {
            late.push(diagnostic);
            return Ok(Vec::new());
        }
        let stage = |(name, text): &(String, String)| {
            let source = xxh3_64(text.as_bytes());
            match folder.keep(name, source) {
                Some(kept) => Ok(kept),
                None => folder.stage(name, source, Content::Bytes(text.as_bytes())),
            }
        };
        files.iter().map(stage).collect()
    }
}

fn summary(site: &Site, done: Done, timings: &Timings, out: &Path) {
    let languages: Vec<_> = site.config.languages.codes().collect();
    tell!(
        "{} in {} ({}): {} written, {} unchanged, {} deleted, in {:.2} s → {}",
        count(site.plan.routes.len(), "file"),
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

/// The figures for benchmarks.
fn report(args: &BuildArgs, timings: &Timings, pages: usize, done: Done) {
    if args.timings.is_some() {
        let report = json!({
            "stages": timings.to_json(),
            "pages": pages,
            "written": done.written,
            "unchanged": done.unchanged,
            "peak_rss_kib": peak_kib(),
        });
        tell!("{report}");
    }
}
