//! Names that Windows keeps for devices, or cannot write: editors there could not fetch the files.

use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_site::site::Site;
use std::collections::HashSet;

/// What Windows takes for a device, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Files of the site of which Windows can have none.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut told = HashSet::new();
    let mut diagnostics = Vec::new();
    for (path, _) in site.inputs.below("") {
        for part in path.split('/') {
            let Some(why) = why_not(part) else { continue };
            // A folder is told of once.
            let end = part.as_ptr() as usize - path.as_ptr() as usize + part.len();
            if told.insert(&path[..end]) {
                let problem = Problem::WindowsName { name: part.to_owned(), why: why.to_owned() };
                diagnostics.push(Diagnostic::at(problem, Place::file(path)));
            }
        }
    }
    diagnostics
}

/// Why Windows can have no file of this name, if so.
fn why_not(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    if is_port || DEVICES.contains(&stem.as_str()) {
        return Some("it is the name of a device there, whatever follows on it");
    }
    name.ends_with(['.', ' ']).then_some("no name ends in a dot or a blank there")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_none_of_files() {
        for name in ["con.md", "AUX", "Nul.tar.gz", "com1.txt", "LPT9", "prn ", "a.", "a "] {
            assert!(why_not(name).is_some(), "{name}");
        }
        for name in
            ["con-x.md", "cons", "com.md", "com10.txt", "com0", "a.con", "auxiliary.md", ".x"]
        {
            assert!(why_not(name).is_none(), "{name}");
        }
    }
}
