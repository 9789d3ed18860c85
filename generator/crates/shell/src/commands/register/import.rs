//! `certsite register import`: an export of a ticket system → rows that are new, and rows that say
//! something else now.

use super::super::{Failure, Outcome, count, print, show};
use super::RegisterEdit;
use super::change::Turn;
use crate::cli::CasesArgs;
use crate::console::tell;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::load::Files;
use certsite_statistics::casework;
use certsite_statistics::register::{Incident, What};
use std::collections::HashMap;
use std::io::Read;

impl RegisterEdit<'_> {
    /// Takes an export.
    pub fn import(&self, args: &CasesArgs) -> Result<Outcome, Failure> {
        let (words, wrong) = casework::words(Files::all(self.inputs), &self.codes);
        if !wrong.is_empty() {
            show(&wrong);
            return Ok(Outcome::Problems);
        }
        let text = read(args)?;
        let ground = casework::ExportContext {
            codes: &self.codes,
            zone: &self.zone,
            words: &words,
            prefix: args.prefix.as_deref(),
            origin: args.origin,
            severity: args.severity,
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
        let out =
            |number: &String| Some(Turn { was: (*before.get(number.as_str())?).clone(), is: None });
        let gone: Vec<Turn> = export.none.iter().filter_map(out).collect();
        for incident in export.incidents {
            if self.is_past(&incident).is_err() {
                problems.push(later(&incident));
                continue;
            }
            match before.get(incident.number.as_str()) {
                None => new.push(incident),
                Some(known) if **known == incident => same += 1,
                Some(known) => changed.push(Turn { was: (*known).clone(), is: Some(incident) }),
            }
        }
        show(&problems);
        let counted = (new.len(), changed.len());
        let taken = gone.iter().map(|turn| turn.was.number.clone()).collect::<Vec<_>>().join(", ");
        changed.extend(gone);
        let is_news = !new.is_empty() || !changed.is_empty();
        if is_news && !args.dry_run {
            self.write(&new, &changed, What::Import)?;
        }
        for incident in new.iter().chain(changed.iter().filter_map(|turn| turn.is.as_ref())) {
            print(format_args!("{incident}\n"))?;
        }
        if !taken.is_empty() {
            let verb = if args.dry_run { "would be" } else { "were" };
            tell!(
                "In the register, and no incidents by this export: {taken}. They {verb} taken out; the history keeps what they said."
            );
        }
        let would = if args.dry_run { " Nothing was written." } else { "" };
        tell!(
            "{} new, {} changed, {same} as before, {} that were no incidents; {} not taken.{would}",
            count(counted.0, "case"),
            counted.1,
            export.none.len(),
            count(problems.len(), "row"),
        );
        Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
    }
}

fn later(incident: &Incident) -> Diagnostic {
    let message = format!("the case {} has a day in the future", incident.number);
    let expected = "fix it where it comes from, and export it again".to_owned();
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
