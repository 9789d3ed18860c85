//! Facts about the team: known, decided to be none, or unknown.
//!
//! A fact is stated once, in `content/team.yaml`; pages, templates and features draw it by
//! its key. An unknown one is a typed placeholder, never a plausible value.

mod answer;
mod network;
mod read;
mod shape;

use certsite_base::diag::Place;
use certsite_base::lang::PerLang;
use certsite_base::yaml::Source;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What form the value of a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Words, one text or one for each language, or a list of them.
    Text,
    /// What a version is called: a number, or a text.
    Version,
    /// A mail address (RFC 5321), shown as a `mailto:` link.
    Mail,
    /// The word `set`, or a mail address.
    Recipient,
    /// A telephone number in international form (E.164 with spaces), shown as a `tel:` link.
    Phone,
    /// An `https://` address, shown as a link.
    Url,
    /// The address of the site's root, shown as a link.
    Base,
    /// `YYYY-MM-DD`, shown as in the language.
    Date,
    /// The fingerprint of an OpenPGP key: 40 or 64 hexadecimal digits.
    Fingerprint,
    /// A time zone by its IANA name.
    Zone,
    /// A domain, or words that say which.
    Domain,
    /// Addresses of IP, as a prefix or from one to another, or words that say which.
    Addresses,
    /// The number of an autonomous system, or words that say which.
    System,
    /// A name that nobody else has (UUID, RFC 9562).
    Uuid,
}

/// Whether a release can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A release needs the value, or `!none`.
    Release,
    /// The site may be released without it.
    Optional,
    /// Nobody is asked for it: where it is left out, there is none.
    Extra,
}

/// A fact that certsite knows of.
pub struct FactDef {
    /// Its key, such as `team.phone`.
    pub key: &'static str,
    /// What its value looks like, which decides how it is checked and shown.
    pub kind: FactKind,
    /// Whether a release needs it.
    pub need: Need,
    /// What it is, for the one who is to supply it.
    pub what: &'static str,
}

const fn fact(key: &'static str, kind: FactKind, need: Need, what: &'static str) -> FactDef {
    FactDef { key, kind, need, what }
}

use FactKind::{
    Addresses, Base, Date, Domain, Fingerprint, Mail, Phone, Recipient, System, Text, Url, Uuid,
    Version, Zone,
};
use Need::{Extra, Optional, Release};

/// All facts, in the order in which a list of the missing ones reads well.
pub const FACTS: &[FactDef] = &[
    fact("site.base_url", Base, Release, "address of the site"),
    fact("team.name", Text, Release, "short name of the team"),
    fact("team.full_name", Text, Release, "full name of the team"),
    fact("team.email_incidents", Mail, Release, "mailbox for incident reports"),
    fact("team.email_general", Mail, Optional, "mailbox for other mail"),
    fact("team.phone", Phone, Release, "telephone"),
    fact("team.phone_emergency", Phone, Optional, "telephone for emergencies"),
    fact("team.fax", Phone, Optional, "fax"),
    fact("team.address", Text, Release, "postal address"),
    fact("team.time_zone", Zone, Release, "time zone, by its IANA name"),
    fact("team.hours", Text, Release, "working hours and holidays"),
    fact("team.out_of_hours", Text, Release, "what to do outside working hours"),
    fact("team.members", Text, Release, "members with their roles, or the decision to name none"),
    fact("team.head", Text, Release, "head of the team, or the decision to name nobody"),
    fact("team.pgp.file", Text, Release, "file of the team's OpenPGP key in content/keys/"),
    fact("team.pgp.fingerprint", Fingerprint, Release, "fingerprint of the team's OpenPGP key"),
    fact("team.pgp.expires", Date, Release, "day on which the team's OpenPGP key expires"),
    fact("team.constituency.organisations", Text, Release, "organisations that the team serves"),
    fact("team.constituency.domains", Domain, Release, "domains of the constituency"),
    fact("team.constituency.ranges", Addresses, Release, "address ranges of the constituency"),
    fact("team.constituency.asn", System, Release, "number of the autonomous system"),
    fact("team.host_body", Text, Release, "body that runs the team today"),
    fact("team.network_owner", Text, Release, "owner of the network today"),
    fact("team.authority", Text, Release, "what the team may order"),
    fact("team.services", Text, Release, "services in force"),
    fact("team.copyright", Text, Optional, "copyright line"),
    fact("policy.classes", Text, Release, "classes of incident in force"),
    fact("policy.principles", Text, Optional, "principles in force"),
    fact(
        "policy.priorities",
        Text,
        Release,
        "priority of each class, or the decision to state none",
    ),
    fact(
        "policy.response_times",
        Text,
        Release,
        "times of response, or the decision to state none",
    ),
    fact("policy.procedures", Text, Release, "steps of the procedures in force"),
    fact("policy.disclosure", Text, Release, "what is shared with whom"),
    fact("policy.retention", Text, Release, "how long reports are kept"),
    fact("policy.anonymous_reports", Text, Release, "whether anonymous reports are handled"),
    fact("policy.spam_reports", Text, Release, "whether reports of spam are handled"),
    fact("policy.feedback_to_reporter", Text, Release, "what a reporter hears back"),
    fact("ti.status", Text, Release, "status at Trusted Introducer"),
    fact("ti.checked_on", Date, Release, "day on which that status was checked"),
    fact("ti.url", Url, Release, "address of the entry at Trusted Introducer"),
    fact("privacy.controller", Text, Release, "who is responsible for personal data"),
    fact("privacy.legal_basis", Text, Release, "legal basis of the processing"),
    fact("privacy.retention", Text, Release, "how long personal data are kept"),
    fact(
        "privacy.processor_region",
        Text,
        Release,
        "region and country where the form is processed",
    ),
    fact("privacy.contact", Text, Release, "contact for questions of privacy"),
    fact("accessibility.status", Text, Release, "result of an accessibility test by a person"),
    fact("accessibility.tested_on", Date, Release, "day of that test"),
    fact("accessibility.contact", Text, Release, "contact for barriers"),
    fact("security_txt.contact", Text, Optional, "contact for weaknesses of the site"),
    fact("security_txt.expires", Date, Optional, "day on which security.txt expires"),
    fact("security_txt.policy_url", Url, Optional, "address of the disclosure policy"),
    fact("csaf.publisher_namespace", Url, Optional, "namespace of the CSAF publisher"),
    fact("csaf.role", Text, Optional, "role as CSAF provider"),
    fact("csaf.publisher_category", Text, Extra, "what the team is as a publisher of CSAF"),
    fact("csaf.versions", Text, Extra, "versions of CSAF that are offered"),
    fact("misp.organisation_uuid", Uuid, Extra, "name of the team among organisations in MISP"),
    fact("advisories.contact", Text, Extra, "whom to ask about advisories"),
    fact("advisories.issuing_authority", Text, Extra, "by what authority advisories are issued"),
    fact("advisories.distribution", Text, Extra, "to whom advisories may be passed on"),
    fact("advisories.notes", Text, Extra, "what holds for every advisory"),
    fact("advisories.legal_disclaimer", Text, Extra, "what the team is not liable for"),
    fact("advisories.license", Text, Extra, "licence of advisories, as SPDX writes it"),
    fact("settings.recipient", Recipient, Release, "“set” once the form handler has its recipient"),
    fact("rfc2350.version", Version, Release, "version of the RFC 2350 document"),
    fact("rfc2350.updated", Date, Release, "date of the RFC 2350 document"),
];

