//! Tables: which path may leave, and what stays for which reason.

use super::*;
use crate::load::{Data, File, load};
use crate::parse::parse_str;

/// A site of these files; a path may name the one that a symbolic link leads to: `path → real`.
fn inputs(paths: &[&str]) -> Inputs {
    let mut inputs = Inputs::default();
    for path in paths {
        let (path, real) = match path.split_once(" → ") {
            Some((path, real)) => (path, Some(real.into())),
            None => (*path, None),
        };
        let file = File { data: Data::Text("".into()), sum: 0xab, real, picture: None };
        inputs.files.insert(path.into(), file);
    }
    inputs
}

#[test]
fn what_may_leave_and_what_stays() {
    let paths = [
        "content/az/about.md",
        "content/az/A.MD",
        "content/az/data/x.csv",
        "content/az/held/x.pdf",
        "content/az/link.pdf → content/az/held/x.pdf",
        "content/az/link.txt → content/az/settings.yaml",
        "content/az/x.csv",
        "content/az/x.yaml",
        "content/az/x.YML",
        "content/data/register/2026.csv",
        "content/en/x.png",
        "content/files/.well-known/mta-sts.txt",
        "content/files/sigma/rule.yml",
        "content/files/read me.md",
        "content/forms/incident.yaml",
        "content/keys/team.asc",
        "content/ru/x.png",
        "content/signatures/00.asc",
        "content/site.yaml",
        "content/team.yaml",
        "themes/cert/assets/a.css",
    ];
    let inputs = inputs(&paths);
    let (config, _) = crate::config::read(&site());
    let config = config.expect("the settings hold");
    let draft = Arc::new(parse_str("held/index.md", "---\ntitle: T\ndraft: true\n---\n"));
    let (_, held_back) = HeldBack::part(vec![draft], jiff::civil::date(2026, 6, 15));
    let base = Base::unknown();
    let gate = Gate { config: &config, inputs: &inputs, held_back: &held_back, base: &base };
    let check = |path: &str, expect: &str| {
        let got = match gate.open(path) {
            Ok(file) => file.url().path().to_owned(),
            Err(stays) => match stays.problem("x") {
                Some(problem) => problem.to_string().replace("“x” is not published: ", "no: "),
                None => "nothing is there".to_owned(),
            },
        };
        assert_eq!(got, expect, "{path}");
    };
    check("content/az/x.csv", "media/x.000000ab.csv");
    check("content/az/data/x.csv", "media/x.000000ab.csv");
    check("content/en/x.png", "media/x.000000ab.png");
    check("content/files/.well-known/mta-sts.txt", ".well-known/mta-sts.txt");
    check("content/files/sigma/rule.yml", "sigma/rule.yml");
    check("content/files/read me.md", "read me.md");
    check("content/az/none.png", "nothing is there");
    for folder in ["content/az", "content/files", "content"] {
        check(
            folder,
            if folder == "content" { "no: it lies outside content/" } else { "nothing is there" },
        );
    }
    check("content/data", "no: content/data is what certsite works with, and never leaves");
    check("content/files/none.png", "nothing is there");
    for path in ["content/data/register/2026.csv", "content/data/none.csv", "content/data/"] {
        check(path, "no: content/data/ is what certsite works with, and never leaves");
    }
    check(
        "content/forms/incident.yaml",
        "no: content/forms/ is what certsite works with, and never leaves",
    );
    check(
        "content/keys/team.asc",
        "no: content/keys/ is what certsite works with, and never leaves",
    );
    check(
        "content/signatures/00.asc",
        "no: content/signatures/ is what certsite works with, and never leaves",
    );
    check(
        "content/team.yaml",
        "no: content/team.yaml is what certsite works with, and never leaves",
    );
    check(
        "content/site.yaml",
        "no: content/site.yaml is what certsite works with, and never leaves",
    );
    for path in
        ["content/az/x.yaml", "content/az/x.YML", "content/az/none.Yaml", "content/az/link.txt"]
    {
        check(path, "no: YAML files are settings and data, and never leave the folders of pages");
    }
    for path in ["content/az/about.md", "content/az/A.MD"] {
        check(path, "no: Markdown files are published as pages alone");
    }
    check("content/ru/x.png", "no: content/ru/ is no folder of pages");
    check("content/Files/x.png", "no: content/Files/ is no folder of pages");
    check("content/DATA/x.csv", "no: content/DATA/ is no folder of pages");
    check("themes/cert/assets/a.css", "no: it lies outside content/");
    check("var/outbox/x", "no: it lies outside content/");
    check(
        "content/az/.hidden/x.png",
        "no: its name is that of a hidden file, which is passed over beside pages",
    );
    check(
        "content/az/x.png~",
        "no: its name is that of an editor's copy of an older version, which is passed over beside pages",
    );
    for path in ["content/az/held/x.pdf", "content/az/link.pdf"] {
        check(path, "no: content/az/held/index.md is a draft");
    }
}

/// The small site of the tests.
fn site() -> Inputs {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/sites/base");
    load(std::path::Path::new(root)).expect("it is there").0
}
