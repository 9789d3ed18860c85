//! Days, as people write them.
//!
//! Of numbers with dots between them the first is the day everywhere. Between slashes and hyphens
//! Americans write the month first, and where the year has two digits it may stand at the front:
//! what could be two days is none.

use super::{plain, time};
use jiff::civil::Date;

/// The months by the beginnings of their names in both languages; no two months share one.
const MONTHS: [&[&str]; 12] = [
    &["yan", "jan"],
    &["fev", "feb"],
    &["mar"],
    &["apr"],
    &["may"],
    &["iyun", "İyun", "jun"],
    &["iyul", "İyul", "jul"],
    &["avq", "aug"],
    &["sen", "sep"],
    &["okt", "oct"],
    &["noy", "nov"],
    &["dek", "dec"],
];

/// Words behind a number of a day or a year, and between it and a month.
const ENDINGS: [&str; 17] = [
    "st", "nd", "rd", "th", "of", "cı", "ci", "cu", "cü", "il", "ilin", "ildə", "in", "year", "г",
    "год", "года",
];

/// Words round a day that say nothing of it.
const REMARKS: [&str; 21] = [
    "da",
    "də",
    "dan",
    "dən",
    "bəri",
    "etibarən",
    "on",
    "day",
    "date",
    "tarix",
    "tarixi",
    "tarixində",
    "tarixindən",
    "gün",
    "günü",
    "bazar",
    "ertəsi",
    "çərşənbə",
    "axşamı",
    "cümə",
    "şənbə",
];

/// Days of the week in English, without what all end with.
const WEEKDAYS: [&str; 12] =
    ["mon", "tue", "tues", "wed", "wednes", "thu", "thur", "thurs", "fri", "sat", "satur", "sun"];

/// A day: `2026-03-31`, `31.03.2026`, `31 mart 2026-cı il`, `March 31, 2026`; a time of day behind
/// it is passed over. Of a year with two digits no day counts that is later than `last`.
pub fn date(text: &str, last: Option<Date>) -> Option<Date> {
    let text = plain(text);
    let (readings, rest) = day(behind_remarks(&text))?;
    (is_remark(rest) || is_time(rest)).then(|| readings.choose(last)).flatten()
}

/// Whether a text that gives a day gives no more than that.
pub fn is_day_alone(text: &str) -> bool {
    day(behind_remarks(&plain(text))).is_some_and(|(_, rest)| is_remark(rest))
}

/// The days that a text may mean: first as most people write it.
struct Readings {
    usual: Option<Date>,
    others: [Option<Date>; 2],
    /// Nobody thinks of another but where the usual one is long ago.
    is_usual: bool,
    /// All four digits of the year are there.
    has_century: bool,
}

impl Readings {
    fn one(date: Option<Date>) -> Readings {
        Readings { usual: date, others: [None; 2], is_usual: true, has_century: false }
    }

    /// The only one that may be.
    fn choose(&self, last: Option<Date>) -> Option<Date> {
        let may_be = |date: &Date| self.has_century || last.is_none_or(|last| *date <= last);
        let mut others = self.others.into_iter().flatten().filter(may_be);
        match self.usual.filter(|usual| may_be(usual)) {
            Some(usual) if self.is_usual => others.all(|other| other <= usual).then_some(usual),
            Some(usual) => others.all(|other| other == usual).then_some(usual),
            // It is told that it lies in the future, unless it is something else.
            None => others.next().is_none().then_some(self.usual).flatten(),
        }
    }
}

/// A number or a word.
#[derive(Clone, Copy)]
struct Piece<'a> {
    /// What stands before it.
    gap: &'a str,
    text: &'a str,
}

impl<'a> Piece<'a> {
    /// The first piece of a text that is no ending, and what follows.
    fn next(mut text: &'a str) -> Option<(Piece<'a>, &'a str)> {
        loop {
            let (gap, from) = text.split_at(text.find(char::is_alphanumeric)?);
            let is_number = from.starts_with(|c: char| c.is_ascii_digit());
            let is_over = |c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_number;
            let (piece, rest) = from.split_at(from.find(is_over).unwrap_or(from.len()));
            if !is_one_of(piece, &ENDINGS) {
                return Some((Piece { gap: gap.trim(), text: piece }, rest));
            }
            text = rest;
        }
    }

