//! A planned site → its files, each written aside or known to be in place: what its page is drawn from
//! tells that before it is drawn.

use super::super::minifier::Minifier;
use super::super::packer::{FORMS, Packer, is_packed, unpacked};
use crate::check::{Finished, Looked, doubtful, is_fleeting, problems};
use certsite_base::diag::Diagnostic;
use certsite_site::load::Sum;
use certsite_site::output::{
    Changes, Content, DiskError, DrawnPage, DrawnPages, Error, Output, Staged,
};
use certsite_site::plan::{Make, Route};
use certsite_site::render::{Asked, Bytes};
use certsite_site::site::Site;
use certsite_site::timing::{Spent, Timings};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// A site that is written aside.
pub(super) struct Write<'a> {
    /// The fingerprint of the program.
    program: u64,
    site: &'a Site,
    output: &'a Output,
    /// None if pages stay as they are.
    minifier: Option<Minifier>,
    /// None if no file is packed.
    packer: Option<Packer>,
    /// The paths of all files that the site itself has.
    outs: HashSet<&'a str>,
    finished: Finished<'a>,
    /// What looking at pages costs.
    looking: Spent,
    /// The pages that the last build drew, as far as they need not be drawn to know what they are.
    known: DrawnPages,
    drawn: AtomicUsize,
}

/// One file of the site, written aside or found to be in place already.
struct Made<'a> {
    file: Staged,
    /// It was made from something else than the file in place, or by another certsite.
    is_new: bool,
    /// Fingerprint of what a page is drawn from.
    of: Option<Sum>,
    /// What was seen in it; `None` if it was copied.
    seen: Option<Looked<'a>>,
}

/// One file, and the same packed.
type Whole<'a> = (Made<'a>, Vec<Staged>);

/// What can be done, and the pages to note once it is done, if they are others than those that are
/// noted; or the late errors for which nothing will be: those of templates and finished pages, and
/// of what stands in the folders.
type Prepared<'a> = Result<(Changes<'a>, Option<DrawnPages>), Vec<Diagnostic>>;

