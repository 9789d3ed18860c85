//! Where a mistake in a finished page is told: where it was written, never in a page that did not.

use certsite_tests::Site;

const BASE: &str = "themes/plain/templates/base.html";
const PAGE: &str = "themes/plain/templates/page.html";
const SECTION: &str = "themes/plain/templates/section.html";
const TAG: &str = "themes/plain/templates/tag.html";
const FACTS: &str = "themes/plain/templates/embeds/facts.html";

/// Puts some words behind the first `after` in a file of a site.
fn put(site: &Site, file: &str, after: &str, words: &str) {
    let text = site.read(file);
    assert!(text.contains(after), "{file} holds no {after}");
    site.write(file, text.replacen(after, &format!("{after}{words}"), 1));
}

/// All errors of a site, as `check` and `build` tell them alike, without their texts.
fn errors(site: &Site) -> Vec<String> {
    let [checked, built] = [site.check(&["--format", "short"]), site.build()];
    let codes = |text: &str| text.matches("error[").count();
    assert_eq!(codes(&checked.stdout), codes(&built.stderr), "{}{}", checked.stdout, built.stderr);
    let lines = checked.stdout.lines().filter(|line| line.contains("error["));
    lines.map(|line| line.split("]: ").next().unwrap_or(line).replace("error[", "")).collect()
}

