//! Reports of Shadowserver: CSV with a line of column names, one subject a report.

use super::{Event, Line, Rules};

/// Where the columns are that certsite reads.
pub struct Columns {
    /// How many there are.
    all: usize,
    time: usize,
    source: usize,
    country: Option<usize>,
    protocol: Option<usize>,
    port: Option<usize>,
    family: Vec<usize>,
}

impl Columns {
    /// The columns of a report, if this is the line of their names. In reports of events the
    /// source is `src_ip`, in reports of open or vulnerable hosts it is `ip`.
    pub fn of(line: &[u8]) -> Option<Columns> {
        let names = record(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line))?;
        let at = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
        let source = at("src_ip").or_else(|| at("ip"))?;
        Some(Columns {
            all: names.len(),
            time: at("timestamp")?,
            source,
            country: at("src_geo").or_else(|| at("geo")),
            protocol: at("protocol"),
            port: at("dst_port").or_else(|| at("port")),
            family: ["family", "infection", "malware"].into_iter().filter_map(at).collect(),
        })
    }

    /// Reads a row of the report of this name.
    pub fn line(&self, line: &[u8], report: &str, rules: &Rules) -> Line {
        let Some(cells) = record(line) else { return Line::Wrong("it is no CSV in UTF-8") };
        if cells.len() != self.all {
            return Line::Wrong("it has not as many cells as the first line");
        }
        let cell = |n: Option<usize>| n.and_then(|n| cells.get(n)).cloned().unwrap_or_default();
        let family = self.family.iter().map(|n| cell(Some(*n))).find(|family| !family.is_empty());
        let event = Event {
            time: cell(Some(self.time)),
            family: family.unwrap_or_default(),
            protocol: cell(self.protocol),
            port: cell(self.port).parse().ok(),
            country: cell(self.country),
            source: cell(Some(self.source)).parse().ok(),
        };
        Line::Event(event, rules.shadowserver(report).cloned().ok_or_else(|| report.to_owned()))
    }
}

/// The cells of one line (RFC 4180).
fn record(line: &[u8]) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}
