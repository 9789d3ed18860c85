//! What figures are broken down by, and the values of that. Only what there is can be a value: a
//! class and a type of the taxonomy, a severity, an origin.

use super::register::{Origin, Severity};
use super::word::Word;
use certsite_site::rsit::{ClassCode, Codes, IncidentKind};
use std::cmp::Ordering;
use std::sync::Arc;

/// What figures are broken down by: a column of the register or of tallies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The class of the taxonomy (RSIT's first column).
    Class,
    /// The type within a class, written `class/type` (RSIT's second column).
    Type,
    /// How urgent an incident was; of the register alone.
    Severity,
    /// How the team came to know of an incident; of the register alone.
    Origin,
    /// A dimension with values that nobody can list beforehand.
    Detail(Detail),
}

/// A dimension of which only those values are named that may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The country of the source's address (ISO 3166-1 alpha-2).
    Country,
    /// The family of malware, as sensors call it.
    Family,
    /// The protocol, such as `tcp`.
    Protocol,
    /// The port that was called, or `1024+` for those that no service is known for.
    Port,
}

impl Detail {
    /// All dimensions with values that nobody can list, in the order of this type.
    pub const ALL: [Detail; 4] = [Detail::Country, Detail::Family, Detail::Protocol, Detail::Port];
}

impl Word for Dimension {
    const WHAT: &'static str = "dimension";
    const ALL: &'static [Dimension] = &[
        Dimension::Class,
        Dimension::Type,
        Dimension::Severity,
        Dimension::Origin,
        Dimension::Detail(Detail::Country),
        Dimension::Detail(Detail::Family),
        Dimension::Detail(Detail::Protocol),
        Dimension::Detail(Detail::Port),
    ];

    fn word(self) -> &'static str {
        match self {
            Dimension::Class => "class",
            Dimension::Type => "type",
            Dimension::Severity => "severity",
            Dimension::Origin => "origin",
            Dimension::Detail(Detail::Country) => "country",
            Dimension::Detail(Detail::Family) => "family",
            Dimension::Detail(Detail::Protocol) => "protocol",
            Dimension::Detail(Detail::Port) => "port",
        }
    }
}

impl Dimension {
    /// Whether everybody knows all its values. Of others only what may be published is named.
    pub fn is_closed(self) -> bool {
        self.detail().is_none()
    }

    /// The dimension as one whose values nobody can list; `None` if it is closed.
    pub fn detail(self) -> Option<Detail> {
        match self {
            Dimension::Detail(detail) => Some(detail),
            _ => None,
        }
    }
}

/// A value by which figures are broken down. In order they stand by dimension, then by their words,
/// as data files have them.
#[derive(Clone, Debug)]
pub enum Value {
    /// A class that the taxonomy has.
    Class(ClassCode),
    /// A class with a type that the taxonomy has.
    Type(IncidentKind),
    /// A severity, from the scale of the incident form.
    Severity(Severity),
    /// How the team came to know of an incident.
    Origin(Origin),
    /// What a log or the register says; empty where that is not known.
    Detail(Detail, Arc<str>),
    /// A class that the taxonomy had when figures were settled or published, and has no longer.
    FormerClass(Arc<str>),
    /// A type that the taxonomy had then and has no longer, written `class/type`.
    FormerType(Arc<str>),
}

/// A number's place within a period: a value, or `None` for the total.
pub type Slot = Option<Value>;

impl Value {
    /// A value as files of figures that certsite wrote have it; `None` if no value of the dimension
    /// ever was written so.
    pub fn read(dimension: Dimension, text: &str, codes: &Codes) -> Option<Value> {
        let former = || Arc::from(text);
        match dimension {
            Dimension::Class => Some(match codes.class(text) {
                Some(class) => Value::Class(class.code.clone()),
                None => Value::FormerClass(former()),
            }),
            Dimension::Type => Some(match codes.written(text) {
                Some(kind) => Value::Type(kind),
                None => Value::FormerType(former()),
            }),
            Dimension::Severity => Severity::find(text).map(Value::Severity),
            Dimension::Origin => Origin::find(text).map(Value::Origin),
            Dimension::Detail(detail) => Some(Value::Detail(detail, text.into())),
        }
    }

    /// The dimension that it is a value of.
    pub fn dimension(&self) -> Dimension {
        match self {
            Value::Class(_) | Value::FormerClass(_) => Dimension::Class,
            Value::Type(_) | Value::FormerType(_) => Dimension::Type,
            Value::Severity(_) => Dimension::Severity,
            Value::Origin(_) => Dimension::Origin,
            Value::Detail(detail, _) => Dimension::Detail(*detail),
        }
    }

    /// The value as files of figures write it: a code, a word, or what a log says.
    pub fn word(&self) -> &str {
        match self {
            Value::Class(class) => class.as_str(),
            Value::Type(kind) => kind.as_str(),
            Value::Severity(severity) => severity.word(),
            Value::Origin(origin) => origin.word(),
            Value::Detail(_, text) | Value::FormerClass(text) | Value::FormerType(text) => text,
        }
    }

    /// Whether it stands for events of which the value is not known.
    pub fn is_unknown(&self) -> bool {
        self.word().is_empty()
    }

    /// The place of the number that it is a part of: a type's class, and for all others the total.
    pub fn whole(&self) -> Slot {
        match self {
            Value::Type(kind) => Some(Value::Class(kind.class_code())),
            _ => None,
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Value) -> Ordering {
        let by_dimension = self.dimension().cmp(&other.dimension());
        by_dimension.then_with(|| self.word().cmp(other.word()))
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Value) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_a_value() {
        let codes = "classes: [{code: fraud, types: [{code: phishing}]}]";
        let codes: Codes = serde_yaml::from_str(codes).expect("a taxonomy");
        let check = |dimension: &str, text: &str, expect: &str| {
            let dimension = Dimension::find(dimension).expect(dimension);
            let value = Value::read(dimension, text, &codes);
            let kind = match &value {
                None => "none",
                Some(Value::FormerClass(_) | Value::FormerType(_)) => "former",
                Some(value) => value.word(),
            };
            assert_eq!(kind, expect, "{text}");
            assert!(value.is_none_or(|v| v.word() == text && v.dimension() == dimension));
        };
        check("class", "fraud", "fraud");
        check("class", "phishing", "former");
        check("type", "fraud/phishing", "fraud/phishing");
        for former in ["fraud/other", "phishing", "fraud", ""] {
            check("type", former, "former");
        }
        check("severity", "high", "high");
        check("origin", "peer", "peer");
        for wrong in ["", "High", "urgent", "report", "normal "] {
            check("severity", wrong, "none");
        }
        for wrong in ["", "Peer", "high"] {
            check("origin", wrong, "none");
        }
        for detail in ["country", "family", "protocol", "port"] {
            check(detail, "", "");
            check(detail, "x", "x");
        }
    }

    #[test]
    fn values_stand_in_the_order_of_data_files() {
        let dimensions: Vec<Dimension> = Dimension::ALL.to_vec();
        assert!(dimensions.is_sorted());
        let [high, low] = [Severity::High, Severity::Normal].map(Value::Severity);
        assert!(high < low && low < Value::Origin(Origin::Peer));
        assert!(None < Some(high));
    }
}
