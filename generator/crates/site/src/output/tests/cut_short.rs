//! A build that is cut short after each of its steps, inside them, or refused by the disk.

use super::*;

/// Pairs of states, with all that can become of a file: new, changed, as it was, gone, and what was
/// a file a folder, and the other way round.
const PAIRS: [(Files, Files, Files, Files); 4] = [
    (&[], &[], &[("index.html", "1"), ("en/p/index.html", "2")], &[("forms/a.yaml", "a")]),
    (
        &[("index.html", "1"), ("en/p/index.html", "2"), ("en/old/index.html", "3"), ("same", "4")],
        &[("forms/a.yaml", "a"), ("forms/b.yaml", "b")],
        &[
            ("index.html", "9"),
            ("en/p/index.html", "8"),
            ("en/new/deep/index.html", "7"),
            ("same", "4"),
        ],
        &[("forms/a.yaml", "A"), ("forms/c.yaml", "c")],
    ),
    (
        &[("a", "file"), ("b/c/d", "1"), ("b/e", "2"), ("x/y", "3")],
        &[],
        &[("a/deep/file", "folder"), ("b", "file"), ("x/y", "3")],
        &[],
    ),
    (&[("index.html", "1")], &[("forms/a.yaml", "a")], &[("index.html", "1")], &[]),
];

#[test]
fn a_build_that_is_cut_short_after_any_step_is_undone_and_then_done() {
    for (n, (site, bundle, new_site, new_bundle)) in PAIRS.into_iter().enumerate() {
        let fresh = Case::new();
        fresh.build(new_site, new_bundle);
        let case = Case::new();
        if !site.is_empty() {
            case.build(site, bundle);
        }
        let before = case.tree();
        let steps = case.steps(new_site, new_bundle);
        assert_eq!(case.tree(), before, "pair {n}: a build that does nothing leaves nothing");
        for cut in 0..=steps {
            case.cut_short(new_site, new_bundle, cut);
            drop(case.open());
            if cut < steps {
                assert_eq!(case.tree(), before, "pair {n}, cut after {cut} of {steps} steps");
                case.cut_short(new_site, new_bundle, cut);
            }
            case.build(new_site, new_bundle);
            assert_eq!(case.tree(), fresh.tree(), "pair {n}, after {cut} of {steps} steps");
            assert!(case.is_current(), "pair {n}, after {cut} of {steps} steps");
            if cut < steps {
                case.build(site, bundle);
                assert_eq!(case.tree(), before, "pair {n}: and back");
            }
        }
    }
}

#[test]
fn a_build_that_is_cut_short_inside_a_step_is_undone() {
    let (site, bundle, new_site, new_bundle) = PAIRS[1];
    let case = Case::new();
    case.build(site, bundle);
    let before = case.tree();
    let stage = case.path(&format!("public/.certsite/stage.{}", std::process::id()));
    // The second name was given, or half of a copy was written where there are no second names.
    for half in [None, Some("1".repeat(3))] {
        case.cut_short(new_site, new_bundle, 0);
        for number in 0..3 {
            let old = stage.join(format!("{number}.old"));
            match &half {
                None => fs::hard_link(case.path("public/index.html"), old).expect("it is ours"),
                Some(half) => fs::write(old, half).expect("it is ours"),
            }
        }
        drop(case.open());
        assert_eq!(case.tree(), before);
    }
    // Between the two journals.
    case.cut_short(new_site, new_bundle, 0);
    fs::remove_file(case.path("bundle/.certsite/journal")).expect("it was written");
    drop(case.open());
    assert_eq!(case.tree(), before);
    // While it was being undone, once and again.
    let all = case.steps(new_site, new_bundle);
    case.cut_short(new_site, new_bundle, all - 1);
    let journal = fs::read_to_string(case.path("public/.certsite/journal")).expect("it is there");
    drop(case.open());
    fs::write(case.path("public/.certsite/journal"), journal).expect("it is ours");
    drop(case.open());
    assert_eq!(case.tree(), before);
}

#[test]
fn what_was_done_but_for_the_last_note_stays_done() {
    let (site, bundle, new_site, new_bundle) = PAIRS[1];
    let case = Case::new();
    case.build(site, bundle);
    let all = case.steps(new_site, new_bundle);
    case.cut_short(new_site, new_bundle, all - 1);
    // As it is between the end of one journal and that of the other.
    let text = fs::read_to_string(case.path("bundle/.certsite/journal")).expect("it is there");
    drop(case.open());
    case.build(new_site, new_bundle);
    let after = case.tree();
    fs::write(case.path("bundle/.certsite/journal"), text).expect("it is ours");
    drop(case.open());
    assert_eq!(case.tree(), after);
}

#[test]
fn a_step_that_the_disk_refuses_takes_the_others_back() {
    let long = format!("{}/index.html", "x".repeat(300));
    for bundle_fails in [false, true] {
        let case = Case::new();
        case.build(PAIRS[1].0, PAIRS[1].1);
        let before = case.tree();
        let (mut site, mut bundle) = (PAIRS[1].2.to_vec(), PAIRS[1].3.to_vec());
        if bundle_fails { &mut bundle } else { &mut site }.push((&long, "too long"));
        let error = case.try_build(&site, &bundle).expect_err("no disk takes that").to_string();
        assert!(error.contains("xxx") && error.ends_with("Nothing was written."), "{error}");
        assert_eq!(case.tree(), before);
    }
}
