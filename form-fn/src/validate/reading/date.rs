//! Days, as people write them.
//!
//! Of numbers with dots between them the first is the day everywhere. Between slashes and hyphens
//! Americans write the month first, and where the year has two digits it may stand at the front:
//! what could be two days is none.
//! So is what has a word that nobody here knows, or a weekday that the day is none of.

mod weekday;

use super::time::{TimeRead, Writer};
use super::{fold, is_one_of, plain, time};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The months by their names in three languages; three letters of one are enough, and no two months
/// share them.
const MONTHS: [&[&str]; 12] = [
    &["yanvar", "january", "января", "январь"],
    &["fevral", "february", "февраля", "февраль"],
    &["mart", "march", "марта"],
    &["aprel", "april", "апреля", "апрель"],
    &["may", "мая", "май"],
    &["iyun", "june", "июня", "июнь"],
    &["iyul", "july", "июля", "июль"],
    &["avqust", "august", "августа"],
    &["sentyabr", "september", "сентября", "сентябрь"],
    &["oktyabr", "october", "октября", "октябрь"],
    &["noyabr", "november", "ноября", "ноябрь"],
    &["dekabr", "december", "декабря", "декабрь"],
];

/// What may hang on the name of a month in Azerbaijani; folded, as `ı` and `i` are one then.
const CASES: [&str; 14] =
    ["i", "u", "ü", "in", "un", "ün", "da", "də", "dan", "dən", "inda", "ində", "unda", "ündə"];

/// Years that an incident of computers may be of; others are of another calendar, or a slip.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2100;

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

/// A day, and a time of it if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct DateRead {
    /// The day by the calendar, in the zone of whoever wrote it.
    pub day: Date,
    /// The time of day that stands behind it; none if there is none.
    pub time: Option<TimeRead>,
}

/// A day: `2026-03-31`, `31.03.2026`, `31 mart 2026-cı il`, `March 31, 2026`; and the time of it that
/// stands behind. Of a year with two digits no day counts that is later than `last`.
pub fn date(text: &str, last: Option<Date>) -> Option<DateRead> {
    let text = plain(text);
    let (readings, rest) = day(behind_remarks(&text))?;
    let time = match is_remark(rest) {
        true => None,
        false => Some(time_behind(rest)?),
    };
    let day = readings.choose(last)?;
    weekday::agree(&text, day).then_some(DateRead { day, time })
}

/// Whether a text that gives a day gives no more than that, and perhaps the moment of it. A zone that
/// is stated is no more if the form's is known, as the time was brought into that.
pub fn is_day_alone(text: &str, form_zone: Option<&TimeZone>) -> bool {
    let is_told = |time: &TimeRead| time.is_exact && (form_zone.is_some() || time.zone.is_none());
    day(behind_remarks(&plain(text)))
        .is_some_and(|(_, rest)| is_remark(rest) || time_behind(rest).as_ref().is_some_and(is_told))
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

/// A number or a word of what was written.
#[derive(Clone, Copy)]
struct DatePiece<'a> {
    /// The signs and blanks that stand before it.
    gap: &'a str,
    text: &'a str,
}

impl<'a> DatePiece<'a> {
    /// The first piece of a text that is no ending, and what follows.
    fn next(mut text: &'a str) -> Option<(DatePiece<'a>, &'a str)> {
        loop {
            let (gap, from) = text.split_at(text.find(char::is_alphanumeric)?);
            let is_number = from.starts_with(|c: char| c.is_ascii_digit());
            let is_over = |c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_number;
            let (piece, rest) = from.split_at(from.find(is_over).unwrap_or(from.len()));
            if !is_one_of(piece, &ENDINGS) {
                return Some((DatePiece { gap: gap.trim(), text: piece }, rest));
            }
            text = rest;
        }
    }

    fn month(self) -> Option<i8> {
        let word = fold(self.text);
        let is_short = |name: &str| word.chars().count() >= 3 && name.starts_with(&*word);
        let is_case = |name: &str| word.strip_prefix(name).is_some_and(|end| CASES.contains(&end));
        let is_name = |name: &&str| is_short(name) || is_case(name);
        let at = MONTHS.iter().position(|month| month.iter().any(is_name))?;
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
    let (first, rest) = DatePiece::next(text)?;
    let (second, rest) = DatePiece::next(rest)?;
    let (third, rest) = DatePiece::next(rest)?;
    let gaps = [second.gap, third.gap];
    let is_gap = |gap: &str| matches!(gap, "" | "." | "," | "/" | "-" | "'");
    let is_even = gaps[0] == gaps[1] || gaps.contains(&"");
    let of = |year: DatePiece<'_>, month: Option<i8>, day: DatePiece<'_>| {
        let year = year.year()?.0;
        Date::new(year, month?, day.short()?).ok().filter(|_| YEARS.contains(&year))
    };
    let has_century = |piece: DatePiece<'_>| matches!(piece.year(), Some((_, true)));
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
        [month, None, None] => {
            let year_first = of(second, month, third).filter(|_| !has_century(third));
            Readings { others: [None, year_first], ..Readings::one(of(third, month, second)) }
        }
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
        let is_known = is_one_of(word, &REMARKS) || is_one_of(word, &ENDINGS);
        is_known || weekday::is_one(word) || time::is_remark(word)
    })
}

/// The time that stands behind a day: a bare number may be another day.
fn time_behind(text: &str) -> Option<TimeRead> {
    let (before, from) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    // `2026-03-31T14:30`
    let marked = before.strip_suffix(['T', 't']);
    let before = marked.unwrap_or(before);
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
    // Words of the day say nothing of the time, and those of the time are read with it.
    let words = before.split(|c: char| !c.is_alphabetic()).filter(|word| time::is_remark(word));
    let whole = words.chain([from]).collect::<Vec<_>>().join(" ");
    let writer = if marked.is_some() { Writer::Program } else { Writer::Person };
    (is_told && is_remark(before)).then(|| time::read(&whole, writer))?
}

#[cfg(test)]
mod tests;
