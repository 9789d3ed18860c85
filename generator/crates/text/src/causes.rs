//! An error → one line with all its causes.

use std::error::Error;

/// What an error says, and behind colons what its causes say, from the nearest to the first one.
/// Words that were said already are not said again: some errors quote their cause themselves.
pub fn with_causes(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !said.contains(&words) {
            said = format!("{said}: {words}");
        }
        next = cause.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    /// What each error says, the outermost first.
    #[derive(Debug)]
    struct Chain(&'static str, Option<Box<Chain>>);

    impl fmt::Display for Chain {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Chain {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| cause as &(dyn Error + 'static))
        }
    }

    #[test]
    fn each_cause_is_told_once() {
        for (chain, expect) in [
            (&["no site"][..], "no site"),
            (&["a.csv", "no room"], "a.csv: no room"),
            (&["a.csv: no room", "no room"], "a.csv: no room"),
            (&["not sealed", "a.csv: no room", "no room"], "not sealed: a.csv: no room"),
            (&["x", "y", "z"], "x: y: z"),
        ] {
            let link = |cause, said: &&'static str| Some(Box::new(Chain(said, cause)));
            let error = chain.iter().rev().fold(None, link).expect("it has a link");
            assert_eq!(with_causes(&*error), expect);
        }
    }
}
