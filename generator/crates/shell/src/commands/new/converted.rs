//! A document of another issuer → the files of a draft in each language.

use super::{Files, in_each, name, number};
use crate::cli::{NewArgs, NewKind};
use crate::command::Failure;
use crate::console;
use certsite_base::lang::has_slug;
use certsite_converter::{Draft, MOST, Numbered, convert};
use certsite_site::site::Site;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads the document, before the site is read: standard input, if its name is “-”.
pub fn read(args: &NewArgs) -> Result<Option<Draft>, Failure> {
    let Some(from) = &args.from else { return Ok(None) };
    if !matches!(args.kind, NewKind::Advisory) {
        return Err(Failure::new("only an advisory is made of a document: new advisory --from"));
    }
    let shown =
        if from == Path::new("-") { "standard input".into() } else { from.display().to_string() };
    let mut bytes = Vec::new();
    // One byte more tells that there is more.
    let read = match from == Path::new("-") {
        true => std::io::stdin().take(MOST + 1).read_to_end(&mut bytes),
        false => File::open(from).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(Failure::io(&shown))?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::new(format!("{shown} is larger than {} MiB", MOST >> 20)));
    }
    convert(&bytes).map(Some).map_err(|refused| Failure::new(format!("{shown}: {}", refused.0)))
}

/// The pages, named for the title of the document or for what was typed.
pub fn files(site: &Site, args: &NewArgs, draft: &Draft) -> Result<Files, Failure> {
    let key = match args.what.as_deref() {
        Some(path) if path.ends_with(".md") => name::key_of_path(site, path)?,
        Some(title) => name::key_of_typed("advisories/", title)?,
        None if has_slug(draft.title()) => name::key_of_title("advisories/", draft.title())?,
        None => {
            return Err(Failure::new(
                "no address can be made of the document's title; give one behind “advisory”",
            ));
        }
    };
    let (id, day) = (number::next(site), site.options.date.to_string());
    let languages = &site.config.languages;
    let own = draft.language().map(|tag| tag.split('-').next().unwrap_or(tag));
    let own =
        languages.iter().map(|lang| languages[lang].code.as_str()).find(|code| Some(*code) == own);
    // What is written in the site's first language is so without a word.
    let first = languages.iter().next().map(|lang| languages[lang].code.as_str());
    let original = own.filter(|code| Some(*code) != first);
    in_each(site, &key, |lang| {
        let language = languages[lang].code.as_str();
        draft.page(&Numbered { id: &id, day: &day, original, language })
    })
}

/// Tells what the draft was made of, and what is left to the editor.
pub fn tell(draft: &Draft) {
    let mut told = format!("made of {}; check everything against it\n", draft.source());
    if !draft.left().is_empty() {
        told.push_str("not carried over (the drafts say so, too):\n");
        draft.left().iter().for_each(|left| told.push_str(&format!("  - {left}\n")));
    }
    console::say(told);
}
