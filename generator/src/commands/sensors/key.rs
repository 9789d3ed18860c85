//! The team's key: what makes hashes of sources and lines that tell nobody anything.

use crate::commands::Failure;
use crate::console::tell;
use certsite_sensors::sketch::Key;
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The key in a file, which is made when there is none. Who only tries something out gets one that
/// nobody keeps.
pub fn secret(path: &Path, is_trial: bool) -> Result<Key, Failure> {
    let wrong = || Failure::io(path.display());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut bytes = [0; 16];
            rand::rngs::OsRng.fill_bytes(&mut bytes);
            if is_trial {
                return Ok(Key(bytes));
            }
            let text = data_encoding::HEXLOWER.encode(&bytes) + "\n";
            fs::create_dir_all(path.parent().unwrap_or(path)).map_err(wrong())?;
            let mut options = fs::OpenOptions::new();
            let mut file =
                options.write(true).create_new(true).mode(0o600).open(path).map_err(wrong())?;
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(wrong())?;
            tell!(
                "A key was made: {}. Keep it secret, and copy it to the machines of all sensors, \
                 so that their sources add up.",
                path.display()
            );
            text
        }
        Err(error) => return Err(wrong()(error)),
    };
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes());
    let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(Key).ok_or_else(|| {
        Failure(format!("{}: this is no key: write 32 hexadecimal digits", path.display()))
    })
}

/// Tells keys apart without telling them.
pub fn name(key: &Key) -> String {
    let digest = Sha256::new().chain_update(b"certsite sensors\0").chain_update(key.0).finalize();
    format!("{digest:x}")[..16].to_owned()
}
