//! `certsite new`: the files of a page in each language, ready to be written in; or those that a
//! page lacks. Nothing is written that a build would refuse, and all of it or nothing.

mod converted;
mod name;
mod number;
mod translation;

use crate::check;
use crate::cli::{NewArgs, NewKind};
use crate::command::{Failure, Outcome, lock, no_site, now, print};
use crate::program::Program;
use certsite_base::diag::{self, Diagnostic, Severity};
use certsite_base::lang::Lang;
use certsite_periods::Period;
use certsite_periods::page::{ABOUT, begun, key};
use certsite_site::load::{Changed, Data, File};
use certsite_site::site::{Request, Site, Snapshot};
use certsite_site::timing::Timings;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Files to be made: their paths from the site's root, with their texts.
type Files = Vec<(String, String)>;

/// Makes the files, and prints their paths to standard output.
pub fn new(program: &Program, args: &NewArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let draft = converted::read(args)?;
    // Where there is no site, no lock is left behind.
    std::fs::read_dir(root.join("content")).map_err(no_site(root))?;
    // Two at once take one number after the other.
    let _lock = lock(root, "new")?;
    let before = snapshot(program, root, &[])?;
    let Some(site) = &before.site else {
        crate::command::show(&before.diagnostics);
        return Ok(Outcome::Problems);
    };
    let files = match &draft {
        Some(draft) => converted::files(site, args, draft)?,
        None => files(site, args)?,
    };
    let refused = refused(&before, snapshot(program, root, &files)?);
    if !refused.is_empty() {
        crate::command::show(&refused);
        return Err(Failure::new("nothing was made: a build would refuse it"));
    }
    write(root, &files)?;
    for (path, _) in &files {
        print(format_args!("{}\n", root.join(path).display()))?;
    }
    draft.iter().for_each(converted::tell);
    Ok(Outcome::Fine)
}

/// The site with its drafts, and with these files as if they were there.
fn snapshot(
    program: &Program,
    root: &Path,
    more: &[(String, String)],
) -> Result<Snapshot, Failure> {
    let mut engine = program.engine(root, Request { drafts: true, ..Request::default() });
    let mut read =
        engine.read(now(), &Changed::All, &mut Timings::default()).map_err(no_site(root))?;
    for (path, text) in more {
        let sum = xxh3_64(text.as_bytes());
        let file = File { data: Data::Page(text.as_str().into()), sum, real: None, picture: None };
        read.inputs.files.insert(Arc::from(path.as_str()), file);
    }
    Ok(engine.plan(read, &mut Timings::default()))
}

/// The errors that new files bring, in themselves or in finished pages. What is still to be filled
/// in is none.
fn refused(before: &Snapshot, after: Snapshot) -> Vec<Diagnostic> {
    let new = |all: Vec<Diagnostic>, known: &[Diagnostic]| -> Vec<Diagnostic> {
        let errors = all.into_iter().filter(|d| d.severity() == Severity::Error);
        errors.filter(|d| !known.contains(d)).collect()
    };
    let late = |snapshot: &Snapshot| {
        let site = snapshot.site.as_ref();
        let mut late = site.map(check::rendered).unwrap_or_default();
        diag::sort(&mut late);
        late
    };
    // Where there are errors already, finished pages would only repeat them.
    if diag::has_errors(&after.diagnostics) {
        return new(after.diagnostics, &before.diagnostics);
    }
    match late(&after) {
        none if none.is_empty() => none,
        found => new(found, &late(before)),
    }
}

fn files(site: &Site, args: &NewArgs) -> Result<Files, Failure> {
    let today = site.options.date;
    let what = args.what.as_deref().unwrap_or_default();
    let (folder, more) = match args.kind {
        NewKind::Page => (String::new(), format!("updated: {today}\n")),
        NewKind::News => (format!("news/{today}-"), format!("date: {today}\n")),
        NewKind::Advisory => ("advisories/".to_owned(), number::block(site)),
        NewKind::Report => return report(site, what),
        NewKind::Translation => {
            let key = name::key_of_path(site, what)?;
            return translation::files(site, &key);
        }
    };
    let is_path = what.ends_with(".md");
    let key = match is_path {
        true => name::key_of_path(site, what)?,
        false => name::key_of_typed(&folder, what)?,
    };
    // A path to a page that some languages have means the others.
    let (there, missing) = languages(site, &key);
    if !there.is_empty() && !missing.is_empty() && is_path {
        return translation::files(site, &key);
    }
    let title = if is_path { name::title_of_path(&key) } else { name::title(what)? };
    let title = serde_json::Value::from(title).to_string();
    let text = format!("---\ntitle: {title}\ndescription: \"\"\n{more}draft: true\n---\n");
    in_each(site, &key, |_| text.clone())
}

/// A report, to be written around: the same as certsite makes.
fn report(site: &Site, period: &str) -> Result<Files, Failure> {
    let period: Period = period.parse().map_err(Failure::new)?;
    let text = |lang: Lang, key: &str| site.text(lang, key).to_owned();
    in_each(site, &key(period), |lang| begun(&site.config, lang, (period, ABOUT[0]), &text))
}

/// A file in each language, none of which is there.
fn in_each(site: &Site, key: &str, text: impl Fn(Lang) -> String) -> Result<Files, Failure> {
    let (there, _) = languages(site, key);
    if let Some(first) = there.first() {
        return Err(Failure::new(format!("{} exists already", path(site, *first, key))));
    }
    let languages = site.config.languages.iter();
    Ok(languages.map(|lang| (path(site, lang, key), text(lang))).collect())
}

/// The languages in which an editor wrote a page, and those in which none did.
fn languages(site: &Site, key: &str) -> (Vec<Lang>, Vec<Lang>) {
    site.config
        .languages
        .iter()
        .partition(|lang| site.inputs.files.contains_key(path(site, *lang, key).as_str()))
}

fn path(site: &Site, lang: Lang, key: &str) -> String {
    format!("content/{}/{key}", site.config.languages[lang].code)
}

/// Writes all files, never over one that is there; or none, and takes back what was made.
fn write(root: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let mut made: Vec<PathBuf> = Vec::new();
    for (path, text) in files {
        let path = root.join(path);
        if let Err(error) = write_one(&path, text, &mut made) {
            // The youngest first: a folder goes after what was made in it.
            for path in made.iter().rev() {
                let _ = if path.is_dir() {
                    std::fs::remove_dir(path)
                } else {
                    std::fs::remove_file(path)
                };
            }
            return Err(Failure::io(path.display())(error));
        }
    }
    Ok(())
}

fn write_one(path: &Path, text: &str, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let above: Vec<&Path> =
        path.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
    for folder in above.into_iter().rev() {
        std::fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(path)?;
    made.push(path.to_owned());
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
}
