//! Files for everybody that hold the same as data of which only figures and facts are published: a
//! copy, or the same file by a second name.

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::plan::Make;
use certsite_site::site::Site;
use std::collections::HashMap;

/// What holds more than is published.
const KEPT: [&str; 3] = ["content/data/register/", "content/data/sensors/", "content/team.yaml"];

/// Reports each published file whose bytes are those of a file that must stay within.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let kept = KEPT.iter().flat_map(|path| site.inputs.below(path));
    let kept: HashMap<_, _> = kept.map(|(path, file)| (file.sum, path)).collect();
    let published = site.plan.routes.iter().filter_map(|route| match &route.make {
        Make::Copy(file) => Some(file.path()),
        _ => None,
    });
    let same = published.filter_map(|path| {
        let other = kept.get(&site.inputs.files.get(path)?.sum)?;
        let problem = Problem::FileOfData { other: other.to_string() };
        Some(Diagnostic::at(problem, Place::file(path)))
    });
    same.collect()
}
