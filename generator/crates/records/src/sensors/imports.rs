//! `certsite sensors list`, `undo`, `remove`, `compact` and `merge`: what was imported, and how it goes again.

use super::elsewhere::in_common;
use super::sources::sources;
use super::{ask, failure};
use crate::cli::{ListArgs, RemoveArgs, SummaryFormat, UndoArgs};
use crate::settings::settings;
use certsite_sensors::merge;
use certsite_sensors::part::{Name, Part};
use certsite_sensors::store::Store;
use certsite_sensors::zone::Zone;
use certsite_shell::command::{Failure, Outcome, count, lock, print};
use certsite_shell::tell;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::Path;

/// What came with one import.
struct Import {
    source: String,
    id: String,
    log: String,
    first: Date,
    last: Date,
    events: u64,
    zone: Zone,
    parts: Vec<Name>,
}

/// The names of all parts, each with its source.
pub fn names(root: &Path) -> Result<BTreeSet<(String, Name)>, Failure> {
    let mut all = BTreeSet::new();
    for source in sources(root)? {
        let names = Store::new(root, &source).names().map_err(failure)?;
        all.extend(names.into_iter().map(|name| (source.clone(), name)));
    }
    Ok(all)
}

/// The names of the keys with which sources were counted last. What cannot be read is told by whoever
/// needs it.
pub fn keys(root: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut keys = BTreeMap::new();
    for source in sources(root)? {
        let mut store = Store::new(root, &source);
        let newest = store.names().ok().and_then(|names| names.into_iter().next_back());
        let part = newest.and_then(|name| store.part(name).ok());
        keys.extend(part.map(|part| (source, part.head.key.clone())));
    }
    Ok(keys)
}

fn parts(root: &Path, source: &str) -> Result<Vec<Part>, Failure> {
    Store::new(root, source).parts().map_err(failure)
}

/// All imports, by source and in the order of their days.
fn imports(root: &Path) -> Result<Vec<Import>, Failure> {
    let mut all = Vec::new();
    for source in sources(root)? {
        let mut own: BTreeMap<(String, String), Import> = BTreeMap::new();
        for Part { name, head, tally, .. } in parts(root, &source)? {
            let fresh = || Import {
                source: source.clone(),
                id: head.import.clone(),
                log: head.log.clone(),
                first: name.first,
                last: name.last,
                events: 0,
                zone: head.zone.clone(),
                parts: Vec::new(),
            };
            let import = own.entry((head.import.clone(), head.log.clone())).or_insert_with(fresh);
            import.first = import.first.min(name.first);
            import.last = import.last.max(name.last);
            import.events += tally.events();
            import.parts.push(name);
        }
        let mut own: Vec<Import> = own.into_values().collect();
        own.sort_by(|a, b| (a.first, a.last, &a.id).cmp(&(b.first, b.last, &b.id)));
        all.extend(own);
    }
    Ok(all)
}

/// `certsite sensors list`
pub fn list(root: &Path, args: &ListArgs) -> Result<Outcome, Failure> {
    let imports = imports(root)?;
    if args.format == SummaryFormat::Json {
        let row = |i: &Import| {
            json!({ "import": i.id, "source": i.source, "log": i.log, "first": i.first.to_string(),
                    "last": i.last.to_string(), "events": i.events, "clock": i.zone.to_string() })
        };
        print(format_args!("{:#}\n", json!(imports.iter().map(row).collect::<Vec<_>>())))?;
        return Ok(Outcome::Fine);
    }
    if imports.is_empty() {
        tell!("Nothing was imported yet.");
        return Ok(Outcome::Fine);
    }
    print(rows(&imports))?;
    let own = settings(root).map(|(_, config, _)| Zone::from_time_zone(&config.time_zone))?;
    for Import { source, id, zone, first, last, log, .. } in &imports {
        if !zone.agrees(&own, *first, *last) {
            tell!(
                "{source}, {log}: its days are those of the clock of {zone}, and the site's clock is \
                 that of {own}. To count by one clock, take it back (certsite sensors undo {id}) and \
                 import the log again."
            );
        }
    }
    for source in sources(root)? {
        let (old, _) = Store::new(root, &source).old().map_err(failure)?;
        let days = old.days().next().zip(old.days().last());
        if let Some((first, last)) = days.filter(|(a, b)| !Zone::default().agrees(&own, *a, *b)) {
            tell!(
                "{source}, from {first} to {last}: an older version counted this by the clock of \
                 {}, and the site's clock is that of {own}. Reports name both.",
                Zone::default()
            );
        }
    }
    Ok(Outcome::Fine)
}

fn rows(imports: &[Import]) -> String {
    let width = imports.iter().map(|i| i.source.chars().count()).max().unwrap_or(0).max(6);
    let mut out = format!(
        "{:<8}  {:<width$}  {:<10}  {:<10}  {:>10}  log\n",
        "import", "source", "first day", "last day", "events"
    );
    for Import { source, id, log, first, last, events, .. } in imports {
        out += &format!("{id:<8}  {source:<width$}  {first}  {last}  {events:>10}  {log}\n");
    }
    out
}