    fn month(self) -> Option<i8> {
        let at = MONTHS.iter().position(|month| begins_with(self.text, month))?;
        i8::try_from(at + 1).ok()
    }

    /// A day or a month by its number.
    fn short(self) -> Option<i8> {
        self.text.parse().ok().filter(|_| self.text.len() <= 2)
    }

    /// A year, and whether it has its century.
    fn year(self) -> Option<(i16, bool)> {
        let year: i16 = self.text.parse().ok()?;
        match self.text.len() {
            2 => Some((2000 + year, false)),
            4 => Some((year, true)),
            _ => None,
        }
    }
}

/// What day the beginning of a text may mean, and what follows.
fn day(text: &str) -> Option<(Readings, &str)> {
    let (first, rest) = Piece::next(text)?;
    let (second, rest) = Piece::next(rest)?;
    let (third, rest) = Piece::next(rest)?;
    let gaps = [second.gap, third.gap];
    let is_gap = |gap: &str| matches!(gap, "" | "." | "," | "/" | "-" | "'");
    let is_even = gaps[0] == gaps[1] || gaps.contains(&"");
    let of = |year: Piece<'_>, month: Option<i8>, day: Piece<'_>| {
        Date::new(year.year()?.0, month?, day.short()?).ok()
    };
    let has_century = |piece: Piece<'_>| matches!(piece.year(), Some((_, true)));
    let months = [first.month(), second.month(), third.month()];
    let readings = match months {
        [None, None, None] if !is_even => return None,
        [None, None, None] if has_century(first) => Readings::one(of(first, second.short(), third)),
        [None, None, None] => {
            let is_usual = gaps.contains(&".") && gaps.iter().all(|gap| matches!(*gap, "." | ""));
            let american = of(third, first.short(), second).filter(|_| !is_usual);
            let year_first = (!has_century(third)).then(|| of(first, second.short(), third));
            Readings {
                usual: of(third, second.short(), first),
                others: [american, year_first.flatten()],
                is_usual,
                has_century: has_century(third),
            }
        }
        [None, month, None] if has_century(first) => Readings::one(of(first, month, third)),
        [None, month, None] => {
            let year_first = of(first, month, third).filter(|_| !has_century(third));
            Readings { others: [None, year_first], ..Readings::one(of(third, month, first)) }
        }
        [month, None, None] => Readings::one(of(third, month, second)),
        // `2026-cı ilin 31 martı`
        [None, None, month] if has_century(first) => Readings::one(of(first, month, second)),
        _ => return None,
    };
    let is_one = first.gap.is_empty() && gaps.into_iter().all(is_gap);
    (is_one && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some((readings, rest))
}

/// The text behind words that say nothing of the day.
fn behind_remarks(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches([' ', '~', '≈', '(', ',', ':', '.']);
        let end = text.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        if word.is_empty() || !is_remark(word) {
            return text;
        }
        text = rest;
    }
}

/// True of words that neither change the day nor name another.
fn is_remark(text: &str) -> bool {
    let words = text.split([' ', ',', '(', ')', '-', ';', ':', '.', '\'', '~', '≈', '"']);
    words.filter(|word| !word.is_empty()).all(|word| {
        let is_weekday = is_one_of(word.strip_suffix("day").unwrap_or(word), &WEEKDAYS);
        let is_known = is_one_of(word, &REMARKS) || is_one_of(word, &ENDINGS);
        is_known || is_weekday || time::is_remark(word)
    })
}

/// Whether what stands behind a day is a time of it: a bare number may be another day.
fn is_time(text: &str) -> bool {
    let Some(at) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let (before, from) = text.split_at(at);
    // `2026-03-31T14:30`
    let before = before.strip_suffix(['T', 't']).unwrap_or(before);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, after) = from.split_at(digits(from));
    let minute = &after.get(1..).unwrap_or("");
    let minute = &minute[..digits(minute)];
    let is_clock = hour.len() <= 2
        && minute.len() == 2
        && (after.starts_with([':', 'h', 'H'])
            // No month has such a number.
            || after.starts_with('.') && !matches!(minute.parse(), Ok(1..=12)));
    let named = |text: &str| text.split(|c: char| !c.is_alphabetic()).any(time::is_hour);
    let is_told = is_clock || named(before) || named(after);
    is_told && is_remark(before) && time(from).is_some()
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn begins_with(word: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| {
        word.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    })
}

#[cfg(test)]
mod tests;
