//! Advisories of which each part is right, and which do not say one thing.

use crate::advisory_mistakes::problems;

#[test]
fn what_contradicts_itself_is_told_at_its_line() {
    let cases = [
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", fixed: \"1\"",
            "13:81 advisory: 1 is said to be fixed, and affected (“vers:generic/<2”), too / correct “fixed”, or let “affected” end before it",
        ),
        (
            "affected: before 2",
            "affected: before 2, fixed: \"1.9\"",
            "13:72 advisory: 1.9 is said to be fixed, and affected (“before 2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", fixed: \"2, 1.9\"",
            "13:81 advisory: 1.9 is said to be fixed, and affected (“vers:generic/<2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", recommended: \"1.9\"",
            "13:87 advisory: 1.9 is said to be recommended, and affected (“vers:generic/<2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"2\", not_affected: {versions: \"2\", impact: x}",
            "13:85 advisory: 2 is said to be not affected, and affected (“2”), too / correct “not_affected” or “affected”: of one version one of them is true",
        ),
        (
            "affected: before 2",
            "affected: All versions, not_affected: {versions: \"all  versions\", impact: x}",
            "13:94 advisory: all  versions is said to be not affected, and affected (“All versions”), too / correct “not_affected” or “affected”: of one version one of them is true",
        ),
        (
            "affected: before 2",
            "affected: \"2\", models: [x]}\n    - {vendor: V, product: Prod, models: [X], not_affected: {versions: \"2\", impact: x}",
            "14:73 advisory: 2 is said to be not affected, and affected (“2”), too",
        ),
        (
            "affected: before 2",
            "under_investigation: \"vers:generic/>=3\", fixed: \"3.1\"",
            "13:93 advisory: 3.1 is said to be fixed, and under investigation (“vers:generic/>=3”), too",
        ),
        (
            "affected: before 2",
            "unknown: \"vers:generic/>=3\", fixed: \"3.1\"",
            "13:81 advisory: 3.1 is said to be fixed, and unknown (“vers:generic/>=3”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", first_affected: \"2.1\"",
            "13:90 advisory: 2.1 is none of the versions that are affected (“vers:generic/<2”)",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", not_affected: {versions: \"vers:generic/<1.5\", impact: x}",
            "13:99 advisory: vers:generic/<1.5 is said to be not affected, and affected (“vers:generic/<2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", not_affected: {versions: \"1.5\", impact: x}",
            "13:99 advisory: 1.5 is said to be not affected, and affected (“vers:generic/<2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", not_affected: {versions: \"vers:generic/*\", impact: x}",
            "13:99 advisory: vers:generic/* is said to be not affected, and affected",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", under_investigation: \"vers:generic/>=1\"",
            "13:95 advisory: vers:generic/>=1 is said to be under investigation, and affected",
        ),
        (
            "affected: before 2",
            "affected: before 2, unknown: \"vers:generic/>=1\"",
            "13:74 advisory: vers:generic/>=1 is said to be unknown, and affected (“before 2”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", last_affected: \"1.0\", first_affected: \"1.5\"",
            "13:89 advisory: 1.0 is said to be affected, and comes before the first one (“1.5”) / correct “last_affected” or “first_affected”",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", fixed: \"2.0\", first_fixed: \"2.1\"",
            "13:81 advisory: 2.0 is said to be fixed, and comes before the first one (“2.1”) / correct “fixed” or “first_fixed”",
        ),
        (
            "affected: before 2",
            "affected: \"vers:none/*\"",
            "13:55 bad-value: “vers:none/*” names no version at all",
        ),
        (
            "affected: before 2",
            "affected: \"vers:maven/[1.0,2.0)\"",
            "13:55 bad-value: “vers:maven/[1.0,2.0)” is written as a package manager does",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/<2\", fixed: \"2, 2\"",
            "13:81 bad-value: “2, 2” names one version twice",
        ),
        (
            "affected: before 2",
            "affected: before 2, not_affected: {versions: \"vers:generic/>=2\"}",
            "13:64 advisory: why Prod is not affected is not said / add a “justification”, or an “impact” in a sentence",
        ),
        (
            "affected: before 2",
            "affected: before 2, not_affected: {versions: \"vers:generic/>=2\", justification: lucky}",
            "13:124 bad-value: “justification” cannot be “lucky”",
        ),
        (
            "affected: before 2",
            "affected: before 2, relation: {kind: installed_on, to: two}",
            "13:99 advisory: no product has the key “two”",
        ),
        (
            "affected: before 2",
            "affected: before 2, relation: {kind: installed_on, to: one}",
            "13:99 advisory: the product “one” stands on another one itself",
        ),
        (
            "affected: before 2",
            "version: \"2\"",
            "13:54 advisory: nothing is said of this version of “Prod”",
        ),
        (
            "affected: before 2",
            "affected: before 2, hashes: [{file: x, sha256: abc}]",
            "13:91 bad-value: “abc” is no SHA-256",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      ids: CVE-2026-0007\n",
            "19:12 bad-value: “CVE-2026-0007” is a CVE number, which stands in “cve” / write EUVD-…",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      ids: [XY-1]\n",
            "19:13 bad-value: of which list “XY-1” is, is not said / write EUVD-…",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      discovered: 2026-02-01\n      released: 2026-01-01\n",
            "20:17 advisory: it became public on 2026-01-01, before it was found",
        ),
        (
            "      products: [one]\n",
            "        - vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N\n      products: [one]\n",
            "18:19 advisory: two scores are of CVSS v3.1 / keep the one that holds",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      epss: {score: 94.3, date: 2026-01-12}\n",
            "19:21 bad-value: 94.3 is no share of a whole / write a number from 0 to 1",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x, vulnerabilities: [other]}\n",
            "20:53 advisory: no vulnerability has the key “other”",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      exploited: {since: soon}\n",
            "19:26 bad-value: “soon” is not a date",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      threats: [{kind: harm, text: x}]\n",
            "19:24 bad-value: “kind” cannot be “harm”",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/!=2\"",
            "13:55 bad-value: “vers:generic/!=2” names only versions that are left out / write a vers range",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/>=2|<3\", fixed: \"1.9\"",
            "13:85 advisory: 1.9 is said to be fixed, and comes before all that is affected (“vers:generic/>=2|<3”) / correct “fixed”",
        ),
        (
            "affected: before 2}\n",
            "affected: \"vers:generic/<2\", fixed: \"2.1\"}\n    - {vendor: V, product: Prod, affected: \"vers:generic/>=2|<3\"}\n",
            "13:81 advisory: 2.1 is said to be fixed, and affected (“vers:generic/>=2|<3”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:semver/<1.0.0\", fixed: 1.0.0-rc1",
            "13:83 advisory: 1.0.0-rc1 is said to be fixed, and affected",
        ),
        (
            "affected: before 2",
            "affected: \"vers:pypi/<1.0\", fixed: 1.0rc1",
            "13:79 advisory: 1.0rc1 is said to be fixed, and affected (“vers:pypi/<1.0”), too",
        ),
        (
            "affected: before 2",
            "affected: \"vers:maven/<1.0\", not_affected: {versions: 1.0-SNAPSHOT, impact: x}",
            "13:98 advisory: 1.0-SNAPSHOT is said to be not affected, and affected",
        ),
        (
            "affected: before 2",
            "affected: \"vers:deb/<1.0-1\", unknown: \"vers:deb/1.0~rc1-1\"",
            "13:83 advisory: vers:deb/1.0~rc1-1 is said to be unknown, and affected",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/>=1.0.0|<1.0.0-rc1\"",
            "13:55 bad-value: “vers:generic/>=1.0.0|<1.0.0-rc1” names versions that do not ascend",
        ),
        (
            "affected: before 2}\n",
            "affected: before 2}\n    - {vendor: v, product: prod, affected: before 2, fixed: \"2\"}\n",
            "14:28 advisory: “prod” with the same versions stands in line 13 already / keep one of the two",
        ),
        (
            "affected: before 2",
            "affected: before 2, cpe: \"cpe:2.3:a:v:p:3.0:*:*:*:*:*:*:*\"",
            "13:70 advisory: “cpe” names version 3.0, but affected are “before 2” / write “*” there",
        ),
        (
            "affected: before 2",
            "affected: before 2, purl: \"pkg:generic/p@2.0\"",
            "13:71 advisory: “purl” names version 2.0, but affected are “before 2” / write no version there",
        ),
        (
            "affected: before 2",
            "fixed: \"2\", purl: \"pkg:generic/p@1.0\"",
            "13:63 advisory: “purl” names version 1.0, but 2 is fixed / write no version there",
        ),
        (
            "TLP:CLEAR\n",
            "TLP:CLEAR\n  withdrawn:\n",
            "9:3 advisory: “withdrawn” has no value / write what belongs there, or delete the line",
        ),
        ("TLP:CLEAR\n", "TLP:CLEAR\n  published: ~\n", "9:3 advisory: “published” has no value"),
        (
            "TLP:CLEAR\n",
            "TLP:CLEAR\n  malware: null\n",
            "9:3 advisory: “malware” has no value / write what belongs there, or delete the line",
        ),
        (
            "TLP:CLEAR\n",
            "TLP:CLEAR\n  malware: [{name: X, types: 5}]\n",
            "9:30 bad-value: “types” cannot be “5” / write adware, backdoor, bot,",
        ),
        (
            "TLP:CLEAR\n",
            "TLP:CLEAR\n  malware: [{name: X, types: [5]}]\n",
            "9:31 bad-value: item 1 of “types” is one word, and here stands the number 5",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      epss: {score: 94.3%, date: 2026-01-12}\n",
            "19:21 bad-value: “score” is a number, and here stands the text “94.3%” / write “score: 0.943”",
        ),
        (
            "affected: before 2",
            "affected: \"vers:semver/<1\"",
            "13:55 bad-value: “vers:semver/<1” has a version that is not of three numbers",
        ),
        (
            "affected: before 2",
            "affected: \"vers:genric/<1\"",
            "13:55 bad-value: “vers:genric/<1” is of the kind “genric”, which programs do not know; did you mean “generic”?",
        ),
        (
            "affected: before 2",
            "affected: before 2, purl: \"pkg:generic/a%zz\"",
            "13:71 bad-value: “pkg:generic/a%zz” has a “%” that stands for no sign / write a package URL",
        ),
        (
            "affected: before 2",
            "affected: before 2, fixed: ",
            "13:64 advisory: “fixed” has no value",
        ),
        (
            "description: D\n",
            "description: ~\n",
            "3:1 bad-value: “description” is empty / write in one sentence what the advisory warns of",
        ),
        ("description: D\n", "", "2:1 missing-key: the key “description” is missing"),
        (
            "products: [one]",
            "products: []",
            "18:17 bad-value: an empty list names none / write those that are meant, or leave the key out where all are",
        ),
        (
            "affected: before 2}\n",
            "affected: \"vers:semver/<2.0.0\"}\n    - {vendor: v, product: \"PROD \", fixed: \"1.0\"}\n",
            "14:45 advisory: 1.0 is said to be fixed, and affected (“vers:semver/<2.0.0”), too",
        ),
        (
            "affected: before 2}\n",
            "affected: \"vers:semver/<2.0.0\"}\n    - {vendor: V, product: Prod, unknown: \"vers:npm/1.0.0\"}\n",
            "14:44 advisory: vers:npm/1.0.0 is said to be unknown, and affected (“vers:semver/<2.0.0”), too",
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
    // What a mistake takes out of a block is no second mistake of the block.
    let found = problems(
        "      products: [one]\n",
        "      products: [one]\n      ssvc: {decision: wait, date: 2026-01-12}\n",
    );
    let told =
        "19:24 bad-value: “decision” cannot be “wait” / write track, track_star, attend or act";
    assert_eq!(found, [told]);
    // Each of these says one thing.
    let remediations =
        "      products: [one]\n  remediations:\n    - {kind: vendor_fix, text: x}\n";
    for (old, new) in [
        ("affected: before 2", "affected: before 2, fixed: \"2\""),
        ("affected: before 2", "affected: \"vers:generic/<2|>=3|<3.1\", fixed: \"2.1\""),
        ("affected: before 2", "affected: before 2, fixed: 2.0-rc1"),
        ("affected: before 2", "affected: \"vers:pypi/<1.0rc1\", fixed: 1.0rc1"),
        ("affected: before 2", "affected: \"vers:deb/<1.0-2\", fixed: 1.0-2"),
        ("affected: before 2", "affected: before 2, cpe: \"cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*\""),
        ("affected: before 2", "affected: before 2, cpe: \"cpe:2.3:a:v:p:-:*:*:*:*:*:*:*\""),
        (
            "affected: before 2}\n",
            "affected: \"vers:generic/<2\", fixed: \"2\"}\n    - {vendor: V, product: Prod, affected: \"vers:generic/>=3|<3.1\", fixed: \"3.1\"}\n",
        ),
        (
            "affected: before 2",
            "affected: \"vers:generic/!=1.5|<2\", not_affected: {versions: \"1.5\", impact: x}",
        ),
        // Two products of one name.
        (
            "affected: before 2}\n",
            "affected: \"vers:generic/<2\", models: [A]}\n    - {vendor: V, product: Prod, models: [B], not_affected: {versions: \"vers:generic/<2\", impact: x}}\n",
        ),
        // One range, and each vulnerability says something else of it.
        (
            "affected: before 2}\n  vulnerabilities:\n",
            "affected: before 2}\n    - {key: two, vendor: V, product: Prod, not_affected: {versions: before 2, impact: x}}\n  vulnerabilities:\n    - {cve: CVE-2026-0002, title: U, products: [two]}\n",
        ),
        ("score: 9.8", "score: 9.80"),
        (
            "      products: [one]\n",
            "      products: [one]\n      epss: {score: -0.0, date: 2026-01-12}\n",
        ),
        (
            "      products: [one]\n",
            "      products: [one]\n      ssvc: {decision: Track*, date: 2026-01-12}\n",
        ),
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
