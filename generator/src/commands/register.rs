//! `certsite register`: rows of the register of incidents, added and closed without losing one, and
//! what they add up to.

use super::table::Table;
use super::{Failure, Outcome, count, lock, no_site, now, print, settled, show, sync};
use crate::cli::{AddArgs, RegisterArgs, RegisterCommand, SummaryArgs, SummaryFormat};
use crate::console::{self, tell};
use crate::diag;
use crate::load::{self, Inputs};
use crate::rsit::{self, Codes};
use crate::site::{Engine, Request};
use crate::statistics::register::{
    FOLDER, HEADER, Incident, ORIGINS, Register, SEVERITIES, incident,
};
use crate::timing::Timings;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;

/// Runs the command.
pub fn register(args: &RegisterArgs) -> Result<Outcome, Failure> {
    let root = &args.site.root;
    match &args.command {
        RegisterCommand::Add(add) => change(root, |ground| ground.add(add)),
        RegisterCommand::Close { number, day } => {
            change(root, |ground| ground.close(number, day.unwrap_or(ground.today)))
        }
        RegisterCommand::Check => check(root),
        RegisterCommand::Summary(summary) => summarise(root, summary),
    }
}

/// The register, while nobody else can change it.
struct Ground<'a> {
    root: &'a Path,
    today: Date,
    codes: Codes,
    register: Register,
}

/// Reads the register under a lock, and changes it; two at once come one after the other.
fn change(
    root: &Path,
    work: impl FnOnce(&Ground) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let _lock = lock(root, "register")?;
    let (inputs, today) = settled(root)?;
    let codes = rsit::read(&inputs);
    let (register, mut problems) = Register::read(&inputs, &codes);
    problems.extend(register.later_than(today));
    if diag::has_errors(&problems) {
        show(&problems);
        return Ok(Outcome::Problems);
    }
    work(&Ground { root, today, codes, register })?;
    Ok(Outcome::Fine)
}

fn inputs(root: &Path) -> Result<Inputs, Failure> {
    load::load(root).map(|(inputs, _)| inputs).map_err(no_site(root))
}

impl Ground<'_> {
    fn add(&self, args: &AddArgs) -> Result<(), Failure> {
        let report = args.report.as_deref().map(read_report).transpose()?;
        let told = |key: &str| report.as_ref().and_then(|report| report.get(key).cloned());
        let today = self.today.to_string();
        let classes: Vec<&str> = self.codes.classes.iter().map(|c| c.code.as_str()).collect();
        let mut asker = Asker { missing: Vec::new() };
        let number = asker.ask("number", args.number.clone().or(told("number")), &[], None);
        let received =
            asker.ask("received", args.received.clone().or(told("received")), &[], Some(&today));
        let class = asker.ask("class", args.class.clone().or(told("class")), &classes, None);
        let types = self.codes.class(&class).map(|class| class.types.as_slice());
        let types: Vec<&str> = types.unwrap_or_default().iter().map(|t| t.code.as_str()).collect();
        // A type of another class than the one that staff decided on is no suggestion any more.
        let suggested = told("type").filter(|kind| types.contains(&kind.as_str()));
        let kind = asker.ask("type", args.kind.clone().or(suggested), &types, None);
        let severity = args.severity.clone().or(told("severity"));
        let severity = asker.ask("severity", severity, &SEVERITIES, None);
        let origin = args.origin.clone().or(report.is_some().then(|| "report".to_owned()));
        let origin = asker.ask("origin", origin, &ORIGINS, None);
        if !asker.missing.is_empty() {
            return Err(Failure(format!("these are not given: {}", asker.missing.join(", "))));
        }
        let country = args.country.clone().unwrap_or_default();
        let closed = args.closed.clone().unwrap_or_default();
        let cells = [&number, &received, &class, &kind, &severity, &origin, &country, &closed];
        let cells: Vec<&str> = cells.into_iter().map(String::as_str).collect();
        let incident = incident(&cells, &self.codes)
            .map_err(|(_, (wrong, right))| Failure(format!("{wrong}: {right}")))?;
        if incident.received > self.today || incident.closed.is_some_and(|day| day > self.today) {
            return Err(Failure("the day lies in the future".into()));
        }
        if self.register.incidents.iter().any(|(known, _)| known.number == incident.number) {
            return Err(Failure(format!("the incident {} is registered already", incident.number)));
        }
        let year = incident.received.year();
        let file = self.root.join(format!("{FOLDER}{year}.csv"));
        let before = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => format!("{HEADER}\n"),
            Err(error) => return Err(Failure::io(file.display())(error)),
        };
        let end = if before.ends_with('\n') { "" } else { "\n" };
        replace(&file, &format!("{before}{end}{incident}\n"))?;
        print(format_args!("{incident}\n"))?;
        Ok(())
    }

    fn close(&self, number: &str, day: Date) -> Result<(), Failure> {
        let found = self.register.incidents.iter().find(|(known, _)| known.number == number);
        let (known, at) =
            found.ok_or_else(|| Failure(format!("no incident has the number {number}")))?;
        if day < known.received || day > self.today {
            return Err(Failure(format!(
                "{day} does not lie between {}, when it was received, and today",
                known.received
            )));
        }
        if let Some(before) = known.closed.filter(|before| *before != day) {
            return Err(Failure(format!(
                "the incident {number} was closed on {before} already; if that day is wrong, correct it in {}",
                at.file
            )));
        }
        let closed = Incident { closed: Some(day), ..known.clone() };
        let file = self.root.join(&*at.file);
        let text = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
        let row = known.to_string();
        let line = |line: &str| if line == row { closed.to_string() } else { line.to_owned() };
        replace(&file, &text.lines().map(|text| line(text) + "\n").collect::<String>())?;
        print(format_args!("{closed}\n"))?;
        Ok(())
    }
}

