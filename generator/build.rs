//! Sources and locked dependencies → one number, compiled into the program: a page that another
//! certsite, or another minifier, has made is made again.
#![expect(clippy::disallowed_methods, reason = "a build script reads what it is about")]

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// All that decides what the program writes, below the root of the project.
const PARTS: [&str; 6] = [
    "Cargo.lock",
    "Cargo.toml",
    "generator/Cargo.toml",
    "generator/src",
    "generator/crates",
    "form-fn/src",
];

fn main() {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it");
    let root = Path::new(&package).parent().expect("the package lies in the project's root");
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        let path = root.join(part);
        println!("cargo::rerun-if-changed={}", path.display());
        for file in files(path) {
            let bytes = std::fs::read(&file).expect("a file of the project can be read");
            let name = file.strip_prefix(root).expect("it lies below the root");
            hasher.write(name.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
    }
    // Without it pages are larger.
    hasher.write_u8(u8::from(std::env::var_os("CARGO_FEATURE_MINIFY").is_some()));
    println!("cargo::rustc-env=CERTSITE_PROGRAM={:016x}", hasher.finish());
}

/// A file, or the files of a folder in the order of their paths.
fn files(path: PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path];
    }
    let entries = std::fs::read_dir(&path).expect("a folder of the project can be listed");
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.into_iter().flat_map(files).collect()
}
