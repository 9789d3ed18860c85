//! Report → an IODEF document, version 2 (RFC 7970), for teams and tools that exchange it.
//!
//! Each field of the form says which element it fills. What the standard has no place for stands
//! in `report.json` alone.

mod node;
mod xml;

use crate::form::{Choice, Definition, Iodef, Kind};
use crate::report::Report;
use crate::validate::{is_day_alone, is_time_alone};
use certsite_text::bare_address;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use node::Node;
use xml::Xml;

/// The document, with the domain of `team`'s address as the name of who made it.
pub fn iodef(definition: &Definition, report: &Report, team: &str) -> Vec<u8> {
    let team = bare_address(team);
    let domain = team.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let zone = report.iodef(definition, Iodef::Timezone).and_then(|name| TimeZone::get(name).ok());
    let document = Document { definition, report, team, domain, zone };
    let mut xml = Xml::new();
    let root = [
        ("version", "2.00"),
        ("xmlns", "urn:ietf:params:xml:ns:iodef-2.0"),
        ("xml:lang", &report.lang),
        // Whose values those of the "ext-" attributes are (§5.1.1).
        ("private-enum-name", domain),
    ];
    xml.element("IODEF-Document", &root, |xml| document.incident(xml));
    xml.finish()
}

struct Document<'a> {
    definition: &'a Definition,
    report: &'a Report,
    team: &'a str,
    domain: &'a str,
    /// The zone of the reporter's times, if it is known.
    zone: Option<TimeZone>,
}

/// A day, and perhaps a time of day, as the reporter gave them.
struct EventTime {
    at: DateTime,
    to_the_minute: bool,
    /// What was written, if it says more than the two: a zone of its own, a time beside the day.
    words: Option<String>,
}

const UNKNOWN_ZONE: &str = "local time, the zone is not known";

const TIMES: [(Iodef, &str); 2] =
    [(Iodef::DetectTime, "DetectTime"), (Iodef::StartTime, "StartTime")];

