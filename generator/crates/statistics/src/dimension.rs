//! What figures are broken down by, and the values of that. Only what there is can be a value: a
//! class and a type of the taxonomy, a severity, an origin.

use super::register::{Origin, Severity};
use super::word::Word;
use certsite_site::rsit::{ClassCode, Codes, IncidentKind};
use std::cmp::Ordering;
use std::sync::Arc;

/// What figures are broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// RSIT's class.
    Class,
    /// RSIT's type, written `class/type`.
    Type,
    /// How urgent it was.
    Severity,
    /// How the team came to know of it.
    Origin,
    /// What nobody can list all values of.
    Detail(Detail),
}

/// A dimension of which only those values are named that may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Country of the source's address.
    Country,
    /// Family of malware.
    Family,
    /// Protocol.
    Protocol,
    /// Port that was called.
    Port,
}

impl Detail {
    /// All, in order.
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

    /// The same with a name, if it is one whose values nobody can list.
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
    /// A class of the taxonomy.
    Class(ClassCode),
    /// A type of it.
    Type(IncidentKind),
    /// A severity.
    Severity(Severity),
    /// An origin.
    Origin(Origin),
    /// What a log or the register says; nothing where that is not known.
    Detail(Detail, Arc<str>),
    /// A class that the taxonomy had when figures were settled or published, and has no longer.
    FormerClass(Arc<str>),
    /// Such a type.
    FormerType(Arc<str>),
}

/// A number's place within a period: the total, or a value.
pub type Slot = Option<Value>;

impl Value {
    /// A value as figures that certsite wrote have it; none if it never was one.
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

    /// What it is a value of.
    pub fn dimension(&self) -> Dimension {
        match self {
            Value::Class(_) | Value::FormerClass(_) => Dimension::Class,
            Value::Type(_) | Value::FormerType(_) => Dimension::Type,
            Value::Severity(_) => Dimension::Severity,
            Value::Origin(_) => Dimension::Origin,
            Value::Detail(detail, _) => Dimension::Detail(*detail),
        }
    }

    /// As data have it.
    pub fn word(&self) -> &str {
        match self {
            Value::Class(class) => class.as_str(),
            Value::Type(kind) => kind.as_str(),
            Value::Severity(severity) => severity.word(),
            Value::Origin(origin) => origin.word(),
            Value::Detail(_, text) | Value::FormerClass(text) | Value::FormerType(text) => text,
        }
    }

    /// Whether it says that nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.word().is_empty()
    }

    /// The value that it is a part of: a type's class.
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
