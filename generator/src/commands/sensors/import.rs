//! Import: each log is read once from its start. What the ledger knows of it is passed over, the
//! rest is counted and added to the tallies together with a note of how far it went.

use super::log::{Log, Piece};
use super::store::Store;
use crate::cli::ImportArgs;
use crate::commands::{Failure, Outcome, count, settled, show};
use crate::console::tell;
use crate::rsit::{self, Codes};
use crate::statistics::sensors::{self, RULES};
use certsite_sensors::events::{Counter, Counts, Format, Rules};
use certsite_sensors::ledger::{Entry, Ledger};
use certsite_sensors::sketch::Key;
use certsite_sensors::tally::Tally;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// How many lines at the start of a log say which log it is: the names of columns and a row.
const HEAD: usize = 2;
/// After how many bytes what was counted is written down: an import that dies loses no more.
const STRETCH: u64 = 1 << 30;
/// After how many cells, so that memory stays the same however long the log is.
const CELLS: usize = 50_000;

/// The first lines of a log; none for one that is too long.
type Beginning = Vec<Option<Vec<u8>>>;

/// What all imports of one run share.
struct Ground<'a> {
    root: &'a Path,
    args: &'a ImportArgs,
    codes: Codes,
    rules: Rules,
    secret: Key,
    today: Date,
}

/// Imports all logs. One that cannot be read does not keep the others out.
pub fn import(root: &Path, args: &ImportArgs) -> Result<Outcome, Failure> {
    let (inputs, today) = settled(root)?;
    let codes = rsit::read(&inputs);
    let (rules, problems) = sensors::rules(&inputs, &codes);
    if !problems.is_empty() {
        show(&problems);
        return Ok(Outcome::Problems);
    }
    let secret = secret(root, args)?;
    let ground = Ground { root, args, codes, rules, secret, today };
    let mut outcome = Outcome::Fine;
    for path in logs(&args.paths)? {
        match ground.log(&path) {
            Ok(Outcome::Fine) => {}
            Ok(Outcome::Problems) => outcome = Outcome::Problems,
            Err(Failure(why)) => {
                tell!("{}: {why}", path.display());
                outcome = Outcome::Problems;
            }
        }
    }
    Ok(outcome)
}

/// The logs that paths name; of folders all files, in the order of their names.
fn logs(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| Failure(error.to_string()))?;
            if entry.file_type().is_file() {
                found.push(entry.into_path());
            }
        }
    }
    Ok(found)
}

/// The team's key, made when there is none.
fn secret(root: &Path, args: &ImportArgs) -> Result<Key, Failure> {
    let path = args.key_file.clone().unwrap_or_else(|| root.join("var/sensors.key"));
    let wrong = || Failure::io(path.display());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut bytes = [0; 16];
            rand::rngs::OsRng.fill_bytes(&mut bytes);
            let text = data_encoding::HEXLOWER.encode(&bytes) + "\n";
            fs::create_dir_all(path.parent().unwrap_or(root)).map_err(wrong())?;
            let mut options = fs::OpenOptions::new();
            let mut file =
                options.write(true).create_new(true).mode(0o600).open(&path).map_err(wrong())?;
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
fn key_name(key: &Key) -> String {
    let digest = Sha256::new().chain_update(b"certsite sensors\0").chain_update(key.0).finalize();
    format!("{digest:x}")[..16].to_owned()
}

/// The report that a file of Shadowserver holds: `2026-11-01-scan_dns-network.csv.gz` → `scan_dns`.
fn report(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let parts = name.split(['-', '.']);
    let part = parts.into_iter().find(|part| part.starts_with(|c: char| c.is_ascii_lowercase()))?;
    Some(part.to_owned())
}

fn progress(path: &Path) -> ProgressBar {
    // Only drawn on a terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{msg} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar());
    bar.with_style(style).with_message(path.display().to_string())
}

/// A log in the course of its import.
struct Course<'a> {
    store: Store<'a>,
    ledger: Ledger,
    /// Its first lines, hashed.
    head: String,
    key: String,
    /// What the ledger knows of it, the shortest first.
    known: Vec<Entry>,
    /// How far it is known to be counted.
    counted: Option<Entry>,
    counts: Counts,
    /// What was counted and is written down.
    events: u64,
}

