//! Numbers of things, as people estimate them: `~20`, `10-15`, `1 200`, `about 30 computers`.

use super::plain;
use words::is_known;

/// A number, or the lower and the upper end of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number; of a span its lower end, inclusive.
    pub from: i64,
    /// The same number; of a span its upper end, inclusive.
    pub to: i64,
}

impl Count {
    /// The estimate in the one way in which reports write it: `12` or `10-20`.
    pub fn text(self) -> String {
        match self {
            Count { from, to } if from == to => from.to_string(),
            Count { from, to } => format!("{from}-{to}"),
        }
    }
}

mod words;

/// Signs that do not change the number that they stand beside.
const SIGNS: &str = "~≈<>≤≥=+-.,:;()[]\"'!?№#–—…_";

/// Between two numbers that are the ends of one.
const BETWEEN: [&str; 17] = [
    "-", "--", "~", "..", "...", "…", "to", "or", "and", "ilə", "və", "ya", "və ya", "bis", "ile",
    "до", "или",
];

/// A number of things, with words round it; `None` if no number is meant.
pub fn count(text: &str) -> Option<Count> {
    let text = plain(text).replace("-dən", " - ").replace("-dan", " - ");
    let pieces = pieces(&text)?;
    let words = |text: &str| text.trim().to_owned();
    match pieces.as_slice() {
        [before, NumberPiece::Number(number), after] => {
            let (NumberPiece::Words(before), NumberPiece::Words(after)) = (before, after) else {
                return None;
            };
            // A minus is a sign of its own here, unless it only parts a suffix from its number.
            let is_negative = before.trim_end().ends_with('-');
            (!is_negative && !changes(before, after))
                .then_some(Count { from: *number, to: *number })
        }
        [
            before,
            NumberPiece::Number(from),
            NumberPiece::Words(between),
            NumberPiece::Number(to),
            after,
        ] => {
            let (NumberPiece::Words(before), NumberPiece::Words(after)) = (before, after) else {
                return None;
            };
            let is_range = BETWEEN.contains(&words(between).as_str()) && from <= to;
            let is_negative = before.trim_end().ends_with('-');
            (is_range && !changes(before, after) && !is_negative)
                .then_some(Count { from: *from, to: *to })
        }
        _ => None,
    }
}

/// True if the words before or behind a number make it another one, or nobody here knows them.
fn changes(before: &str, after: &str) -> bool {
    let is_unknown = |words: &str| {
        words.split(|c: char| !c.is_alphabetic()).any(|word| !word.is_empty() && !is_known(word))
    };
    // `½`, `²`
    let has_number = |words: &str| words.contains(|c: char| c.is_numeric());
    let is_sign = |c: char| !c.is_alphabetic() && !SIGNS.contains(c);
    // `x20`, `20h`; but `20PC`.
    let is_letter = after.chars().take_while(|c| c.is_alphabetic()).count() == 1;
    before.ends_with(char::is_alphabetic)
        || before.trim_end().ends_with(is_sign)
        || after.trim_start().starts_with(is_sign)
        || is_letter
        || [before, after]
            .into_iter()
            .any(|words| is_unknown(words) || has_number(words) || words.contains(['%', '‰']))
}

enum NumberPiece<'a> {
    Words(&'a str),
    Number(i64),
}

/// Words and numbers in turn, beginning and ending with words.
fn pieces(text: &str) -> Option<Vec<NumberPiece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        pieces.push(NumberPiece::Words(&rest[..start]));
        let (number, length) = number(&rest[start..])?;
        pieces.push(NumberPiece::Number(number));
        rest = &rest[start + length..];
        if pieces.len() > 4 {
            return None;
        }
    }
    pieces.push(NumberPiece::Words(rest));
    Some(pieces)
}

/// The number at the beginning of a text, and how long it is written. Groups of three digits may
/// be set apart, all by the same sign; a fraction is no number of things, unless it is nothing, as
/// spreadsheets write it.
fn number(text: &str) -> Option<(i64, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    let first = end;
    let mut sign = None;
    while let Some(next) = text[end..].chars().next().filter(|c| " .,'_\u{66b}".contains(*c)) {
        let length = digits(&text[end + next.len_utf8()..]);
        let is_group = next != '\u{66b}'
            && length == 3
            && (1..=3).contains(&first)
            && sign.is_none_or(|s| s == next);
        match (is_group, next, length) {
            (true, ..) => {
                sign = Some(next);
                end += 4;
            }
            // `20.0`, but not `10.0.0.1`.
            (false, '.' | ',' | '\u{66b}', 1..) if sign != Some(next) => {
                let after = end + next.len_utf8();
                let (fraction, rest) = text[after..].split_at(length);
                let mut rest = rest.chars();
                let goes_on = rest.next().is_some_and(|c| ".,'_\u{66b}".contains(c))
                    && rest.next().is_some_and(|c| c.is_ascii_digit());
                // Three are a group to many.
                let is_unsure = next == '\u{66b}' && length == 3;
                if goes_on || is_unsure || fraction.contains(|c| c != '0') {
                    return None;
                }
                return Some((whole(&text[..end])?, after + length));
            }
            // `1,5` and `1.20`; but `10..15` and `20 30` are two numbers.
            (false, '.' | ',' | '\u{66b}', 1..) => return None,
            _ => break,
        }
    }
    Some((whole(&text[..end])?, end))
}

