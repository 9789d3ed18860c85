//! `certsite new`: the files of a page in each language, ready to be written in.

use super::{Failure, Outcome, no_site, now, print};
use crate::cli::{NewArgs, NewKind};
use crate::lang::{Lang, slug};
use crate::load::Data;
use crate::site::{Engine, Request, Site};
use crate::statistics::period::Period;
use crate::statistics::reports::{key, page};
use crate::timing::Timings;
use std::io::Write;
use std::path::Path;

/// Runs the command.
pub fn new(args: &NewArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let snapshot = Engine::new(root, Request::default())
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let Some(site) = snapshot.site else {
        super::show(&snapshot.diagnostics);
        return Ok(Outcome::Problems);
    };
    let today = site.options.date;
    let (folder, day) = match args.kind {
        NewKind::Page => (String::new(), format!("updated: {today}\n")),
        NewKind::News => (format!("news/{today}-"), format!("date: {today}\n")),
        NewKind::Advisory => ("advisories/".to_owned(), advisory(&site)),
        NewKind::Report => return report(&site, root, &args.what),
    };
    let (key, title) = match args.what.strip_suffix(".md") {
        Some(path) => (args.what.clone(), path.rsplit('/').next().unwrap_or(path).to_owned()),
        None => (format!("{folder}{}.md", slug(&args.what)), args.what.clone()),
    };
    let Some(key) = crate::link::join("", &key).filter(|key| !key.starts_with("..")) else {
        return Err(Failure(format!("“{}” leads out of the site", args.what)));
    };
    let page =
        format!("---\ntitle: {}\ndescription: \"\"\n{day}draft: true\n---\n", quoted(&title));
    write(&site, root, &key, |_| page.clone())
}

/// A report, to be written around: the same as certsite makes.
fn report(site: &Site, root: &Path, period: &str) -> Result<Outcome, Failure> {
    let period: Period = period.parse().map_err(Failure)?;
    let text = |lang: Lang, key: &str| site.text(lang, key).to_owned();
    write(site, root, &key(period), |lang| page(&site.config, lang, period, &text))
}

/// Writes a page in each language, never over one that is there.
fn write(
    site: &Site,
    root: &Path,
    key: &str,
    page: impl Fn(Lang) -> String,
) -> Result<Outcome, Failure> {
    for lang in site.config.languages.iter() {
        let path = root.join("content").join(&site.config.languages[lang].code).join(key);
        std::fs::create_dir_all(path.parent().unwrap_or(root))
            .map_err(Failure::io(path.display()))?;
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(Failure::io(path.display()))?;
        file.write_all(page(lang).as_bytes()).map_err(Failure::io(path.display()))?;
        print(format_args!("{}\n", path.display()))?;
    }
    Ok(Outcome::Fine)
}

/// The block of an advisory with the next free number of the year, drafts counted.
fn advisory(site: &Site) -> String {
    let (today, scheme) = (site.options.date, &site.config.advisory_ids);
    let taken = site.inputs.files.iter().filter_map(|(path, file)| match &file.data {
        Data::Text(text) if path.ends_with(".md") => Some(text.lines()),
        _ => None,
    });
    let ids = taken.flatten().filter_map(|line| scheme.read(line.trim().strip_prefix("id: ")?));
    let last = ids.filter(|(year, _)| *year == today.year()).map(|(_, number)| number).max();
    let id = scheme.id(today.year(), last.unwrap_or(0) + 1);
    format!(
        "date: {today}\nadvisory:\n  id: {id}\n  status: draft\n  tlp: TLP:CLEAR\n  revisions:\n    - {{number: 1, date: {today}, summary: \"\"}}\n  products: []\n  vulnerabilities: []\n  remediations: []\n  references: []\n"
    )
}

/// A YAML string in double quotes (YAML 1.2 §7.3.1).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " "))
}
