//! What CSAF ties to affected products, of vulnerabilities that none is known to be affected by: it
//! stands in the document all the same.

use certsite_tests::advisories::small;
use serde_json::Value;

/// The remediation.
const HELP: &str = "{kind: workaround, text: Close the port., url: \"https://example.org/help\", date: 2026-01-09, restart: service, entitlements: [A contract]}";

/// All of it in words: what to do, what is needed for it, since when, and where.
const HELP_IN_WORDS: [&str; 5] =
    ["Close the port.", "Restart the service.", "A contract", "2026-01-09", "example.org/help"];

/// The scores: who gave them, and who else lists the vulnerability.
const SCORES: &str = "{vector: \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\", source: \"https://scores.example.org/1\"}]
    known_exploited: [{list: Sample list, date: 2026-01-10, url: \"https://lists.example.org/1\"}]
    epss: {score: 0.5, date: 2026-01-11, source: \"https://epss.example.org/1\"}
    ssvc: {exploitation: active, date: 2026-01-11, source: \"https://ssvc.example.org/1\"}\n";

/// The vulnerabilities of the only document in both versions of CSAF, if this is said of the product.
fn vulnerabilities(said: &str) -> [Value; 2] {
    let site = small(1);
    let team = site.read("content/team.yaml");
    let versions = "csaf:\n  versions: [\"2.0\", \"2.1\"]\n";
    site.write("content/team.yaml", team.replace("csaf:\n", versions));
    for lang in ["az", "en"] {
        let path = format!("content/{lang}/advisories/flaw-1.md");
        let page = site.read(&path);
        let products = "    affected: \"vers:generic/<2\"\n    fixed: \"2\"\n";
        assert!(page.contains(products), "{page}");
        let page = page.replace(products, said);
        let page = page.replace("{kind: vendor_fix, text: Install it.}", HELP);
        let (before, scores) = page.split_once("cvss: [").expect("it is scored");
        let (_, after) = scores.split_once("]\n").expect("they end");
        site.write(&path, format!("{before}cvss: [{SCORES}{after}"));
    }
    site.build().ok();
    ["white", "v2.1/clear"].map(|folder| {
        let folder = format!("public/.well-known/csaf/{folder}");
        let tree = site.tree(&folder);
        let is_document = |path: &&String| path.contains('/') && path.ends_with("en.json");
        let path = tree.keys().find(is_document).expect("a document");
        let document: Value = serde_json::from_slice(&tree[path]).expect("it is JSON");
        document["vulnerabilities"][0].clone()
    })
}

#[test]
fn scores_and_help_are_kept_whatever_is_said_of_products() {
    let not = "    not_affected: {versions: \"vers:generic/<2\", impact: Without the part.}\n";
    for (said, is_rated, is_helped) in [
        ("    affected: \"vers:generic/<2\"\n", [true, true], true),
        ("    affected: \"vers:generic/<2\"\n    fixed: \"2\"\n", [true, true], true),
        ("    fixed: \"2\"\n", [false, false], false),
        ("    first_fixed: \"2\"\n", [false, false], false),
        ("    recommended: \"2\"\n", [false, false], false),
        (not, [false, false], false),
        ("    under_investigation: \"vers:generic/<2\"\n", [true, true], false),
        ("    unknown: \"vers:generic/<2\"\n", [false, true], false),
    ] {
        for ((found, is_rated), key) in
            vulnerabilities(said).iter().zip(is_rated).zip(["scores", "metrics"])
        {
            let notes = found["notes"].to_string();
            assert_eq!(found[key].is_array(), is_rated, "{said}{found:#}");
            assert_eq!(notes.contains("CVSS:3.1/AV:N"), !is_rated, "{said}{notes}");
            assert_eq!(found["remediations"].is_array(), is_helped, "{said}{found:#}");
            for words in HELP_IN_WORDS {
                assert_eq!(notes.contains(words), !is_helped, "{said}{words}: {notes}");
            }
            let whole = found.to_string();
            for source in ["scores", "lists", "epss", "ssvc"] {
                let url = format!("https://{source}.example.org/1");
                assert!(whole.contains(&url), "{said}{url}: {found:#}");
            }
        }
    }
}

/// Devices of one name that are told apart by their models have identifiers of their own, and each
/// keeps its own however often it is named.
#[test]
fn products_that_their_signs_tell_apart_are_two() {
    let item = |model: &str, said: &str| format!("    models: [{model}]\n    {said}\n");
    let range = "\"vers:generic/<2\"";
    let more = "  - vendor: Maker\n    product: Server\n";
    let not = format!("not_affected: {{versions: {range}, impact: Without the part.}}");
    let all = [
        item("A", &format!("affected: {range}")),
        item("B", &not),
        item("C", &format!("under_investigation: {range}")),
        item("B", &format!("fixed: \"2\"\n    {not}")),
    ];
    for found in vulnerabilities(&all.join(more)) {
        let status = &found["product_status"];
        let ids = |key: &str| status[key].as_array().cloned().unwrap_or_default();
        let states = ["known_affected", "known_not_affected", "under_investigation"].map(ids);
        assert_eq!(states.each_ref().map(Vec::len), [1, 1, 1], "{found:#}");
        assert!(states[0] != states[1] && states[1] != states[2], "{found:#}");
    }
}