/// Reads a whole number whose digits may stand in groups.
fn whole(text: &str) -> Option<i64> {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_read() {
        for (written, expect) in [
            ("12", "12"),
            ("0", "0"),
            ("007", "7"),
            ("~20", "20"),
            ("≈20", "20"),
            (">100", "100"),
            ("≥ 100", "100"),
            ("100+", "100"),
            ("ca. 20", "20"),
            ("about 20 computers", "20"),
            ("təxminən 20 kompüter", "20"),
            ("20 nəfərə qədər", "20"),
            ("100-dən çox", "100"),
            ("20.", "20"),
            ("10-15", "10-15"),
            ("10 – 15", "10-15"),
            ("10—15 nəfər", "10-15"),
            ("10\u{2011}15", "10-15"),
            ("10..15", "10-15"),
            ("10...15", "10-15"),
            ("10 to 15", "10-15"),
            ("between 10 and 15", "10-15"),
            ("10 və ya 15", "10-15"),
            ("1 200", "1200"),
            ("1\u{a0}200", "1200"),
            ("1\u{202f}200", "1200"),
            ("1.200", "1200"),
            ("1,200", "1200"),
            ("1'200", "1200"),
            ("1’200", "1200"),
            ("1 000 000", "1000000"),
            ("1 000-1 500", "1000-1500"),
            ("\u{202d}20\u{202c}", "20"),
            ("４２", "42"),
            ("20.0", "20"),
            ("20,00", "20"),
            ("20.0.", "20"),
            ("1 200,00 ədəd", "1200"),
            ("1.200,00", "1200"),
            ("1,200.0-1,500.0", "1200-1500"),
            ("٢٠٫٠", "20"),
            ("٢٬٠٠٠", "2000"),
            ("२,०००", "2000"),
            ("๒๐", "20"),
            ("2 000", "2000"),
            ("2'000", "2000"),
            ("2\u{2009}000", "2000"),
            ("1_000_000", "1000000"),
            ("10~15", "10-15"),
            ("от 10 до 15", "10-15"),
            ("№ 20", "20"),
            ("٤٢", "42"),
            ("20PC", "20"),
            ("20 PC / laptop", "20"),
            ("users & PCs: 20", "20"),
            ("100-ə yaxın", "100"),
            ("(20)", "20"),
            ("20!", "20"),
            ("=20", "20"),
            ("bizdə 20 kompüter var", "20"),
            ("we have 20 of them", "20"),
            ("at least 20 users", "20"),
            ("20 or more PCs", "20"),
            ("20 ƏDƏD KOMPÜTER", "20"),
            ("SAYI 20", "20"),
            ("TƏXMİNƏN 20 İŞ YERİ", "20"),
            ("around 15 of our lab PCs", "15"),
            ("3 e-mail accounts", "3"),
            ("20 İSTİFADƏÇİ", "20"),
            ("20 AVADANLIQ", "20"),
            ("ən azı 20 iş stansiyası", "20"),
            ("Təxminən 20-30 işçi", "20-30"),
            ("20 və ya daha çox", "20"),
            ("20 kompüterimiz", "20"),
            ("20 компьютеров", "20"),
            ("около 20 пользователей", "20"),
            ("all 20 servers in the office", "20"),
            ("Number of devices: 20", "20"),
        ] {
            let read = count(written).map(Count::text);
            assert_eq!(read.as_deref(), Some(expect), "{written}");
        }
    }

    #[test]
    fn what_could_be_another_number_is_none() {
        for written in [
            "",
            "many",
            "-1",
            "–5",
            "~ -5",
            "1e3",
            "20k",
            "20 min",
            "2 milyon",
            "1,5",
            "1.20",
            "12.5",
            "10%",
            "10 faiz",
            "15-10",
            "5 servers, 20 PCs",
            "1-2-3",
            "192.168.1.1",
            "2 dozen",
            "99999999999999999999",
            "12 34",
            "1.200,50",
            "1.200.00",
            "20.0.1",
            "20.05",
            "10.0.0.1",
            "٢٫٥",
            "٢٫٥٠٠",
            "٢٫٠٠٠",
            "٢٫٠٠٫٠",
            "a few 100",
            "several 100",
            "a couple of 100",
            "bir neçə 100",
            "x20",
            "x 20",
            "20x",
            "20 x",
            "×20",
            "× 20",
            "20 × 3",
            "*20",
            "2*10",
            "1/2",
            "/20",
            "20 / 3",
            "20½",
            "½ 20",
            "10²",
            "10^2",
            "2 times 20",
            "twice 20",
            "half of 20",
            "yarım 20",
            "2 cüt",
            "20 pairs",
            "no20",
            "a20",
            "20b",
            "$20",
            "20€",
            "not 20",
            "20 deyil",
            "1st",
            "20-ci",
            "5-th",
            "heç 1",
            "20 per day",
            "hər 20",
            "3 of 20",
            // Words that nobody here knows may make it anything.
            "5 mindən çox",
            "3 lakh",
            "5 bin",
            "20 grand",
            "5кк",
            "2 mille",
            "20 hours",
            "20 GB",
            "20 saat",
            "VLAN 20",
            "port 443",
            "room 20",
            "otaq 20",
            "20 minlik",
            "5 MİN",
            "20 ТЫС",
            "v2",
            "Windows 11",
            "20 Tausend",
            "20 lakhs of users",
            "one or 20",
            "iki dəfə 20",
            "20 days ago",
            "20 gün",
        ] {
            assert_eq!(count(written), None, "{written}");
        }
    }
}
