//! What unit tests of several modules need: languages, cases that no site can bring about, and a
//! measure of work.

use certsite_base::diag::{Colours, Diagnostic, PrintFormat, print};
use certsite_base::lang::Languages;
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

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
    let told = print(std::slice::from_ref(diagnostic), PrintFormat::Human(Colours::None));
    assert_eq!(told.trim_end(), says.trim_end());
}

/// How much longer a text may take that is twice as long. Work that grows with the square of the
/// size takes four times as long.
const MOST: f64 = 3.0;

/// True if work grows faster than the size of its text: on one of `size` and, since some work has a
/// limit that is longer than a small text, on one of eight times as much. By the CPU time of this
/// thread, so that a busy machine does not show.
pub fn outgrows(size: usize, text: impl Fn(usize) -> String, work: impl Fn(&str)) -> bool {
    let is_slow = |size: usize| {
        let (once, twice) = (text(size), text(2 * size));
        // A look may be slow for other reasons than the text.
        (0..5).all(|_| seconds(&work, &twice) > MOST * seconds(&work, &once))
    };
    is_slow(size) && is_slow(8 * size)
}

fn seconds(work: impl Fn(&str), text: &str) -> f64 {
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default();
    let before = now();
    work(text);
    (now() - before).as_secs_f64()
}
