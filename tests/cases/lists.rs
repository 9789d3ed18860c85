//! Sections, tags, neighbours, feeds: everything that is made from many pages.

use certsite_tests::Site;

/// Pages of `advisories/` in English: file name → front matter.
fn advisories(pages: &[(&str, &str)]) -> String {
    let page = |(name, front): &(&str, &str)| {
        format!("-- content/en/advisories/{name}.md --\n---\n{front}\n---\nText.\n")
    };
    pages.iter().map(page).collect()
}

/// The titles on a list page, in order.
#[track_caller]
fn titles(site: &Site, page: &str) -> Vec<String> {
    let html = site.page(page);
    let list = html.split("<ul id=\"list\">").nth(1).expect("a list page has a list");
    let list = list.split("</ul>").next().expect("a split has a first part");
    let items = list.split("<li>").skip(1);
    items
        .map(|item| {
            item.split('>').nth(1).and_then(|t| t.split('<').next()).unwrap_or("").to_owned()
        })
        .collect()
}

#[test]
fn a_section_is_split_into_pages_newest_first() {
    let pages: Vec<_> = (1..=5)
        .map(|n| (format!("n{n}"), format!("title: Number {n}\ndate: 2026-04-0{n}")))
        .collect();
    let pages: Vec<_> = pages.iter().map(|(n, f)| (n.as_str(), f.as_str())).collect();
    let site = Site::plain(&advisories(&pages));
    assert_eq!(titles(&site, "en/advisories/"), ["Number 5", "Number 4", "Number 3"]);
    site.shows("en/advisories/", "1/3 of 7");
    let html = site.page("en/advisories/");
    let next = html.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let next = next.expect("the first page leads to the second");
    assert_eq!(titles(&site, next), ["Number 2", "Number 1", "Old programs"]);
    site.shows(next, "2/3 of 7").shows(next, "rel=\"prev\" href=\"/en/advisories/\"");
}

#[test]
fn every_page_of_a_list_stands_in_the_menu_and_knows_the_same_page_in_other_languages() {
    let mut files = String::new();
    for (lang, count) in [("az", 4), ("en", 7)] {
        for n in 1..=count {
            let front = format!("title: Number {n}\ndate: 2025-04-0{n}\ntags: [phishing]");
            files +=
                &format!("-- content/{lang}/advisories/n{n}.md --\n---\n{front}\n---\nText.\n");
        }
    }
    let site = Site::plain(&files);
    let (section, tag) = (" aria-current=\"true\">Advisories", "");
    for (page, active, other) in [
        ("advisories/", section, "bulletenler/"),
        ("advisories/page-2/", section, "bulletenler/page-2/"),
        ("advisories/page-3/", section, ""),
        ("advisories/2025/", section, "bulletenler/2025/"),
        ("advisories/2025/page-2/", section, "bulletenler/2025/page-2/"),
        ("advisories/2025/page-3/", section, ""),
        ("tags/phishing/", tag, "tags/fisinq/"),
        ("tags/phishing/page-2/", tag, "tags/fisinq/page-2/"),
        ("tags/phishing/page-3/", tag, ""),
    ] {
        let page = &format!("en/{page}");
        let link = |lang: &str, page: &str| {
            format!("hreflang=\"{lang}\" href=\"https://cert.example.org/{page}\"")
        };
        site.shows(page, active).shows(page, &link("en", page));
        let other = &format!("az/{other}");
        match other.as_str() {
            "az/" => site.hides(page, "hreflang=\"az\"").shows(page, &link("x-default", page)),
            _ => site.shows(page, &link("az", other)).shows(page, &link("x-default", other)),
        };
    }
    let map = site.page("sitemap.xml");
    let entry = map.split("<url>").find(|entry| entry.contains("/en/advisories/2025/</loc>"));
    assert!(entry.is_some_and(|entry| entry.contains("/az/bulletenler/2025/")), "{map}");
}

#[test]
fn a_section_can_be_sorted_by_weight() {
    let section = "-- content/en/advisories/index.md --\n---\ntitle: A\nsection: {sort: weight, page_size: 9}\n---\n";
    let pages = [("x", "title: Heavy\nweight: 9"), ("y", "title: Light\nweight: -1")];
    let site = Site::plain(&format!("{section}{}", advisories(&pages)));
    let titles = titles(&site, "en/advisories/");
    assert_eq!(
        (titles.first().map(String::as_str), titles.last().map(String::as_str)),
        (Some("Light"), Some("Heavy"))
    );
}

