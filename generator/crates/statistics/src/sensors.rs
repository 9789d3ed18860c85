//! Rules and tallies of sensors as a site has them, and what is wrong with them at its place. What
//! they are, the crate `certsite-sensors` knows.

use super::counting::Counted;
use super::dimension::Detail;
use super::figures::OF_SENSOR;
use super::totals::{Counts, Seen};
use certsite_base::diag::{Diagnostic, Place, Problem};
use certsite_base::yaml::Source;
use certsite_periods::Period;
use certsite_sensors::Fault;
use certsite_sensors::earlier_formats;
use certsite_sensors::merge::strangers;
use certsite_sensors::part::{self, Head, Name, Part};
use certsite_sensors::read::LogFormat;
use certsite_sensors::rows::Row;
use certsite_sensors::rules::{Rules, RulesFile, Word};
use certsite_sensors::sketch::Sketch;
use certsite_sensors::store::FOLDER;
use certsite_sensors::tally::{CellKey, Tally};
use certsite_sensors::zone::Zone;
use certsite_site::load::{self, Files, Sum, Tallies};
use certsite_site::memo::Memo;
use certsite_site::rsit::{self, Codes, IncidentKind};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The path of the rules, from the site's root.
pub const RULES: &str = "content/data/sensors.yaml";

/// Reads the rules, and tells at its line of each that names a class which the taxonomy does not
/// have.
pub fn rules(files: Files, codes: &Codes) -> (Rules, Vec<Diagnostic>) {
    let none = || Rules::new(RulesFile::default(), codes).0;
    let Some((file, text)) = files.text(RULES) else { return (none(), Vec::new()) };
    let source = Source::whole(file, text);
    let written = match source.read_maps() {
        Ok(written) => written,
        Err(diagnostic) => return (none(), vec![*diagnostic]),
    };
    let (rules, wrong) = Rules::new(written, codes);
    let diagnostics = wrong.into_iter().map(|rule| {
        let (message, expected) = rsit::unknown(codes, &rule.code);
        let place = source.place_of_value(&rule.path.each_ref().map(String::as_str));
        Diagnostic::at(Problem::BadValue { message, expected }, place)
    });
    (rules, diagnostics.collect())
}

/// A fault of a file with this path and text, as a problem of the site.
pub fn diagnostic(path: &Arc<str>, text: &str, fault: Fault) -> Diagnostic {
    let Fault { at, message, expected } = fault;
    Diagnostic::at(Problem::BadValue { message, expected }, Place::range(path, text, at))
}

/// What the words of sensors, and the days of their tallies, mean to a site.
pub struct Meaning<'a> {
    /// The rules: which class and type a word stands for.
    pub rules: &'a Rules,
    /// The classification, which says what is counted at all.
    pub codes: &'a Codes,
    /// The zone by whose clock the site counts days.
    pub zone: Zone,
    /// A fingerprint of all this: what was read with the same need not be read again.
    pub sum: Sum,
}

/// A file of tallies whose days are those of another clock than the site's.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The path of the file, from the site's root.
    pub path: Arc<str>,
    /// The first and the last day that it has events of, both inclusive.
    pub days: (Date, Date),
    /// The zone by whose clock these days are.
    pub zone: Zone,
    /// The import that brought it; `None` if an older version wrote it.
    pub import: Option<String>,
}

impl Elsewhere {
    /// All months that its days lie in.
    pub fn months(&self) -> impl Iterator<Item = Period> {
        Period::month_of(self.days.0).up_to(Period::month_of(self.days.1))
    }
}

/// A source of tallies that were read: what they add up to, and what is wrong with its files.
pub struct Sensor {
    /// What its tallies add up to, by months and years.
    pub counted: Arc<Counted>,
    /// Its files whose days are those of other clocks than the site's.
    pub elsewhere: Vec<Elsewhere>,
    /// How many of its files hold tallies.
    tallies: usize,
    problems: Vec<Diagnostic>,
}

/// The sources that have tallies, by their names: those of their folders.
pub type Sensors = BTreeMap<String, Arc<Sensor>>;