impl<'a> Write<'a> {
    /// For a program of this fingerprint.
    pub fn new(
        program: u64,
        site: &'a Site,
        output: &'a Output,
        minifier: Option<Minifier>,
        packer: Option<Packer>,
    ) -> Write<'a> {
        let outs: HashSet<&str> = site.plan.routes.iter().map(|route| &*route.out).collect();
        // Links of any page may lead to an address that is no more; of those to fleeting files it is
        // known whose they are.
        let stays = |out: &str| {
            let file = unpacked(out).filter(|_| packer.is_some()).unwrap_or(out);
            outs.contains(out) || outs.contains(file) || is_fleeting(file)
        };
        let known = match output.site.is_part_of(stays) {
            true => output.drawn(),
            false => DrawnPages::default(),
        };
        let (finished, looking) = (Finished::new(site), Spent::default());
        let drawn = 0.into();
        Write { program, site, output, minifier, packer, outs, finished, looking, known, drawn }
    }

    /// How many pages had to be drawn.
    pub fn drawn(&self) -> usize {
        self.drawn.load(Relaxed)
    }

    /// Writes site and bundle aside, and finds all that could still go wrong in either.
    pub fn aside(&self, timings: &mut Timings) -> Result<Prepared<'a>, Error> {
        let mut late = Vec::new();
        let mut site = Vec::with_capacity(self.site.plan.routes.len());
        let pages: Vec<_> = timings.stage("render", || {
            self.site.plan.routes.par_iter().map(|route| self.whole(route)).collect()
        });
        timings.within("look", self.looking.total());
        let mut looked = Vec::with_capacity(pages.len());
        let mut new = HashSet::new();
        let mut drawn = Vec::with_capacity(pages.len());
        for (route, page) in self.site.plan.routes.iter().zip(pages) {
            match page? {
                Ok((Made { file, is_new, of, seen }, packed)) => {
                    drawn.extend(of.zip(file.source()).map(|of| (looked.len(), of)));
                    site.push(file);
                    site.extend(packed);
                    looked.extend(seen);
                    new.extend(is_new.then_some(route.out.as_str()));
                }
                Err(diagnostic) => late.push(*diagnostic),
            }
        }
        // What would repeat the errors that are known is not looked for.
        if late.is_empty() {
            late = timings.stage("vet", || {
                let mut late = self.look_again(&mut looked);
                late.extend(problems(&self.finished, &looked));
                late.extend(self.site.vet(&|out| new.contains(out)));
                late
            });
        }
        let bundle = self.bundle(&mut late)?;
        if !late.is_empty() {
            return Ok(Err(late));
        }
        let drawn = drawn.into_iter().map(|(n, (of, source))| {
            let links = looked[n].links();
            (of, DrawnPage::new(source, links))
        });
        let drawn: DrawnPages = drawn.collect();
        let drawn = Some(drawn).filter(|drawn| *drawn != self.known);
        Ok(self.output.prepare(site, bundle).map(|changes| (changes, drawn)))
    }

    /// Draws those pages that are as they were and that are needed to judge links: some lead to a
    /// part of another page that this may have lost, to others a changed page leads.
    fn look_again(&self, looked: &mut [Looked<'a>]) -> Vec<Diagnostic> {
        let mut late = Vec::new();
        loop {
            let doubtful = doubtful(looked);
            let again = doubtful.into_par_iter().map(|(n, asked)| {
                let route = looked[n].route();
                self.drawn.fetch_add(1, Relaxed);
                let bytes = self.site.render(route)?;
                Ok((n, asked, self.finished.look(route, &bytes)))
            });
            let again: Vec<Result<_, Box<Diagnostic>>> = again.collect();
            if again.is_empty() || !late.is_empty() {
                return late;
            }
            for page in again {
                match page {
                    Ok((n, asked, seen)) => {
                        seen.into_iter().for_each(|seen| looked[n].learn(seen, asked));
                    }
                    Err(diagnostic) => late.push(*diagnostic),
                }
            }
        }
    }

    /// One route's file, and the same packed.
    fn whole(&self, route: &'a Route) -> Result<Result<Whole<'a>, Box<Diagnostic>>, DiskError> {
        Ok(match self.stage(route)? {
            Ok(made) => {
                let packed = self.packed(&made.file)?;
                Ok((made, packed))
            }
            Err(diagnostic) => Err(diagnostic),
        })
    }

    /// Packs a file in all forms, as far as that was not done before, and nobody has a file of their
    /// own there.
    fn packed(&self, file: &Staged) -> Result<Vec<Staged>, DiskError> {
        let Some(packer) = self.packer.as_ref().filter(|_| is_packed(&file.out)) else {
            return Ok(Vec::new());
        };
        let folder = &self.output.site;
        // What comes of the same bytes changes with the libraries.
        let source = xxh3_64_with_seed(&file.sum().to_le_bytes(), self.program);
        let mut bytes = None;
        let mut packed = Vec::with_capacity(FORMS.len());
        for form in FORMS {
            let out = format!("{}{}", file.out, form.ending());
            if self.outs.contains(&*out) {
                continue;
            }
            packed.push(match folder.keep(&out, source) {
                Some(kept) => kept,
                None => {
                    let bytes = match &mut bytes {
                        Some(bytes) => bytes,
                        none => none.insert(folder.bytes(file)?),
                    };
                    let content = packer.pack(form, &file.out, bytes);
                    folder.stage(&out, source, Content::Bytes(&content))?
                }
            });
        }
        Ok(packed)
    }

    /// Renders one route and writes it aside, unless what is in place was made from the same.
    fn stage(&self, route: &'a Route) -> Result<Result<Made<'a>, Box<Diagnostic>>, DiskError> {
        // What the minifier makes of a page, and what is found in a document, changes with the
        // version, and the first with what the theme shows.
        let seed = self.program ^ self.minifier.as_ref().map_or(0, Minifier::sum);
        let of = |sum: Sum| xxh3_64_with_seed(&sum.to_le_bytes(), seed);
        let page = self.site.draw_unless(route, |sum| self.known(route, of(sum)));
        let picture = self.picture(route);
        let drawn = match page {
            Ok(Some(Asked::Known(made))) => return Ok(Ok(made)),
            Ok(Some(Asked::New(sum, bytes))) => {
                self.drawn.fetch_add(1, Relaxed);
                Ok((Some(of(sum)), bytes))
            }
            Ok(None) => {
                if let Some(file) = picture.and_then(|sum| self.output.site.keep(&route.out, sum)) {
                    return Ok(Ok(Made { file, is_new: false, of: None, seen: None }));
                }
                self.site.render(route).map(|bytes| (None, bytes))
            }
            Err(diagnostic) => Err(diagnostic),
        };
        let (of, bytes) = match drawn {
            Ok(drawn) => drawn,
            Err(diagnostic) => return Ok(Err(diagnostic)),
        };
        let seen = self.looking.on(|| self.finished.look(route, &bytes));
        let source = match (&bytes, &self.minifier) {
            (Bytes::Made(bytes), _) => xxh3_64_with_seed(bytes, self.program),
            (Bytes::Html(html), Some(_)) => xxh3_64_with_seed(html, seed),
            (Bytes::Html(html), None) => xxh3_64(html),
            (Bytes::Picture(_), _) => picture.unwrap_or_default(),
            (Bytes::File(_), _) => self.copied(route),
        };
        let folder = &self.output.site;
        if let Some(file) = folder.keep(&route.out, source) {
            return Ok(Ok(Made { file, is_new: false, of, seen }));
        }
        let staged = match (&bytes, &self.minifier) {
            (Bytes::Html(html), Some(minifier)) => {
                folder.stage(&route.out, source, Content::Bytes(&minifier.minify(html)))
            }
            (Bytes::Html(bytes) | Bytes::Made(bytes) | Bytes::Picture(bytes), _) => {
                folder.stage(&route.out, source, Content::Bytes(bytes))
            }
            (Bytes::File(path), _) => folder.stage(&route.out, source, Content::File(path, source)),
        };
        staged.map(|file| Ok(Made { file, is_new: true, of, seen }))
    }

    /// A page that stands in place as it was drawn from the same.
    fn known(&self, route: &'a Route, of: Sum) -> Option<Made<'a>> {
        let page = self.known.get(&of)?;
        let file = self.output.site.keep(&route.out, page.source)?;
        let seen = Some(self.finished.recall(route, page.links())?);
        Some(Made { file, is_new: false, of: Some(of), seen })
    }

    /// The fingerprint of a picture that is drawn, or loses its notes, without doing that.
    fn picture(&self, route: &Route) -> Option<Sum> {
        match &route.make {
            Make::Version(_, version) => Some(version.sum),
            // What notes are changes with the program.
            Make::Copy(file) if file.loses_notes() => {
                Some(xxh3_64_with_seed(&file.sum().to_le_bytes(), self.program))
            }
            _ => None,
        }
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
