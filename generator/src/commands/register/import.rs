//! `certsite register import`: an export of a ticket system → rows that are new, and rows that say
//! something else now.

use super::super::{Failure, Outcome, count, print, show};
use super::Ground;
use crate::cli::CasesArgs;
use crate::console::tell;
use crate::diag::{Diagnostic, Problem};
use crate::statistics::casework;
use crate::statistics::register::{Incident, ORIGINS, SEVERITIES, What};
use std::collections::HashMap;
use std::io::Read;

impl Ground<'_> {
    /// Takes an export.
    pub fn import(&self, args: &CasesArgs) -> Result<Outcome, Failure> {
        let known = |what: &str, word: &str, known: &[&str]| match known.contains(&word) {
            true => Ok(()),
            false => {
                Err(Failure(format!("“{word}” is no {what}: write one of {}", known.join(", "))))
            }
        };
        known("origin", &args.origin, &ORIGINS)?;
        if let Some(severity) = &args.severity {
            known("severity", severity, &SEVERITIES)?;
        }
        let words = match casework::words(self.inputs) {
            Ok(words) => words,
            Err(problem) => {
                show(&[*problem]);
                return Ok(Outcome::Problems);
            }
        };
        let text = read(args)?;
        let ground = casework::Ground {
            codes: &self.codes,
            zone: &self.zone,
            words: &words,
            prefix: args.prefix.as_deref(),
            origin: &args.origin,
            severity: args.severity.as_deref(),
        };
        let path = args.file.display().to_string().into();
        let export = casework::read(&path, text.trim_start_matches('\u{feff}'), &ground);
        let mut problems = export.problems;
        let before: HashMap<&str, &Incident> = self
            .register
            .incidents
            .iter()
            .map(|(known, _)| (known.number.as_str(), known))
            .collect();
        let (mut new, mut changed, mut same) = (Vec::new(), Vec::new(), 0);
        for incident in export.incidents {
            if self.is_past(&incident).is_err() {
                problems.push(later(&incident));
                continue;
            }
            match before.get(incident.number.as_str()) {
                None => new.push(incident),
                Some(known) if **known == incident => same += 1,
                Some(known) => changed.push(((*known).clone(), incident)),
            }
        }
        show(&problems);
        if args.dry_run {
            for incident in new.iter().chain(changed.iter().map(|(_, is)| is)) {
                print(format_args!("{incident}\n"))?;
            }
        } else {
            self.append(&new)?;
            for incident in &new {
                print(format_args!("{incident}\n"))?;
            }
            if !changed.is_empty() {
                self.turn(&changed, What::Import)?;
            }
        }
        let would = if args.dry_run { " Nothing was written." } else { "" };
        tell!(
            "{} new, {} changed, {same} as before, {} that were no incidents; {} not taken.{would}",
            count(new.len(), "case"),
            changed.len(),
            export.left_out,
            count(problems.len(), "row"),
        );
        Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
    }
}

fn later(incident: &Incident) -> Diagnostic {
    let message = format!("the case {} has a day in the future", incident.number);
    let expected = "mend it where it comes from, and export it again".to_owned();
    Diagnostic::site(Problem::BadValue { message, expected })
}

fn read(args: &CasesArgs) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    match args.file.to_str() {
        Some("-") => std::io::stdin().read_to_end(&mut bytes),
        _ => std::fs::File::open(&args.file).and_then(|mut file| file.read_to_end(&mut bytes)),
    }
    .map_err(Failure::io(args.file.display()))?;
    let what = "this is not UTF-8 text: export it as UTF-8";
    String::from_utf8(bytes).map_err(|_| Failure(format!("{}: {what}", args.file.display())))
}
