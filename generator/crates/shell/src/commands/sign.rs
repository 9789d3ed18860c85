//! `certsite sign`: files that want the team's signature → `content/signatures/`, through GnuPG
//! (so that agents and smart cards work) or with a key file.

use crate::cli::SignArgs;
use crate::command::{Failure, Outcome, count, no_site, now, show, since};
use crate::console::{self, tell};
use crate::program::Program;
use certsite_base::diag;
use certsite_site::feature::Audience;
use certsite_site::keys::PublicKey;
use certsite_site::output::Last;
use certsite_site::signatures::{FOLDER, Form, Signable, holds, name};
use certsite_site::site::{Request, Site};
use certsite_site::timing::Timings;
use pgp::types::{KeyDetails, Password, SigningKey};
use rayon::prelude::*;
use rpgpie::message::SignatureMode;
use rpgpie::tsk::{DataSigner, Tsk};
use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Signs every file that lacks its signature, and writes the signatures into the site.
pub fn sign(program: &Program, args: &SignArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    let request = Request { base: args.base_url.clone(), ..Request::default() };
    let snapshot = program
        .engine(root, request)
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let Some(site) = snapshot.site else {
        show(&snapshot.diagnostics);
        return Ok(Outcome::Problems);
    };
    // A signature that does not hold is what this command is there to mend.
    let others: Vec<_> =
        snapshot.diagnostics.into_iter().filter(|d| d.problem.code() != "bad-signature").collect();
    if diag::has_errors(&others) {
        show(&others);
        return Ok(Outcome::Problems);
    }
    show(&since(&site, &Last::of(&root.join("public")), Audience::Makers).0);
    let signables = site.signables();
    let Some(key) = site.keys.team() else {
        return Err(Failure::new(
            "there is no key to sign by: put the team's public key into content/keys/ and name it as team.pgp.file in content/team.yaml",
        ));
    };
    let todo = unsigned(&site, signables);
    let signer = Signer::open(args, key)?;
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
    let progress = Progress::new(todo.len());
    let one = |signable: &&Signable| {
        let signature = signer.sign(signable)?;
        if !holds(signable, &signature, key) {
            return Err(Failure::new(format!(
                "the signature of {} is not one by {}, which content/keys/ publishes",
                signable.out, key.fingerprint
            )));
        }
        let signature = match (signable.version)(&signable.bytes) {
            Some(version) => version.told_in(&signature),
            None => signature,
        };
        write(&folder, &name(&signable.bytes), &signature)?;
        progress.step();
        Ok(())
    };
    match signer {
        Signer::File(_) => todo.par_iter().try_for_each(one)?,
        // One at a time: an agent asks one question after the other.
        Signer::Gpg(_) => todo.iter().try_for_each(one)?,
    }
    let gone = prune(&site, signables)?;
    tell!(
        "{} signed, {} as before, {} of older texts removed.",
        count(todo.len(), "file"),
        signables.len() - todo.len(),
        gone
    );
    Ok(Outcome::Fine)
}

/// The files without a signature that holds.
fn unsigned<'a>(site: &Site, signables: &'a [Signable]) -> Vec<&'a Signable> {
    let wrong = site.signatures.check(&site.keys, signables);
    let wrong: HashSet<_> =
        wrong.iter().filter_map(|d| Some(d.place.as_ref()?.file.clone())).collect();
    let is_open = |signable: &&Signable| {
        site.signatures.find(&signable.bytes).is_none_or(|found| wrong.contains(&found.path))
    };
    signables.iter().filter(is_open).collect()
}

/// Removes signatures that no file of the site has any more; other files of the folder stay.
fn prune(site: &Site, signables: &[Signable]) -> Result<usize, Failure> {
    let used: HashSet<String> = signables.iter().map(|signable| name(&signable.bytes)).collect();
    let is_ours = |name: &str| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let mut gone = 0;
    for path in site.signatures.paths() {
        let name = path.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".asc"));
        if name.is_some_and(|name| is_ours(name) && !used.contains(name)) {
            let file = site.root.join(&**path);
            std::fs::remove_file(&file).map_err(Failure::io(file.display()))?;
            gone += 1;
        }
    }
    Ok(gone)
}

fn write(folder: &Path, name: &str, signature: &str) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.asc"));
    certsite_disk::replace(&path, signature.as_bytes()).map_err(Failure::io(path.display()))
}

/// Who makes the signatures.
enum Signer {
    /// GnuPG, by the key with this fingerprint.
    Gpg(String),
    /// A key without passphrase, in memory.
    File(Box<DataSigner>),
}

