//! Finished pages: whatever browsers ask for, run or follow is looked at, wherever HTML may hold it.

use certsite_tests::Site;

const BASE: &str = "themes/plain/templates/base.html";

/// Codes of the errors of a site whose theme writes these words into every page.
fn codes(words: &str) -> Vec<String> {
    let site = Site::with("");
    site.replace(BASE, "<main>", &format!("<main>{words}"));
    let [checked, built] = [site.check(&["--format", "json"]), site.build()];
    assert_eq!(checked.code, built.code, "{words}: {}{}", checked.stdout, built.stderr);
    let told = checked.diagnostics();
    let errors = told.iter().filter(|told| told["severity"] == "error");
    errors.map(|told| told["code"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn whatever_browsers_ask_for_is_seen_in_finished_pages() {
    let (load, dead, code) = ("external-request", "dead-address", "inline-code");
    for (words, expect) in [
        ("<iframe srcdoc=\"<script>1</script>\"></iframe>", code),
        ("<iframe srcdoc='&lt;img src=//x.example/y&gt;'></iframe>", load),
        ("<iframe srcdoc=\"<a href='/en/nope/'>\"></iframe>", dead),
        ("<iframe srcdoc=\"<iframe srcdoc='<p onclick=1>'>\"></iframe>", code),
        ("<iframe src='data:text/html,x'></iframe>", code),
        ("<script src='data:text/javascript,x'></script>", code),
        ("<object data='data:text/html,x'></object>", code),
        ("<a href='//cert.example.org/nope/'>", dead),
        ("<a href='https://CERT.Example.org/nope/'>", dead),
        ("<a href='http://cert.example.org:443/nope/'>", dead),
        ("<img src='//cert.example.org/nope.png'>", dead),
        ("<a ping='https://x.example/' href='/'>", load),
        ("<a ping='/ https://x.example/' href='/'>", load),
        ("<area ping='/en/nope/'>", dead),
        ("<img attributionsrc='https://x.example/' src='{{ assets[\"dot.svg\"] }}'>", load),
        ("<blockquote cite='/en/nope/'></blockquote>", dead),
        ("<img longdesc=/en/nope src='{{ assets[\"dot.svg\"] }}'>", dead),
        ("<table background=//x.example/y>", load),
        ("<a href=' Java&#10;Script:x()'>", code),
        ("<a href='JAVASCRIPT:x'>", code),
        ("<img src='\\\\x.example/y.png'>", load),
        ("<img src='/\\x.example/y.png'>", load),
        ("<img src=' HTTPS://x.example/y.png'>", load),
        ("<img srcset='/ 1x, https://x.example/y 2x'>", load),
        ("<svg><image xlink:href=//x.example/y /></svg>", load),
        ("<svg><a xlink:href=/en/nope/ /></svg>", dead),
        ("<svg><rect fill='url(https://x.example/#a)'/></svg>", load),
        ("<svg><set attributeName=href to=javascript:x /></svg>", code),
        ("<svg><animate attributeName=href values='/;//x.example' /></svg>", load),
        ("<META HTTP-EQUIV=Refresh CONTENT='0; URL=//x.example'>", load),
        ("<button formaction=https://x.example>", load),
        ("<video poster=https://x.example/y>", load),
        ("<link rel='prefetch' href=//x.example>", load),
        ("<base href=//x.example/>", load),
    ] {
        assert_eq!(codes(words), [expect], "{words}");
    }
    for fine in [
        "<iframe srcdoc='<p id=main>x <a href=#main>'></iframe>",
        "<a href='//cert.example.org/en/'>",
        "<a href='https://CERT.example.org'>",
        "<a ping='/en/' href='//cert.example.org.x.example/'>",
        "<blockquote cite='https://x.example/y'></blockquote>",
        "<img src='data:image/png;base64,AA'>",
        "<svg><rect fill='url(#a)' mask=none id=a /><set attributeName=r to=//x /></svg>",
        "<a href='mailto:a@b.example'><a href=tel:1>",
        "<p title='javascript:x' data-src=//x.example>",
    ] {
        assert_eq!(codes(fine), [""; 0], "{fine}");
    }
}
