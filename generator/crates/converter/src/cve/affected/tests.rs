//! What records say of versions → what is carried over, and what is listed.

use super::*;
use crate::versions::{OPEN, range};
use serde_json::json;

const OTHERS: &str = "versions of P that are not affected, for the reason is not told: ";

#[test]
fn what_is_said_of_versions_is_carried_over_or_listed() {
    let semver = |begin: &str, end: &str, changes: Value| json!([{"version": begin, "lessThan": end, "status": "affected", "versionType": "semver", "changes": changes}]);
    let change = |at: &str, to: &str| json!({"at": at, "status": to});
    let one = |version: &str, status: &str| json!({"version": version, "status": status});
    let real = json!({"version": "0", "lessThan": "2.0", "status": "affected"});
    let none = |word: &str| format!("a version of P that is none: {word}");
    let outside =
        |at: &str, to: &str| format!("that P is {to} from {at} on, which lies outside its range");
    for (versions, affected, fixed, left) in [
        // No versions.
        (json!([one("n/a", "affected")]), OPEN, "", vec![none("n/a")]),
        (json!([one("Unspecified", "affected")]), OPEN, "", vec![none("Unspecified")]),
        (json!([one("-", "affected")]), OPEN, "", vec![none("-")]),
        (json!([one("-", "unaffected")]), "", "", vec![none("-")]),
        (json!([real.clone(), one("n/a", "affected")]), "vers:generic/<2.0", "", vec![none("n/a")]),
        (json!([one("*", "affected")]), "vers:generic/*", "", vec![]),
        (json!([one("all", "affected")]), "vers:generic/*", "", vec![]),
        (
            json!([{"status": "affected"}, real.clone()]),
            "vers:generic/<2.0",
            "",
            vec!["what is said of a version of P without a name".into()],
        ),
        // Ends and beginnings that say nothing.
        (semver("unspecified", "2.0.0", json!([])), "vers:semver/<2.0.0", "", vec![]),
        (
            semver("1.0.0", "unspecified", json!([])),
            "vers:semver/>=1.0.0",
            "",
            vec!["where versions of P end that begin with 1.0.0: unspecified".into()],
        ),
        (
            semver("0", "n/a", json!([])),
            OPEN,
            "",
            vec!["where versions of P end that begin with 0: n/a".into()],
        ),
        // Ranges that hold nothing.
        (
            semver("2.0.0", "1.0.0", json!([])),
            OPEN,
            "",
            vec!["a range of P that holds no version: 2.0.0 to 1.0.0".into()],
        ),
        (
            semver("1.0.0", "1.0.0", json!([])),
            OPEN,
            "",
            vec!["a range of P that holds no version: 1.0.0 to 1.0.0".into()],
        ),
        // Changes within, at the edges and outside.
        (
            semver("1.0.0", "2.0.0", json!([change("1.9.0", "unaffected")])),
            "vers:semver/>=1.0.0|<1.9.0",
            "1.9.0",
            vec![],
        ),
        (
            semver("1.0.0", "2.0.0", json!([change("2.0.0", "unaffected")])),
            "vers:semver/>=1.0.0|<2.0.0",
            "2.0.0",
            vec![],
        ),
        (
            semver("1.0.0", "2.0.0", json!([change("2.5.0", "unaffected")])),
            "vers:semver/>=1.0.0|<2.0.0",
            "",
            vec![outside("2.5.0", "unaffected")],
        ),
        (
            semver("1.0.0", "2.0.0", json!([change("2.0.0", "unknown")])),
            "vers:semver/>=1.0.0|<2.0.0",
            "",
            vec![outside("2.0.0", "unknown")],
        ),
        (
            semver("1.0.0", "2.0.0", json!([change("0.9.0", "unaffected")])),
            "",
            "",
            vec![format!("{OTHERS}1.0.0 to 2.0.0")],
        ),
        (
            semver(
                "1.0.0",
                "*",
                json!([
                    change("2.1.0", "unaffected"),
                    change("2.0.0", "affected"),
                    change("1.9.0", "unaffected")
                ]),
            ),
            "vers:semver/>=1.0.0|<1.9.0|>=2.0.0|<2.1.0",
            "1.9.0, 2.1.0",
            vec![],
        ),
        (
            semver(
                "1.0.0",
                "2.0.0",
                json!([change("1.5.0", "unknown"), change("1.6.0", "unaffected")]),
            ),
            "vers:semver/>=1.0.0|<1.5.0",
            "",
            vec![
                "versions of P of which nobody knows: 1.5.0 to 1.6.0".into(),
                format!("{OTHERS}1.6.0 to 2.0.0"),
            ],
        ),
        (
            semver(
                "1.0.0",
                "2.0.0",
                json!([change("1.5.0", "unaffected"), change("1.5.0", "affected")]),
            ),
            "vers:semver/>=1.0.0|<2.0.0",
            "",
            vec![
                "that P is unaffected from 1.5.0 on, for it is said to be affected from there, too"
                    .into(),
            ],
        ),
        (
            json!([{"version": "1.0.0", "status": "affected", "changes": [change("1.1.0", "unaffected")]}]),
            "vers:generic/1.0.0",
            "",
            vec![outside("1.1.0", "unaffected")],
        ),
        (
            json!([{"version": "0", "lessThan": "2.0.0", "status": "unaffected", "versionType": "semver", "changes": [change("1.5.0", "affected")]}]),
            "vers:semver/>=1.5.0|<2.0.0",
            "",
            vec![format!("{OTHERS}0 to 1.5.0")],
        ),
        // Changes that are none.
        (
            semver("1.0.0", "2.0.0", json!("x")),
            "vers:semver/>=1.0.0|<2.0.0",
            "",
            vec!["changes of P that are no list".into()],
        ),
        (
            semver(
                "1.0.0",
                "2.0.0",
                json!([{"at": "1.5.0"}, {"at": "n/a", "status": "unaffected"}, 5]),
            ),
            "vers:semver/>=1.0.0|<2.0.0",
            "",
            vec!["a change of P without version or status (3 times)".into()],
        ),
        // Kinds that differ have the order of none of them.
        (
            json!([
                {"version": "1.0.0", "lessThan": "2.0.0", "status": "affected", "versionType": "semver"},
                {"version": "5", "lessThan": "6", "status": "affected", "versionType": "maven"},
            ]),
            "vers:generic/>=1.0.0|<2.0.0|>=5|<6",
            "",
            vec![],
        ),
    ] {
        let mut listed = Left::default();
        let record = json!({"defaultStatus": "unaffected", "versions": versions});
        let said = said(&record, "P", &mut listed);
        let state = |key: &str| {
            said.states.get(key).map_or(String::new(), |all| match key {
                "fixed" => crate::versions::ones(all).0.unwrap_or_default(),
                _ => range(all),
            })
        };
        assert_eq!(
            (state("affected").as_str(), state("fixed").as_str()),
            (affected, fixed),
            "{versions}"
        );
        assert_eq!(listed.told().collect::<Vec<_>>(), left, "{versions}");
    }
}
