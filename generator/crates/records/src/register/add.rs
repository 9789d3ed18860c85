//! `certsite register add`: a row from a decrypted report, from flags, from answers.

use super::RegisterEdit;
use crate::cli::AddArgs;
use certsite_shell::command::{Failure, print};
use certsite_shell::console;
use certsite_statistics::register::{Origin, Severity, What, incident};
use certsite_statistics::word::Word;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

impl RegisterEdit<'_> {
    pub fn add(&self, args: &AddArgs) -> Result<(), Failure> {
        let AddArgs { report, number, cells } = args;
        let report = report.as_deref().map(|path| read_report(path, &self.zone)).transpose()?;
        let told = |key: &str| report.as_ref().and_then(|report| report.get(key).cloned());
        let today = self.today.to_string();
        let classes: Vec<&str> = self.codes.classes.iter().map(|c| c.code.as_str()).collect();
        let mut asker = Asker { missing: Vec::new() };
        let number = asker.ask("number", number.clone().or(told("number")), &[], None);
        let received =
            asker.ask("received", cells.received.clone().or(told("received")), &[], Some(&today));
        let class = asker.ask("class", cells.class.clone().or(told("class")), &classes, None);
        let types = self.codes.class(&class).map(|class| class.types.as_slice());
        let types: Vec<&str> = types.unwrap_or_default().iter().map(|t| t.code.as_str()).collect();
        // A type of another class than the one that staff decided on is no suggestion any more.
        let suggested = told("type").filter(|kind| types.contains(&kind.as_str()));
        let kind = asker.ask("type", cells.kind.clone().or(suggested), &types, None);
        let severity = cells.severity.clone().or(told("severity"));
        let severity = asker.ask("severity", severity, &Severity::words(), None);
        let origin = cells.origin.clone().or(report.is_some().then(|| Origin::Report.to_string()));
        let origin = asker.ask("origin", origin, &Origin::words(), None);
        if !asker.missing.is_empty() {
            return Err(Failure::new(format!("these are not given: {}", asker.missing.join(", "))));
        }
        let country = cells.country.clone().unwrap_or_default();
        let closed = cells.closed.clone().unwrap_or_default();
        let row = [&number, &received, &class, &kind, &severity, &origin, &country, &closed];
        let row: Vec<&str> = row.into_iter().map(String::as_str).collect();
        let incident = incident(&row, &self.codes)
            .map_err(|(_, (wrong, right))| Failure::new(format!("{wrong}: {right}")))?;
        self.is_past(&incident)?;
        if self.register.incidents.iter().any(|(known, _)| known.number == incident.number) {
            return Err(Failure::new(format!(
                "the incident {} is registered already",
                incident.number
            )));
        }
        self.write(std::slice::from_ref(&incident), &[], What::Amend)?;
        print(format_args!("{incident}\n"))?;
        Ok(())
    }
}

/// What the register takes of a report: its number, its day, what is suggested. Nothing that the
/// reporter wrote.
fn read_report(path: &Path, zone: &TimeZone) -> Result<BTreeMap<&'static str, String>, Failure> {
    let mut text = String::new();
    match path.to_str() {
        Some("-") => std::io::stdin().read_to_string(&mut text),
        _ => File::open(path).and_then(|mut file| file.read_to_string(&mut text)),
    }
    .map_err(Failure::io(path.display()))?;
    let report: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    if report["schema"] != "certsite-report-1" {
        let what = "this is no report.json of a sealed report; decrypt the mail and save that file";
        return Err(Failure::new(format!("{}: {what}", path.display())));
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let suggested = &report["suggested"];
    // The day on the team's clock, as for what is typed; a report says when in UTC.
    let received = text(&report["received"]).and_then(|time| time.parse::<Timestamp>().ok());
    let day = received.map(|at| at.to_zoned_datetime(zone.clone()).date().to_string());
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
