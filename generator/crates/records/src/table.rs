//! Names, heads and numbers → a table that fits a terminal.

use certsite_shell::console::WIDTH;
use std::ops::Range;

/// Numbers by row and column.
pub struct Table<'a> {
    /// The head of the column of names: it says what the rows are.
    pub corner: &'a str,
    /// The heads of the columns of numbers, from left to right.
    pub heads: Vec<&'a str>,
    /// Each row's name and its cells, one for each column.
    pub rows: Vec<(&'a str, Vec<String>)>,
}

impl Table<'_> {
    /// The table. One that is too wide is turned round if that takes fewer pieces, and its pieces
    /// stand one below the other.
    pub fn text(&self) -> String {
        let (own, turned) = (self.pieces(), self.turned());
        match turned.pieces() {
            fewer if fewer.len() < own.len() => turned.draw(&fewer),
            _ => self.draw(&own),
        }
    }

    fn turned(&self) -> Table<'_> {
        let column = |n: usize| self.rows.iter().map(|(_, cells)| cells[n].clone()).collect();
        Table {
            corner: self.corner,
            heads: self.rows.iter().map(|(name, _)| *name).collect(),
            rows: self.heads.iter().enumerate().map(|(n, head)| (*head, column(n))).collect(),
        }
    }

    fn name_width(&self) -> usize {
        let names = self.rows.iter().map(|(name, _)| width(name));
        names.max().unwrap_or(0).max(width(self.corner))
    }

    /// The width of a column in characters, with the gap of two blanks before it.
    fn column_width(&self, n: usize) -> usize {
        let cells = self.rows.iter().map(|(_, cells)| width(&cells[n]));
        cells.max().unwrap_or(0).max(width(self.heads[n])).max(5) + 2
    }

    /// Which columns stand beside each other.
    fn pieces(&self) -> Vec<Range<usize>> {
        let names = self.name_width();
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut used = WIDTH;
        for n in 0..self.heads.len() {
            let more = self.column_width(n);
            match pieces.last_mut() {
                Some(piece) if used + more <= WIDTH => {
                    piece.end = n + 1;
                    used += more;
                }
                _ => {
                    pieces.push(n..n + 1);
                    used = names + more;
                }
            }
        }
        pieces
    }

    fn draw(&self, pieces: &[Range<usize>]) -> String {
        let names = self.name_width();
        let one = |piece: &Range<usize>| {
            let line = |name: &str, cell: &dyn Fn(usize) -> String| {
                let cells = piece.clone().map(|n| format!("{:>1$}", cell(n), self.column_width(n)));
                format!("{name:<names$}{}\n", cells.collect::<String>())
            };
            let head = line(self.corner, &|n| self.heads[n].to_owned());
            let rows = self.rows.iter().map(|(name, cells)| line(name, &|n| cells[n].clone()));
            [head].into_iter().chain(rows).collect::<String>()
        };
        pieces.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(heads: &[&str], rows: &[&str], expect: &str) {
        let cells = |row: usize| (0..heads.len()).map(|n| (row * 10 + n).to_string()).collect();
        let rows = rows.iter().enumerate().map(|(n, name)| (*name, cells(n))).collect();
        let text = Table { corner: "month", heads: heads.to_vec(), rows }.text();
        assert_eq!(text, expect);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
    }

    #[test]
    fn a_table_that_fits_stands_as_it_is() {
        let expect = "month    availability    all\n2026-01             0      1\nall                10     11\n";
        check(&["availability", "all"], &["2026-01", "all"], expect);
        check(&[], &[], "");
    }

    #[test]
    fn one_that_is_too_wide_is_turned_round() {
        let classes = ["information-gathering", "intrusion-attempts", "availability-of-service"];
        let expect = "\
month                    2026-01    all
information-gathering          0     10
intrusion-attempts             1     11
availability-of-service        2     12
more-of-the-same               3     13
all                            4     14
";
        let heads = [&classes[..], &["more-of-the-same", "all"]].concat();
        check(&heads, &["2026-01", "all"], expect);
    }

    #[test]
    fn one_that_is_too_wide_even_then_stands_in_pieces() {
        let expect = "\
month    information-content-security  intrusion-attempts  a-third-class-of-them
2026-01                             0                   1                      2
2026-02                            10                  11                     12
2026-03                            20                  21                     22
2026-04                            30                  31                     32
2026-05                            40                  41                     42
2026-06                            50                  51                     52

month      all
2026-01      3
2026-02     13
2026-03     23
2026-04     33
2026-05     43
2026-06     53
";
        check(
            &["information-content-security", "intrusion-attempts", "a-third-class-of-them", "all"],
            &["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"],
            expect,
        );
    }
}
