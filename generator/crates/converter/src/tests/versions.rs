//! Which versions a record of CVE calls affected.

use super::{page, record};
use serde_json::{Value, json};

/// Of versions a record is taken at its word, and not one is called affected that it does not call so.
#[test]
fn only_what_a_cve_record_calls_affected_is() {
    let versions = |version: Value| json!({"versions": [version]});
    let stretch = |end: &str, changes: Value| {
        versions(
            json!({"version": "1.0.0", "lessThan": end, "status": "affected", "versionType": "semver", "changes": changes}),
        )
    };
    let fixed = json!([{"at": "1.9.0", "status": "unaffected"}]);
    for (affected, expect) in [
        (stretch("2.0.0", fixed.clone()), "affected: vers:semver/>=1.0.0|<1.9.0\n    fixed: 1.9.0"),
        (stretch("*", fixed), "affected: vers:semver/>=1.0.0|<1.9.0"),
        (
            stretch(
                "2.0.0",
                json!([{"at": "1.7.0", "status": "affected"}, {"at": "1.5.0", "status": "unaffected"}]),
            ),
            "affected: vers:semver/>=1.0.0|<1.5.0|>=1.7.0|<2.0.0",
        ),
        (
            versions(
                json!({"version": "0", "lessThan": "*", "status": "unaffected", "versionType": "semver", "changes": [{"at": "3.0.0", "status": "affected"}]}),
            ),
            "affected: vers:semver/>=3.0.0",
        ),
        (versions(json!({"version": "1", "status": "unknown"})), "- whether Server is affected"),
        (
            versions(json!({"version": "vers:none/*", "status": "affected"})),
            "- a range of Server in the place of a version: vers:none/*",
        ),
        (
            versions(json!({"version": "vers:none/*", "status": "affected"})),
            "- whether Server is affected",
        ),
        (
            versions(json!({"version": "vers:npm/<1.0.0", "status": "affected"})),
            "affected: versions not stated",
        ),
        (json!({"versions": []}), "- whether Server is affected"),
        (json!({"versions": [], "defaultStatus": "affected"}), "affected: versions not stated"),
        (json!({"versions": [], "defaultStatus": "unaffected"}), "- the product Server"),
        (
            json!({"versions": [{"version": "1.0", "status": "affected"}], "defaultStatus": "affected"}),
            "- that all other versions of Server are affected",
        ),
    ] {
        let mut affected = affected;
        affected["product"] = json!("Server");
        let page = page(&record(json!({"affected": [affected]})));
        assert!(page.contains(expect), "{expect}\n{page}");
    }
}
