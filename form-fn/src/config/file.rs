//! A file of settings → variables: lines of `NAME=value`, as service managers read them too.

use super::Mistake;
use std::collections::BTreeMap;

/// Reads a file. Empty lines and those that begin with `#` or `;` say nothing; a value may stand in
/// quotation marks of either kind.
///
/// # Errors
/// Every line that is none of these, and every name that has two values: nobody knows which is meant.
pub fn settings(text: &str) -> Result<BTreeMap<String, String>, Vec<Mistake>> {
    let (mut variables, mut mistakes) = (BTreeMap::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        match variable(line.strip_prefix("export ").unwrap_or(line)) {
            Some((name, value)) => {
                let former = variables.insert(name.to_owned(), value.to_owned());
                if former.is_some_and(|former| former != value) {
                    let wrong = format!(
                        "names a file whose line {} sets {name} to another value than a line before it",
                        n + 1
                    );
                    mistakes.push(Mistake::new("FORM_SETTINGS", wrong));
                }
            }
            None => {
                let wrong = format!("names a file whose line {} is no NAME=value", n + 1);
                mistakes.push(Mistake::new("FORM_SETTINGS", wrong));
            }
        }
    }
    if mistakes.is_empty() { Ok(variables) } else { Err(mistakes) }
}

fn variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let quoted = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    is_name.then(|| (name, quoted('"').or_else(|| quoted('\'')).unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_service_managers_read_them() {
        let text = "\u{feff}# who\r\nFORM_TO = a@b.example \n\n; no\nexport FORM_SEAL=\"pgp\"\n\
                    FORM_FROM='CERT <form@b.example>'\nFORM_KEYS=\n";
        let read = settings(text).expect("it is sound");
        let check = |name: &str, value: &str| assert_eq!(read[name], value, "{name}");
        check("FORM_TO", "a@b.example");
        check("FORM_SEAL", "pgp");
        check("FORM_FROM", "CERT <form@b.example>");
        check("FORM_KEYS", "");
        assert_eq!(read.len(), 4);
        assert!(settings("A=b\nA = 'b'\n#A=c").is_ok());
        let twice = settings("FORM_TO=a@b\nB=1\nexport FORM_TO=c@d\n").expect_err("which is it?");
        let [twice] = &twice[..] else { panic!("{twice:?}") };
        assert!(twice.to_string().contains("line 3 sets FORM_TO to another value"), "{twice}");
        let told = settings("FORM_TO: a\nFORM KEYS=x\n=y\nA=b").expect_err("three are none");
        let told: Vec<_> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[1].starts_with("FORM_SETTINGS names a file whose line 2 is no NAME=value"));
    }
}