/// Reads the tallies of all sources, each once for the bytes of all its files and for what its words
/// mean: of what is read only sums are kept. Then tells what is wrong with the files.
pub fn sensors(files: Files, memo: &Memo, meaning: &Meaning) -> (Sensors, Vec<Diagnostic>) {
    let read = |tallies: &Arc<Tallies>| {
        let source = tallies.folder.strip_prefix(FOLDER)?.strip_suffix('/')?;
        let asked = format!("{} {} {source}", meaning.sum, tallies.sum);
        let make = || Sensor::read(source, &tallies.files, meaning);
        Some((source.to_owned(), memo.get(xxh3_64(asked.as_bytes()), make)))
    };
    let read: Vec<(String, Arc<Sensor>)> = files.tallies().filter_map(read).collect();
    let problems = read.iter().flat_map(|(_, sensor)| sensor.problems.clone()).collect();
    (read.into_iter().filter(|(_, sensor)| sensor.tallies > 0).collect(), problems)
}

/// What a source of which no tallies are left counts: nothing.
pub fn nothing(source: &str) -> Counted {
    let totals = Counts::default().totals();
    let name = format!("sensors/{source}");
    Counted { name, scope: OF_SENSOR, totals, clocks: BTreeMap::new() }
}

/// What stands in some files of tallies, and what is wrong with them.
#[derive(Default)]
struct Found<'a> {
    counts: Counts,
    /// How many of the files hold tallies, whether they could be read or not.
    tallies: usize,
    parts: Vec<(&'a Arc<str>, Name, Head)>,
    elsewhere: Vec<Elsewhere>,
    problems: Vec<Diagnostic>,
}

impl<'a> Found<'a> {
    fn merged(mut self, other: Found<'a>) -> Found<'a> {
        self.counts.merge(other.counts);
        self.tallies += other.tallies;
        self.parts.extend(other.parts);
        self.elsewhere.extend(other.elsewhere);
        self.problems.extend(other.problems);
        self
    }

    /// Adds what stands in a file.
    fn with(mut self, file: &'a load::Tally, meaning: &Meaning) -> Found<'a> {
        let (path, name) = (&file.path, file.name());
        let text = match file.text() {
            Ok(text) => text,
            Err(error) => {
                let problem = Problem::Unreadable { why: error.to_string() };
                self.problems.push(Diagnostic::at(problem, Place::file(path)));
                return self;
            }
        };
        let mut counter = Counter { meaning, known: HashMap::new(), counts: Counts::default() };
        let faults = match name.strip_suffix(".csv").and_then(|stem| stem.parse::<Name>().ok()) {
            Some(stem) => match counter.part(stem, &text) {
                Ok(head) => {
                    let days = (stem.first, stem.last);
                    self.note(path, days, &head.zone, Some(&head.import), meaning);
                    self.parts.push((path, stem, head));
                    self.tallies += 1;
                    Vec::new()
                }
                Err(faults) => faults,
            },
            None if earlier_formats::is_month(name) => {
                let (tally, faults) = earlier_formats::tally(name, &text);
                counter.tally(&tally);
                self.tallies += 1;
                if let Some(days) = tally.days().next().zip(tally.days().last()) {
                    self.note(path, days, &Zone::default(), None, meaning);
                }
                faults
            }
            None if name == earlier_formats::LEDGER => {
                earlier_formats::ledger(&text).err().into_iter().collect()
            }
            None => Vec::new(),
        };
        let shown: Arc<str> = if faults.is_empty() { "".into() } else { text.into() };
        self.problems.extend(faults.into_iter().map(|fault| diagnostic(path, &shown, fault)));
        self.counts.merge(counter.counts);
        self
    }
}

impl Found<'_> {
    /// Notes a file whose days are not those of the site's clock.
    fn note(
        &mut self,
        path: &Arc<str>,
        days: (Date, Date),
        zone: &Zone,
        import: Option<&str>,
        meaning: &Meaning,
    ) {
        if !zone.agrees(&meaning.zone, days.0, days.1) {
            let (path, zone, import) = (path.clone(), zone.clone(), import.map(str::to_owned));
            self.elsewhere.push(Elsewhere { path, days, zone, import });
        }
    }
}

impl Sensor {
    fn read(source: &str, files: &[load::Tally], meaning: &Meaning) -> Sensor {
        let found = files
            .par_iter()
            .fold(Found::default, |found, file| found.with(file, meaning))
            .reduce(Found::default, Found::merged);
        let Found { counts, tallies, parts, elsewhere, mut problems } = found;
        problems.extend(unmerged(&parts));
        let mut clocks: BTreeMap<Period, BTreeSet<Zone>> = BTreeMap::new();
        for (month, zone) in
            elsewhere.iter().flat_map(|file| file.months().map(|m| (m, &file.zone)))
        {
            for period in [month, month.whole_year()] {
                clocks.entry(period).or_default().insert(zone.clone());
            }
        }
        let name = format!("sensors/{source}");
        let counted = Counted { name, scope: OF_SENSOR, totals: counts.totals(), clocks };
        Sensor { counted: Arc::new(counted), elsewhere, tallies, problems }
    }
}

/// Counts rows by what their words mean.
struct Counter<'a> {
    meaning: &'a Meaning<'a>,
    /// The class and type of each word that came up, if it counts.
    known: HashMap<LogFormat, HashMap<Box<str>, Option<IncidentKind>>>,
    counts: Counts,
}

