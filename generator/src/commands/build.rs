//! `certsite build`: snapshot → rendered routes → output folder.

use super::{Failure, Outcome, count, no_site, now, show};
use crate::cli::BuildArgs;
use crate::console::tell;
use crate::diag::{self, Diagnostic};
use crate::forms::is_on_in_release;
use crate::load::Sum;
use crate::plan::{Make, Route};
use crate::render::{Bytes, minify};
use crate::site::{Engine, Read, Request, Site, Snapshot};
use crate::timing::{Timings, peak_kib};
use crate::write::{Content, Done, Output, Staged};
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Runs the command.
pub fn build(args: &BuildArgs) -> Result<Outcome, Failure> {
    let mut timings = Timings::default();
    let root = &args.site.root;
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    let request = Request {
        base_url: args.base_url.clone(),
        date: args.date,
        drafts: args.drafts,
        development: false,
    };
    let bundle = args.bundle.clone().unwrap_or_else(|| root.join("form-bundle"));
    let mut engine = Engine::new(root, request);
    let read = engine.read(now(), &mut timings).map_err(no_site(root))?;
    let output = match Output::open(&out).map_err(Failure::io(out.display()))? {
        Ok(output) => output,
        Err(diagnostic) => return Ok(failed_with(&[*diagnostic])),
    };
    let inputs = fingerprint(&read, args.no_minify);
    // What could not be read is not among the inputs, so their fingerprint does not show it.
    if read.is_clean() && output.is_current(inputs) && is_bundle_current(&read, &bundle) {
        let files = output.count();
        tell!("Nothing changed: {} in {} are up to date.", count(files, "file"), out.display());
        report(args, &timings, output.pages(), Done { unchanged: files, ..Done::default() });
        return Ok(Outcome::Fine);
    }
    let snapshot = engine.plan(read, &mut timings);
    show(&snapshot.diagnostics);
    let Some(site) = snapshot.site.as_ref().filter(|_| !diag::has_errors(&snapshot.diagnostics))
    else {
        return Ok(failed(&snapshot.diagnostics));
    };
    let write = Write { site, output: &output, minify: !args.no_minify };
    let (done, problems) =
        match write.run(&mut timings, &snapshot, inputs).map_err(Failure::io(out.display()))? {
            Ok(finished) => finished,
            Err(diagnostics) => return Ok(failed_with(&diagnostics)),
        };
    show(&problems);
    if let Err(diagnostics) = write_bundle(site, &bundle).map_err(Failure::io(bundle.display()))? {
        return Ok(failed_with(&diagnostics));
    }
    summary(site, done, &timings, &out);
    let pages = site.plan.routes.iter().filter(|route| route.out.ends_with(".html")).count();
    report(args, &timings, pages, done);
    // The program ends here, and the system takes all memory back at once.
    std::mem::forget((engine, snapshot));
    Ok(Outcome::Fine)
}

fn failed(diagnostics: &[Diagnostic]) -> Outcome {
    let (errors, _) = diag::counts(diagnostics);
    tell!("{}. Nothing was written.", count(errors, "error"));
    Outcome::Problems
}

fn failed_with(diagnostics: &[Diagnostic]) -> Outcome {
    show(diagnostics);
    failed(diagnostics)
}

/// What decides the bytes of a build; another certsite makes another site.
fn fingerprint(read: &Read, plain: bool) -> Sum {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let program = program.map(|m| (m.len(), m.modified().ok()));
    let options = read.settings.as_ref().map(|(_, options)| options);
    xxh3_64(format!("{} {options:?} {plain} {program:?}", read.sum).as_bytes())
}

/// True unless the form is on and somebody removed what its function needs.
fn is_bundle_current(read: &Read, bundle: &Path) -> bool {
    let is_on = read.settings.as_ref().is_some_and(|(config, _)| is_on_in_release(config));
    !is_on || Output::open(bundle).is_ok_and(|output| output.is_ok_and(|output| output.is_whole()))
}

