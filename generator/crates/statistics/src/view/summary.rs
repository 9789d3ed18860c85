//! Figures of a period → what a reader should know first: sums beside those of earlier periods, and the
//! commonest class.

use super::{CellView, Column, Viewer};
use crate::dimension::Dimension;
use crate::figures::Figure;
use certsite_periods::Period;
use schemars::JsonSchema;
use serde::Serialize;

/// A sum, and how it compares.
#[derive(Serialize, JsonSchema)]
pub struct SumView {
    /// Of which month or year, in the page's language.
    pub period: String,
    /// The number.
    pub number: CellView,
    /// By how much the sum of the page's own period is above or below it, in per cent, as in `+12%`;
    /// none of that period itself, and where either number is not shown.
    pub change: Option<String>,
}

/// The class that came up most, or all that did.
#[derive(Serialize, JsonSchema)]
pub struct CommonestView {
    /// What it is called, in the page's language; of several, their names with commas between them.
    pub label: String,
    /// Whether several came up as often as each other.
    pub several: bool,
    /// How often it came up, or each of them.
    pub number: String,
    /// How often all classes came up together.
    pub total: String,
}

impl Viewer<'_> {
    /// The sums of periods by the source's first measure, each compared with the first one.
    pub fn sums(&self, periods: &[Period]) -> Vec<SumView> {
        let total = |period: &Period| self.total(&Column { measure: 0, period: *period });
        let own = periods.first().and_then(total);
        let sum = |(n, period): (usize, &Period)| SumView {
            period: self.period(*period),
            number: self.cell(total(period)),
            change: match n > 0 && periods.iter().all(|period| self.is_whole(*period)) {
                true => change(own, total(period)),
                false => None,
            },
        };
        periods.iter().enumerate().map(sum).collect()
    }

    /// Whether there are figures of all of a period: of the first year there are often not, and then no
    /// other one compares with it.
    fn is_whole(&self, period: Period) -> bool {
        let months = self.source.periods.keys().filter(|other| other.month.is_some());
        period.month.is_some() || months.filter(|month| month.whole_year() == period).count() == 12
    }

    /// The class that came up most in a period, by the source's first measure, or all that came up as
    /// often. `None` if that is not known for certain: what is withheld may be as much.
    pub fn commonest(&self, period: Period) -> Option<CommonestView> {
        let figures = self.source.periods.get(&period)?;
        let Some(Figure::Shown(total)) = figures.total.first().copied() else { return None };
        let classes = figures.by.get(&Dimension::Class)?;
        let known = classes.iter().filter(|(value, _)| !value.is_unknown());
        let numbers = known.filter_map(|(value, figures)| match figures.first() {
            Some(Figure::Shown(number)) => Some((value, *number)),
            _ => None,
        });
        let mut numbers: Vec<_> = numbers.collect();
        // The largest first, and of equals as the classification has them.
        numbers.sort_by_key(|(value, number)| (std::cmp::Reverse(*number), self.rank(value)));
        let all = commonest(total, &numbers);
        let number = all.first()?.1;
        let labels: Vec<String> = all.iter().map(|(value, _)| self.label(value)).collect();
        Some(CommonestView {
            label: labels.join(", "),
            several: labels.len() > 1,
            number: self.number(number),
            total: self.number(total),
        })
    }
}

/// The largest of some numbers, which begin with it, if nothing else can be as large: the first, or
/// several that are equal. They are parts of `total`.
fn commonest<T>(total: u64, numbers: &[(T, u64)]) -> &[(T, u64)] {
    let most = numbers.first().map_or(0, |(_, number)| *number);
    let hidden = total.saturating_sub(numbers.iter().map(|(_, number)| number).sum());
    let count = numbers.iter().take_while(|(_, number)| *number == most).count();
    if most > hidden { &numbers[..count] } else { &[] }
}

/// By how much a number is above or below an earlier one, in per cent; `None` if either is not shown.
fn change(now: Option<Figure>, earlier: Option<Figure>) -> Option<String> {
    let (Some(Figure::Shown(now)), Some(Figure::Shown(earlier @ 1..))) = (now, earlier) else {
        return None;
    };
    let percent = ((now as f64 / earlier as f64 - 1.0) * 100.0).round();
    let sign = match percent {
        above if above > 0.0 => "+",
        below if below < 0.0 => "−",
        _ => "",
    };
    Some(format!("{sign}{:.0}%", percent.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_in_whole_per_cent_of_what_is_shown() {
        let shown = |number| Some(Figure::Shown(number));
        for (now, earlier, expect) in [
            (shown(28), shown(25), Some("+12%")),
            (shown(33), shown(60), Some("−45%")),
            (shown(1_000), shown(1_001), Some("0%")),
            (shown(0), shown(9), Some("−100%")),
            (shown(9), shown(0), None),
            (shown(9), Some(Figure::Withheld), None),
            (Some(Figure::Withheld), shown(9), None),
            (shown(9), None, None),
        ] {
            assert_eq!(change(now, earlier).as_deref(), expect, "{now:?} {earlier:?}");
        }
    }

    #[test]
    fn the_commonest_is_named_only_if_nothing_else_can_be_as_common() {
        let check = |total: u64, numbers: &[(&str, u64)], expect: &str| {
            let found: Vec<_> = commonest(total, numbers).iter().map(|(name, _)| *name).collect();
            assert_eq!(found.join(" "), expect, "{total} {numbers:?}");
        };
        check(30, &[("a", 20), ("b", 10)], "a");
        check(20, &[("a", 10), ("b", 10)], "a b");
        check(45, &[("a", 10), ("b", 10), ("c", 10), ("d", 10), ("e", 5)], "a b c d");
        // Nine are withheld, of one class or of several; then twenty.
        check(39, &[("a", 20), ("b", 10)], "a");
        check(29, &[("a", 10), ("b", 10)], "a b");
        check(50, &[("a", 20), ("b", 10)], "");
        check(40, &[("a", 10), ("b", 10)], "");
        check(0, &[("a", 0)], "");
        check(7, &[], "");
    }
}
