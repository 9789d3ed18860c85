//! What proves a document to be whole and the team's: hashes and signature beside it.

use crate::finding::{Finding, Level};
use crate::matched::Pair;
use crate::place::Place;
use crate::report::DocumentChange;
use crate::tree::Tree;
use sha2::{Digest, Sha256, Sha512};

/// Whether documents of a state are signed at all.
pub fn are_signed(tree: &Tree) -> bool {
    tree.iter().any(|(_, place, _)| matches!(place, Place::Signature(_)))
}

/// Hashes and signatures that are missing, wrong or of another text, of a document that goes out anew;
/// and hashes that are wrong already. `is_usual` tells that the team signs documents.
pub fn findings(
    pair: &Pair,
    change: &Option<DocumentChange>,
    (old, new): (&Tree, &Tree),
    is_usual: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let next = pair.new.filter(|_| change.is_some());
    let published = pair.old.filter(|_| next.is_none());
    let both = [(next, new, "goes out"), (published, old, "is published")];
    for (document, tree, how) in both {
        let Some(document) = document else { continue };
        for (ending, hash) in [
            ("sha256", format!("{:x}", Sha256::digest(&document.bytes))),
            ("sha512", format!("{:x}", Sha512::digest(&document.bytes))),
        ] {
            let stated = tree.get(&format!("{}.{ending}", document.path));
            let first = stated.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let wrong = match first.as_deref().and_then(|text| text.split_whitespace().next()) {
                Some(stated) if stated.eq_ignore_ascii_case(&hash) => continue,
                Some(_) => "with another hash than its own",
                // Whoever keeps a copy may have left them out.
                None if next.is_none() => continue,
                None => "without its hash",
            };
            let text = format!("it {how} {wrong} ({ending}): programs refuse it");
            let help = "publish all files of one build together";
            found.push(Finding::new((Level::Warning, "hash"), &document.id, text, help));
        }
    }
    found.extend(signature(pair, change, (old, new), is_usual));
    found
}

/// Programs in the manner of gocsaf's take from a ROLIE feed only what is signed.
fn signature(
    pair: &Pair,
    change: &Option<DocumentChange>,
    (old, new): (&Tree, &Tree),
    is_usual: bool,
) -> Option<Finding> {
    let document = pair.new.filter(|_| change.is_some())?;
    let path = |path: &str| format!("{path}.asc");
    let help = "run “certsite sign” and build anew";
    let tell =
        |text: String| Some(Finding::new((Level::Warning, "signature"), &document.id, text, help));
    let is_same = |was: &crate::document::Document| {
        let before = old.get(&path(&was.path));
        was.bytes != document.bytes && before.is_some() && before == new.get(&path(&document.path))
    };
    if pair.old.is_some_and(is_same) {
        return tell("it goes out with the signature of its old text: programs refuse it".into());
    }
    if new.has(&path(&document.path)) {
        return None;
    }
    let was_signed = pair.old.is_some_and(|was| old.has(&path(&was.path)));
    match () {
        () if was_signed => tell("it goes out without a signature, and had one".into()),
        () if is_usual => {
            tell("it goes out without a signature, and others have one: many programs pass over what has none".into())
        }
        () => None,
    }
}