struct Write<'a> {
    site: &'a Site,
    output: &'a Output,
    minify: bool,
}

/// What was done, with warnings; or the errors for which nothing was.
type Finished = Result<(Done, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Write<'_> {
    fn run(
        &self,
        timings: &mut Timings,
        snapshot: &Snapshot,
        inputs: Sum,
    ) -> std::io::Result<Finished> {
        self.output.begin()?;
        let results: Vec<_> = timings.stage("render", || {
            self.site.plan.routes.par_iter().map(|route| self.stage(route)).collect()
        });
        let mut staged = Vec::with_capacity(results.len());
        let mut diagnostics = Vec::new();
        for result in results {
            match result? {
                Ok(file) => staged.push(file),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        diagnostics.extend(self.output.in_the_way(&staged));
        if !diagnostics.is_empty() {
            diag::sort(&mut diagnostics);
            return Ok(Err(diagnostics));
        }
        // Warnings must show again next time, so such a build is never skipped.
        let inputs = snapshot.diagnostics.is_empty().then_some(inputs);
        timings.stage("write", || self.output.finish(staged, inputs)).map(Ok)
    }

    /// Renders one route and writes it aside, unless what is in place was made from the same.
    fn stage(&self, route: &Route) -> std::io::Result<Result<Staged, Box<Diagnostic>>> {
        let bytes = match self.site.render(route) {
            Ok(bytes) => bytes,
            Err(diagnostic) => return Ok(Err(diagnostic)),
        };
        let source = match &bytes {
            Bytes::Made(bytes) => xxh3_64(bytes),
            Bytes::Html(html) => xxh3_64(html) ^ Sum::from(self.minify),
            Bytes::File(_) => self.copied(route),
        };
        if self.output.has(&route.out, source)
            && let Some(kept) = self.output.keep(&route.out)
        {
            return Ok(Ok(kept));
        }
        let staged = match &bytes {
            Bytes::Html(html) if self.minify => {
                self.output.stage(&route.out, source, Content::Bytes(&minify(html)))
            }
            Bytes::Html(bytes) | Bytes::Made(bytes) => {
                self.output.stage(&route.out, source, Content::Bytes(bytes))
            }
            Bytes::File(path) => self.output.stage(&route.out, source, Content::File(path)),
        };
        staged.map(Ok)
    }

    fn copied(&self, route: &Route) -> Sum {
        match &route.make {
            Make::Copy(file) => self.site.inputs.files.get(file.path()).map_or(0, |file| file.sum),
            Make::Asset(path) => self.site.inputs.files.get(path).map_or(0, |file| file.sum),
            _ => 0,
        }
    }
}

/// Writes what the form function needs: definitions, and pages with the marked region. While the
/// form is off there is nothing to write.
fn write_bundle(site: &Site, folder: &Path) -> std::io::Result<Result<(), Vec<Diagnostic>>> {
    let files = match site.bundle() {
        Ok(files) if files.is_empty() => return Ok(Ok(())),
        Ok(files) => files,
        Err(diagnostic) => return Ok(Err(vec![*diagnostic])),
    };
    let output = match Output::open(folder)? {
        Ok(output) => output,
        Err(diagnostic) => return Ok(Err(vec![*diagnostic])),
    };
    output.begin()?;
    let staged = files
        .iter()
        .map(|(name, text)| {
            let source = xxh3_64(text.as_bytes());
            match output.keep(name).filter(|_| output.has(name, source)) {
                Some(kept) => Ok(kept),
                None => output.stage(name, source, Content::Bytes(text.as_bytes())),
            }
        })
        .collect::<std::io::Result<Vec<_>>>()?;
    let foreign = output.in_the_way(&staged);
    if !foreign.is_empty() {
        return Ok(Err(foreign));
    }
    output.finish(staged, None).map(|_| Ok(()))
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
