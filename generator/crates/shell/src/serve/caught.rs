//! Work that fails → a diagnostic: a fault of certsite must not take the preview down.

use certsite_base::diag::{Diagnostic, Problem};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does `work`, which is described as in “certsite itself failed while …”. What a panic leaves
/// behind half done must not be used again; callers replace it.
pub(super) fn caught<T>(work: &str, run: impl FnOnce() -> T) -> Result<T, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let message = text.unwrap_or_else(|| "it did not say why".into());
        Box::new(Diagnostic::site(Problem::Internal { work: work.to_owned(), message }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use certsite_testing::assert_case;

    #[test]
    fn a_panic_is_told_and_work_goes_on() {
        assert_eq!(caught("counting", || 1 + 1).ok(), Some(2));
        let panics: [(fn(), &str); 3] = [
            (|| panic!("plain"), "plain"),
            (|| panic!("with {}", 1), "with 1"),
            (|| std::panic::panic_any(7), "it did not say why"),
        ];
        for (panic, expect) in panics {
            let told = caught("making /en/", panic).map_err(|told| told.problem.to_string());
            let expect = format!("certsite itself failed while making /en/: {expect}");
            assert_eq!(told, Err(expect));
        }
    }

    #[test]
    fn a_panic_is_told_in_full() {
        let told = caught("making /en/", || panic!("no such hole")).map_err(|told| *told);
        let case = include_str!("../../../../../tests/sites/mistakes/internal.txt");
        assert_case(case, &told.expect_err("it failed"));
    }
}
