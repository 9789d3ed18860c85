//! What `certsite sensors` can be told.

use super::{SummaryArgs, SummaryFormat};
use certsite_shell::cli::SiteArgs;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `certsite sensors`
#[derive(Args)]
pub struct SensorsArgs {
    /// Where the site is.
    #[command(flatten)]
    pub site: SiteArgs,
    /// What to do with the logs of sensors.
    #[command(subcommand)]
    pub command: SensorsCommand,
}

/// What can be done with the logs of sensors.
#[derive(Subcommand)]
pub enum SensorsCommand {
    /// Count the events of logs into daily tallies: Suricata, Snort, Zeek, Shadowserver, IntelMQ, CrowdSec, Fail2ban, Cowrie and other honeypots; plain, or packed by gzip, zstd, bzip2, xz or zip
    ///
    /// Each line is counted once, however often it is imported: in a log that has grown, was copied, joined with others or exported anew. No address leaves the import: sources are counted by sketches (HyperLogLog) under a key that the team's sensors share.
    Import(ImportArgs),
    /// Show what was imported: of each import its name, its days and how many events it brought
    List(ListArgs),
    /// Take back what an import has counted
    ///
    /// Lines that other logs have as well were not counted again there; import those logs again.
    Undo(UndoArgs),
    /// Remove all tallies of a sensor
    Remove(RemoveArgs),
    /// Put the imports of each month that is long over together into one: fewer files; they can no longer be taken back one by one
    Compact,
    /// After folders of tallies were put together: find lines that were counted on two machines
    Merge,
    /// Publish what came in after its month was public, as a revision that the period page notes
    ///
    /// Without periods all that have something new. It is refused where the versions together would give away a number that one of them withholds.
    Settle {
        /// Months or years, such as 2026-10
        #[arg(value_name = "PERIOD")]
        periods: Vec<certsite_periods::Period>,
    },
    /// Count events and distinct sources of all tallies by month and class
    Summary(SummaryArgs),
}

/// `certsite sensors import`
#[derive(Args)]
pub struct ImportArgs {
    /// Logs, folders of logs, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Name of the sensor, whose tallies are kept apart [default: by the log, such as suricata or shadowserver]
    #[arg(long, value_name = "NAME", value_parser = source)]
    pub source: Option<String>,
    /// Name of Shadowserver's report, such as scan_dns [default: by the name of the file, as Shadowserver gives it]
    #[arg(long, value_name = "NAME")]
    pub report: Option<String>,
    /// Say what would be counted, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Count events of months that are long over, too: they get public pages
    #[arg(long, conflicts_with = "skip_old")]
    pub allow_old: bool,
    /// Leave out events of months that are long over, such as those of a clock that was wrong, and count the others
    #[arg(long)]
    pub skip_old: bool,
    /// Nobody writes to these logs any more: count their last lines even without an end
    #[arg(long)]
    pub closed: bool,
    /// Time zone of logs that name none, of Fail2ban and Snort, such as Asia/Baku or UTC [default: the site's]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub zone: Option<jiff::tz::TimeZone>,
    /// The key of the sketches; made when it is not there, and to be copied to the machines of all sensors [default: var/sensors.key]
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// `certsite sensors list`
#[derive(Args)]
pub struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = SummaryFormat::Table)]
    pub format: SummaryFormat,
}

/// `certsite sensors undo`
#[derive(Args)]
pub struct UndoArgs {
    /// The import, by the first column of “certsite sensors list”, or its log, if that was imported once
    #[arg(value_name = "LOG")]
    pub log: String,
    /// Only of this sensor
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

/// `certsite sensors remove`
#[derive(Args)]
pub struct RemoveArgs {
    /// Name of the sensor
    #[arg(value_name = "SENSOR", value_parser = source)]
    pub source: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// A name that can be a folder everywhere.
fn source(text: &str) -> Result<String, String> {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_name = (1..=40).contains(&text.len()) && text.bytes().all(is_letter);
    match is_name && !text.starts_with('-') {
        true => Ok(text.to_owned()),
        false => Err("write small letters, digits and hyphens, such as border-1".into()),
    }
}

/// A time zone by its IANA name.
fn zone(text: &str) -> Result<jiff::tz::TimeZone, String> {
    jiff::tz::TimeZone::get(text)
        .map_err(|_| "write the name of a time zone, such as Asia/Baku or UTC".into())
}
