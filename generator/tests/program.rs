//! That the program starts. It stands here so that `cargo test` builds the program, which the tests
//! of the whole workspace run, together with its tests.

use std::process::Command;

#[test]
fn the_program_tells_its_version() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certsite"));
    let output = command.arg("--version").output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(told.trim(), concat!("certsite ", env!("CARGO_PKG_VERSION")));
}
