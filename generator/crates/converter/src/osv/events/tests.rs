//! Events in any order, and what of them is listed.

use super::*;
use crate::versions::{ones, stretches as told};
use serde_json::json;

#[test]
fn events_are_stretches_in_any_order_and_what_they_lack_is_listed() {
    for (kind, events, expect, fixes, listed) in [
        ("golang", json!([{"introduced": "0"}, {"fixed": "1.2.0"}]), "<1.2.0", "1.2.0", vec![]),
        ("golang", json!([{"fixed": "1.2.0"}, {"introduced": "0"}]), "<1.2.0", "1.2.0", vec![]),
        ("golang", json!([{"introduced": "1.0.0"}]), ">=1.0.0", "", vec![]),
        ("golang", json!([{"introduced": "0"}]), "*", "", vec![]),
        (
            "golang",
            json!([{"introduced": "3.0.0"}, {"introduced": "0"}, {"fixed": "3.1.0"}, {"fixed": "2.0.0"}]),
            "<2.0.0|>=3.0.0|<3.1.0",
            "3.1.0, 2.0.0",
            vec![],
        ),
        (
            "golang",
            json!([{"introduced": "1.0.0"}, {"introduced": "1.5.0"}, {"fixed": "2.0.0"}]),
            ">=1.0.0|<2.0.0",
            "2.0.0",
            vec![],
        ),
        (
            "golang",
            json!([{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}, {"introduced": "2.0.0"}, {"fixed": "2.1.0"}]),
            ">=1.0.0|<=1.5.0|>=2.0.0|<2.1.0",
            "2.1.0",
            vec![],
        ),
        // Two ends: what is affected ends with the first, and a fix is one all the same.
        (
            "npm",
            json!([{"introduced": "0"}, {"last_affected": "1.5.0"}, {"fixed": "2.0.0"}]),
            "<=1.5.0",
            "2.0.0",
            vec![],
        ),
        (
            "npm",
            json!([{"introduced": "0"}, {"fixed": "1.5.0"}, {"last_affected": "2.0.0"}]),
            "<1.5.0",
            "1.5.0",
            vec!["an event of p where nothing is affected: last_affected 2.0.0"],
        ),
        // Two keys in one event are two events.
        (
            "npm",
            json!([{"introduced": "1.0.0", "fixed": "1.2.0"}]),
            ">=1.0.0|<1.2.0",
            "1.2.0",
            vec![],
        ),
        // No beginning.
        (
            "npm",
            json!([{"fixed": "2.0.0"}]),
            "",
            "2.0.0",
            vec!["from which version p is affected, before fixed 2.0.0"],
        ),
        // Begun and fixed at once, alone and within.
        (
            "npm",
            json!([{"introduced": "1.0.0"}, {"fixed": "1.0.0"}]),
            "",
            "",
            vec!["a range of p that holds no version: introduced and fixed in 1.0.0"],
        ),
        (
            "npm",
            json!([{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "1.0.0"}, {"fixed": "2.0.0"}]),
            "<2.0.0",
            "2.0.0",
            vec!["that p is fixed in 1.0.0, for it is affected from there on"],
        ),
        ("npm", json!([{"introduced": "1.0.0"}, {"last_affected": "1.0.0"}]), "1.0.0", "", vec![]),
        // Limits: the last of them counts, and one without an end is none.
        ("npm", json!([{"introduced": "0"}, {"limit": "*"}]), "*", "", vec![]),
        ("npm", json!([{"introduced": "1.0.0"}, {"limit": "2.0.0"}]), ">=1.0.0|<2.0.0", "", vec![]),
        (
            "npm",
            json!([{"limit": "3.0.0"}, {"introduced": "0"}, {"limit": "2.0.0"}, {"fixed": "4.0.0"}]),
            "<3.0.0",
            "4.0.0",
            vec![],
        ),
        (
            "npm",
            json!([{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "3.0.0"}, {"limit": "2.0.0"}]),
            "<1.0.0",
            "1.0.0",
            vec!["that p is affected from 3.0.0 on, which lies beyond the limit 2.0.0"],
        ),
        // Versions whose order nobody knows here: as they stand, if that can be.
        (
            "cran",
            json!([{"fixed": "1:1.0-2+deb12u1"}, {"introduced": "0"}, {"introduced": "2:0~rc1"}]),
            "<1:1.0-2+deb12u1, >=2:0~rc1",
            "1:1.0-2+deb12u1",
            vec![],
        ),
        (
            "cran",
            json!([{"introduced": "1:1-1"}, {"introduced": "2:1-1"}, {"fixed": "1:1-3"}]),
            "",
            "1:1-3",
            vec![
                "events of p, for the order of their versions is not certain: introduced 1:1-1, introduced 2:1-1, fixed 1:1-3",
            ],
        ),
        // They take turns, but descend as far as their order is certain.
        (
            "cran",
            json!([{"fixed": "3.1-r10"}, {"introduced": "3.1-r2"}, {"fixed": "2.0-r1"}, {"introduced": "0"}]),
            "",
            "3.1-r10, 2.0-r1",
            vec![
                "events of p, for the order of their versions is not certain: fixed 3.1-r10, introduced 3.1-r2, fixed 2.0-r1, introduced 0",
            ],
        ),
        // The same where their manager orders them.
        (
            "deb",
            json!([{"fixed": "1:1.0-2+deb12u1"}, {"introduced": "0"}, {"introduced": "2:0~rc1"}]),
            "<1:1.0-2+deb12u1|>=2:0~rc1",
            "1:1.0-2+deb12u1",
            vec![],
        ),
        (
            "deb",
            json!([{"introduced": "1:1-1"}, {"introduced": "2:1-1"}, {"fixed": "1:1-3"}]),
            ">=1:1-1|<1:1-3|>=2:1-1",
            "1:1-3",
            vec![],
        ),
        (
            "apk",
            json!([{"fixed": "3.1-r10"}, {"introduced": "3.1-r2"}, {"fixed": "2.0-r1"}, {"introduced": "0"}]),
            "<2.0-r1|>=3.1-r2|<3.1-r10",
            "3.1-r10, 2.0-r1",
            vec![],
        ),
        ("deb", json!([{"introduced": "1.0-1"}, {"limit": "2.0-1"}]), ">=1.0-1|<2.0-1", "", vec![]),
        (
            "apk",
            json!([{"introduced": "3.0-r0"}, {"introduced": "0"}, {"fixed": "3.1-r2"}, {"fixed": "2.0-r1"}]),
            "<2.0-r1|>=3.0-r0|<3.1-r2",
            "3.1-r2, 2.0-r1",
            vec![],
        ),
        // What is no event.
        (
            "npm",
            json!([{"introduced": "0"}, {"fixed": 2}, {"fixed": "n/a"}, {}, {"seen": "1"}]),
            "*",
            "",
            vec![
                "an event of p without a version: fixed (2 times)",
                "an event of p that says nothing",
                "an event of p of another kind: seen",
            ],
        ),
        ("npm", json!("x"), "", "", vec!["a range of p without events"]),
    ] {
        let (mut affected, mut fixed, mut left) = (Vec::new(), Vec::new(), Left::default());
        let range = json!({"type": "ECOSYSTEM", "events": events});
        read(&range, (kind, "p"), (&mut affected, &mut fixed), &mut left);
        let shown = if affected.is_empty() { String::new() } else { told(kind, &affected) };
        let shown = shown.strip_prefix(&format!("vers:{kind}/")).unwrap_or(&shown);
        assert_eq!(shown, expect, "{events}");
        assert_eq!(ones(&fixed).0.unwrap_or_default(), fixes, "{events}");
        assert_eq!(left.told().collect::<Vec<_>>(), listed, "{events}");
    }
}
