//! The scanner against the parser: both must agree on what is code, whatever is written.
#![expect(clippy::disallowed_methods, reason = "measures that work does not grow faster than text")]

use super::super::markdown::options;
use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use pulldown_cmark::{Event, Parser, Tag};

/// A line that begins like any of Markdown's blocks and goes on with facts and back-quotes.
fn line() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "> ",
        ">",
        "- ",
        "-",
        "+ ",
        "1. ",
        "2) ",
        "- [ ] ",
        "  ",
        "   ",
        "    ",
        "\t",
        "      ",
        "```",
        "~~~",
        "  ```",
        "# ",
        "---",
        "===",
        "[^1]: ",
        "| a | b |",
        "|---|---|",
        "|\t---|---\t|",
        "* * *",
        ">> ",
        "- - ",
    ]);
    let words = prop::sample::select(vec![
        "{{f}}", "{{f}}", "{{f}}", "word", "word", "`", "`", "``", " ", "|", "\\", "*",
    ]);
    (prop::collection::vec(starts, 0..3), prop::collection::vec(words, 0..5))
        .prop_map(|(start, words)| [start.concat(), words.concat()].concat())
}

proptest! {
    #![proptest_config(Config { cases: 4_000, failure_persistence: None, rng_seed: RngSeed::Fixed(12), ..Config::default() })]

    #[test]
    fn facts_are_those_that_the_parser_finds_outside_of_code(lines in prop::collection::vec(line(), 1..9)) {
        let text = lines.join("\n");
        let scanned = scan(&text, 0..text.len());
        let mut code = Vec::new();
        for (event, span) in Parser::new_ext(&scanned.text, options()).into_offset_iter() {
            if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
                code.push(scanned.origin.range(span));
            }
        }
        for (at, _) in text.match_indices("{{f}}").filter(|(at, _)| !text[..*at].ends_with('\\')) {
            let is_code = code.iter().any(|span| span.contains(&at));
            let is_fact = scanned.facts.iter().any(|(_, range)| range.start == at);
            prop_assert!(is_code != is_fact, "at {} of {:?}: code {}, fact {}", at, text, is_code, is_fact);
        }
    }
}

#[test]
fn all_work_is_linear() {
    for unit in [
        "` {{f}} `` x\n",
        "> {{f}} x\n",
        "{{ ",
        "- ",
        "<!-- x --> a {{f}}\n\n",
        "<!-- ",
        "<!---->",
        "| a | {{f}} |\n",
        "www.a/_x_ ",
        "`a` ``b ",
        "a@b.c@",
        "https://a_",
        "x://a/",
        "www.a_",
        "www.._",
        "<a:{{ ",
        "<a:b ",
        "\\{{ {{f}} ",
        "```\n{{f}}\n",
        "|a|\n|\t-|\n    {{f}}\n",
        "|\t-",
        "<{{f}}",
        "<{{team.phone}}>",
        "<{{team.name}} <{{team.name}}>x",
    ] {
        let work = |n: usize| {
            let text = format!("{}{{{{f}}}}", unit.repeat(n));
            let begin = std::time::Instant::now();
            let scanned = scan(&text, 0..text.len());
            let links = super::super::autolink::pieces(&scanned.text, |_| true).count();
            assert!(links > 0);
            begin.elapsed()
        };
        // Quadratic work would take minutes for this.
        assert!(work(100_000) < std::time::Duration::from_secs(20), "{unit:?}");
    }
}
