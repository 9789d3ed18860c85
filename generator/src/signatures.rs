//! Signatures that the team made beforehand: which file of the site has one. A build holds no
//! secret key; `certsite sign` writes them into `content/signatures/`.

use crate::load::Inputs;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where signatures are kept.
pub const FOLDER: &str = "content/signatures/";

/// The signatures of a site: each is named for what it signs, `<SHA-256 in hex>.asc`, so that one
/// of an older text never passes for that of a newer.
#[derive(Debug, Default)]
pub struct Signatures(BTreeMap<Box<str>, Arc<str>>);

/// A file of the site that wants a signature.
#[derive(Clone, Debug)]
pub struct Signable {
    /// Its path below the output folder.
    pub out: String,
    /// Its bytes, without a signature.
    pub bytes: Arc<[u8]>,
    /// How it is signed.
    pub form: Form,
}

/// How a file is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A signature in a file of its own beside it, armoured.
    Detached,
    /// Text and signature in one file (RFC 9580 §7).
    Cleartext,
}

impl Signatures {
    /// The signatures among a site's files.
    pub fn read(inputs: &Inputs) -> Signatures {
        let named = |path: &Arc<str>| {
            let name = path.strip_prefix(FOLDER)?.strip_suffix(".asc")?;
            Some((name.into(), path.clone()))
        };
        Signatures(inputs.below(FOLDER).filter_map(|(path, _)| named(path)).collect())
    }

    /// The path, from the site's root, of the signature of these bytes.
    pub fn find(&self, signed: &[u8]) -> Option<&Arc<str>> {
        self.0.get(name(signed).as_str())
    }
}

/// What the signature of these bytes is called, without `.asc`.
pub fn name(signed: &[u8]) -> String {
    format!("{:x}", Sha256::digest(signed))
}
