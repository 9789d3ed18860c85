//! Advisories of which each part is right, and which do not say one thing.

use crate::advisory_mistakes::problems;

#[test]
fn what_contradicts_itself_is_told_at_its_line() {
    let cases = [
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", fixed: \"1\"",
            "13:81 advisory: 1 is mended, and affected (“vers:generic/<2”), too / correct “fixed”, or let “affected” end before it",
        ),
        (
            "affected: before 2",
            "affected: before 2, fixed: \"1.9\"",
            "13:72 advisory: 1.9 is mended, and affected (“before 2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/!=2\"",
            "13:55 bad-value: “vers:generic/!=2” names only versions that are left out / write a vers range",
        ),
        (
            "products: [one]",
            "products: []",
            "18:17 bad-value: an empty list names none / write those that are meant, or leave the key out where all are",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x, cves: []}\n",
            "20:41 bad-value: an empty list names none / write those that are meant",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x}\n    - {kind: none_available, text: y}\n",
            "21:14 advisory: “none_available” stands beside “vendor_fix” for the same product and vulnerability / keep the one that holds today",
        ),
        (
            "score: 9.8",
            "score: 9.79",
            "17:21 bad-value: “CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H” has the score 9.8, not 9.79",
        ),
    ];
    for (old, new, expect) in cases {
        let found = problems(old, new);
        assert!(found.iter().any(|problem| problem.starts_with(expect)), "{new}: {found:#?}");
    }
    // Each of these says one thing.
    let remediations =
        "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x}\n";
    for (old, new) in [
        ("affected: before 2", "affected: before 2, fixed: \"2\""),
        ("affected: before 2", "affected: \"vers:generic/<2|>=3|<3.1\", fixed: \"2.1\""),
        ("affected: before 2", "affected: before 2, fixed: 2.0-rc1"),
        ("score: 9.8", "score: 9.80"),
        ("      products: [one]\n", remediations),
        (
            "      products: [one]\n",
            &format!("{remediations}    - {{kind: workaround, text: y}}\n"),
        ),
    ] {
        let found = problems(old, new);
        assert!(found.is_empty(), "{new}: {found:#?}");
    }
}