impl<'a> Document<'a> {
    fn one(&self, element: Iodef) -> Option<&'a str> {
        self.report.iodef(self.definition, element)
    }

    /// The answers to the questions that fill an element, with the choice that each is.
    fn all(&self, element: Iodef) -> impl Iterator<Item = (Option<&'a Choice>, &'a str)> + use<'a> {
        let answers = self.report.filling(self.definition, element);
        answers.map(|(field, value)| (field.choice(value), value))
    }

    fn incident(&self, xml: &mut Xml) {
        let restriction = restriction(self.one(Iodef::Restriction).unwrap_or_default());
        let attributes = [
            ("purpose", "reporting"),
            ("status", "new"),
            ("restriction", restriction),
            ("xml:lang", &self.report.lang),
        ];
        let received = self.report.received.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        xml.element("Incident", &attributes, |xml| {
            xml.text("IncidentID", &[("name", self.domain)], self.report.number.as_str());
            self.alternative_id(xml);
            for (element, name) in TIMES {
                let moment = self.moment(element).filter(|moment| moment.words.is_none());
                let at = moment.and_then(|moment| self.instant(moment.at));
                at.into_iter().for_each(|at| xml.text(name, &[], &at));
            }
            xml.text("ReportTime", &[], &received);
            xml.text("GenerationTime", &[], &received);
            self.all(Iodef::Description).for_each(|(_, words)| xml.text("Description", &[], words));
            self.assessment(xml);
            self.contacts(xml);
            self.event(xml);
            self.history(xml, &received);
            self.times_in_words(xml);
        });
    }

    /// The number that the reporter's own team gave it, named by the domain of their address
    /// (§3.4 asks for one), or by one that cannot exist.
    fn alternative_id(&self, xml: &mut Xml) {
        let Some(number) = self.one(Iodef::AlternativeId) else { return };
        let domain = self.one(Iodef::EmailTo).and_then(|address| address.rsplit_once('@'));
        let name = domain.map_or("reporter.invalid", |(_, domain)| domain);
        xml.element("AlternativeID", &[], |xml| {
            xml.text("IncidentID", &[("name", name)], number);
        });
    }

    /// What a date and a time field give together.
    fn moment(&self, element: Iodef) -> Option<EventTime> {
        let answers = || self.report.filling(self.definition, element);
        let of = |kind| answers().find(|(field, _)| field.kind == kind).map(|(_, value)| value);
        let day: jiff::civil::Date = of(Kind::Date)?.parse().ok()?;
        let time: Option<Time> = of(Kind::Time).and_then(|time| time.parse().ok());
        let at = day.to_datetime(time.unwrap_or(Time::midnight()));
        let written = |kind| {
            let (field, _) = answers().find(|(field, _)| field.kind == kind)?;
            self.report.written(&field.id)
        };
        let more_of_day = written(Kind::Date).filter(|day| !is_day_alone(day, self.zone.as_ref()));
        let more_of_time =
            written(Kind::Time).filter(|time| !is_time_alone(time, self.zone.as_ref()));
        let is_more = more_of_day.is_some() || more_of_time.is_some();
        let words = is_more.then(|| {
            // The words of a day that say more have its time among them.
            let time = more_of_time.or_else(|| of(Kind::Time).filter(|_| more_of_day.is_none()));
            let day = more_of_day.map_or_else(|| day.to_string(), str::to_owned);
            time.map_or_else(|| day.clone(), |time| format!("{day} {time}"))
        });
        Some(EventTime { at, to_the_minute: time.is_some(), words })
    }

    /// A civil time as RFC 3339 writes it; none without a zone.
    fn instant(&self, at: DateTime) -> Option<String> {
        let at = at.to_zoned_datetime(self.zone.clone()?).ok()?;
        Some(at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Times whose element says more than the reporter did, or which have none.
    fn times_in_words(&self, xml: &mut Xml) {
        for (element, name) in TIMES {
            let Some(moment) = self.moment(element) else { continue };
            if let Some(words) = &moment.words {
                let attributes =
                    [("name", name), ("dtype", "string"), ("meaning", "as the reporter wrote it")];
                xml.text("AdditionalData", &attributes, words);
                continue;
            }
            let (meaning, format) = match (moment.to_the_minute, &self.zone) {
                (true, Some(_)) => continue,
                (true, None) if moment.at.second() != 0 => (UNKNOWN_ZONE, "%Y-%m-%d %H:%M:%S"),
                (true, None) => (UNKNOWN_ZONE, "%Y-%m-%d %H:%M"),
                (false, _) => ("the reporter gave the day only", "%Y-%m-%d"),
            };
            let attributes = [("name", name), ("dtype", "string"), ("meaning", meaning)];
            xml.text("AdditionalData", &attributes, &moment.at.strftime(format).to_string());
        }
    }

    fn assessment(&self, xml: &mut Xml) {
        xml.element("Assessment", &[], |xml| {
            if let Some(rsit) = self.report.rsit(self.definition) {
                xml.text("IncidentCategory", &[], &rsit.tag());
            }
            let mut known = false;
            for (choice, value) in self.all(Iodef::SystemImpact) {
                self.impact(xml, "SystemImpact", "type", choice, (value, system_impact(value)));
                known = true;
            }
            for (choice, value) in self.all(Iodef::BusinessImpact) {
                self.impact(xml, "BusinessImpact", "severity", choice, (value, severity(value)));
                known = true;
            }
            // At least one impact must be there (§3.12).
            if !known {
                xml.text("SystemImpact", &[("type", "unknown")], "");
            }
        });
    }

    /// An impact with its word of the standard, or with the form's own as an extension.
    fn impact(
        &self,
        xml: &mut Xml,
        name: &str,
        attribute: &str,
        choice: Option<&Choice>,
        (own, standard): (&str, Option<&str>),
    ) {
        let extended = format!("ext-{attribute}");
        let attributes = match standard {
            Some(word) => vec![(attribute, word)],
            None => vec![(attribute, "ext-value"), (extended.as_str(), own)],
        };
        xml.element(name, &attributes, |xml| {
            let label = choice.map_or(own, |choice| choice.label.get(&self.report.lang));
            xml.text("Description", &[], label);
        });
    }

    fn contacts(&self, xml: &mut Xml) {
        xml.element("Contact", &[("role", "creator"), ("type", "organization")], |xml| {
            email(xml, self.team);
        });
        let role = self.all(Iodef::ContactType).next();
        let kind = contact_type(role.map_or("", |(_, value)| value));
        let offset = self.zone.as_ref().map(|zone| {
            let moment = self.moment(Iodef::DetectTime);
            let at = moment.and_then(|moment| moment.at.to_zoned_datetime(zone.clone()).ok());
            let at = at.unwrap_or_else(|| self.report.received.to_zoned_datetime(zone.clone()));
            at.strftime("%:z").to_string()
        });
        xml.element_unless_empty("Contact", &[("role", "reporter"), ("type", kind)], |xml| {
            self.all(Iodef::ContactName).for_each(|(_, name)| xml.text("ContactName", &[], name));
            if let Some((choice, value)) = role {
                let label = choice.map_or(value, |choice| choice.label.get(&self.report.lang));
                xml.text("Description", &[], label);
            }
            self.all(Iodef::EmailTo).for_each(|(_, address)| email(xml, address));
            for (_, number) in self.all(Iodef::TelephoneNumber) {
                xml.element("Telephone", &[], |xml| xml.text("TelephoneNumber", &[], number));
            }
            offset.iter().for_each(|offset| xml.text("Timezone", &[], offset));
        });
        for (_, name) in self.all(Iodef::OrganisationName) {
            xml.element("Contact", &[("role", "reporter"), ("type", "organization")], |xml| {
                xml.text("ContactName", &[], name);
            });
        }
    }

    fn event(&self, xml: &mut Xml) {
        xml.element_unless_empty("EventData", &[], |xml| {
            xml.element_unless_empty("Flow", &[], |xml| {
                for (element, category) in [(Iodef::Source, "source"), (Iodef::Target, "target")] {
                    let lines = self.all(element).flat_map(|(_, lines)| lines.lines());
                    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
                        xml.element("System", &[("category", category)], |xml| {
                            xml.element("Node", &[], |xml| Node::of(line).write(xml));
                        });
                    }
                }
            });
        });
    }

    /// What the reporter has done so far; when is not asked, so it is dated with the report.
    fn history(&self, xml: &mut Xml, received: &str) {
        xml.element_unless_empty("History", &[], |xml| {
            for (_, words) in self.all(Iodef::HistoryItem) {
                xml.element("HistoryItem", &[("action", "other")], |xml| {
                    xml.text("DateTime", &[], received);
                    xml.text("Description", &[], words);
                });
            }
        });
    }
}

