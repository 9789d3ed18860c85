//! The folders that a build was told to write to → whether it may: never into what the site is made
//! from, not even through a link.

use super::OWN_MANIFEST;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

/// The two folders that a build writes to, as absolute paths with all links followed.
#[derive(Debug)]
pub struct Places {
    /// The folder of the published site (`--out`).
    pub site: PathBuf,
    /// The folder of what the form function needs.
    pub bundle: PathBuf,
}

impl Places {
    /// The places, with all links followed; or a sentence that says why they cannot be used.
    pub fn find(root: &Path, out: &Path, bundle: &Path) -> Result<Places, String> {
        let root = real(root).map_err(|error| format!("{}: {error}", root.display()))?;
        let place = |flag: &str, given: &Path| {
            let place = real(given).map_err(|error| format!("{flag} {}: {error}", given.display()));
            place.and_then(|place| match overlap(&root, &place) {
                Some(why) => Err(format!("{flag} {} {why}", given.display())),
                None => match place.ancestors().skip(1).find(|above| is_output(above)) {
                    Some(above) => Err(format!(
                        "{flag} {} lies inside {}, which another build writes; choose a folder \
                         beside it",
                        given.display(),
                        shown(above.to_owned()).display()
                    )),
                    None => Ok(place),
                },
            })
        };
        let (site, bundle_place) = (place("--out", out)?, place("--bundle", bundle)?);
        if lies_in(&site, &bundle_place) || lies_in(&bundle_place, &site) {
            return Err(format!(
                "--out {} and --bundle {} lie one inside the other: what the form function needs \
                 is not for visitors; choose two folders side by side",
                out.display(),
                bundle.display()
            ));
        }
        Ok(Places { site: shown(site), bundle: shown(bundle_place) })
    }
}

/// Whether a build wrote a folder.
fn is_output(folder: &Path) -> bool {
    folder.join(OWN_MANIFEST).is_file()
}

/// Why a folder cannot be written to, for a site at `root`.
fn overlap(root: &Path, place: &Path) -> Option<String> {
    if lies_in(root, place) {
        return Some(
            "is the folder of the site itself, or one above it, and certsite writes only into a \
             folder of its own; choose one beside content/, such as public"
                .into(),
        );
    }
    for source in ["content", "themes"] {
        // Itself a link, perhaps.
        let real = real(&root.join(source)).ok()?;
        if lies_in(place, &real) {
            return Some(format!(
                "lies inside {source}/, which the site is made from: the next build would publish \
                 this one; choose a folder beside it, such as public"
            ));
        }
        if lies_in(&real, place) {
            return Some(format!(
                "holds {source}/, which the site is made from; choose a folder beside it"
            ));
        }
    }
    None
}

/// True if a path is a folder or leads below it. Folders are compared as the system does: by their
/// number, so that letters of another case and second ways to one folder do not deceive.
fn lies_in(inner: &Path, outer: &Path) -> bool {
    let number = |path: &Path| fs::metadata(path).ok().map(|m| (m.dev(), m.ino()));
    match number(outer) {
        Some(outer) => inner.ancestors().any(|above| number(above) == Some(outer)),
        None => inner.starts_with(outer),
    }
}

/// A path from the root of the file system, without links and dots; its end need not exist.
fn real(path: &Path) -> io::Result<PathBuf> {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => {
                real.push(part);
                if fs::symlink_metadata(&real).is_ok() {
                    // A link to nothing fails here: no folder can be made in its place.
                    real = real.canonicalize()?;
                }
            }
        }
    }
    Ok(real)
}

/// A place as one reads it: from the current folder, if it lies below.
fn shown(place: PathBuf) -> PathBuf {
    let current = Path::new(".").canonicalize().ok();
    match current.and_then(|current| Some(place.strip_prefix(current).ok()?.to_owned())) {
        Some(below) if !below.as_os_str().is_empty() => below,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// `out` and `bundle` below the root; `expect` is a part of the sentence, or empty.
    fn check(root: &Path, out: &str, bundle: &str, expect: &str) {
        let found = Places::find(root, &root.join(out), &root.join(bundle));
        match (found, expect) {
            (Ok(_), "") => {}
            (Err(why), expect) if !expect.is_empty() => {
                assert!(why.contains(expect), "{out}, {bundle}: {why}");
            }
            (found, _) => panic!("{out}, {bundle}: {found:?}"),
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "makes what another build would")]
    fn a_build_never_writes_into_what_it_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("site");
        for made in ["site/content/files", "site/themes", "site/www", "elsewhere"] {
            fs::create_dir_all(folder.path().join(made)).expect("it is ours");
        }
        fs::create_dir_all(root.join("built/.certsite")).expect("it is ours");
        fs::write(root.join("built/.certsite/manifest"), "").expect("it is ours");
        for (link, to) in [
            ("into", "built"),
            ("in", "content"),
            ("deep", "content/files"),
            ("up", ".."),
            ("self", "."),
            ("ok", "../elsewhere"),
            ("void", "nowhere"),
            ("loop", "loop"),
        ] {
            symlink(to, root.join(link)).expect("it is ours");
        }
        let inside = "lies inside content/";
        let above = "is the folder of the site itself, or one above it";
        let both = "lie one inside the other";
        for (out, expect) in [
            ("public", ""),
            ("www", ""),
            ("ok", ""),
            ("ok/deep/er", ""),
            ("not/yet/../there", ""),
            ("../beside", ""),
            ("content", inside),
            ("content/files/site", inside),
            ("content/new/deep", inside),
            ("in/x", inside),
            ("deep", inside),
            ("www/../content/x", inside),
            ("not/yet/../../content/x", inside),
            ("themes/out", "lies inside themes/"),
            ("", above),
            ("built/x", "lies inside"),
            ("built/x/y/..", "lies inside"),
            ("into/x", "lies inside"),
            ("built", ""),
            ("into", ""),
            ("built2", ""),
            (".", above),
            ("..", above),
            ("self", above),
            ("up", above),
            ("up/site/content", inside),
            ("void", "--out"),
            ("void/x", "--out"),
            ("loop", "--out"),
        ] {
            check(&root, out, "form-bundle", expect);
            check(&root, "other", out, &expect.replace("--out", "--bundle"));
        }
        for (out, bundle) in [
            ("public", "public"),
            ("public/x", "public"),
            ("public", "public/form"),
            ("ok", "../elsewhere/b"),
        ] {
            check(&root, out, bundle, both);
        }
    }

    #[test]
    fn content_elsewhere_is_still_content() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("site");
        for made in ["site", "texts/content"] {
            fs::create_dir_all(folder.path().join(made)).expect("it is ours");
        }
        symlink("../texts/content", root.join("content")).expect("it is ours");
        check(&root, "../texts/content/x", "b", "lies inside content/");
        check(&root, "../texts", "b", "holds content/");
        check(&root, "public", "b", "");
    }
}
