//! What `check` tells of the stores of sensors, which a build does not need to be whole.

use super::sources::sources;
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_sensors::store::Store;
use certsite_sensors::store::review::{Common, Damage, review as look};
use certsite_shell::command::Failure;
use std::path::Path;

/// Looks at the stores of a site.
pub fn review(root: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let names = sources(root)?.into_iter();
    let stores: Vec<_> = names.map(|name| (name.clone(), Store::new(root, &name))).collect();
    let found = look(&stores);
    let at = |problem: Problem, path: String| Diagnostic::at(problem, Place::file(&path.into()));
    let damage = found.damage.into_iter().map(|Damage { path, message, help }| {
        at(Problem::LinesDamaged { message, help: help.to_owned() }, path)
    });
    let twice = found.common.into_iter().map(|((one, other), common)| {
        let Common { path, day, events, compared } = common;
        let what = format!(
            "{one} and {other} count the same events, from {day} on: {events} of {compared} that \
             were compared"
        );
        at(Problem::CountedTwice { what }, path)
    });
    Ok(damage.chain(twice).collect())
}