impl Signer {
    fn open(args: &SignArgs, key: &PublicKey) -> Result<Signer, Failure> {
        let Some(file) = &args.key_file else { return Ok(Signer::Gpg(key.fingerprint.clone())) };
        let wrong = |why: &str| Failure::new(format!("{}: {why}", file.display()));
        let bytes = std::fs::read(file).map_err(Failure::io(file.display()))?;
        let mut keys =
            Tsk::load(&mut &*bytes).map_err(|_| wrong("this is no OpenPGP secret key"))?;
        let (Some(secret), true) = (keys.pop(), keys.is_empty()) else {
            return Err(wrong("there has to be exactly one secret key"));
        };
        if certsite_site::keys::digits(&secret.key().primary_key.fingerprint().to_string())
            != key.fingerprint
        {
            let why = format!("this is not the key that {} publishes", key.file);
            return Err(wrong(&why));
        }
        let secret = unlocked(secret, args)?;
        let signer = secret.signing_capable_component_keys().next();
        let why = "this key cannot sign: it is expired, revoked or not for signing";
        signer.map(|signer| Signer::File(Box::new(signer))).ok_or_else(|| wrong(why))
    }

    /// The armoured signature of a file, or the file with its signature.
    fn sign(&self, signable: &Signable) -> Result<String, Failure> {
        match self {
            Signer::Gpg(fingerprint) => gpg(fingerprint, signable),
            Signer::File(signer) => by_file(signer, signable),
        }
    }
}

/// The key without its passphrase, which is slow on purpose: it is asked for once.
fn unlocked(secret: Tsk, args: &SignArgs) -> Result<Tsk, Failure> {
    let mut key = secret.as_signed_secret_key().clone();
    let is_locked = key.primary_key.secret_params().is_encrypted()
        || key.secret_subkeys.iter().any(|subkey| subkey.key.secret_params().is_encrypted());
    if !is_locked {
        return Ok(secret);
    }
    let file = args.passphrase_file.as_ref().ok_or_else(|| {
        Failure::new("the key has a passphrase: name the file that holds it with --passphrase-file")
    })?;
    let passphrase = std::fs::read_to_string(file).map_err(Failure::io(file.display()))?;
    let passphrase = Password::from(passphrase.trim_end_matches(['\r', '\n']));
    let wrong =
        |_| Failure::new(format!("the passphrase in {} does not open the key", file.display()));
    key.primary_key.remove_password(&passphrase).map_err(wrong)?;
    for subkey in &mut key.secret_subkeys {
        subkey.key.remove_password(&passphrase).map_err(wrong)?;
    }
    Ok(Tsk::from(key))
}

fn by_file(signer: &DataSigner, signable: &Signable) -> Result<String, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", signable.out));
    let password = Password::empty();
    match signable.form {
        Form::Detached => {
            let hash = signer.hash_alg();
            let signature = signer
                .sign_data(&signable.bytes, SignatureMode::Binary, &password, hash)
                .map_err(|e| wrong(&e))?;
            let mut armoured = Vec::new();
            rpgpie::signature::save(&[signature], true, &mut armoured).map_err(|e| wrong(&e))?;
            String::from_utf8(armoured).map_err(|e| wrong(&e))
        }
        Form::Cleartext => {
            let text = String::from_utf8_lossy(&signable.bytes);
            let message = signer.sign_csf(&text, &password).map_err(|e| wrong(&e))?;
            message.to_armored_string(Default::default()).map_err(|e| wrong(&e))
        }
    }
}

/// Asks GnuPG. What is signed goes through a pipe, never through a command line.
fn gpg(fingerprint: &str, signable: &Signable) -> Result<String, Failure> {
    let how = match signable.form {
        Form::Detached => "--detach-sign",
        Form::Cleartext => "--clear-sign",
    };
    let mut command = Command::new("gpg");
    command.args(["--batch", "--quiet", "--armor", "--local-user", fingerprint, how]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Failure::io("gpg cannot be run; install GnuPG, or sign with --key-file"))?;
    // What is clear-signed is smaller than a pipe's memory, and of the rest GnuPG writes nothing
    // before it has read all: neither waits for the other. A broken pipe shows in the exit status.
    if let Some(mut input) = child.stdin.take() {
        let _ = input.write_all(&signable.bytes);
    }
    let output = child.wait_with_output().map_err(Failure::io("gpg"))?;
    match (output.status.success(), String::from_utf8(output.stdout)) {
        (true, Ok(signature)) => Ok(signature),
        _ => Err(Failure::new(format!(
            "gpg did not sign {}; its own words stand above",
            signable.out
        ))),
    }
}

/// Tells on a terminal how far it is.
struct Progress {
    done: AtomicUsize,
    of: usize,
    shown: bool,
}

impl Progress {
    fn new(of: usize) -> Progress {
        Progress { done: AtomicUsize::new(0), of, shown: std::io::stderr().is_terminal() }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown {
            let end = if done == self.of { "\n" } else { "" };
            console::say(format_args!("\r{done} of {} signed{end}", self.of));
        }
    }
}
