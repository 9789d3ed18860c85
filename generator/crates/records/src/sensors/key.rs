//! The team's key: what makes hashes of sources and lines that tell nobody anything.

use crate::settings::Effect;
use certsite_sensors::sketch::HashKey;
use certsite_shell::command::Failure;
use certsite_shell::tell;
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// The key in a file of 32 hexadecimal digits, which is made when there is none. Who only tries
/// something out gets one that nobody keeps.
pub fn secret(path: &Path, effect: Effect) -> Result<HashKey, Failure> {
    let wrong = || Failure::io(path.display());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut bytes = [0; 16];
            rand::rngs::OsRng.fill_bytes(&mut bytes);
            if effect == Effect::Trial {
                return Ok(HashKey(bytes));
            }
            make(path, &bytes).map_err(wrong())?;
            fs::read_to_string(path).map_err(wrong())?
        }
        Err(error) => return Err(wrong()(error)),
    };
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes());
    let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(HashKey).ok_or_else(|| {
        Failure::new(format!("{}: this is no key: write 32 hexadecimal digits", path.display()))
    })
}

/// Writes a key, whole or not at all: half a one would refuse each later import. Where another
/// import has just made one, that stays.
fn make(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Nobody else may read such a file.
    let mut file = tempfile::Builder::new().prefix(".sensors.key").tempfile_in(folder)?;
    writeln!(file, "{}", data_encoding::HEXLOWER.encode(bytes))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => tell!(
            "A key was made: {}. Keep it secret, and copy it to the machines of all sensors, so \
             that their sources add up.",
            path.display()
        ),
        Err(other) if other.error.kind() == ErrorKind::AlreadyExists => {}
        Err(other) => return Err(other.error),
    }
    Ok(())
}

/// The name of a key, which tells it from others without telling it: 16 hexadecimal digits.
pub fn name(key: &HashKey) -> String {
    let digest = Sha256::new().chain_update(b"certsite sensors\0").chain_update(key.0).finalize();
    format!("{digest:x}")[..16].to_owned()
}
