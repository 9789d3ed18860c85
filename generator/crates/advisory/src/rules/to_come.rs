//! Days that have not come: with the build, or with the newest version. What an advisory tells of has
//! happened; and whoever asks for what changed since would see nothing of a version until then.

use super::{Page, Path, path};
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{AdvisoryFront, Moment};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt::Display;

/// A date of the block: what leads to it, what it is the date of, and itself.
type Dated<'a> = (Path, String, &'a Moment);

/// What editors do about a version that is to come.
const WAIT: &str = "fix the date; what is to be published later waits in a branch of its own, or the page waits with “draft: true”";

/// What they do about anything else.
const FIX: &str = "fix the date: what has not happened yet is not told";

/// What they do about what is later than the version that tells it.
const ADD: &str =
    "add a version to “revisions” that tells it, or fix the date; of one day, both state the time";

impl Page<'_, '_> {
    /// All dates that are later than the build. A sketch may plan.
    pub fn days_to_come(&mut self, site: Linked) {
        let (today, zone) = (site.options.date, &site.config.time_zone);
        if site.options.drafts {
            return;
        }
        let is_to_come = |(.., at): &&Dated| day(at, zone) > today;
        let mut told = assessments(self.advisory);
        told.extend(events(self.advisory));
        for (dated, help) in [(&versions(self.advisory), WAIT), (&told, FIX)] {
            for (path, what, date) in dated.iter().filter(is_to_come) {
                let message = format!("{what} is dated {date}, later than this build ({today})");
                self.wrong_at(path, message, help);
            }
        }
        let Some(newest) = self.advisory.versions().pop() else { return };
        let is_later = |(.., at): &&Dated| at.begins() > newest.at && day(at, zone) <= today;
        for (path, what, date) in told.iter().filter(is_later) {
            let (number, version) = (newest.number, newest.moment);
            let message =
                format!("{what} is dated {date}, later than version {number} ({version})");
            self.wrong_at(path, message, ADD);
        }
    }
}

/// The day on which something falls where the team is: of a moment, it follows from its instant, and
/// not from the day of the zone in which it is written.
fn day(moment: &Moment, zone: &TimeZone) -> Date {
    match &moment.time {
        Some(time) => time.at.to_zoned_datetime(zone.clone()).date(),
        None => moment.day.0,
    }
}

/// The versions, the end among them, and the day of a language that followed.
fn versions(advisory: &AdvisoryFront) -> Vec<Dated<'_>> {
    let revisions = advisory.revisions.iter().enumerate().map(|(n, revision)| {
        (path(&[&"revisions", &n, &"date"]), format!("version {}", revision.number), &revision.date)
    });
    let withdrawn = advisory.withdrawn.iter().map(|withdrawn| {
        (path(&[&"withdrawn", &"date"]), "the withdrawal".to_owned(), &withdrawn.date)
    });
    let superseded = advisory.superseded_by.iter().map(|by| {
        (path(&[&"superseded_by", &"date"]), "what takes its place".to_owned(), &by.date)
    });
    let published = advisory.published.iter();
    let published =
        published.map(|published| (path(&[&"published"]), "this language".to_owned(), published));
    revisions.chain(withdrawn).chain(superseded).chain(published).collect()
}

/// What is known of a vulnerability at a time, which no version tells before (CSAF 2.1, 6.1.49, 6.1.51
/// and 6.1.52).
fn assessments(advisory: &AdvisoryFront) -> Vec<Dated<'_>> {
    let all = advisory.vulnerabilities.iter().enumerate().flat_map(|(n, of)| {
        let exploited = of.exploited.as_ref().map(|exploited| &exploited.since);
        let epss = of.epss.as_ref().map(|epss| &epss.date);
        let ssvc = of.ssvc.as_ref().map(|ssvc| &ssvc.date);
        let own = [
            ("exploited", "since", "the exploitation", exploited),
            ("epss", "date", "the EPSS score", epss),
            ("ssvc", "date", "the decision by SSVC", ssvc),
        ];
        own.into_iter().filter_map(move |(key, within, what, date)| {
            Some((path(&[&"vulnerabilities", &n, &key, &within]), what.to_owned(), date?))
        })
    });
    all.collect()
}

/// What is told of vulnerabilities otherwise, of remediations, rules and indicators: no version tells
/// of it before either.
fn events(advisory: &AdvisoryFront) -> Vec<Dated<'_>> {
    let mut found: Vec<Dated> = Vec::new();
    for (n, of) in advisory.vulnerabilities.iter().enumerate() {
        let keys = |keys: &[&dyn Display]| [path(&[&"vulnerabilities", &n]), path(keys)].concat();
        let own = [
            (keys(&[&"discovered"]), "the discovery", of.discovered.as_ref()),
            (keys(&[&"released"]), "the release", of.released.as_ref()),
        ];
        let dated = own.into_iter().filter_map(|(path, what, date)| Some((path, what, date?)));
        found.extend(dated.map(|(path, what, date)| (path, what.to_owned(), date)));
        found.extend(of.known_exploited.iter().enumerate().map(|(i, list)| {
            let what = format!("the entry of {}", list.list);
            (keys(&[&"known_exploited", &i, &"date"]), what, &list.date)
        }));
        found.extend(of.threats.iter().enumerate().filter_map(|(i, threat)| {
            Some((keys(&[&"threats", &i, &"date"]), "the threat".into(), threat.date.as_ref()?))
        }));
    }
    for (n, remediation) in advisory.remediations.iter().enumerate() {
        let keys = || path(&[&"remediations", &n, &"date"]);
        let date = remediation.date.as_ref();
        found.extend(date.map(|date| (keys(), "the remediation".to_owned(), date)));
    }
    for (n, rule) in advisory.rules.iter().enumerate() {
        let date = rule.first_seen.iter();
        let keys = || path(&[&"rules", &n, &"first_seen"]);
        found.extend(date.map(|date| (keys(), "the use of the rule".to_owned(), date)));
    }
    let AdvisoryFront { indicators, indicators_withdrawn, .. } = advisory;
    for (list, all) in [("indicators", indicators), ("indicators_withdrawn", indicators_withdrawn)]
    {
        for (n, indicator) in all.iter().enumerate() {
            let of = &indicator.context;
            for (key, date) in [("first_seen", &of.first_seen), ("last_seen", &of.last_seen)] {
                let what = || "the sighting".to_owned();
                found.extend(date.iter().map(|date| (path(&[&list, &n, &key]), what(), date)));
            }
        }
    }
    found
}
