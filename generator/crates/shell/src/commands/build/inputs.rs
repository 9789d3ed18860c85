//! What a build is made from → one number, by which the next build finds out whether it has anything to
//! do; without reading the site's files where their looks are enough.

use super::Pages;
use crate::command::now;
use crate::mount::silent_drive;
use crate::program::Program;
use certsite_site::config::Config;
use certsite_site::feature::Audience;
use certsite_site::linked::Options;
use certsite_site::load::Sum;
use certsite_site::output::Output;
use certsite_site::site::{self, Engine, Glance};
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// What decides the bytes of a build; another certsite makes another site.
pub(super) fn fingerprint(
    program: &Program,
    inputs: Sum,
    options: Option<&Options>,
    pages: Pages,
    audience: Audience,
) -> Sum {
    let sum = format!("{inputs} {options:?} {pages:?} {audience:?} {}", program.sum);
    xxh3_64(sum.as_bytes())
}

/// What is known of the site without reading its files, if they look as they did when a build read
/// them. Where others may change them unseen, looks are not taken for anything.
pub(super) fn glance(
    engine: &Engine,
    output: &Output,
    root: &Path,
) -> std::io::Result<Option<Glance>> {
    let noted = output.noted().filter(|_| silent_drive(root, &["content", "themes"]).is_none());
    noted.map_or(Ok(None), |noted| engine.glance(now(), noted))
}

/// Whom a site of these settings is for; nobody is kept from one that has none.
pub(super) fn audience(settings: Option<(&Arc<Config>, &Options)>) -> Audience {
    settings.map_or(Audience::Public, |(config, options)| {
        site::audience(config, options, config.today(now()))
    })
}