#[test]
fn what_a_template_writes_is_told_once_at_its_line() {
    let mut wrong = Vec::new();
    for (file, after, words, expect) in [
        (BASE, "<main>", "<p onclick=1>", ":19:10: inline-code"),
        (BASE, "<main>", "<p style>", ":19:10: inline-code"),
        (BASE, "<main>", "<p\n  class=x\n  style='y'>", ":21:3: inline-code"),
        (BASE, "<main>", "<a href=\"/zz/?a=1&amp;b=2\">", ":19:16: dead-address"),
        (BASE, "<main>", "<a href=\"/en/{{ 1 }}zz/\">", ":19:10: dead-address"),
        (BASE, "<main>", "<a href=\"/en/{% if true %}zz{% endif %}/\">", ":19:10: dead-address"),
        (BASE, "<main>", "<a href=\"{{ page.url }}#nope{{ 1 }}\">", ":19:10: dead-address"),
        (BASE, "<main>", "<a {% if page.url %}href='/q/'{% endif %}>", ":19:33: dead-address"),
        (BASE, "<main>", "<a {{ 'href=/q/' | safe }}>", ":19:19: dead-address"),
        (BASE, "<main>", "{{ '<a href=/q/>' | safe }}", ":19:1: dead-address"),
        (
            BASE,
            "<main>",
            "{% set a %}<a href=/q/>{% endset %}{{ a | safe }}",
            ":19:26: dead-address",
        ),
        (
            BASE,
            "<main>",
            "{#<p id=a>#}<p id=b></p>{% if true %}<p id=\"b\">{% endif %}",
            ":19:51: duplicate-id",
        ),
        (
            BASE,
            "<main>",
            "{% for a in [1, 2] %}<p id=x{{ a - a }}>{% endfor %}",
            ":19:31: duplicate-id",
        ),
        (BASE, "<main>", "<a href={{ page.url }}zz>", ":19:10: dead-address"),
        (PAGE, "</article>", "<img src=//x.example/a.png>", ":5:51: external-request"),
        (SECTION, "<ul id=\"list\">", "<script>x</script>", ":4:15: inline-code"),
        (
            TAG,
            "{% extends \"section.html\" %}",
            "\n{% block main %}<a href=x>{% endblock %}",
            ":2:25: dead-address",
        ),
        (FACTS, "<dl>", "<a href='{{ embed.items | length }}/q'>", ":1:8: dead-address"),
        ("themes/plain/templates/languages.html", "<main>", "<p style=a>", ":4:16: inline-code"),
        ("themes/plain/templates/redirect.html", "<main>", "<p style=a>", ":4:16: inline-code"),
    ] {
        let site = Site::with(
            "-- content/en/p.md --\n---\ntitle: P\naliases: [/old/]\n---\n```facts\nkeys: [team.name]\n```\n",
        );
        put(&site, file, after, words);
        let told = errors(&site);
        if told != [format!("{file}{expect}")] {
            wrong.push(format!("{words}: {told:?}, not {expect}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_stated_elsewhere_is_told_there() {
    let strings = "themes/plain/strings";
    let page = "content/en/p.md";
    let head = "---\ntitle: P\n---\n";
    for (files, expect) in [
        (
            vec![(page, format!("{head}x\n\n[x](https://cert.example.org/nope/)\n"))],
            "content/en/p.md:6:1: dead-address",
        ),
        (
            vec![(page, format!("{head}x https://CERT.example.org/nope\n"))],
            "content/en/p.md:4:3: dead-address",
        ),
        (
            vec![(page, format!("{head}<http://cert.example.org/#x>\n"))],
            "content/en/p.md:4:1: dead-address",
        ),
        (
            vec![
                (
                    "themes/plain/strings/az.yaml",
                    "nav:\n  none: x <a href=/nope/>x</a>\n".to_owned(),
                ),
                ("themes/plain/strings/en.yaml", "nav:\n  none: x\n".to_owned()),
            ],
            "themes/plain/strings/az.yaml:2:19: dead-address",
        ),
    ] {
        let site = Site::with("");
        put(&site, BASE, "<main>", "{{ t.nav.none | default(value='') | safe }}");
        for (file, text) in &files {
            // Of the words only the first line, “nav”, is another one.
            let is_words = file.starts_with(strings);
            let words = if is_words { site.read(file) } else { String::new() };
            let others = words.split_once('\n').map_or("", |(_, others)| others);
            site.write(file, format!("{text}{others}"));
        }
        let told: Vec<_> = errors(&site);
        assert_eq!(told, [expect], "{files:?}");
    }
}

/// One dead address may be the mistake of several, of whom each has to mend it.
#[test]
fn each_page_that_leads_nowhere_is_told() {
    let link = "[x](https://cert.example.org/nope/)";
    let page = format!("---\ntitle: T\n---\n{link} {link}\n");
    let site = Site::with("");
    site.write("content/en/p.md", &page);
    site.write("content/az/q.md", &page);
    put(&site, BASE, "<main>", "<a href='https://cert.example.org/nope/'>");
    let places = [
        "content/az/q.md:4:1",
        "content/az/q.md:4:37",
        "content/en/p.md:4:1",
        "content/en/p.md:4:37",
        &format!("{BASE}:19:16"),
    ];
    assert_eq!(errors(&site), places.map(|place| format!("{place}: dead-address")));
}

/// Pieces that are drawn once for all pages are the template's, too.
#[test]
fn what_all_pages_share_is_told_at_its_line() {
    let site = Site::with(
        "-- themes/plain/templates/once/foot.html --\n<p>\n<a href=/q/>{{ site.title }}</a>\n",
    );
    put(&site, BASE, "<main>", "{{ once.foot }}");
    assert_eq!(errors(&site), ["themes/plain/templates/once/foot.html:2:9: dead-address"]);
}

#[test]
fn a_template_that_fails_on_every_page_is_told_once_by_name() {
    for (from, to, expect) in [
        (
            "plain.css",
            "plainn.css",
            "“assets[\"plainn.css\"]” is not defined: themes/plain/assets/ has no such file; did you mean “plain.css”?",
        ),
        ("plain.css", "x", "“assets[\"x\"]” is not defined: themes/plain/assets/ has no such file"),
        ("page.title", "page.titel", "“page.titel” is not defined; did you mean “title”?"),
        ("{{ page.title }}", "{{ tytle }}", "“tytle” is not defined"),
        ("{{ page.title }}", "{{ page.title | upperr }}", "“upperr”; did you mean “upper”?"),
    ] {
        let site = Site::with("");
        site.write(BASE, site.read(BASE).replacen(from, to, 1));
        for run in [site.check(&["--format", "short"]), site.build()] {
            let text = format!("{}{}", run.stdout, run.stderr);
            assert_eq!(text.matches("error[").count(), 1, "{text}");
            assert!(text.contains(expect) && text.contains("base.html:"), "{text}");
        }
    }
}

#[test]
fn a_template_that_is_not_there_is_told_where_it_is_named() {
    for (file, text, expect) in [
        (PAGE, "{% extends \"bas.html\" %}", ":1:13: template-missing"),
        (
            PAGE,
            "{% extends 'base.html' %}\n{% block main %}{% include 'parts/x.html' %}{% endblock %}",
            ":2:29: template-missing",
        ),
        (PAGE, "{% extends \"page.html\" %}", ":1:13: template-circle"),
        (BASE, "<p>{{ 1 }}\n{% include \"page.html\" %}", ":2:13: template-circle"),
    ] {
        let site = Site::with("");
        site.write(file, text);
        let told = errors(&site);
        let last = if file == BASE { PAGE } else { file };
        let expect = [format!("{file}{expect}"), format!("{last}:1:13: template-circle")];
        assert!(told.len() == 1 && expect.contains(&told[0]), "{told:?}");
    }
}

/// All mistakes of a theme at once, and none that only follows from another.
#[test]
fn every_mistake_of_a_theme_is_told_and_no_other() {
    let (strings, settings) = ("themes/plain/strings/en.yaml", "content/site.yaml");
    for (edits, expect) in [
        (
            vec![(BASE, "{{ page.title }}", "{{ page.title | nope }}{{ x() }}")],
            vec!["base.html:6:24: template", "base.html:6:34: template"],
        ),
        (
            vec![
                (BASE, "{% block main %}{% endblock %}", "{% block main %}"),
                (TAG, "extends", "extens"),
            ],
            vec!["base.html:21:1: template-open", "tag.html:1:4: template"],
        ),
        (
            vec![(TAG, "section.html", "sction.html"), (BASE, "<main>", "{% if %}")],
            vec!["base.html:19:7: template", "tag.html:1:13: template-missing"],
        ),
        (vec![(strings, "nav: {", "nav: [")], vec!["en.yaml:2:1: yaml"]),
        (vec![(settings, "theme: plain", "theme: plian")], vec!["site.yaml:5:8: theme-missing"]),
    ] {
        let site = Site::with("");
        for (file, from, to) in &edits {
            site.write(file, site.read(file).replacen(from, to, 1));
        }
        let told = errors(&site);
        let told: Vec<_> =
            told.iter().map(|line| line.rsplit('/').next().unwrap_or(line)).collect();
        assert_eq!(told, expect, "{edits:?}");
    }
    let site = Site::with("");
    site.remove(strings);
    assert_eq!(errors(&site), [format!("{strings}: settings-missing")]);
    let twice = "{% component x() %}{% endcomponent x %}";
    let [a, b] = ["a", "b"].map(|name| format!("themes/plain/templates/{name}.html"));
    let site = Site::with("");
    site.write(&a, twice);
    site.write(&b, twice);
    assert_eq!(errors(&site), [format!("{b}: template")]);
}

/// One mistake, one sentence: a file that is refused is there all the same.
#[test]
fn a_linked_file_with_a_key_is_told_once() {
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIIfsPeTfBnbJy678wA3teSn1gyFh9hoFwDFoN9OzCuH2\n-----END PRIVATE KEY-----\n";
    for (file, link) in [("content/en/k.dat", "k.dat"), ("content/files/k.dat", "../files/k.dat")] {
        let site = Site::with(&format!("-- content/en/p.md --\n---\ntitle: P\n---\n[x]({link})\n"));
        site.write(file, key);
        assert_eq!(errors(&site), [format!("{file}: private-key")]);
    }
}
