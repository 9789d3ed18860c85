//! What figures of a source are called in a reader's language: the source itself, its measures, periods
//! and values.

use super::{Column, Viewer, services};
use crate::dimension::{Detail, Dimension, Value};
use crate::figures::{Measure, REGISTER};
use crate::register::{Origin, Severity};
use crate::word::Word;
use certsite_periods::Period;

/// The strings of the theme that tables ask for.
pub fn strings() -> impl Iterator<Item = String> {
    let own = [
        "by_month",
        "by_year",
        "chart_text",
        "chart_text_both",
        "chart_text_last",
        "chart_text_of",
        "nothing",
        "others",
        "port",
        "port_others",
        "port_unknown",
        "register",
        "sensor",
        "sensor_named",
        "total",
        "unit",
        "unknown",
        "withheld",
        "withheld_mark",
        "year_total",
    ];
    let own = own.map(str::to_owned).into_iter();
    let all = own
        .chain(Measure::words().into_iter().map(str::to_owned))
        .chain(Dimension::words().into_iter().map(|word| format!("by_{word}")))
        .chain(Severity::words().into_iter().map(|word| format!("severity_{word}")))
        .chain(Origin::words().into_iter().map(|word| format!("origin_{word}")))
        .chain(services::KINDS.into_iter().map(|kind| format!("service_{kind}")));
    all.map(|word| format!("figures.{word}"))
}

impl Viewer<'_> {
    /// A string of the theme, by its key, in the reader's language.
    pub fn text(&self, key: &str) -> String {
        (self.site.text)(self.lang, key)
    }

    /// A number with its digits in groups.
    pub(super) fn number(&self, number: u64) -> String {
        self.site.config.languages[self.lang].number(number)
    }

    /// A month by its name and year, or a year by its number.
    pub fn period(&self, period: Period) -> String {
        match period.month {
            Some(_) => self.site.config.languages[self.lang].month(period.first()),
            None => period.to_string(),
        }
    }

    /// A day as the reader's language writes it.
    pub fn day(&self, day: jiff::civil::Date) -> String {
        self.site.config.languages[self.lang].date(day)
    }

    /// What the source is called: the register, or a sensor by what the settings call it, else by the
    /// name of its folder.
    pub fn source_title(&self) -> String {
        match self.source.name.as_str() {
            REGISTER => self.text("figures.register"),
            sensor => {
                let name = sensor.rsplit('/').next().unwrap_or(sensor);
                let own = self.site.config.sensor_names.get(name);
                let key = if own.is_some() { "figures.sensor_named" } else { "figures.sensor" };
                self.text(key).replace("{name}", &self.short_title())
            }
        }
    }

    /// What the source is called among others of its kind.
    pub fn short_title(&self) -> String {
        let name = self.source.name.rsplit('/').next().unwrap_or(&self.source.name);
        let own = self.site.config.sensor_names.get(name);
        own.map_or_else(|| name.to_owned(), |own| own[self.lang].clone())
    }

    /// What the source's measure at this place is called, from 0; empty if it has no such measure.
    pub fn measure(&self, measure: usize) -> String {
        let measure = self.source.measures.get(measure);
        measure.map_or_else(String::new, |own| self.text(&format!("figures.{}", own.word())))
    }

    /// What a value is called; its code where the classification has no name for it.
    pub(super) fn label(&self, value: &Value) -> String {
        let language = &self.site.config.languages[self.lang];
        let scale = |word| self.text(&format!("figures.{}_{word}", value.dimension().word()));
        let name = match value {
            value if value.is_unknown() => return self.text("figures.unknown"),
            Value::Severity(severity) => return scale(severity.word()),
            Value::Origin(origin) => return scale(origin.word()),
            Value::Class(class) => self.codes.class(class.as_str()).map(|class| &class.name),
            Value::Type(kind) => self.codes.name(kind),
            Value::Detail(Detail::Country, code) => {
                return language.country(code).unwrap_or_else(|| code.to_string());
            }
            Value::Detail(Detail::Protocol, code) => return self.protocol(code),
            Value::Detail(Detail::Port, code) => return self.port(code),
            Value::Detail(Detail::Family, _) | Value::FormerClass(_) | Value::FormerType(_) => None,
        };
        let name = name.and_then(|name| name.get(&language.code));
        name.cloned().unwrap_or_else(|| value.word().to_owned())
    }

    /// A protocol with what it is good for, where that is known: `SSH (remote login)`.
    fn protocol(&self, code: &str) -> String {
        let name = services::protocol(code);
        match services::kind(&name) {
            Some(kind) => format!("{name} ({})", self.text(&format!("figures.service_{kind}"))),
            None => name,
        }
    }

    /// A port with the service that is known for it and what that is good for, or that none is known.
    fn port(&self, code: &str) -> String {
        let (key, name, kind) = match services::service(code) {
            Some((name, kind)) => ("port", name, self.text(&format!("figures.service_{kind}"))),
            None if code.ends_with('+') => ("port_others", "", String::new()),
            None => ("port_unknown", "", String::new()),
        };
        let text = self.text(&format!("figures.{key}"));
        let number = code.trim_end_matches('+');
        text.replace("{port}", number).replace("{name}", name).replace("{kind}", &kind)
    }

    /// What stands above a column. Of a source with one measure the table's title says which it is.
    pub(super) fn column(&self, column: Column) -> String {
        match self.source.measures.len() {
            1 => self.period(column.period),
            _ => format!("{}, {}", self.measure(column.measure), self.period(column.period)),
        }
    }

    /// What a table is called: whose figures they are, by what they are counted, and of when.
    pub(super) fn table_title(&self, rows_are: &str, span: &str) -> String {
        format!("{}: {rows_are}, {span}", self.source_title())
    }

    /// A month by the short form of its name alone, or a year: what has room below a chart's column.
    pub(super) fn short(&self, period: Period) -> String {
        match period.month {
            Some(_) => self.site.config.languages[self.lang].short_month(period.first()),
            None => period.to_string(),
        }
    }
}
