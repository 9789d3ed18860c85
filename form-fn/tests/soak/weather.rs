//! What befalls the server, its disk and its mail server while people post.

use crate::neighbours::MailServer;
use crate::place::{Place, Program};
use certsite_tests::wait::ask_for;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a fault lasts, and the calm after it.
const SPELL: Duration = Duration::from_secs(4);

/// How long after one look at the server's memory comes the next.
const SAMPLE: Duration = Duration::from_millis(500);

/// The server and its neighbours, well or not.
pub struct Weather<'a> {
    place: &'a Place,
    variables: BTreeMap<&'static str, String>,
    program: Option<Program>,
    mail: Option<MailServer>,
    samples: Vec<(bool, u64)>,
}

impl<'a> Weather<'a> {
    pub fn begin(place: &'a Place) -> Weather<'a> {
        let mut variables = place.variables();
        variables.remove("FORM_SMTP_CA");
        let url = format!("smtp://127.0.0.1:{}?starttls=never", place.port);
        variables.insert("FORM_MAILER", url);
        variables.insert("FORM_TRUSTED_HOPS", "1".to_owned());
        // All together ten times as many.
        variables.insert("FORM_RATE_PER_MINUTE", "90".to_owned());
        let program = Some(place.start_on_a_small_disk(&variables));
        let mut weather = Weather { place, variables, program, mail: None, samples: Vec::new() };
        weather.mail_server(true);
        weather
    }

    pub fn address(&self) -> String {
        self.program.as_ref().expect("it runs").address.clone()
    }

    /// Storm and calm in turn. In the first half the server is killed and stopped too; in the
    /// second it runs on, so that its memory can be compared.
    pub fn run(&mut self, time: Duration, moved: impl Fn(&str), say: &dyn Fn(&str)) {
        let begin = Instant::now();
        let mut said = Instant::now();
        for n in 0.. {
            let is_calm = begin.elapsed() > time / 2;
            self.fault(n, is_calm, true);
            self.watch(is_calm);
            self.fault(n, is_calm, false);
            moved(&self.address());
            self.watch(is_calm);
            if said.elapsed() > Duration::from_secs(30) {
                say(&format!("{:>4} s", begin.elapsed().as_secs()));
                said = Instant::now();
            }
            if begin.elapsed() >= time {
                return;
            }
        }
    }

    fn fault(&mut self, n: usize, is_calm: bool, is_bad: bool) {
        match n % 7 {
            0 => self.mail_server(!is_bad),
            1 => self.mood("answer", is_bad.then_some("451 4.7.1 later")),
            2 => self.program.as_ref().expect("it runs").fill(is_bad),
            3 => self.mood("answer", is_bad.then_some("554 5.7.1 no")),
            4 => self.mood("pause", is_bad.then_some("1")),
            5 if !is_calm => self.server("-KILL", is_bad),
            6 if !is_calm => self.server("-TERM", is_bad),
            _ => {}
        }
    }

    fn mail_server(&mut self, is_there: bool) {
        let folder = self.place.root.path().join("mail");
        self.mail = is_there.then(|| MailServer::start(&folder, self.place.port, "plain", None));
    }

    fn mood(&self, name: &str, text: Option<&str>) {
        let path = PathBuf::from(self.place.path("mail")).join(name);
        match text {
            Some(text) => std::fs::write(path, text).expect("it is written"),
            None => std::fs::remove_file(path).expect("it is removed"),
        }
    }

    /// Ends the server, and starts it again when the fault is over.
    fn server(&mut self, signal: &str, is_bad: bool) {
        if is_bad {
            let mut program = self.program.take().expect("it runs");
            program.signal(signal);
            program.end();
        } else {
            self.program = Some(self.place.start_on_a_small_disk(&self.variables));
        }
    }

    /// Lets some time pass, and notes the server's memory.
    fn watch(&mut self, is_calm: bool) {
        let begin = Instant::now();
        while begin.elapsed() < SPELL {
            let _ = ask_for(SAMPLE, || (begin.elapsed() >= SPELL).then_some(()));
            if let Some(program) = &self.program {
                self.samples.push((is_calm, resident(program.child.id())));
            }
        }
    }

    /// Waits until everything that was kept has gone out, as long as anything does: a slow machine
    /// takes its time for what came in faster than it went out.
    pub fn wait_until_settled(&self, place: &Place) {
        let mut done = 0;
        loop {
            let left = ask_for(Duration::from_secs(600), || {
                let (all, gone) = outbox(place);
                (gone == all || gone > done).then_some((all, gone))
            });
            match left {
                Some((all, gone)) if gone == all => return,
                Some((_, gone)) => done = gone,
                None => {
                    println!("nothing has left the outbox for ten minutes, and it is not empty");
                    return;
                }
            }
        }
    }

    /// The most memory in KiB: of all time, of the first and of the last third of the calm half.
    pub fn memory(&self) -> [u64; 3] {
        let most = |samples: &[u64]| samples.iter().copied().max().unwrap_or_default();
        let all: Vec<_> = self.samples.iter().map(|(_, kib)| *kib).collect();
        let calm: Vec<_> =
            self.samples.iter().filter(|(is_calm, _)| *is_calm).map(|(_, kib)| *kib).collect();
        let third = calm.len() / 3;
        [most(&all), most(&calm[..third]), most(&calm[calm.len() - third..])]
    }
}

/// How many mails were kept, and how many of them everybody has.
fn outbox(place: &Place) -> (usize, usize) {
    let entries = std::fs::read_dir(place.path("outbox/mail")).expect("a folder");
    let names: Vec<_> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let ends = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    (ends(".eml"), ends(".done"))
}

/// Resident memory of a process in KiB.
fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or(0)
}
