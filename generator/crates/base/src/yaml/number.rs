//! A text where a number belongs → the number that is meant.

/// The number that people mean by a text: with a comma, in quotes, or in hundredths of a whole.
pub fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let (digits, is_share) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let number = digits.replacen(',', ".", 1).parse().ok();
    let number: f64 = number.filter(|number: &f64| number.is_finite())?;
    if !is_share {
        return Some(number.to_string());
    }
    // As many digits as were written, and two more.
    let places = digits.split(['.', ',']).nth(1).map_or(0, str::len) + 2;
    let share = format!("{:.places$}", number / 100.0);
    Some(share.trim_end_matches('0').trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn numbers_in_the_dress_of_texts_are_known() {
        for (text, expect) in [
            ("0.5", Some("0.5")),
            ("9,8", Some("9.8")),
            ("50%", Some("0.5")),
            ("50 %", Some("0.5")),
            ("0,29%", Some("0.0029")),
            ("29%", Some("0.29")),
            ("100%", Some("1")),
            ("0%", Some("0")),
            (" 7 ", Some("7")),
            ("much", None),
            ("%", None),
            ("", None),
            ("inf", None),
            ("1,234.5", None),
        ] {
            assert_eq!(meant(text).as_deref(), expect, "{text}");
        }
    }
}
