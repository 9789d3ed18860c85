//! Figures that the last build made public → what was settled by that, as far as a reader can tell.
//!
//! A closed month that was public is what was settled; everything else is a proposal. Where nobody
//! settled a public month yet, its file in the output folder is all that is known of it: the numbers
//! that it shows. For what it withholds the number that is counted today stands in, which stays
//! withheld: to take what may have changed for unchanged makes the rules stricter, never laxer.

use super::dataset;
use super::dimension::{Dimension, Slot, Value};
use super::figures::{Figure, FigureRules, Measure, Source};
use super::settled::{Revision, SettledNumber};
use super::totals::Totals;
use super::word::Word;
use certsite_periods::Period;
use certsite_periods::published::whose;
use certsite_site::load::Files;
use certsite_site::rsit::Codes;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a file says: each number, unless it is withheld.
type Numbers = BTreeMap<(Measure, Slot), Figure>;

/// The files of the last build that hold one period of a source each.
#[derive(Default)]
pub struct Public {
    sources: BTreeMap<String, BTreeMap<Period, Arc<str>>>,
}

impl Public {
    /// Finds them among the files of the last build.
    pub fn read(files: Files) -> Public {
        let mut public = Public::default();
        for (path, text) in files.public() {
            if let Some((source, period)) = whose(path) {
                public.sources.entry(source.to_owned()).or_default().insert(period, text.clone());
            }
        }
        public
    }

    /// The names of the sources of which figures are public, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.sources.keys()
    }

    /// The texts of the files of a source whose periods were over on a day, by their periods.
    pub fn texts_of(&self, source: &str, today: Date) -> BTreeMap<Period, &str> {
        let all = self.sources.get(source).into_iter().flatten();
        let over = all.filter(|(period, _)| period.end() <= today);
        over.map(|(period, text)| (*period, &**text)).collect()
    }
}

/// What a file says of a period; `None` if it is not one that certsite wrote.
fn numbers(text: &str, codes: &Codes) -> Option<Numbers> {
    let mut found = Numbers::new();
    for line in text.lines().skip(1) {
        let [_, measure, dimension, value, count, withheld] =
            line.split(',').collect::<Vec<_>>().try_into().ok()?;
        let slot = match dimension {
            "total" => None,
            word => Some(Value::read(Dimension::find(word)?, value, codes)?),
        };
        let figure = match withheld {
            "true" => Figure::Withheld,
            _ => Figure::Shown(count.parse().ok()?),
        };
        found.insert((Measure::find(measure)?, slot), figure);
    }
    found
        .contains_key(&(Measure::find(text.lines().nth(1)?.split(',').nth(1)?)?, None))
        .then_some(found)
}

/// The periods of which something else is public than would be published today (`proposed`), each year with
/// its months.
pub fn held(
    public: &BTreeMap<Period, &str>,
    proposed: Option<&Source>,
    codes: &Codes,
) -> BTreeSet<Period> {
    let numbers = |text: &str| numbers(text, codes);
    let differs = |period: &Period, text: &str| {
        let Some(source) = proposed.filter(|source| source.periods.contains_key(period)) else {
            return true;
        };
        let own = dataset::period_text(source, *period);
        own != text && {
            let (own, was) = (numbers(&own).unwrap_or_default(), numbers(text).unwrap_or_default());
            // A type that the taxonomy has since, or no longer, and that never came up, is no change.
            let is_nothing = |figure: Option<&Figure>| {
                matches!(figure, None | Some(Figure::Shown(0) | Figure::Withheld))
            };
            own.keys().chain(was.keys()).any(|key| match (own.get(key), was.get(key)) {
                (Some(own), Some(was)) => own != was,
                (own, was) => !is_nothing(own) || !is_nothing(was),
            })
        }
    };
    let found = public.iter().filter(|(_, text)| numbers(text).is_some());
    let mut held: BTreeSet<Period> =
        found.filter(|(period, text)| differs(period, text)).map(|(period, _)| *period).collect();
    // A year stands as it is with its months, and they with it.
    let years: Vec<Period> = held.iter().map(|period| period.whole_year()).collect();
    held.extend(years.into_iter().filter(|year| public.contains_key(year)));
    held
}

/// What was settled when the file of a period was published: of what it shows its own numbers, of what it
/// withholds those that are counted today. `None` if it is not one that certsite wrote.
pub fn revision(
    text: &str,
    (totals, period): (&Totals, Period),
    measures: &[Measure],
    (step, rules): (u32, &FigureRules),
) -> Option<Revision> {
    let told = numbers(text, rules.codes)?;
    let live = totals.slots(period).filter(|slot| {
        // What is not named of a closed dimension is new to the taxonomy.
        slot.as_ref().is_some_and(|value| !value.dimension().is_closed())
    });
    let unnamed = live.flat_map(|slot| measures.iter().map(|measure| (*measure, slot.clone())));
    let mut all: Numbers = unnamed.map(|key| (key, Figure::Withheld)).collect();
    all.extend(told);
    let kept = |(measure, slot): (Measure, Slot), figure| match figure {
        Figure::Shown(count) => ((measure, slot), SettledNumber { count, is_withheld: false }),
        Figure::Withheld => {
            let count = totals.value(period, &slot, measure);
            ((measure, slot), SettledNumber { count, is_withheld: true })
        }
    };
    let numbers = all.into_iter().map(|(key, figure)| kept(key, figure)).collect();
    Some(Revision { step, day: rules.today, numbers })
}