#[test]
fn titles_are_sorted_by_the_alphabet_of_the_language() {
    // Azerbaijani: … c ç d e ə f g ğ h x ı i j k q …, in neither Unicode's nor English order.
    let words = ["Zəng", "Qalxan", "İz", "Işıq", "Xəta", "Həcm", "Əlavə", "Elan", "Çap", "Cihaz"];
    let mut files = "-- content/az/advisories/index.md --\n---\ntitle: B\nslug: bulletenler\nsection: {sort: title, page_size: 50}\n---\n".to_owned();
    for (n, word) in words.iter().enumerate() {
        files += &format!("-- content/az/advisories/w{n}.md --\n---\ntitle: {word}\n---\n");
    }
    let site = Site::with(&files);
    for gone in ["first", "second"] {
        site.remove(&format!("content/az/advisories/{gone}.md"));
    }
    // The page that linked there.
    site.write("content/az/about.md", "---\ntitle: Komanda\nslug: haqqimizda\n---\n");
    site.build_with(&["--no-minify"]).ok();
    let expect = ["Cihaz", "Çap", "Elan", "Əlavə", "Həcm", "Xəta", "Işıq", "İz", "Qalxan", "Zəng"];
    assert_eq!(titles(&site, "az/bulletenler/"), expect);
}

#[test]
fn pages_know_their_neighbours_and_the_way_home() {
    let site = Site::plain("");
    let (first, second) = ("en/advisories/first/", "en/advisories/second/");
    let neighbour = |page: &str, other: &str| site.shows(page, &format!("href=\"/{other}\""));
    neighbour(first, second);
    neighbour(second, first);
    site.shows(first, "<nav id=\"breadcrumbs\" aria-label=\"Path\"><a href=\"/en/\">Home</a> / <a href=\"/en/advisories/\">Advisories</a> / </nav>");
    site.shows("en/advisories/second/", "aria-current=\"true\">Advisories</a>");
}

#[test]
fn tags_have_names_and_addresses_of_their_language() {
    let site = Site::plain("");
    site.shows("az/bulletenler/first/", "href=\"/az/tags/fisinq/\">Fişinq</a>");
    site.shows("en/advisories/first/", "href=\"/en/tags/phishing/\">Phishing</a>");
    assert_eq!(titles(&site, "en/tags/phishing/"), ["Phishing letters"]);
    assert_eq!(titles(&site, "az/tags/fisinq/"), ["Fişinq məktubları"]);
    site.shows("en/tags/", "<a href=\"/en/tags/team/\">The team</a> 1");
    site.shows(
        "en/tags/phishing/",
        "hreflang=\"az\" href=\"https://cert.example.org/az/tags/fisinq/\"",
    );
}

#[test]
fn each_language_has_a_feed_of_its_own() {
    let site = Site::plain(&advisories(&[(
        "t",
        "title: \"A & B\"\ndate: 2026-05-01\nupdated: 2026-05-09",
    )]));
    let feed = site.page("en/advisories/atom.xml");
    for text in [
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">",
        "<title>A &amp; B</title>",
        "<updated>2026-05-09T00:00:00Z</updated>",
        "<id>https://cert.example.org/en/advisories/t/</id>",
    ] {
        assert!(feed.contains(text), "{text} is not in\n{feed}");
    }
    let order: Vec<_> =
        ["A &amp; B", "Old programs", "Phishing letters"].map(|t| feed.find(t)).into();
    assert!(order.is_sorted() && order[0].is_some(), "newest first: {order:?}");
    site.shows("az/bulletenler/atom.xml", "xml:lang=\"az\"")
        .hides("az/bulletenler/atom.xml", "Phishing");
    site.shows("en/about/", "type=\"application/atom+xml\" title=\"Advisories");
}

#[test]
fn feeds_hold_texts_that_can_be_read_anywhere() {
    let site = Site::plain(&format!(
        "{}-- content/en/advisories/t.md --\n---\ntitle: T\ndate: 2026-05-01\n---\n{}",
        advisories(&[]),
        "## Part {#part}\n\nSee [about](../about.md), [there](#part) and {{team.email_incidents}}.\n\n\
         - [x] done\n\n```latest\nsection: advisories/index.md\n```\n"
    ));
    let text = "&lt;h2 id=&quot;part&quot;&gt;Part&lt;/h2&gt;";
    let feed = site.page("en/advisories/atom.xml");
    for text in [
        "<content type=\"html\">",
        text,
        "https://cert.example.org/en/about/",
        "https://cert.example.org/en/advisories/t/#part",
        "☑ done",
    ] {
        assert!(feed.contains(text), "{text} is not in\n{feed}");
    }
    for text in ["href=&quot;/", "href=&quot;#", "&lt;input", "&lt;form", "&lt;script"] {
        assert!(!feed.contains(text), "{text} is in\n{feed}");
    }
    site.shows("en/advisories/feed.json", "\"content_html\": \"<h2 id=\\\"part\\\">Part</h2>");
}

#[test]
fn a_feed_stays_small_however_long_its_pages_are() {
    let text = "A line of a text that is long.\n\n".repeat(2_000);
    let page = |n: usize| {
        format!(
            "-- content/en/advisories/l{n}.md --\n---\ntitle: L\ndate: 2026-05-{n:02}\n---\n{text}"
        )
    };
    let site = Site::plain(&(1..=20).map(page).collect::<String>());
    let feed = site.page("en/advisories/atom.xml");
    assert!(feed.len() < 400_000, "{} bytes", feed.len());
    assert!(feed.matches("<content").count() >= 2, "none holds its text");
    assert_eq!(feed.matches("<entry>").count(), 22);
}

