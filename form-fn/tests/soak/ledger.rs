//! What became of every report.

use crate::place::Place;
use crate::world::parse;
use std::collections::BTreeMap;
use std::time::Duration;

/// Of so many letters one is kept, to be opened by GnuPG at the end.
const EACH: usize = 250;
/// How much more memory the last third of the calm half may take than its first.
const GROWTH: f64 = 1.25;

/// What reporters were told, and what strangers got.
#[derive(Default)]
pub struct Ledger {
    /// Numbers by what their reporters wrote.
    told: BTreeMap<String, String>,
    /// Refusals by their status: nothing of these may arrive.
    refused: BTreeMap<u16, usize>,
    /// Connections that ended without an answer.
    pub broken: usize,
    /// Posts of strangers.
    pub hostile: usize,
    slowest: Duration,
    /// How often the letter of a number arrived.
    arrived: BTreeMap<String, usize>,
    kept: Vec<(String, Vec<u8>)>,
    wrong: Vec<String>,
}

impl Ledger {
    pub fn told(&mut self, reference: String, number: String, after: Duration) {
        self.slowest = self.slowest.max(after);
        self.told.insert(reference, number);
    }

    pub fn refused(&mut self, status: u16) {
        *self.refused.entry(status).or_default() += 1;
    }

    /// What must not happen at all.
    pub fn wrong(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// Takes the letters out of the mail server's folder.
    pub fn collect(&mut self, place: &Place) {
        for entry in std::fs::read_dir(place.path("mail")).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|end| end == "eml") {
                let mail = std::fs::read(&path).expect("it is whole");
                std::fs::remove_file(path.with_extension("json")).expect("it stands beside");
                std::fs::remove_file(path).expect("it is ours");
                let number = subject(&mail);
                if self.arrived.len() % EACH == 0 {
                    self.kept.push((number.clone(), mail));
                }
                *self.arrived.entry(number).or_default() += 1;
            }
        }
    }

    pub fn line(&self) -> String {
        let refused: usize = self.refused.values().sum();
        format!(
            "{} told, {refused} refused, {} unanswered, {} hostile",
            self.told.len(),
            self.broken,
            self.hostile
        )
    }

    /// Holds it against what arrived, prints it, and says whether it is as it should be.
    pub fn close(mut self, place: &Place, memory: [u64; 3]) -> bool {
        self.collect(place);
        let arrived = self.arrived;
        let by_number: BTreeMap<_, _> =
            self.told.iter().map(|(reference, number)| (number.as_str(), reference)).collect();
        let lost = by_number.keys().filter(|number| !arrived.contains_key(**number)).count();
        let forged =
            arrived.keys().filter(|number| !by_number.contains_key(number.as_str())).count();
        let twice = arrived.values().filter(|count| **count > 1).count();
        let mut wrong = self.wrong;
        if by_number.len() != self.told.len() {
            wrong.push("two reports have one number".to_owned());
        }
        let opened = self.kept.len();
        for (number, mail) in &self.kept {
            let report = parse(&place.gnupg.decrypt(mail).0).report();
            let is_own = by_number
                .get(number.as_str())
                .is_some_and(|reference| report.to_string().contains(&format!("{reference}/")));
            if report["number"] != number.as_str() || !is_own {
                wrong.push(format!("the letter of {number} holds another report"));
            }
        }
        let [peak, first, last] = memory;
        let is_flat = last as f64 <= first as f64 * GROWTH;
        println!("\nreports told their number     {:>8}", self.told.len());
        println!("  arrived                     {:>8}", by_number.len() - lost);
        println!(
            "  arrived twice               {twice:>8}  (a server killed between mail and note)"
        );
        println!("  LOST                        {lost:>8}");
        println!("  FORGED                      {forged:>8}");
        println!("  letters opened by GnuPG     {opened:>8}");
        for (status, count) in &self.refused {
            println!("refused with {status}              {count:>8}");
        }
        println!("unanswered, posted again      {:>8}", self.broken);
        println!("hostile posts                 {:>8}", self.hostile);
        println!("slowest to its number         {:>8} ms", self.slowest.as_millis());
        println!("memory: peak                  {:>8} MiB", peak / 1024);
        println!("  calm half, first third      {:>8} MiB", first / 1024);
        println!("  calm half, last third       {:>8} MiB", last / 1024);
        for what in &wrong {
            println!("WRONG: {what}");
        }
        let is_good =
            lost == 0 && forged == 0 && wrong.is_empty() && is_flat && !self.told.is_empty();
        println!("{}", if is_good { "good" } else { "NOT GOOD" });
        is_good
    }
}

/// The number in the outer subject.
fn subject(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    let line = text.lines().take_while(|line| !line.is_empty());
    let mut found = line.filter_map(|line| line.strip_prefix("Subject: Report "));
    found.next().unwrap_or("without a number").to_owned()
}
