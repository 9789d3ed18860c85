//! `make bench`: what a build of 5,000 pages costs, beside the floor, the bare writing of files of
//! the same names and sizes from memory.
//!
//! Then how soon a preview shows an edit, what a search fetches, what CSAF costs beside the pages of
//! 5,000 advisories, how fast a sensor's log is counted beside other tools, and what a report costs the
//! form function; `bench build [PAGES_PER_LANGUAGE [RUNS]]`, `bench serve [PAGES_PER_LANGUAGE
//! [ROUNDS]]`, `bench search [PAGES_PER_LANGUAGE]`, `bench advisories`, `bench sensors` and `bench form
//! [lambda|server]` measure one of these alone, `bench growth` what a page costs in sites of 500 to
//! 100,000 pages, `bench peers [PAGES_PER_LANGUAGE [ROUNDS]]` what other generators need for the same
//! site, which nothing measures unless it is named.
//!
//! Of several runs the cheapest counts, for nothing makes a program faster than it is. `bench measure
//! COMMAND…` is for itself.

use certsite_tests::reporting::Place;
use certsite_tests::{
    advisories, building, editing, measure, peers, reporting, searching, sensors,
};
use std::process::Command;

/// Chosen once; another seed is another corpus.
const SEED: u64 = 2_350;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: &&str| n.parse().unwrap_or_else(|_| panic!("a number: {n}"));
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["measure", program, rest @ ..] => {
            println!("{}", measure::once(Command::new(program).args(rest)).to_json());
        }
        ["build", rest @ ..] => {
            let mut numbers = rest.iter().map(number);
            building::bench(SEED, numbers.next().unwrap_or(2_500), numbers.next().unwrap_or(3));
        }
        ["serve", rest @ ..] => {
            let mut numbers = rest.iter().map(number);
            editing::bench(SEED, numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(40));
        }
        ["peers", rest @ ..] => {
            let mut numbers = rest.iter().map(number);
            peers::bench(SEED, numbers.next().unwrap_or(2_500), numbers.next().unwrap_or(3));
        }
        ["search", rest @ ..] => {
            searching::bench(SEED, rest.iter().map(number).next().unwrap_or(5_000));
        }
        ["growth"] => building::growth(SEED),
        ["advisories"] => advisories::bench(2_500, 7),
        ["sensors"] => sensors::bench(512, 5),
        ["form"] => reporting::bench(&[Place::Lambda, Place::Server]),
        ["form", "lambda"] => reporting::bench(&[Place::Lambda]),
        ["form", "server"] => reporting::bench(&[Place::Server]),
        [] => {
            building::bench(SEED, 2_500, 3);
            building::growth(SEED);
            editing::bench(SEED, 10_000, 40);
            searching::bench(SEED, 5_000);
            advisories::bench(2_500, 7);
            sensors::bench(512, 5);
            reporting::bench(&[Place::Lambda, Place::Server]);
        }
        other => panic!("no such measurement: {}", other.join(" ")),
    }
}
