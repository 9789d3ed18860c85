//! What each command reads of a site before it changes data, and whether it is to change any.

use certsite_sensors::store;
use certsite_shell::command::{Failure, no_site, now, public_figures};
use certsite_site::config::{self, Config};
use certsite_site::load::{self, Inputs};
use certsite_site::output::Last;
use std::path::Path;

/// Whether a file is asked for by commands that change data: settings and data but for tallies, of
/// which there may be very many.
pub fn is_data(path: &str) -> bool {
    matches!(path, "content/site.yaml" | "content/team.yaml")
        || path.starts_with("content/data/") && !path.starts_with(store::FOLDER)
}

/// The data of a site, its settings and today in its time zone.
pub fn settings(root: &Path) -> Result<(Inputs, Config, jiff::civil::Date), Failure> {
    settings_with(root, &|_| false)
}

/// Like [`settings`], with the files whose paths `more` accepts.
pub fn settings_with(
    root: &Path,
    more: &(dyn Fn(&str) -> bool + Sync),
) -> Result<(Inputs, Config, jiff::civil::Date), Failure> {
    let wanted = |path: &str| is_data(path) || more(path);
    // What is wrong with them is told by those who check them.
    let (mut inputs, _) = load::only(root, &wanted).map_err(no_site(root))?;
    inputs.public = public_figures(root, &Last::of(&root.join("public")));
    let what = "content/site.yaml has mistakes: “certsite check” shows them";
    let config = config::read(&inputs).0.ok_or_else(|| Failure::new(what))?;
    let today = config.today(now());
    Ok((inputs, config, today))
}

/// Whether a command changes anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It does what it says.
    Change,
    /// It only says what it would do.
    Trial,
}

impl Effect {
    /// Only says it if it is told to.
    pub fn unless_dry_run(dry_run: bool) -> Effect {
        if dry_run { Effect::Trial } else { Effect::Change }
    }
}
