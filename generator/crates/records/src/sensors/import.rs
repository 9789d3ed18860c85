//! `certsite sensors import`: opens logs, asks what has to be asked, and says what came of each.

mod told;

use super::elsewhere::{Watched, tell_twice};
use super::files::{paths, progress};
use super::trial::Trial;
use super::{Trouble, ask, failure};
use super::{imports, key};
use crate::cli::ImportArgs;
use crate::settings::{Effect, settings};
use certsite_base::diag::nearest;
use certsite_sensors::earlier_formats;
use certsite_sensors::elements;
use certsite_sensors::import::{self, BATCH, LogState, OldEvents, Settings, Shelf};
use certsite_sensors::lines::{Lines, content};
use certsite_sensors::read::{LogFormat, shadowserver};
use certsite_sensors::rules::Rules;
use certsite_sensors::sketch::HashKey;
use certsite_sensors::store::Store;
use certsite_sensors::time::Clock;
use certsite_sensors::unpack::{self, Log};
use certsite_sensors::words::clean;
use certsite_shell::command::{Failure, Outcome, count, lock, show};
use certsite_shell::tell;
use certsite_site::load::Files;
use certsite_site::rsit;
use certsite_statistics::sensors;
use certsite_text::with_causes;
use indicatif::ProgressBar;
use jiff::ToSpan;
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::IsTerminal;
use std::path::Path;

/// What all imports of one run share.
struct ImportSetup<'a> {
    root: &'a Path,
    args: &'a ImportArgs,
    rules: Rules,
    secret: HashKey,
    clock: Clock,
    /// What a dry run would have counted so far, by source.
    trials: RefCell<BTreeMap<String, Trial>>,
    /// Sources that were counted with another key, until that is told.
    others: RefCell<Vec<String>>,
}

/// Imports all logs. One that cannot be read does not keep the others out.
pub fn import(root: &Path, args: &ImportArgs) -> Result<Outcome, Failure> {
    let (inputs, config, today) = settings(root)?;
    let (rules, problems) = sensors::rules(Files::all(&inputs), &rsit::read(Files::all(&inputs)));
    if !problems.is_empty() {
        show(&problems);
        return Ok(Outcome::Problems);
    }
    let path = args.key_file.clone().unwrap_or_else(|| root.join("var/sensors.key"));
    let counted = imports::keys(root)?;
    if let (Some(source), false) = (counted.keys().next(), path.exists()) {
        return Err(Failure::new(format!(
            "{}: there is no key, and a new one would be another than that with which {source} was \
             counted; copy that here, or give it with --key-file",
            path.display()
        )));
    }
    let secret = key::secret(&path, Effect::unless_dry_run(args.dry_run))?;
    let own = key::name(&secret);
    let others = counted.into_iter().filter(|(_, key)| *key != own).map(|(source, _)| source);
    let others = RefCell::new(others.collect());
    let machines = args.zone.clone().unwrap_or_else(|| config.time_zone.clone());
    let clock = Clock::new(config.time_zone, machines, today);
    let setup =
        ImportSetup { root, args, rules, secret, clock, trials: RefCell::default(), others };
    let mut outcome = Outcome::Fine;
    for path in paths(&args.paths)? {
        if setup.file(&path) == Outcome::Problems {
            outcome = Outcome::Problems;
        }
    }
    Ok(outcome)
}