impl Ground<'_> {
    fn log(&self, path: &Path) -> Result<Outcome, Failure> {
        let bar = progress(path);
        let mut log =
            Log::open(path, &self.secret, &bar).map_err(|error| Failure(error.to_string()))?;
        let Some((format, first)) = self.beginning(&mut log)? else {
            bar.finish_and_clear();
            tell!("{}: nothing in it.", path.display());
            return Ok(Outcome::Fine);
        };
        let source = self.args.source.as_deref().unwrap_or(format.source());
        let store = Store::open(self.root, source, &self.codes)?;
        let (ledger, key) = (store.ledger()?, key_name(&self.secret));
        if ledger.has_other_key(&key) {
            return Err(Failure(format!(
                "the tallies of {source} were counted with another key, so sources would not add \
                 up; give that key with --key-file"
            )));
        }
        let report = self.args.report.clone().or_else(|| report(path));
        if format == Format::Shadowserver && report.is_none() {
            return Err(Failure("which report is this? Give its name with --report".into()));
        }
        let head = log.hash();
        let known = ledger.of(&head);
        let counts = Counts::default();
        let mut course =
            Course { store, ledger, head, key, known, counted: None, counts, events: 0 };
        let mut counter = Counter::new(&self.rules, &self.secret, self.today, format, report);
        for (n, line) in (1..).zip(&first) {
            match line {
                Some(line) => counter.line(n, line, &mut course.counts),
                None => course.counts.wrong(n, TOO_LONG),
            }
        }
        let end = course.rest(&mut log, &mut counter, format)?;
        bar.finish_and_clear();
        course.end(path, &log, end)
    }

    /// The first lines of a log, and its format.
    fn beginning(&self, log: &mut Log) -> Result<Option<(Format, Beginning)>, Failure> {
        let mut first = Vec::new();
        while first.len() < HEAD {
            match log.next().map_err(|error| Failure(error.to_string()))? {
                Piece::Line(line) => first.push(Some(line.to_vec())),
                Piece::Long => first.push(None),
                Piece::End(rest) => {
                    if !rest.is_empty() {
                        first.push(Some(rest.to_vec()));
                        log.take_rest();
                    }
                    break;
                }
            }
        }
        if first.iter().flatten().all(|line| line.trim_ascii().is_empty()) && !first.contains(&None)
        {
            return Ok(None);
        }
        let format = first.iter().flatten().find_map(|line| Format::of(line));
        let what = "this is no log that certsite knows: Suricata's EVE JSON, a report of \
                    Shadowserver (CSV with the names of its columns), or events of IntelMQ (JSON \
                    lines)";
        Ok(Some((format.ok_or_else(|| Failure(what.into()))?, first)))
    }
}

const TOO_LONG: &str = "it is longer than any event";

impl Course<'_> {
    /// Counts all lines that follow, as far as the log can be read: else says why not.
    fn rest(
        &mut self,
        log: &mut Log,
        counter: &mut Counter,
        format: Format,
    ) -> Result<Option<std::io::Error>, Failure> {
        let mut written = log.bytes;
        loop {
            self.pass_over_known(log);
            let is_past = self.known.last().is_none_or(|last| last.bytes < log.bytes);
            let is_much = log.bytes - written > STRETCH || self.counts.cells.len() > CELLS;
            if is_past && is_much {
                self.write_down(log)?;
                written = log.bytes;
            }
            let n = log.lines + 1;
            let read = match log.next() {
                Ok(read) => read,
                Err(error) => return Ok(Some(error)),
            };
            match read {
                Piece::Line(line) => counter.line(n, line, &mut self.counts),
                Piece::Long => self.counts.wrong(n, TOO_LONG),
                Piece::End([]) => return Ok(None),
                Piece::End(rest) => {
                    // A line that is still being written is left for next time.
                    if format != Format::Shadowserver && !rest.trim_ascii_end().ends_with(b"}") {
                        return Ok(None);
                    }
                    counter.line(n, rest, &mut self.counts);
                    log.take_rest();
                    self.pass_over_known(log);
                    return Ok(None);
                }
            }
        }
    }

    /// Where the ledger says that the log was counted so far, and its bytes are the same: forgets
    /// what was counted now.
    fn pass_over_known(&mut self, log: &Log) {
        let Ok(at) = self.known.binary_search_by_key(&log.bytes, |entry| entry.bytes) else {
            return;
        };
        if self.known[at].hash == log.hash() {
            self.counts = Counts::default();
            self.counted = Some(self.known[at].clone());
        }
    }

    fn write_down(&mut self, log: &Log) -> Result<(), Failure> {
        let (log_name, key) = (self.head.clone(), self.key.clone());
        let now = Entry { log: log_name, bytes: log.bytes, hash: log.hash(), key };
        if self.counted.as_ref() != Some(&now) {
            self.ledger.note(self.counted.as_ref(), now.clone());
            let tally = Tally::from(std::mem::take(&mut self.counts.cells));
            self.store.add(tally, &self.ledger)?;
            self.counted = Some(now);
        }
        self.events += std::mem::take(&mut self.counts.events);
        Ok(())
    }

    /// Writes down the rest and says what came of it.
    fn end(
        mut self,
        path: &Path,
        log: &Log,
        broken: Option<std::io::Error>,
    ) -> Result<Outcome, Failure> {
        let path = path.display();
        let longest = self.known.last().map_or(0, |last| last.bytes);
        if self.counted.is_none() && log.bytes < longest {
            tell!("{path}: an earlier state of a log that is counted already; nothing is new.");
        } else {
            self.write_down(log)?;
            let Counts { other, wrong, .. } = &self.counts;
            tell!(
                "{path}: {} counted, {} passed over, {} left out.",
                count(self.events as usize, "new event"),
                count(*other as usize, "other line"),
                count(*wrong as usize, "wrong line"),
            );
        }
        for (n, why) in &self.counts.first_wrong {
            tell!("{path}:{n}: {why}");
        }
        for (word, n) in &self.counts.unknown {
            let times = count(*n as usize, "time");
            tell!("{path}: no rule for “{}” ({times}); add one to {RULES}", word.escape_debug());
        }
        match broken {
            None => Ok(Outcome::Fine),
            Some(error) => Err(Failure(format!(
                "{error}; what stands before is counted, the rest is once it can be read"
            ))),
        }
    }
}