/// What the team has said of a fact so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// One or more values in each language.
    Known(PerLang<Vec<String>>),
    /// The team has decided that there is none (`!none`), so nothing is missing.
    None,
    /// Nobody has told; the note says what to verify.
    Unknown(String),
}

/// One fact of [`FACTS`], with what a site's files say of it.
pub struct Fact {
    /// The key, the form of the value, and whether a release needs it.
    pub def: &'static FactDef,
    /// What the team has said of it; unknown also if what it said could not be read. One that
    /// nobody is asked for is none until it is stated.
    pub value: FactValue,
    /// True if it is unknown because something is wrong with what was stated, which is told.
    pub is_wrong: bool,
}

impl Fact {
    /// The values in a language; empty unless known.
    pub fn values(&self, lang: certsite_base::lang::Lang) -> &[String] {
        match &self.value {
            FactValue::Known(values) => &values[lang],
            _ => &[],
        }
    }

    /// True if there is a value to be shown. It is false for `!none`.
    pub fn is_stated(&self) -> bool {
        matches!(self.value, FactValue::Known(_))
    }

    /// True if nobody has to be asked any more: there is a value, or the decision for none.
    pub fn is_known(&self) -> bool {
        !matches!(self.value, FactValue::Unknown(_))
    }
}

/// The files that state facts, each with its path.
pub struct Files {
    /// Path and text of `content/team.yaml`, which states all facts but the site's own address.
    pub team: (Arc<str>, Arc<str>),
    /// `site.yaml`, for the site's own address.
    pub site: (Arc<str>, Arc<str>),
}

impl Files {
    /// The file that states a fact, and where in it.
    fn find(&self, def: &FactDef) -> (Source<'_>, Vec<&'static str>) {
        let ((file, text), path) = match def.key.strip_prefix("site.") {
            Some(key) => (&self.site, vec![key]),
            None => (&self.team, def.key.split('.').collect()),
        };
        (Source::whole(file, text), path)
    }
}

/// All facts of a site, in the order of [`FACTS`].
pub struct Facts {
    list: Vec<Fact>,
    files: Files,
    /// Where each is stated, or would be: looked for when the first is asked for.
    places: OnceLock<BTreeMap<&'static str, Place>>,
}

impl Facts {
    /// The fact with this key; `None` for a key that is not in [`FACTS`].
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.list.iter().find(|f| f.def.key == key)
    }

    /// The first value of a fact in a language, if it is known.
    pub fn first(&self, key: &str, lang: certsite_base::lang::Lang) -> Option<&str> {
        self.get(key)?.values(lang).first().map(String::as_str)
    }

    /// All facts, in the order of [`FACTS`], known or not.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.list.iter()
    }

    /// Where a fact is stated, or would be.
    pub fn place(&self, fact: &Fact) -> Place {
        let places = self.places.get_or_init(|| {
            let (team, _) = self.files.find(&FACTS[FACTS.len() - 1]);
            let place = |def: &FactDef| match self.files.find(def) {
                (site, path) if def.key.starts_with("site.") => site.place_of(&path),
                (_, path) => team.place_of(&path),
            };
            FACTS.iter().map(|def| (def.key, place(def))).collect()
        });
        places[fact.def.key].clone()
    }

    /// Where one of a fact's values is stated.
    pub fn place_of_value(&self, fact: &Fact, value: &str) -> Place {
        let (source, path) = self.files.find(fact.def);
        source.place_of_text(&path, value)
    }
}
