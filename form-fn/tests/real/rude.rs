//! A mail server that misbehaves: it says what it is told to, then hangs or breaks off.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What a good server says of a mail.
pub const DIALOGUE: [&str; 6] =
    ["220 mail", "250 mail", "250 good", "250 good", "354 go on", "250 taken"];

/// What it says up to the mail.
pub const TO_DATA: [&str; 5] = ["220 mail", "250 mail", "250 good", "250 good", "354 go on"];

/// What it does after its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Close,
    Hang,
}

/// A server that is there until it is dropped.
pub struct Rude {
    pub port: u16,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
    heard: Mutex<Vec<String>>,
}

impl Rude {
    /// Says a line, hears one, and so on. After `354` it hears the mail to its end, but if that is
    /// its last line, only its beginning. Port 0 is a free one.
    pub fn start(port: u16, lines: &[&str], end: End) -> Rude {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::<Shared>::default();
        let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
        let thread = std::thread::spawn({
            let shared = shared.clone();
            move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    if shared.is_over.load(Ordering::SeqCst) {
                        return;
                    }
                    let copy = stream.try_clone().expect("the same");
                    shared.open.lock().expect("no panic").push(copy);
                    shared.talk(stream, &lines, end);
                    shared.open.lock().expect("no panic").clear();
                }
            }
        });
        Rude { port, shared, thread: Some(thread) }
    }

    /// Lines of mails that it has heard.
    pub fn heard(&self) -> Vec<String> {
        self.shared.heard.lock().expect("no panic").clone()
    }
}

impl Shared {
    fn talk(&self, mut stream: TcpStream, lines: &[String], end: End) {
        let mut hear = BufReader::new(stream.try_clone().expect("the same")).lines();
        for (n, line) in lines.iter().enumerate() {
            // Whoever is gone hears nothing.
            let _ = write!(stream, "{line}\r\n");
            let is_mail = line.starts_with("354");
            while let Some(Ok(line)) = hear.next() {
                if is_mail {
                    self.heard.lock().expect("no panic").push(line.clone());
                }
                if !is_mail || line == "." || n + 1 == lines.len() {
                    break;
                }
            }
        }
        while end == End::Hang && hear.next().is_some_and(|line| line.is_ok()) {}
        let _ = stream.shutdown(Shutdown::Both);
    }
}

impl Drop for Rude {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        for stream in self.shared.open.lock().expect("no panic").iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // It may be waiting for somebody.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