#[test]
fn each_tag_has_a_feed_that_its_page_names() {
    let site = Site::plain("");
    let feed = "en/tags/team/atom.xml";
    site.shows(feed, "<title>The team – ")
        .shows(feed, "href=\"https://cert.example.org/en/tags/team/\"");
    site.hides("en/about/", "tags/team/atom.xml");
    let site = Site::shipped();
    site.build().ok();
    let page = "en/topics/phishing/";
    site.shows(page, "title=\"Phishing").shows(page, "href=/en/topics/phishing/atom.xml");
    assert!(site.has("public/en/topics/phishing/atom.xml"));
}

#[test]
fn an_entry_stays_the_same_wherever_its_page_moves() {
    let base = "https://cert.example.org";
    for (front, id) in [
        ("slug: begin", "/en/advisories/begin/"),
        ("slug: moved\naliases: [/en/advisories/begin]", "/en/advisories/begin/"),
        ("aliases: [/en/advisories/begin/, /en/advisories/moved/]", "/en/advisories/begin/"),
        ("aliases: [\"/a.php?id=3\"]", "/a.php?id=3"),
        ("aliases: [/old.html]\nfeed_id: /en/advisories/begin/", "/en/advisories/begin/"),
    ] {
        let site =
            Site::plain(&advisories(&[("t", &format!("title: T\ndate: 2026-05-01\n{front}"))]));
        site.shows("en/advisories/atom.xml", &format!("<id>{base}{id}</id>"));
        site.shows("en/advisories/feed.json", &format!("\"id\": \"{base}{id}\""));
    }
}

#[test]
fn a_page_names_the_newest_of_those_that_share_most_of_its_tags() {
    let site = Site::shipped();
    let page = |name: &str, front: &str| {
        format!("-- content/en/news/{name}.md --\n---\ntitle: {name}\n{front}\n---\nText.\n")
    };
    // Neighbours are named anyway, so those that count lie apart.
    let pages = [
        page("own", "date: 2026-05-09\ntags: [phishing, passwords]"),
        page("apart", "date: 2026-05-08\ntags: [phishing]"),
        page("both", "date: 2026-01-05\ntags: [passwords, phishing]"),
        page("other", "date: 2026-05-07\ntags: [updates]"),
        page("newer", "date: 2026-05-06\ntags: [phishing]"),
        page("none", "date: 2026-05-10"),
    ];
    site.edit(&pages.concat());
    site.build().ok();
    let html = site.page("en/news/own/");
    let (_, related) = html.split_once("class=related").expect("it names others");
    let related = related.split("</nav>").next().unwrap_or_default();
    let at = |name: &str| related.find(&format!("/en/news/{name}/"));
    assert!(at("newer") < at("both") && at("newer").is_some(), "newest first: {related}");
    assert_eq!([at("own"), at("other"), at("none"), at("apart")], [None; 4], "{related}");
    assert!(!site.page("en/news/none/").contains("class=related"));
}

#[test]
fn a_section_without_pages_is_no_mistake() {
    let site = Site::plain(
        "-- content/en/empty/index.md --\n---\ntitle: Empty\nsection: {feed: true}\n---\n",
    );
    assert!(titles(&site, "en/empty/").is_empty());
    site.shows("en/empty/", "1/1 of 0");
}

/// The id of a term is a part of addresses: what cannot be one, or is one twice, is told in the data.
#[test]
fn ids_of_terms_are_sound_and_told_where_they_stand() {
    for (id, wrong) in [
        ("x y", "cannot be the id of a term"),
        ("", "cannot be the id of a term"),
        ("x#y", "cannot be the id of a term"),
        ("../x", "cannot be the id of a term"),
        ("Ş", "cannot be the id of a term"),
        ("a\"><b>", "cannot be the id of a term"),
        ("one", "is the id of another term, too"),
    ] {
        let terms = format!(
            "terms:\n  - id: one\n    az: Bir\n    en: One\n  - id: '{id}'\n    az: İki\n    en: Two\n"
        );
        let site = Site::with("-- content/en/g.md --\n---\ntitle: G\n---\n```glossary\n```\n");
        site.write("content/data/glossary.yaml", terms);
        let said = site.check(&["--format", "short"]).exits(1).stdout;
        let expect = "content/data/glossary.yaml:5:";
        let line = said.lines().find(|line| line.starts_with(expect)).unwrap_or_default();
        assert!(line.ends_with(&format!("error[bad-value]: “{id}” {wrong}")), "{id}: {said}");
        assert!(!said.contains("duplicate-id"), "{said}");
    }
}
