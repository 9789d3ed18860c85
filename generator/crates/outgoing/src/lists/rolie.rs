//! ROLIE feeds (CSAF 2.0 §7.1.15, RFC 8322): programs fetch what has a later `updated`.

use super::{Said, Values, counted, tally};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// What changes in a feed.
pub fn compare((old, new): Values, said: &mut Said) -> String {
    let [before, after] = [old, new].map(entries);
    let times =
        [old, new].map(|feed| feed["feed"]["updated"].as_str().unwrap_or_default().to_owned());
    let at = |time: &String| time.parse::<Timestamp>().ok();
    if let [Some(was), Some(is)] = times.each_ref().map(at)
        && is < was
    {
        let text = format!(
            "its time goes back from {was} to {is}: programs that know the later one do not look into it"
        );
        said.warn(
            "feed-back",
            text,
            "keep what is newest in it: withdraw an advisory instead of deleting its page",
        );
    }
    if !old.is_null() && new.is_null() {
        let text = format!("the feed goes, with {}", counted(before.len(), "entry"));
        said.warn(
            "feed-gone",
            text,
            "keep its address, or name the new one in provider-metadata.json well before",
        );
    }
    let is_signed = |entry: &&Value| {
        let links = entry["link"].as_array().into_iter().flatten();
        links.into_iter().any(|link| link["rel"] == "signature")
    };
    if !after.is_empty() && !after.values().any(is_signed) {
        let text = "no document has a signature: csaf_downloader of gocsaf passes over all entries of such a feed".into();
        said.note(
            "unsigned",
            text,
            "name the team's key as team.pgp.file, and run “certsite sign”",
        );
    }
    let added = after.keys().filter(|id| !before.contains_key(*id)).count();
    let removed = before.keys().filter(|id| !after.contains_key(*id)).count();
    let is_other =
        |(id, entry): &(&String, &&Value)| before.get(*id).is_some_and(|was| was != *entry);
    let changed = after.iter().filter(is_other).count();
    let tally = tally([added, removed, changed], "entry");
    match times[0] == times[1] || times[1].is_empty() {
        true => tally,
        false => format!("{tally}, updated {}", times[1]),
    }
}

fn entries(feed: &Value) -> BTreeMap<String, &Value> {
    let all = feed["feed"]["entry"].as_array().into_iter().flatten();
    all.filter_map(|entry| Some((entry["id"].as_str()?.to_owned(), entry))).collect()
}
