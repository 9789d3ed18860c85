//! A month or year → its period page: where it stands, and what an editor finds in it.

use crate::Period;
use certsite_base::lang::Lang;
use certsite_site::config::Config;

/// The section in which period pages stand.
const SECTION: &str = "statistics/";

/// The period of the page with this key: `Some(None)` for the section's own page, which is about all
/// periods, and `None` if the page is no period page.
pub fn period(key: &str) -> Option<Option<Period>> {
    match key.strip_prefix(SECTION)?.strip_suffix(".md")? {
        "index" => Some(None),
        name => name.parse().ok().map(Some),
    }
}

/// The key of a period's page: its path below the folder of its language, `statistics/2026-10.md`.
pub fn key(period: Period) -> String {
    format!("{SECTION}{period}.md")
}

/// The strings of the theme that describe a period page: where both the register and sensors have
/// figures, where only the register has, and where only sensors have.
pub const ABOUT: [&str; 3] = ["report.text", "report.text_register", "report.text_sensors"];

/// A period page as an editor would begin it: its front matter and the block. `about` is the one of
/// [`ABOUT`] that describes it, and `text` gives the strings of the theme.
pub fn begun(
    config: &Config,
    lang: Lang,
    (period, about): (Period, &str),
    text: &dyn Fn(Lang, &str) -> String,
) -> String {
    let name = match period.month {
        Some(_) => config.languages[lang].month(period.first()),
        None => period.to_string(),
    };
    let line = |key: &str| {
        // A string of JSON is one of YAML, whatever is in it.
        serde_json::Value::from(text(lang, key).replace("{period}", &name)).to_string()
    };
    let (title, description, date) = (line("report.title"), line(about), period.end());
    format!(
        "---\ntitle: {title}\ndescription: {description}\ndate: {date}\n---\n\n```report\nperiod: {period}\n```\n"
    )
}
