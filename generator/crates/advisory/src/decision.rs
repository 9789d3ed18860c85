//! A decision by SSVC → its words in a language, for pages and for formats that have no place for it.

use certsite_base::lang::Lang;
use certsite_site::linked::Linked;
use certsite_site::parse::advisory::{Point, Ssvc};

/// The strings of the theme that say what was decided.
pub fn strings() -> impl Iterator<Item = String> {
    Point::ALL.into_iter().flat_map(|point| [of_point(point), of_value(point)])
}

fn of_point(point: Point) -> String {
    format!("ssvc.{}", point.key)
}

fn of_value(point: Point) -> String {
    format!("ssvc.{}_{}", point.key, point.word)
}

/// Each point that is stated with what was chosen.
pub fn points(site: Linked, lang: Lang, ssvc: &Ssvc) -> Vec<(String, String)> {
    let text = |key: String| (site.text)(lang, &key);
    ssvc.points().into_iter().map(|point| (text(of_point(point)), text(of_value(point)))).collect()
}

/// The same in one line, with its day.
pub fn words(site: Linked, lang: Lang, ssvc: &Ssvc) -> String {
    let points = points(site, lang, ssvc).into_iter();
    let points: Vec<String> = points.map(|(point, value)| format!("{point}: {value}")).collect();
    format!("{} ({})", points.join("; "), ssvc.date.day)
}
