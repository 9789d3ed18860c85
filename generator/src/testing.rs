//! What unit tests of several modules need: languages, and cases that no site can bring about.

use certsite_base::diag::{Diagnostic, Format, print};
use certsite_base::lang::Languages;

/// The languages of the site that certsite comes with.
pub fn az_en() -> Languages {
    Languages::new([("az".into(), "Azərbaycanca".into()), ("en".into(), "English".into())])
        .expect("both languages have data")
}

/// Asserts that a case of `tests/sites/mistakes` says the same as a diagnostic that no site can
/// bring about: those cases name the file of the test that calls this.
#[track_caller]
pub fn assert_case(case: &str, diagnostic: &Diagnostic) {
    let (_, says) = case.split_once("-- says --\n").expect("it says something");
    let told = print(std::slice::from_ref(diagnostic), Format::Human, false);
    assert_eq!(told.trim_end(), says.trim_end());
}
