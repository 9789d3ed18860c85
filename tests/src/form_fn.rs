//! `form-fn`, the program that takes reports, as a child process; it ends with the value.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `form-fn`.
pub struct FormFn {
    /// Its process, to be measured.
    pub child: Child,
    /// `127.0.0.1:port`.
    pub address: String,
}

impl FormFn {
    /// Starts it with nothing but these variables in its environment, and waits until it listens.
    pub fn start(program: &Path, variables: &[(&'static str, String)]) -> FormFn {
        let mut command = Command::new(program);
        command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
        command.env("FORM_LISTEN", "127.0.0.1:0").stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut lines = stderr.lines().map_while(Result::ok);
        let mut said = Vec::new();
        let address = lines.by_ref().find_map(|line| {
            let address = line.split_once("on http://").map(|(_, address)| address.to_owned());
            said.push(line);
            address
        });
        let address = address.unwrap_or_else(|| panic!("it does not listen: {said:#?}"));
        // A log that nobody reads would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        FormFn { child, address }
    }
}

impl Drop for FormFn {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
