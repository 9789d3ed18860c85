//! Lines of Markdown: where they end, and what they are by their first characters. Each function
//! gets everything from the place in question on.

/// Where the line around `at` ends, without its line break.
pub fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |end| at + end)
}

/// The byte at which the line after that of byte `at` begins; the length of the text behind the
/// last.
pub fn next_line(bytes: &[u8], at: usize) -> usize {
    let end = line_end(bytes, at);
    match &bytes[end..] {
        [b'\r', b'\n', ..] => end + 2,
        [] => end,
        _ => end + 1,
    }
}

/// True if nothing but spaces and tabs stands before the end of the line.
pub fn is_blank(rest: &[u8]) -> bool {
    let text = rest.iter().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(text, None | Some(b'\n' | b'\r'))
}

/// Whether a line is a heading of level 1 to 6: number signs, then a blank or the line's end.
pub fn is_heading(line: &[u8]) -> bool {
    let level = line.iter().take_while(|b| **b == b'#').count();
    (1..=6).contains(&level) && line.get(level).is_none_or(u8::is_ascii_whitespace)
}

/// `***`, `- - -`; else how far the line can hold no rule.
pub fn is_rule(line: &[u8]) -> Result<(), usize> {
    let Some(mark) = line.first().filter(|b| matches!(b, b'*' | b'-' | b'_')) else {
        return Err(0);
    };
    let end = line_end(line, 0);
    match line[..end].iter().position(|b| b != mark && !matches!(b, b' ' | b'\t')) {
        Some(other) => Err(other),
        None if line[..end].iter().filter(|b| *b == mark).count() < 3 => Err(end),
        None => Ok(()),
    }
}

/// `===` or `---`, which makes a heading of the paragraph above.
pub fn is_underline(line: &[u8]) -> bool {
    let Some(mark) = line.first().filter(|b| matches!(b, b'=' | b'-')) else { return false };
    is_blank(&line[line.iter().take_while(|b| *b == mark).count()..])
}

/// The length in bytes of `[^label]:` with the blanks after it; `None` if the line begins
/// otherwise.
pub fn note_mark(line: &[u8]) -> Option<usize> {
    let label = line.strip_prefix(b"[^")?;
    let end = memchr::memchr3(b']', b'\n', b'[', label).filter(|end| *end > 0)?;
    let after = label[end..].strip_prefix(b"]:")?;
    Some(end + 4 + after.iter().take_while(|b| matches!(b, b' ' | b'\t')).count())
}

/// How many cells a row of a table has; none if no bar stands in it.
pub fn columns(row: &[u8]) -> Option<usize> {
    let row = row.trim_ascii();
    let inner = row.strip_prefix(b"|").unwrap_or(row);
    let bars = memchr::memchr_iter(b'|', inner).filter(|at| *at == 0 || inner[at - 1] != b'\\');
    let last = bars.clone().next_back();
    let is_open = last.map_or(0, |last| last + 1) < inner.len();
    (last.is_some() || inner.len() < row.len()).then(|| bars.count() + usize::from(is_open))
}

/// `|---|:--:|`, the second line of a table.
pub fn is_delimiters(row: &[u8]) -> bool {
    let row = row.trim_ascii();
    let inner = row.strip_prefix(b"|").unwrap_or(row);
    row.contains(&b'|')
        && row.iter().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
        && inner
            .strip_suffix(b"|")
            .unwrap_or(inner)
            .split(|b| *b == b'|')
            .all(|c| c.contains(&b'-'))
}

/// The mark and length in characters of the fence that a line opens; `None` if it opens none.
pub fn fence(line: &[u8]) -> Option<(u8, usize)> {
    let mark = *line.first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.iter().take_while(|b| **b == mark).count();
    let info = &line[length..line_end(line, length)];
    let is_fence = length >= 3 && (mark == b'~' || memchr::memchr(b'`', info).is_none());
    is_fence.then_some((mark, length))
}
