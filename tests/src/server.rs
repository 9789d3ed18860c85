//! `certsite serve` as a child process: started on a free port, ended when the value goes.

use crate::http::{self, Response};
use crate::program;
use crate::site::Site;
use crate::wait::{PATIENCE, ended_within, wait_for};
use std::fmt::Write;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A running `certsite serve`.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:port`, without a slash at the end.
    pub address: String,
    log: PathBuf,
}

impl Site {
    /// `certsite serve` on a free port.
    pub fn serve(&self) -> Server {
        Server::start(self)
    }
}

impl Server {
    /// Starts it and waits until it answers, and has said so.
    pub fn start(site: &Site) -> Self {
        Server::start_with(site, &[], |_| {})
    }

    /// The same with more arguments, in an environment that `set` prepares.
    pub fn start_with(site: &Site, more: &[&str], set: impl FnOnce(&mut Command)) -> Self {
        Server::start_at(&format!("127.0.0.1:{}", free_port()), site, more, set)
    }

    /// The same at a given address and port.
    pub fn start_at(
        listen: &str,
        site: &Site,
        more: &[&str],
        set: impl FnOnce(&mut Command),
    ) -> Self {
        let log = site.path("serve.log");
        let output = File::create(&log).expect("the folder is ours");
        let args = [&["serve", "--listen", listen], more].concat();
        let mut command = program::certsite(site.root(), &args);
        command
            .stdout(output.try_clone().expect("a file can be shared"))
            .stderr(Stdio::from(output));
        set(&mut command);
        let child = command.spawn().expect("the program can be started");
        let mut server = Server { child, address: format!("http://{listen}"), log };
        wait_for("serve to answer", || {
            if let Some(status) = server.child.try_wait().expect("it is our child") {
                panic!("serve ended with {status}:\n{}", server.log());
            }
            let answers = http::try_get(&format!("{}/", server.address)).is_some();
            // It says where it is once it answers.
            (answers && server.log().contains("Preview:")).then_some(())
        });
        server
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Waits until it has ended, and gives its exit status.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let status = ended_within(&mut self.child, PATIENCE);
        status.unwrap_or_else(|| panic!("serve does not end: {}", self.threads()))
    }

    /// What each of its threads is waiting for, as the system tells it.
    fn threads(&self) -> String {
        let tasks = format!("/proc/{}/task", self.child.id());
        let mut told = String::new();
        for task in fs::read_dir(tasks).into_iter().flatten().flatten() {
            let of = |name| fs::read_to_string(task.path().join(name)).unwrap_or_default();
            for name in ["comm", "wchan", "syscall", "stack"] {
                let _ = write!(told, "\n{name}: {}", of(name).trim());
            }
        }
        told + "\n" + &self.log()
    }

    /// What it printed so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log is ours")
    }

    /// Gets a page.
    pub fn get(&self, path: &str) -> Response {
        http::get(&format!("{}{path}", self.address))
    }

    /// Gets a page again and again until it holds the text.
    #[track_caller]
    pub fn wait_for(&self, path: &str, text: &str) -> Response {
        wait_for(&format!("{path} to show “{text}”"), || {
            let response = self.get(path);
            response.body.contains(text).then_some(response)
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process of ours.
pub fn signal(process: u32, name: &str) {
    let command = format!("kill -{name} {process}");
    let status = Command::new("sh").args(["-c", &command]).status().expect("there is a shell");
    assert!(status.success(), "{command}: {status}");
}

/// A port that nobody listens on, each time another one. It lies below those that the system gives
/// to connections going out, or one of them could take it before its server does.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        // Processes whose numbers lie side by side begin far from each other.
        let start = std::process::id().wrapping_mul(7919);
        let n = start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        // Between 12,000 and 32,000, whatever the number is.
        let port = 12_000 + (n % 20_000) as u16;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
