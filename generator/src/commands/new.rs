//! `certsite new`: the files of a page in each language, ready to be written in.

use super::{Failure, Outcome, no_site, now};
use crate::cli::{NewArgs, NewKind};
use crate::lang::slug;
use crate::site::{Engine, Request};
use crate::timing::Timings;
use std::io::Write;

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
    let (key, title) = match args.what.strip_suffix(".md") {
        Some(path) => (args.what.clone(), path.rsplit('/').next().unwrap_or(path).to_owned()),
        None => {
            let folder = match args.kind {
                NewKind::Page => String::new(),
                NewKind::News => format!("news/{today}-"),
            };
            (format!("{folder}{}.md", slug(&args.what)), args.what.clone())
        }
    };
    let Some(key) = crate::link::join("", &key).filter(|key| !key.starts_with("..")) else {
        return Err(Failure(format!("“{}” leads out of the site", args.what)));
    };
    let day = match args.kind {
        NewKind::Page => format!("updated: {today}\n"),
        NewKind::News => format!("date: {today}\n"),
    };
    for code in site.config.languages.codes() {
        let path = root.join("content").join(code).join(&key);
        let page =
            format!("---\ntitle: {}\ndescription: \"\"\n{day}draft: true\n---\n", quoted(&title));
        std::fs::create_dir_all(path.parent().unwrap_or(root))
            .map_err(Failure::io(path.display()))?;
        // Never over a page that is there.
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(Failure::io(path.display()))?;
        file.write_all(page.as_bytes()).map_err(Failure::io(path.display()))?;
        println!("{}", path.display());
    }
    Ok(Outcome::Fine)
}

/// A YAML string in double quotes (YAML 1.2 §7.3.1).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " "))
}
