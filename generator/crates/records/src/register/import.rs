//! `certsite register import`: an export of a ticket system → rows that are new, and rows that say
//! something else now.

use super::RegisterEdit;
use super::change::Turn;
use crate::cli::CasesArgs;
use crate::settings::Effect;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_shell::command::{Failure, Outcome, count, print, show};
use certsite_shell::tell;
use certsite_site::load::Files;
use certsite_statistics::casework::{self, Export};
use certsite_statistics::register::{Incident, What};
use std::collections::HashMap;
use std::io::Read;

impl RegisterEdit<'_> {
    /// Takes an export: adds what is new, turns what has changed, and takes out what is no incident.
    pub fn import(&self, args: &CasesArgs) -> Result<Outcome, Failure> {
        let (words, wrong) = casework::words(Files::all(self.inputs), &self.codes);
        if !wrong.is_empty() {
            show(&wrong);
            return Ok(Outcome::Problems);
        }
        let text = read(args)?;
        let context = casework::ExportContext {
            codes: &self.codes,
            zone: &self.zone,
            words: &words,
            prefix: args.prefix.as_deref(),
            origin: args.origin,
            severity: args.severity,
        };
        let path = args.file.display().to_string().into();
        let export = casework::read(&path, text.trim_start_matches('\u{feff}'), &context);
        let cases = self.compare(export);
        show(&cases.problems);
        let is_news = !cases.new.is_empty() || !cases.turns.is_empty();
        let effect = Effect::unless_dry_run(args.dry_run);
        if is_news && effect == Effect::Change {
            self.write(&cases.new, &cases.turns, What::Import)?;
        }
        let turned = cases.turns.iter().filter_map(|turn| turn.is.as_ref());
        for incident in cases.new.iter().chain(turned) {
            print(format_args!("{incident}\n"))?;
        }
        cases.tell(effect);
        Ok(if cases.problems.is_empty() { Outcome::Fine } else { Outcome::Problems })
    }

    /// Holds the cases of an export against the register.
    fn compare(&self, export: Export) -> Cases {
        let known = self.register.incidents.iter();
        let before: HashMap<&str, &Incident> =
            known.map(|(known, _)| (known.number.as_str(), known)).collect();
        let mut cases = Cases {
            no_incidents: export.none.len(),
            problems: export.problems,
            ..Cases::default()
        };
        for incident in export.incidents {
            if self.is_past(&incident).is_err() {
                cases.problems.push(later(&incident));
                continue;
            }
            match before.get(incident.number.as_str()) {
                None => cases.new.push(incident),
                Some(known) if **known == incident => cases.same += 1,
                Some(known) => {
                    cases.turns.push(Turn { was: (*known).clone(), is: Some(incident) });
                }
            }
        }
        cases.changed = cases.turns.len();
        let gone = export.none.iter().filter_map(|number| before.get(number.as_str()));
        cases.turns.extend(gone.map(|known| Turn { was: (*known).clone(), is: None }));
        cases
    }
}

/// The cases of an export, held against the register.
#[derive(Default)]
struct Cases {
    new: Vec<Incident>,
    /// Rows that say something else now, and then those that go.
    turns: Vec<Turn>,
    /// How many rows say something else now.
    changed: usize,
    /// How many cases the register has as they are.
    same: usize,
    /// How many cases the export says were no incidents.
    no_incidents: usize,
    /// Cases that cannot be taken.
    problems: Vec<Diagnostic>,
}

impl Cases {
    /// Says what became of the cases, or what would.
    fn tell(&self, effect: Effect) {
        let gone = self.turns[self.changed..].iter().map(|turn| turn.was.number.as_str());
        let gone = gone.collect::<Vec<_>>().join(", ");
        let (verb, would) = match effect {
            Effect::Trial => ("would be", " Nothing was written."),
            Effect::Change => ("were", ""),
        };
        if !gone.is_empty() {
            tell!(
                "In the register, and no incidents by this export: {gone}. They {verb} taken out; the history keeps what they said."
            );
        }
        tell!(
            "{} new, {} changed, {} as before, {} that were no incidents; {} not taken.{would}",
            count(self.new.len(), "case"),
            self.changed,
            self.same,
            self.no_incidents,
            count(self.problems.len(), "row"),
        );
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
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{}: {what}", args.file.display())))
}
