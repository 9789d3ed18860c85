//! Menus: pages, other sites, one level below, and what is wrong with them.

use certsite_tests::Site;

/// The shipped site with these menus.
fn with(menus: &str) -> Site {
    let site = Site::shipped();
    let settings = site.read("content/site.yaml");
    let (before, _) = settings.split_once("\nmenus:\n").expect("it has menus");
    site.write("content/site.yaml", format!("{before}\nmenus:\n{menus}"));
    site
}

#[test]
fn entries_lead_to_pages_and_other_sites_and_have_others_below_them() {
    let site = with(
        "  main:
    - page: about.md
      children: [network.md, {title: {az: Başqa, en: Other}, url: \"https://e.example/?a&b\"}]
    - contact.md
  footer:
    - title: {az: Qrup, en: Group}
      children: [services.md]
    - {title: {az: Lisenziya, en: Licence}, url: \"https://e.example/l\", rel: license}
",
    );
    site.build_with(&["--no-minify"]).ok();
    let page = site.page("en/network/");
    for text in [
        "<summary>",
        "<a href=\"/en/network/\" aria-current=\"page\">",
        "<a href=\"https://e.example/?a&amp;b\" rel=\"external\">Other</a>",
        "<h2>Group</h2>",
        "<li><a href=\"https://e.example/l\" rel=\"license\">Licence</a></li>",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    site.shows("az/elaqe/", "Başqa").shows("az/elaqe/", "<details class=\"menu-group\">");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let elsewhere = "url: \"https://e.example/\"";
    for (entry, at, says) in [
        (&*format!("{{page: about.md, {elsewhere}}}"), "https", "leads to one place"),
        ("{page: about.md, title: {az: A, en: B}}", "{az: A", "called by its own title"),
        ("{title: {az: A, en: B}}", "{title", "leads nowhere"),
        ("{title: {az: A, en: B}, url: e.example}", "e.example", "no address of another site"),
        ("{title: {az: A, en: B}, url: \"https://u:p@e.example/\"}", "https", "no address of"),
        (&format!("{{{elsewhere}}}"), "https", "nothing says what this link is called"),
        (&format!("{{title: {{az: A}}, {elsewhere}}}"), "{az: A}", "“title” has no text in “en”"),
        ("{page: about.md, rel: me}", "me}", "“rel” says what another site is"),
        (&format!("{{title: {{az: A, en: B}}, {elsewhere}, rel: AA}}"), "AA}", "no list of words"),
        (
            "{page: about.md, children: [{page: report.md, children: [pgp.md]}]}",
            "[pgp.md]",
            "one level below it",
        ),
        ("{page: about.md, childern: [report.md]}", "childern", "unknown key “childern”"),
        ("{page: about.md, children: [nothing.md]}", "nothing.md", "there is no page “nothing.md”"),
        ("{page: about.md, children: [about.md]}", "about.md]", "stands in this menu twice"),
    ] {
        let site = with(&format!("  main:\n    - {entry}\n"));
        let run = site.check(&["--format", "short"]);
        let line = run.stdout.lines().find(|line| line.contains(says));
        let line = line.unwrap_or_else(|| panic!("{entry}: {}{}", run.stdout, run.stderr));
        let place = line.strip_prefix("content/site.yaml:").expect("it is in the settings");
        let mut place = place.split(':').map(|n| n.parse::<usize>().expect("a number"));
        let (row, column) = (place.next().expect("a line"), place.next().expect("a column"));
        let settings = site.read("content/site.yaml");
        let row = settings.lines().nth(row - 1).expect("it is there");
        assert!(row[column - 1..].starts_with(at), "{entry}: {line}");
    }
}
