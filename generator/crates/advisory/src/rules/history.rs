//! The versions of an advisory: numbered without a gap, each later than the one before; and the
//! language of the first one.

use super::Page;
use super::chains::Chains;
use crate::provider::Provider;
use certsite_base::diag::{Diagnostic, Problem};
use certsite_site::config::Date;
use certsite_site::link::DocId;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::Moment;

impl Page<'_, '_> {
    /// CSAF 2.0 §6.1.14, §6.1.16, §6.1.21, §6.1.22.
    pub fn history(&mut self, site: Linked, chains: &Chains) {
        let revisions = &self.advisory.revisions;
        let Some(last) = revisions.last() else {
            return self.wrong_key(
                &["revisions"],
                "the advisory has no version".into(),
                "add its history: “- {number: 1, date: YYYY-MM-DD, summary: First version}”",
            );
        };
        for (n, revision) in revisions.iter().enumerate() {
            if revision.number as usize != n + 1 {
                self.wrong_key(
                    &["revisions", &n.to_string(), "number"],
                    format!("version {} stands where version {} belongs", revision.number, n + 1),
                    "versions are numbered 1, 2, 3 without a gap, oldest first",
                );
            }
        }
        let pairs = revisions.windows(2).enumerate();
        for (n, pair) in pairs.filter(|(_, pair)| !pair[1].date.can_follow(&pair[0].date)) {
            self.wrong(
                &["revisions", &(n + 1).to_string(), "date"],
                format!("version {} is not later than version {}", pair[1].number, pair[0].number),
                "the dates of the versions rise from the first to the last; of one day, state the time too: 2026-11-23T14:30+04:00",
            );
        }
        if let Some(withdrawn) = &self.advisory.withdrawn
            && !withdrawn.date.can_follow(&last.date)
        {
            self.wrong(
                &["withdrawn", "date"],
                format!("the advisory was withdrawn before its version {}", last.number),
                "its withdrawal is the last version: it comes after all others",
            );
        }
        self.superseded(site, chains, &last.date);
        let current = self.advisory.end().map_or(last.date.day, |(date, _)| date.day);
        self.days(revisions[0].date.day, current);
    }

    /// Another advisory that there is, after all versions of this one.
    fn superseded(&mut self, site: Linked, chains: &Chains, last: &Moment) {
        let Some(by) = &self.advisory.superseded_by else { return };
        let wrong = if by.id == self.advisory.id || site.graph.advisory(&by.id).is_none() {
            Some(format!("“{}” is no other advisory of this site", by.id.0))
        } else {
            chains.wrong(&self.advisory.id, &by.id)
        };
        if let Some(wrong) = wrong {
            self.wrong(
                &["superseded_by", "id"],
                wrong,
                "name the “id” of the one that holds today, or withdraw this one",
            );
        }
        if !by.date.can_follow(last) {
            self.wrong(
                &["superseded_by", "date"],
                "the advisory was superseded before its last version".into(),
                "that another one takes its place is the last version: it comes after all others",
            );
        }
        if self.advisory.withdrawn.is_some() {
            self.wrong_key(
                &["superseded_by"],
                "the advisory is withdrawn, and superseded, too".into(),
                "keep “withdrawn” if it was wrong, “superseded_by” if another one says more",
            );
        }
    }

    /// The language that keeps the advisory's number, whatever translation follows.
    pub fn original(&mut self, site: Linked, id: DocId) {
        let languages = &site.config.languages;
        let first = &languages[languages.default_lang()].code;
        let own = &languages[self.doc.lang].code;
        match &self.advisory.original {
            Some(code) if languages.find(code).is_none() => self.wrong(
                &["original"],
                format!("“{code}” is no language of this site"),
                &format!("write one of {}", languages.codes().collect::<Vec<_>>().join(", ")),
            ),
            Some(_) => {}
            None => {
                let pair = &site.graph.node(id).pair;
                let is_advisory = |id: DocId| site.graph.doc(id).front.advisory.is_some();
                let publishes = || Provider::of(site).is_ok();
                if !pair[languages.default_lang()].is_some_and(is_advisory) && publishes() {
                    let [own, first] = [own, first].map(|code| code.clone());
                    let problem = Problem::AdvisoryOriginal { own, first };
                    let place = self.doc.front_place(&["advisory", "id"]);
                    self.found.push(Diagnostic::at(problem, place));
                }
            }
        }
    }

    /// The page's own days are those of its first and its current version.
    fn days(&mut self, first: Date, last: Date) {
        let front = &self.doc.front;
        let stated = [("date", front.date, first), ("updated", front.updated, last)];
        for (key, stated, expect) in stated {
            if let Some(stated) = stated.filter(|stated| *stated != expect) {
                let version = if key == "date" { "first" } else { "current" };
                let problem = Problem::Advisory {
                    message: format!(
                        "“{key}” is {stated}, but the {version} version is of {expect}"
                    ),
                    help: "add the version to “revisions”, or fix the day".to_owned(),
                };
                self.found.push(Diagnostic::at(problem, self.doc.front_place(&[key])));
            }
        }
    }
}
