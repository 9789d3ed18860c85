//! Which texts are values of a type, for the tests beside each type.

use certsite_base::yaml::EXPECTED;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Each of `good` is a value of the type; each of `bad` is none, and is told with what would be.
pub fn check<T: DeserializeOwned + Debug>(good: &[&str], bad: &[&str]) {
    let read = |text: &&str| serde_yaml::from_value::<T>((*text).into());
    for text in good {
        assert!(read(text).is_ok(), "{text} is one: {:?}", read(text));
    }
    for text in bad {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(EXPECTED), "{error}");
    }
}