impl ImportSetup<'_> {
    /// Imports the logs of a file.
    fn file(&self, path: &Path) -> Outcome {
        let mut outcome = Outcome::Fine;
        let is_pipe = path == Path::new("-");
        let file = match is_pipe {
            true => File::open("/dev/stdin"),
            false => File::open(path),
        };
        let bar = progress(path);
        let wrap = |file: File| -> Box<dyn std::io::Read> {
            // Of a pipe nobody knows the length.
            if let Ok(meta) = file.metadata()
                && meta.is_file()
            {
                bar.set_length(meta.len());
            }
            Box::new(bar.wrap_read(file))
        };
        let shown = path.display().to_string();
        let each = |log: Log| -> std::io::Result<()> {
            let shown = match &log.name {
                Some(name) => format!("{shown}: {}", clean(name)),
                None => shown.clone(),
            };
            let ended = self.log(path, &shown, log, &bar);
            match ended {
                Ok(Outcome::Fine) => {}
                Ok(Outcome::Problems) => outcome = Outcome::Problems,
                Err(failure) => {
                    tell!("{shown}: {}", with_causes(&failure));
                    outcome = Outcome::Problems;
                }
            }
            Ok(())
        };
        let read = file.and_then(|file| unpack::logs(file, wrap, each));
        bar.finish_and_clear();
        if let Err(error) = read {
            tell!("{}: {error}", path.display());
            outcome = Outcome::Problems;
        }
        outcome
    }

    /// Imports a log.
    fn log(
        &self,
        path: &Path,
        shown: &str,
        log: Log,
        bar: &ProgressBar,
    ) -> Result<Outcome, Failure> {
        if content(&log.start).is_empty() {
            return Err(Failure::new("nothing is in it, not one line"));
        }
        let mut log = elements::flatten(log);
        if log.start.is_empty() {
            tell!("{shown}: nothing in it: it is a list without events.");
            return Ok(Outcome::Fine);
        }
        let format = log.find(LogFormat::of_line).ok_or_else(|| Failure::new(UNKNOWN))?;
        let name = log.name.as_deref().map(Path::new).unwrap_or(path);
        let name = name.file_name().map_or("-".into(), |name| name.to_string_lossy());
        let report = if format.is_named() { self.report(&name)? } else { String::new() };
        let scratch = std::env::temp_dir();
        // What is packed nobody writes to any more.
        let state = match log.is_packed || self.args.closed {
            true => LogState::Closed,
            false => LogState::Growing,
        };
        let settings = Settings {
            secret: &self.secret,
            key: key::name(&self.secret),
            rules: &self.rules,
            clock: &self.clock,
            log: clean(&name).into(),
            report,
            state,
            since: Date::MIN,
            old: match self.args.skip_old {
                true => OldEvents::Skip,
                false => OldEvents::Count,
            },
            counted: Vec::new(),
            scratch: &scratch,
            batch: BATCH,
        };
        let source = self.args.source.as_deref().unwrap_or(format.source());
        let run = LogImport { setup: self, shown, source, settings, old_days: BTreeSet::new() };
        match self.args.dry_run {
            true => run.try_out(log, format, bar),
            false => run.count(log, format, bar),
        }
    }

    /// Which report a file holds.
    fn report(&self, file: &str) -> Result<String, Failure> {
        let has_rule = |name: &str| self.rules.has(LogFormat::Shadowserver, name);
        if let Some(name) = &self.args.report {
            if !shadowserver::is_name(name) {
                let help = "it is written in small letters, digits and _, such as scan_dns";
                return Err(Failure::new(format!("“{name}” is no name of a report: {help}")));
            }
            return Ok(name.clone());
        }
        if let Some(name) = shadowserver::named_by(file, has_rule) {
            return Ok(name);
        }
        let near = shadowserver::parts(file).find_map(|part| nearest(part, shadowserver::names()));
        let near = near.map(|near| format!(" Did you mean “{near}”?")).unwrap_or_default();
        Err(Failure::new(format!(
            "which report is this? The name of the file does not say it.{near} Give the report's \
             name with --report, such as --report scan_dns"
        )))
    }
}

const UNKNOWN: &str = "this is no log that certsite knows. It knows alerts of Suricata (EVE JSON) and of Snort 3 \
     (alert_json), notices and connections of Zeek (notice.log, conn.log), reports of Shadowserver \
     (CSV with the names of its columns), events of IntelMQ (JSON), alerts of CrowdSec (cscli -o \
     json), the log of Fail2ban, events of Cowrie, Dionaea, Heralding and T-Pot (JSON), also as \
     Elastic, Filebeat, Wazuh or Splunk hand them on. Bring others through IntelMQ: one of its \
     parsers reads them, its output “file” writes what certsite reads";

/// One log in its import.
struct LogImport<'a> {
    setup: &'a ImportSetup<'a>,
    /// What the log is called where something is said of it.
    shown: &'a str,
    source: &'a str,
    settings: Settings<'a>,
    /// Days of which an older version has counted something.
    old_days: BTreeSet<Date>,
}

