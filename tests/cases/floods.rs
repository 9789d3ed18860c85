//! One mistake over and over in one file: what `check` has to do grows with the file and no faster.

use certsite_tests::Site;
use certsite_tests::program::{Run, binary};
use std::process::Command;

/// What is repeated, with `№` for a number of its own.
struct Flood {
    file: &'static str,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
}

const fn page(unit: &'static str) -> Flood {
    let before = "---\ntitle: T\n---\n";
    Flood { file: "content/en/flood.md", before, unit, after: "" }
}

const fn front(before: &'static str, unit: &'static str, after: &'static str) -> Flood {
    Flood { file: "content/en/flood.md", before, unit, after }
}

const fn settings(before: &'static str, unit: &'static str, after: &'static str) -> Flood {
    Flood { file: "content/site.yaml", before, unit, after }
}

const fn template(unit: &'static str) -> Flood {
    let before = "{% extends \"base.html\" %}{% block main %}{{ page.body | safe }}\n";
    Flood { file: "themes/plain/templates/page.html", before, unit, after: "{% endblock %}\n" }
}

const fn data(file: &'static str, before: &'static str, unit: &'static str) -> Flood {
    Flood { file, before, unit, after: "" }
}

const FLOODS: &[Flood] = &[
    page("```latest\nsection: x\n```\n\n"),
    page("> ```latest\n> section: x\n> ```\n\n"),
    page("```facts\nkeys: [team.nope]\n```\n\n"),
    page("```facts\nnope: x\n```\n\n"),
    page("```latest\n[: {\n```\n\n"),
    page("```latest\nsection: x #y z\n```\n\n"),
    page("```latest\nsection: \"x\\u202ey\"\n```\n\n"),
    page("```form\nid: nope\n```\n\n"),
    page("```lastest\nx\n```\n\n"),
    page("[x](nope№.md) a\n\n"),
    page("[x](about.md#nope№)\n\n"),
    page("[x](https://cert.example.org/nope№/)\n\n"),
    page("[x](javascript:№)\n\n"),
    page("[](about.md)\n\n"),
    page("![](nope№.png)\n\n"),
    page("{{team.nope№}} a\n\n"),
    page("## H {#a}\n\n"),
    page("## A\n\n#### B\n\n"),
    page("##\n\n"),
    page("<div>x</div> a\n\n"),
    page("a `b c\n\n"),
    page("a[^n№]\n\n"),
    page("[^n№]: text\n\n"),
    page("a [x][r№] b\n\n"),
    page("[r№]: x\n\n"),
    page("|a|b|\n|-|-|\n|1|2|3|\n\n"),
    page("> [!NOPE]\n> x\n\n"),
    page("a &#0; b\n\n"),
    page("<!-- a <!-- b -->\n\n"),
    front("---\ntitle: T\ntags: [", "t№, ", "t]\n---\n"),
    front("---\ntitle: T\naliases: [", "\"/a №\", ", "/b]\n---\n"),
    front("---\ntitle: T\naliases: [", "/en/about/, ", "/b]\n---\n"),
    front("---\ntitle: T\n", "k№: x\n", "---\n"),
    data("content/team.yaml", "team:\n  name: X\n", "  k№: x\n"),
    data("content/team.yaml", "team:\n  members:\n", "  - no\n"),
    data("content/data/tags.yaml", "", "t№: {nam: x}\n"),
    data("content/data/glossary.yaml", "terms:\n", "  - {id: a№, az: '', en: b, note: {az: a}}\n"),
    data(
        "content/data/register/2026.csv",
        "number,received,class,type,severity,origin,country,closed\n",
        "№,nope,x,y,z,w,q,\n",
    ),
    settings(SITE, "nope№.md, ", "report.md]}\n"),
    settings(SITE, "report.md, ", "report.md]}\n"),
    settings(SITE, "about.md, ", "report.md]}\nnope: [\n"),
    settings(SITE, "about.md, ", "report.md]}\nnope: x\n"),
    template("{% include \"nope№.html\" %}\n"),
    template("{{ page.title | nope№ }}\n"),
    template("{% if page.title is nope№ %}x{% endif %}\n"),
    template("{{ nope№() }}\n"),
    template("{% if page.title %}\n"),
    template("{% endfor %}\n"),
    template("<a href=\"/nope№/\">x</a>\n"),
    template("<img src=\"https://x№.example/\">\n"),
    template("<p id=\"a№\"></p><p id=\"a№\"></p>\n"),
    template("<p id=\"a№\" onclick=\"x\"></p>\n"),
    data("themes/plain/strings/en.yaml", "", "k№:\n  a: ~\n"),
    data("themes/plain/assets/x.css", "", "a{background:url(nope№.png)}\n"),
];

/// The settings of the site, up to the pages of a menu.
const SITE: &str = "\
languages: [{code: az, name: Azərbaycanca}, {code: en, name: English}]
title: {az: a, en: b}
description: {az: a, en: b}
base_url: https://cert.example.org
theme: plain
time_zone: Asia/Baku
menus: {main: [";

/// So many of each, and so many times that.
const FEW: usize = 1_500;
const TIMES: usize = 4;

/// How much longer the file may take that is so many times as long. With the square it is 16.
const MOST: f64 = 9.0;

/// The seconds of processor time that `check` takes.
fn work(flood: &Flood, count: usize) -> f64 {
    let site = Site::with("");
    let units: String = (0..count).map(|n| flood.unit.replace('№', &n.to_string())).collect();
    site.write(flood.file, format!("{}{units}{}", flood.before, flood.after));
    let mut shell = Command::new("sh");
    let script = "\"$0\" check --format short > said 2>&1; times";
    shell.current_dir(site.root()).args(["-c", script]).arg(binary("certsite"));
    let run = Run::of(&mut shell);
    assert!(site.read("said").contains(flood.file), "nothing is told of {:?}", flood.unit);
    let times = run.stdout.lines().nth(1).expect("the shell tells the time of its children");
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect("m and s");
        60.0 * minutes.parse::<f64>().expect("a number") + seconds.parse::<f64>().expect("one")
    };
    times.split_whitespace().map(seconds).sum()
}

#[test]
fn mistakes_in_floods_cost_what_each_of_them_costs() {
    let none = work(&page("<div>x</div>\n\n"), 1);
    let is_slow = |flood: &&Flood| {
        let grown = |count| (work(flood, count) - none).max(0.05);
        // A busy machine may slow down one of them.
        (0..3).all(|_| grown(TIMES * FEW) > MOST * grown(FEW))
    };
    let slow: Vec<_> = FLOODS.iter().filter(is_slow).map(|flood| flood.unit).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}