/// Writes aside, onto the disk, and moves into place: nobody ever reads half a register.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let wrong = || Failure::io(file.display());
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(wrong())?;
    let aside = file.with_extension("part");
    let mut options = OpenOptions::new();
    let mut part = options.write(true).create(true).truncate(true).open(&aside).map_err(wrong())?;
    part.write_all(text.as_bytes()).and_then(|()| part.sync_all()).map_err(wrong())?;
    fs::rename(&aside, file).map_err(wrong())?;
    sync(folder).map_err(wrong())
}

/// What the register takes of a report: its number, its day, what is suggested. Nothing that the
/// reporter wrote.
fn read_report(path: &Path) -> Result<BTreeMap<&'static str, String>, Failure> {
    let mut text = String::new();
    match path.to_str() {
        Some("-") => std::io::stdin().read_to_string(&mut text),
        _ => File::open(path).and_then(|mut file| file.read_to_string(&mut text)),
    }
    .map_err(Failure::io(path.display()))?;
    let report: Value = serde_json::from_str(&text).unwrap_or_default();
    if report["schema"] != "certsite-report-1" {
        let what = "this is no report.json of a sealed report; decrypt the mail and save that file";
        return Err(Failure(format!("{}: {what}", path.display())));
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let suggested = &report["suggested"];
    let day = text(&report["received"]).and_then(|time| time.get(..10).map(str::to_owned));
    let told = [
        ("number", text(&report["number"])),
        ("received", day),
        ("class", text(&suggested["class"])),
        ("type", text(&suggested["type"])),
        ("severity", text(&suggested["priority"])),
    ];
    Ok(told.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// Asks for what is missing, if somebody is there to answer.
struct Asker {
    missing: Vec<&'static str>,
}

impl Asker {
    fn ask(
        &mut self,
        what: &'static str,
        given: Option<String>,
        choices: &[&str],
        usual: Option<&str>,
    ) -> String {
        if let Some(given) = given {
            return given;
        }
        if !std::io::stdin().is_terminal() {
            match usual {
                Some(usual) => return usual.to_owned(),
                None => self.missing.push(what),
            }
            return String::new();
        }
        let choices =
            if choices.is_empty() { String::new() } else { format!(" ({})", choices.join(", ")) };
        let usual_text = usual.map(|usual| format!(" [{usual}]")).unwrap_or_default();
        console::say(format_args!("{what}{choices}{usual_text}: "));
        let mut line = String::new();
        let _ = std::io::stdin().lock().read_line(&mut line);
        match (line.trim(), usual) {
            ("", Some(usual)) => usual.to_owned(),
            (answer, _) => answer.to_owned(),
        }
    }
}

fn check(root: &Path) -> Result<Outcome, Failure> {
    let snapshot = Engine::new(root, Request::default())
        .snapshot(now(), &mut Timings::default())
        .map_err(no_site(root))?;
    let is_of = |d: &diag::Diagnostic| d.place.as_ref().is_some_and(|p| p.file.starts_with(FOLDER));
    let found: Vec<_> = snapshot.diagnostics.into_iter().filter(is_of).collect();
    show(&found);
    let inputs = inputs(root)?;
    let (register, _) = Register::read(&inputs, &rsit::read(&inputs));
    tell!("{}, {}.", count(register.incidents.len(), "incident"), count(found.len(), "error"));
    Ok(if found.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

/// Incidents by month and class, of the team's own eyes: nothing is suppressed here.
fn summarise(root: &Path, args: &SummaryArgs) -> Result<Outcome, Failure> {
    let inputs = inputs(root)?;
    let (register, problems) = Register::read(&inputs, &rsit::read(&inputs));
    show(&problems);
    let is_meant = |incident: &&Incident| args.year.is_none_or(|y| incident.received.year() == y);
    let incidents = register.incidents.iter().map(|(incident, _)| incident).filter(is_meant);
    let mut months: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for incident in incidents {
        let month = incident.received.to_string()[..7].to_owned();
        *months.entry(month).or_default().entry(&incident.class).or_default() += 1;
    }
    match args.format {
        SummaryFormat::Json => print(format_args!("{:#}\n", json!(months)))?,
        SummaryFormat::Table => print(table(&months))?,
    }
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
}

fn table(months: &BTreeMap<String, BTreeMap<&str, usize>>) -> String {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for (class, n) in months.values().flatten() {
        *classes.entry(class).or_default() += n;
    }
    let cells = |counted: &BTreeMap<&str, usize>| {
        let each = classes.keys().map(|class| counted.get(class).copied().unwrap_or(0));
        each.chain([counted.values().sum()]).map(|n| n.to_string()).collect()
    };
    let rows = months.iter().map(|(month, counted)| (month.as_str(), cells(counted)));
    Table {
        corner: "month",
        heads: classes.keys().copied().chain(["all"]).collect(),
        rows: rows.chain([("all", cells(&classes))]).collect(),
    }
    .text()
}
