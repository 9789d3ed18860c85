//! What a function counts → lines of its log in CloudWatch's embedded metric format, from which
//! CloudWatch makes figures and alarms. Numbers only.

use crate::health::{View, age};
use crate::outbox::Survey;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The namespace of CloudWatch in which the figures stand.
const NAMESPACE: &str = "form-fn";

/// A figure: its name, its unit, its value.
type Figure = (&'static str, &'static str, f64);

/// The line of the log about a post, in Amazon's embedded metric format.
pub fn post(function: &str, status: u16, bytes: usize, took: Duration, now: Timestamp) -> String {
    let one = |is_it: bool| f64::from(u8::from(is_it));
    let figures = [
        ("Posts", "Count", 1.0),
        ("Accepted", "Count", one(matches!(status, 201 | 303))),
        ("Failed", "Count", one(status >= 500)),
        ("PostTime", "Milliseconds", took.as_secs_f64() * 1000.0),
        ("PostSize", "Bytes", bytes as f64),
    ];
    line(function, &figures, now)
}

/// The line about a round of delivery; `before` is how it stood when the round began.
pub fn round(
    function: &str,
    view: &View,
    survey: &Survey,
    before: (u64, u64),
    now: Timestamp,
) -> String {
    let age = age(survey, now).unwrap_or_default();
    let mut figures = vec![
        ("Sent", "Count", (survey.sent - before.0) as f64),
        ("NotSent", "Count", (survey.failed - before.1) as f64),
        ("Waiting", "Count", survey.waiting as f64),
        ("WaitingTime", "Seconds", age.as_secs() as f64),
        ("Dead", "Count", survey.dead as f64),
        ("Strange", "Count", (survey.strange + survey.unreadable) as f64),
        ("KeysGood", "Count", view.keys.good as f64),
        ("BundleFaults", "Count", view.bundle.len() as f64),
    ];
    figures.extend(view.keys.days_left.map(|days| ("KeyDays", "Count", f64::from(days))));
    line(function, &figures, now)
}

fn line(function: &str, figures: &[Figure], now: Timestamp) -> String {
    let metrics: Vec<_> =
        figures.iter().map(|(name, unit, _)| json!({ "Name": name, "Unit": unit })).collect();
    let time = now.as_millisecond();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": time,
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Function"]],
                "Metrics": metrics,
            }],
        }),
    );
    line.insert("Function".to_owned(), function.into());
    line.extend(figures.iter().map(|(name, _, value)| ((*name).to_owned(), json!(value))));
    Value::from(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_its_figures_are() {
        let now = Timestamp::from_millisecond(1_700_000_000_123).expect("a time");
        let text = post("reports", 303, 12, Duration::from_millis(3), now);
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let directive = &json["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "form-fn");
        assert_eq!(json["_aws"]["Timestamp"], 1_700_000_000_123_u64);
        assert_eq!((&json["Function"], &json["Accepted"]), (&"reports".into(), &1.0.into()));
        let metrics = directive["Metrics"].as_array().expect("a list");
        assert!(
            metrics
                .iter()
                .all(|metric| { json[metric["Name"].as_str().expect("a name")].is_number() })
        );
        assert!(!text.contains('\n'));
    }
}
