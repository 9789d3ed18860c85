//! “Did you mean …?”

/// The candidate nearest to what was typed, if it is near enough to be meant: at most a third of its
/// letters differ, or one. Letters that changed places count as one difference. Of several that are
/// equally near the first in the order of the alphabet is meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = typed.chars().count();
    let within = |c: &&str| {
        let count = c.chars().count();
        length.abs_diff(count) <= (count / 3).max(1)
    };
    candidates
        .into_iter()
        // What differs much in length cannot be near, and would take long to compare.
        .filter(within)
        .map(|c| (strsim::damerau_levenshtein(typed, c), c))
        .filter(|(distance, c)| *distance <= (c.chars().count() / 3).max(1))
        .min()
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slips_of_typing_are_near() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "tags"]), None);
        assert_eq!(nearest("ab", ["ad", "ac"]), Some("ac"));
    }
}