impl Counter<'_> {
    /// Counts a part, and gives what it says of itself.
    fn part(&mut self, name: Name, text: &str) -> Result<Head, Vec<Fault>> {
        if let Some((head, rows)) = part::whole(name, text) {
            for row in rows {
                let Row { day, family, protocol, port, country, events, .. } = row;
                let words = [family, protocol, port, country];
                self.add((row.format, row.word), day, words, events, || row.sources());
            }
            return Ok(head);
        }
        // Somebody changed it: what is wrong stands in the faults.
        let part = Part::parse(name, text)?;
        self.tally(&part.tally);
        Ok(part.head)
    }

    fn tally(&mut self, tally: &Tally) {
        for (key, cell) in &tally.cells {
            let CellKey { day, word, family, protocol, port, country } = key;
            let port = port.map(|port| port.to_string()).unwrap_or_default();
            let words: [&str; 4] = [family, protocol, &port, country];
            let sources = || Some(cell.sources.clone());
            self.add((word.format, &word.text), *day, words, cell.events, sources);
        }
    }

    /// Adds events; who they came from is only asked of those that count.
    fn add(
        &mut self,
        (format, word): (LogFormat, &str),
        day: Date,
        [family, protocol, port, country]: [&str; 4],
        events: u64,
        sources: impl FnOnce() -> Option<Sketch>,
    ) {
        let known = self.known.entry(format).or_default();
        if !known.contains_key(word) {
            let Meaning { rules, codes, .. } = self.meaning;
            let kind = rules.kind(&Word { format, text: word.into() });
            let kind = kind.unwrap_or_else(IncidentKind::undetermined);
            known.insert(word.into(), Some(kind).filter(|kind| codes.counts(kind)));
        }
        let Some(Some(kind)) = known.get(word) else { return };
        let details = [
            (Detail::Family, family),
            (Detail::Protocol, protocol),
            (Detail::Port, port),
            (Detail::Country, country),
        ];
        let seen = Seen { day, kind, scale: None, details: &details };
        self.counts.add(&seen, events, sources().as_ref());
    }
}

/// The first two parts that may have lines in common, because nobody has looked.
fn unmerged(parts: &[(&Arc<str>, Name, Head)]) -> Option<Diagnostic> {
    let titles = parts.iter().map(|(_, name, head)| (*name, head));
    let (earlier, later) = *strangers(titles).first()?;
    let ((_, earlier, one), (path, later, other)) = (&parts[earlier], &parts[later]);
    let message = format!(
        "this was counted on another machine than {earlier}, and both have {}",
        later.first
    );
    let expected = match one.key == other.key {
        true => "run “certsite sensors merge”: it finds the lines that both have counted",
        false => OTHER_KEY,
    };
    let problem = Problem::BadValue { message, expected: expected.to_owned() };
    Some(Diagnostic::at(problem, Place::file(path)))
}

/// What is to be done where two machines have counted with different keys.
const OTHER_KEY: &str = "the two have different keys, by which nobody can tell which lines both have \
    counted: take the imports of one back (certsite sensors undo), copy the key of the other to it, \
    and import its logs again";