impl LogImport<'_> {
    /// Counts the log, unless somebody decides against it.
    fn count(mut self, log: Log, format: LogFormat, bar: &ProgressBar) -> Result<Outcome, Failure> {
        let _lock = lock(self.setup.root, &format!("sensors-{}", self.source))?;
        let mut store = Store::open(self.setup.root, self.source).map_err(failure)?;
        let hash = self.read_old(&store)?;
        self.has_one_key(&mut store)?;
        self.settings.since = self.since(store.first_day().map_err(failure)?);
        let (found, twice) = self.read(&mut Lines::new(log.reader, hash), format, &mut store)?;
        bar.finish_and_clear();
        if !self.is_wanted(store.first_day().map_err(failure)?, &found)? {
            store.forget().map_err(failure)?;
            return Ok(Outcome::Problems);
        }
        store.commit().map_err(self.nothing())?;
        self.tell(&found, "counted");
        tell_twice(self.shown, &twice);
        Ok(self.ended(found))
    }

    /// Says what counting the log would do, and takes it for counted by what is tried after it.
    fn try_out(
        mut self,
        log: Log,
        format: LogFormat,
        bar: &ProgressBar,
    ) -> Result<Outcome, Failure> {
        let setup = self.setup;
        let mut trials = setup.trials.borrow_mut();
        let new = || Trial::new(setup.root, self.source);
        let trial = trials.entry(self.source.to_owned()).or_insert_with(new);
        trial.forget().map_err(failure)?;
        let hash = self.read_old(&trial.store)?;
        self.has_one_key(&mut trial.store)?;
        self.settings.since = self.since(trial.first_day()?);
        let (found, twice) = self.read(&mut Lines::new(log.reader, hash), format, trial)?;
        bar.finish_and_clear();
        self.tell(&found, "would be counted");
        if !self.is_wanted(trial.first_day()?, &found)? {
            return Ok(Outcome::Problems);
        }
        trial.commit();
        tell_twice(self.shown, &twice);
        Ok(self.ended(found))
    }

    /// Reads what an older version has counted; a hasher if that has to be found in the log.
    fn read_old(
        &mut self,
        store: &Store,
    ) -> Result<Option<earlier_formats::PrefixHasher>, Failure> {
        let (old, counted) = store.old().map_err(failure)?;
        self.old_days.extend(old.days());
        self.settings.counted = counted;
        let is_needed = !self.settings.counted.is_empty();
        Ok(is_needed.then(|| earlier_formats::hasher(&self.setup.secret)))
    }

    fn read<S: Shelf>(
        &self,
        lines: &mut Lines,
        format: LogFormat,
        shelf: &mut S,
    ) -> Result<(import::Outcome, BTreeMap<String, u64>), Failure> {
        let mut watched = Watched::new(self.setup.root, self.source, shelf)?;
        let found = import::import(lines, format, &self.settings, &mut watched);
        Ok((found.map_err(self.nothing())?, watched.twice))
    }

    /// What another key costs, told once, by the first import that is not refused for it.
    fn tell_keys(&self) {
        for source in self.setup.others.take() {
            tell!(
                "{source} was counted with another key: its sources do not add up with those of \
                 this import, and events that both count are not seen."
            );
        }
    }

    fn nothing(&self) -> impl FnOnce(Trouble) -> Failure + use<> {
        |trouble| {
            let failure = failure(trouble);
            Failure::because(format!("{failure}; nothing was counted"), failure)
        }
    }

    /// Sources that were hashed with another key would not add up.
    fn has_one_key(&self, store: &mut Store) -> Result<(), Failure> {
        let newest = store.names().map_err(failure)?.pop();
        let newest = newest.map(|name| store.part(name).map(|part| part.head.key.clone()));
        let mut keys = newest.transpose().map_err(failure)?.into_iter();
        let old = || self.settings.counted.iter().map(|prefix| prefix.key.clone());
        match keys.by_ref().chain(old()).all(|key| key == self.settings.key) {
            true => {
                self.tell_keys();
                Ok(())
            }
            false => Err(Failure::new(format!(
                "the tallies of {} were counted with another key, so sources would not add up; \
                 give that key with --key-file",
                self.source
            ))),
        }
    }

    /// When the last month that is over began.
    fn last_closed(&self) -> Date {
        self.setup.clock.today.first_of_month().saturating_sub(1.month())
    }

    /// The first day that nobody wonders at, beside one that was counted first.
    fn since(&self, first: Option<Date>) -> Date {
        let month = self.setup.clock.today.first_of_month();
        first.map_or(self.last_closed(), |first| self.last_closed().max(first.min(month)))
    }

    /// Whether events of months that are over, and that nobody expects, are meant.
    fn is_wanted(&self, first: Option<Date>, found: &import::Outcome) -> Result<bool, Failure> {
        let last_closed = self.last_closed();
        let odd: Vec<(Date, u64)> =
            found.fresh.range(..self.settings.since).map(|(d, n)| (*d, *n)).collect();
        let Some(((from, _), (to, _))) = odd.first().zip(odd.last()) else { return Ok(true) };
        if self.setup.args.allow_old {
            return Ok(true);
        }
        let events = count(odd.iter().map(|(_, n)| *n as usize).sum(), "event");
        let days = match from == to {
            true => format!("of {from}"),
            false => format!("of {} from {from} to {to}", count(odd.len(), "day")),
        };
        let why = match first {
            Some(first) if *to >= last_closed => {
                format!("from before {first}, the first day that {} counted", self.source)
            }
            _ => format!("older than {last_closed}, when the last month that is over began"),
        };
        tell!("{}: {events} {days}, {why}.", self.shown);
        self.tell_old(found);
        if self.setup.args.dry_run {
            tell!("{}: counting them takes --allow-old, leaving them out --skip-old.", self.shown);
            return Ok(false);
        }
        let is_asked = self.shown != "-" && std::io::stdin().is_terminal();
        if is_asked && ask("Their months get public pages with them. Count them?")? {
            return Ok(true);
        }
        tell!(
            "{}: nothing was counted. If these days are meant, say --allow-old: their months get \
             public pages. If a clock was wrong, --skip-old leaves these events out.",
            self.shown
        );
        Ok(false)
    }
}
