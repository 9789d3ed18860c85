//! An advisory that says everything that CSAF can hold: on its page, in its document, before another
//! team's validator.

use certsite_tests::advisories::whole;
use certsite_tests::{Site, browser};
use serde_json::{Value, json};

const DOCUMENT: &str = "public/.well-known/csaf/white/2026/azsc-2026-0100-en.json";

fn document(site: &Site) -> Value {
    serde_json::from_str(&site.read(DOCUMENT)).expect("it is JSON")
}

#[test]
fn every_state_of_a_product_is_told_to_programs() {
    let site = whole();
    site.build().ok();
    let document = document(&site);
    assert_eq!(document["document"]["category"], "csaf_vex");
    let found = &document["vulnerabilities"][0];
    let system = "CSAFPID-0005-V1";
    assert_eq!(
        found["product_status"],
        json!({
            "first_affected": ["CSAFPID-0001-FA1", "CSAFPID-0001-FA2"],
            "first_fixed": ["CSAFPID-0002", "CSAFPID-0001-F2"],
            "fixed": ["CSAFPID-0002", "CSAFPID-0001-F2"],
            "known_affected": ["CSAFPID-0001", format!("CSAFPID-0003-{system}")],
            "known_not_affected": ["CSAFPID-0007-NA1", "CSAFPID-0009-NA1"],
            "last_affected": ["CSAFPID-0001-LA1", "CSAFPID-0001-LA2"],
            "recommended": ["CSAFPID-0001-R1"],
            "under_investigation": ["CSAFPID-0011-UI1"],
        })
    );
    assert_eq!(
        found["flags"],
        json!([
            {"label": "component_not_present", "product_ids": ["CSAFPID-0009-NA1"]},
            {"label": "vulnerable_code_not_present", "product_ids": ["CSAFPID-0007-NA1"]},
        ])
    );
    let impact = found["threats"].as_array().expect("threats").iter();
    let impact: Vec<_> = impact.filter(|threat| threat["category"] == "impact").collect();
    assert_eq!(impact[0]["details"], "The flaw came with version 2.0.");
    let tree = &document["product_tree"];
    let relation = &tree["relationships"][0];
    assert_eq!(relation["category"], "installed_on");
    assert_eq!(relation["relates_to_product_reference"], system);
    let maker = &tree["branches"][0]["branches"];
    assert_eq!(maker[0]["category"], "product_family");
    let first = &maker[0]["branches"][0]["branches"][0]["product"]["product_identification_helper"];
    assert_eq!(first["purl"], "pkg:generic/sample-library");
    assert_eq!(first["x_generic_uris"][1]["uri"], "pkg:npm/sample-library");
    let device = &maker[2]["branches"][0]["product"]["product_identification_helper"];
    assert_eq!(device["model_numbers"], json!(["SD-100", "SD-200"]));
    assert_eq!(device["hashes"][0]["filename"], "firmware.bin");
}

#[test]
fn outside_judges_find_nothing_wrong_with_it() {
    let site = whole();
    site.build().ok();
    site.check(&[]).ok();
    let judged = browser::run("csaf", &json!({ "files": [site.path(DOCUMENT)] }));
    let findings = judged["findings"].as_array().expect("a list");
    let of_interest = |found: &&Value| {
        // Ranges at all, which other words cannot say.
        !["informativeTest_6_3_9", "informativeTest_6_3_10"]
            .contains(&found["test"].as_str().unwrap_or_default())
    };
    let told: Vec<_> = findings.iter().filter(of_interest).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn its_pages_say_it_to_people_and_are_valid() {
    let site = whole();
    site.build_with(&["--no-minify"]).ok();
    for text in [
        "<dt>Not affected</dt>",
        "The flaw came with version 2.0.",
        "It does not contain the part that has the vulnerability",
        "Sample Maker Sample Program, on Other Sample Sample System 9",
        "Recommended: 3.1.3",
        "Model numbers: SD-100, SD-200",
        "Being looked into: <data value=\"vers:generic/&gt;=4.0\">from 4.0",
    ] {
        site.shows("en/advisories/sample-whole/", text);
    }
    site.shows("az/bulletenler/sample-whole/", "Boşluğu olan hissə bu məhsulda yoxdur");
    let pages = ["en/advisories/sample-whole/", "az/bulletenler/sample-whole/"];
    browser::validate(&pages.map(|page| site.path(&format!("public/{page}index.html")))).ok();
}
