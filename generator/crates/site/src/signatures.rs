//! Signatures that the team made beforehand: which file of the site has one, and whether it holds.
//! A build holds no secret key; `certsite sign` writes them into `content/signatures/`.

use crate::keys::{Keys, PublicKey};
use crate::load::Inputs;
use certsite_base::diag::{Diagnostic, Place, Problem};
use pgp::composed::CleartextSignedMessage;
use pgp::packet;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The folder of the signatures, from the site's root.
pub const FOLDER: &str = "content/signatures/";

/// The signatures of a site: each is named for what it signs, `<SHA-256 in hex>.asc`, so that one
/// of an older text never passes for that of a newer.
#[derive(Debug, Default)]
pub struct Signatures(BTreeMap<Box<str>, Signature>);

/// A signature that the team made.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Its file, from the site's root.
    pub path: Arc<str>,
    /// Its text, as it is published.
    pub text: Arc<str>,
}

/// A file of the site that wants a signature.
#[derive(Clone, Debug)]
pub struct Signable {
    /// Its path below the output folder.
    pub out: String,
    /// Its bytes, without a signature.
    pub bytes: Arc<[u8]>,
    /// Whether the signature stands in a file of its own, or around the text.
    pub form: Form,
    /// What the signature says of the text, beside its name, so that another text in its place is
    /// noticed; none for files that may change as they like.
    pub version: fn(&[u8]) -> Option<Version>,
}

impl Signable {
    /// A file that may change as it likes.
    pub fn changing(_: &[u8]) -> Option<Version> {
        None
    }
}

/// Which version of which document a signed text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The document's identifier, which has no blank in it.
    pub id: String,
    /// The number of its version, as the document states it.
    pub number: String,
    /// A fingerprint of what the document says, in hexadecimal digits.
    pub text: String,
}

/// Begins the line of a signature's armour that tells the version (RFC 9580 §6.2.2.2).
const COMMENT: &str = "Comment: ";

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {} text {}", self.id, self.number, self.text)
    }
}

impl Version {
    /// Reads what `Display` writes; `None` for any other line.
    pub fn parse(line: &str) -> Option<Version> {
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            [id, "version", number, "text", text] => {
                let [id, number, text] = [id, number, text].map(|part| (*part).to_owned());
                Some(Version { id, number, text })
            }
            _ => None,
        }
    }

    /// The armoured signature with a line that tells this.
    pub fn told_in(&self, signature: &str) -> String {
        match signature.split_once('\n') {
            Some((first, rest)) => format!("{first}\n{COMMENT}{self}\n{rest}"),
            None => signature.to_owned(),
        }
    }
}

impl Signature {
    /// Which version it says to sign, if it does.
    pub fn version(&self) -> Option<Version> {
        let mut lines = self.text.lines().take(8).take_while(|line| !line.is_empty());
        lines.find_map(|line| Version::parse(line.strip_prefix(COMMENT)?))
    }
}

/// Where the signature of a file stands.
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
            let (path, text) = inputs.text(path)?;
            Some((name.into(), Signature { path: path.clone(), text: text.clone() }))
        };
        Signatures(inputs.below(FOLDER).filter_map(|(path, _)| named(path)).collect())
    }

    /// The signature of these bytes; `None` if the team has made none.
    pub fn find(&self, signed: &[u8]) -> Option<&Signature> {
        if self.0.is_empty() { None } else { self.named(&name(signed)) }
    }

    /// The same, of bytes whose [`name`] is known; `None` if they are not signed.
    pub fn named(&self, name: &str) -> Option<&Signature> {
        self.0.get(name)
    }

    /// All signatures, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Signature> {
        self.0.values()
    }

    /// The paths of all signatures.
    pub fn paths(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.values().map(|signature| &signature.path)
    }

    /// What is wrong with the signatures of these files. Files without one are not looked at.
    pub fn check(&self, keys: &Keys, signables: &[Signable]) -> Vec<Diagnostic> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let Some(key) = keys.team().filter(|key| key.can_sign) else {
            return self.unjudged(signables).into_iter().collect();
        };
        let check = |signable: &Signable| {
            let Signature { path, text } = self.0.get(name(&signable.bytes).as_str())?;
            let problem = || Problem::BadSignature { out: signable.out.clone() };
            (!holds(signable, text, key)).then(|| Diagnostic::at(problem(), Place::file(path)))
        };
        signables.par_iter().filter_map(check).collect()
    }

    /// Without a key nothing is known of any: that is told once.
    fn unjudged(&self, signables: &[Signable]) -> Option<Diagnostic> {
        let count =
            signables.iter().filter(|signable| self.find(&signable.bytes).is_some()).count();
        let problem = Problem::SignaturesUnjudged { count: count.to_string() };
        (count > 0).then(|| Diagnostic::at(problem, Place::file(&FOLDER.into())))
    }

    /// The files that have no signature.
    pub fn missing<'a>(&self, signables: &'a [Signable]) -> Vec<&'a Signable> {
        signables.iter().filter(|signable| self.find(&signable.bytes).is_none()).collect()
    }
}

/// What the signature of these bytes is called, without `.asc`.
pub fn name(signed: &[u8]) -> String {
    format!("{:x}", Sha256::digest(signed))
}

/// Whether an armoured signature holds for a file and is one by this key.
pub fn holds(signable: &Signable, signature: &str, key: &PublicKey) -> bool {
    match signable.form {
        Form::Detached => {
            let Ok(found) = rpgpie::signature::load(&mut signature.as_bytes()) else {
                return false;
            };
            let by_it = |signature: &packet::Signature| {
                let verifiers = key.verifiers(signature);
                verifiers.iter().any(|verifier| verifier.verify(signature, &signable.bytes).is_ok())
            };
            !found.is_empty() && found.iter().all(by_it)
        }
        Form::Cleartext => {
            let Ok((message, _)) = CleartextSignedMessage::from_string(signature) else {
                return false;
            };
            let text = String::from_utf8_lossy(&signable.bytes);
            let by_it = |signature: &packet::Signature| {
                key.verifiers(signature)
                    .iter()
                    .any(|verifier| verifier.verify_csf(&message).is_ok())
            };
            // The signature does not cover how lines end (RFC 9580 §7.2).
            message.signed_text().lines().eq(text.lines()) && message.signatures().iter().any(by_it)
        }
    }
}