fn email(xml: &mut Xml, address: &str) {
    xml.element("Email", &[], |xml| xml.text("EmailTo", &[], address));
}

/// A TLP 2.0 label as a word of §3.3.1, which knows the labels of TLP 1. AMBER+STRICT is
/// "only within the organization with individuals that have a need to know".
fn restriction(label: &str) -> &'static str {
    match label {
        "TLP:CLEAR" => "white",
        "TLP:GREEN" => "green",
        "TLP:AMBER+STRICT" => "need-to-know",
        "TLP:RED" => "red",
        _ => "amber",
    }
}

/// Choices of the form whose meaning is that of a word of the standard (§3.12.1).
fn system_impact(choice: &str) -> Option<&'static str> {
    Some(match choice {
        "confidentiality" => "breach-proprietary",
        "integrity" => "integrity-data",
        "availability" => "availability-service",
        "unknown" => "unknown",
        _ => return None,
    })
}

/// The same of §3.12.2, whose highest word is for services that can no longer be provided.
fn severity(choice: &str) -> Option<&'static str> {
    Some(match choice {
        "none" => "none",
        "low" => "low",
        "medium" | "high" => "medium",
        "critical" => "high",
        "unknown" => "unknown",
        _ => return None,
    })
}

/// Who writes for an organisation (§3.9).
fn contact_type(role: &str) -> &'static str {
    match role {
        "csirt" | "provider" | "authority" => "organization",
        _ => "person",
    }
}