/// `certsite sensors undo`
pub fn undo(root: &Path, args: &UndoArgs) -> Result<Outcome, Failure> {
    let named = Path::new(&args.log).file_name().map_or("", |name| name.to_str().unwrap_or(""));
    let named = certsite_sensors::words::clean(named);
    let is_meant = |import: &Import| {
        (import.id == args.log || *import.log == *named)
            && args.source.as_ref().is_none_or(|source| *source == import.source)
    };
    let found: Vec<Import> = imports(root)?.into_iter().filter(is_meant).collect();
    let [import] = &found[..] else {
        if found.is_empty() {
            return Err(Failure::new(format!(
                "no import is called “{}”: “certsite sensors list” shows them all",
                args.log
            )));
        }
        print(rows(&found))?;
        return Err(Failure::new(format!(
            "there are {} of “{}”: say which one, by the first column",
            count(found.len(), "import"),
            args.log
        )));
    };
    let Import { source, events, log, first, last, .. } = import;
    let _lock = lock(root, &format!("sensors-{source}"))?;
    Store::open(root, source).and_then(|mut store| store.remove(&import.parts)).map_err(failure)?;
    tell!(
        "{} of {log}, from {first} to {last}, counted as {source}, removed. Lines that other logs \
         have as well are counted again when those are imported again.",
        count(*events as usize, "event")
    );
    Ok(Outcome::Fine)
}

/// `certsite sensors remove`
pub fn remove(root: &Path, args: &RemoveArgs) -> Result<Outcome, Failure> {
    let known = sources(root)?;
    if !known.contains(&args.source) {
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(Failure::new(format!(
            "there are no tallies of {}: there are {known}",
            args.source
        )));
    }
    let source = &args.source;
    let what = format!("All that was ever counted of {source} is removed.");
    if !args.yes {
        if !std::io::stdin().is_terminal() {
            return Err(Failure::new(format!("{what} If that is meant, say --yes")));
        }
        if !ask(&format!("{what} Go on?"))? {
            return Ok(Outcome::Problems);
        }
    }
    let _lock = lock(root, &format!("sensors-{source}"))?;
    Store::open(root, source).and_then(|mut store| store.remove_all()).map_err(failure)?;
    tell!("The tallies of {source} were removed.");
    Ok(Outcome::Fine)
}

/// `certsite sensors merge`
pub fn merge(root: &Path) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Fine;
    for source in sources(root)? {
        let _lock = lock(root, &format!("sensors-{source}"))?;
        let mut store = Store::open(root, &source).map_err(failure)?;
        let parts = store.parts().map_err(failure)?;
        if let Some((one, other)) = merge::foreign(&parts) {
            tell!(
                "{source}: {}.csv and {}.csv were counted with different keys, by which nobody can \
                 tell which lines both have counted. Nothing of it is merged: take the imports of \
                 one machine back (certsite sensors list, certsite sensors undo), copy the key of \
                 the other to it, and import its logs again.",
                one.name,
                other.name
            );
            outcome = Outcome::Problems;
            continue;
        }
        let events = |parts: &[Part]| parts.iter().map(|part| part.tally.events()).sum::<u64>();
        let before = events(&parts);
        let merged = merge::reconcile(parts, |name| store.marks(name)).map_err(failure)?;
        if merged.gone.is_empty() && merged.new.is_empty() {
            tell!("{source}: nothing to merge.");
            continue;
        }
        let held = count(merged.new.len(), "part");
        store.replace(merged).map_err(failure)?;
        let twice = before - events(&store.parts().map_err(failure)?);
        let twice = count(twice as usize, "event");
        tell!("{source}: {held} held against others; {twice} had been counted twice.");
    }
    for ((one, other), events) in in_common(root)? {
        let counts = if events == 1 { "counts" } else { "count" };
        tell!(
            "{one} and {other}: {} {counts} under both names. If a log was imported as both, take \
             one of the two imports back (certsite sensors list, certsite sensors undo).",
            count(events as usize, "event")
        );
    }
    Ok(outcome)
}

/// `certsite sensors compact`
pub fn compact(root: &Path) -> Result<Outcome, Failure> {
    let (_, _, today) = settings(root)?;
    let before = today.first_of_month().saturating_sub(1.month());
    for source in sources(root)? {
        let _lock = lock(root, &format!("sensors-{source}"))?;
        let mut store = Store::open(root, &source).map_err(failure)?;
        let parts = store.parts().map_err(failure)?;
        if !merge::strangers(parts.iter().map(|part| (part.name, &part.head))).is_empty() {
            let help = "run “certsite sensors merge” first";
            return Err(Failure::new(format!(
                "{source} was put together from several stores: {help}"
            )));
        }
        let merged = merge::compact(&parts, before, |name| store.marks(name)).map_err(failure)?;
        let (gone, new) = (merged.gone.len(), merged.new.len());
        store.replace(merged).map_err(failure)?;
        tell!("{source}: {} put together, {} from it.", count(gone, "file"), count(new, "file"));
    }
    Ok(Outcome::Fine)
}
