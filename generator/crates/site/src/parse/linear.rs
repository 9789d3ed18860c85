//! Pages of nothing but the beginning of something, over and over: the work that they make grows
//! with their size alone, whatever it is that never ends.

use super::parse_str;
use certsite_testing::outgrows;
use rayon::prelude::*;

/// What begins something, or may end what something else began.
const SIGNS: &[&str] = &[
    "[",
    "](",
    "]",
    "[a](",
    "[a](<",
    "[a](b \"",
    "[a](b '",
    "[a](b (",
    "[a]: ",
    "[^",
    "[^1]: ",
    "![",
    "<",
    "<a b=\"",
    "<!--",
    "-->",
    "<!A",
    "<?",
    "</a",
    "\"",
    "'",
    "(",
    ")",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "{{",
    "}}",
    "|",
    "\\",
    "&",
    "https://a/",
    "www.",
    "a@b.c",
    "mailto:",
    "- ",
    "> ",
    "1. ",
    "#",
    "\n",
    "\n\n",
    "\n|-|\n",
    "```\n",
    "\n---\n",
    "    ",
    "\t",
    " {#a",
    "> [!NOTE]\n",
    "ə",
    "x ",
];

/// What something may stand in from its first byte to its last.
const FRAMES: &[(&str, &str)] = &[
    ("[a](b \"", "\")"),
    ("[a](<", ">)"),
    ("[a](", ")"),
    ("[a]: b \"", "\""),
    ("[", "](x)"),
    ("![", "](x)"),
    ("`", "`"),
    ("<a b=\"", "\">"),
    ("<!--", "-->"),
    ("**“", "”**nin"),
    ("{{", "}}"),
    ("(https://a/", ")"),
    ("|a|b|\n|-|-|\n|", "|"),
    ("[^1]\n\n[^1]: ", ""),
    ("- > - ", ""),
    ("```\n", "```"),
    ("---\ntitle: \"", "\"\n---\n"),
    ("---\ntitle: t\ntags: [", "]\n---\n"),
    ("---\ntitle: t\nadvisory: {", "}\n---\n"),
];

/// Where a page that is no front matter begins.
const FRONT: &str = "---\ntitle: t\n---\n";

/// The page, if it takes too long twice as long.
fn grows(frame: (&str, &str), unit: &str, size: usize) -> Option<String> {
    let (begin, end) = frame;
    let front = if begin.starts_with("---") { "" } else { FRONT };
    let page = |size: usize| format!("{front}{begin}{}{end}", unit.repeat(size / unit.len()));
    let work = |page: &str| drop(std::hint::black_box(parse_str("a.md", page)));
    outgrows(size, page, work).then(|| format!("{begin:?} {unit:?} {end:?}"))
}

#[test]
fn work_grows_with_the_size_of_any_page_alone() {
    let nothing = ("", "");
    let units = || SIGNS.iter().map(|sign| (*sign).to_owned()).chain(["x\n".into(), "a, ".into()]);
    let alone = units().map(|unit| (nothing, unit, LONG));
    let framed = FRAMES.iter().flat_map(|frame| units().map(move |unit| (*frame, unit, SHORT)));
    let pairs = SIGNS.iter().flat_map(|a| SIGNS.iter().map(move |b| format!("{a}{b}")));
    let pairs = pairs.map(|unit| (nothing, unit, SHORT));
    // Every so many of all that are made of three: a number that shares no factor with theirs.
    let count = SIGNS.len();
    let three = |n: usize| {
        let sign = |n: usize| SIGNS[n % count];
        format!("{}{}{}", sign(n), sign(n / count), sign(n / count / count))
    };
    let triples = (0..count.pow(3)).step_by(601).map(|n| (nothing, three(n), SHORT));
    let all: Vec<_> = alone.chain(framed).chain(pairs).chain(triples).collect();
    assert!(all.len() > 3_500, "{}", all.len());
    // Threads of its own: the other tests wait for those that the program has.
    let threads = rayon::ThreadPoolBuilder::new().build().expect("threads");
    let slow: Vec<String> = threads.install(|| {
        all.par_iter().filter_map(|(frame, unit, size)| grows(*frame, unit, *size)).collect()
    });
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Bytes of a page that shows the square of a little work, such as a search for a byte.
const LONG: usize = 60_000;

/// Of one that shows that of more.
const SHORT: usize = 5_000;
