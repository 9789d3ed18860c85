//! What a site below a path of its host cannot do by itself: be found by programs that look at the
//! root of the host alone.

use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::plan::Make;
use certsite_site::site::Site;
use std::collections::BTreeSet;

/// Reports the site's files that nobody finds, if it stands below a path.
pub fn check(site: &Site) -> Option<Diagnostic> {
    let base = &site.options.base;
    if base.path().is_empty() {
        return None;
    }
    // An older address is no file that a program looks for.
    let files = site.plan.routes.iter().filter(|r| !matches!(r.make, Make::Redirect(_)));
    let files: BTreeSet<&str> = files.filter_map(|route| at_root(&route.out)).collect();
    let problem = Problem::NotAtRoot {
        base: base.to_string(),
        path: base.path().to_owned(),
        files: files.into_iter().collect::<Vec<_>>().join(", "),
    };
    Some(Diagnostic::at(problem, site.config.place(&["base_url"])))
}

/// RFC 9309 §2.3, and RFC 8615 with what is registered below it: security.txt (RFC 9116 §3), the
/// Web Key Directory, the provider's metadata of CSAF.
fn at_root(out: &str) -> Option<&str> {
    let below = out.strip_prefix(".well-known/").unwrap_or_default();
    match below.split('/').next().filter(|name| !name.is_empty()) {
        Some(name) => Some(&out[..out.len() - below.len() + name.len()]),
        None => (out == "robots.txt").then_some(out),
    }
}

#[cfg(test)]
mod tests {
    use super::at_root;

    #[test]
    fn programs_look_at_the_root_for_few_files() {
        for (out, expect) in [
            ("robots.txt", Some("robots.txt")),
            (".well-known/security.txt", Some(".well-known/security.txt")),
            (".well-known/csaf/white/index.txt", Some(".well-known/csaf")),
            (".well-known/openpgpkey/hu/x", Some(".well-known/openpgpkey")),
            ("en/robots.txt", None),
            ("index.html", None),
        ] {
            assert_eq!(at_root(out), expect, "{out}");
        }
    }
}
