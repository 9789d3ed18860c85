//! One pass held against minify-html: a table of what pages are made of, and pages drawn at
//! random from the same pieces.

mod at_random;

use super::{Minifier, by_tree};

fn minify(page: &[u8]) -> Vec<u8> {
    Minifier::default().minify(page)
}

fn in_one_pass(page: &[u8]) -> Option<Vec<u8>> {
    Minifier::default().in_one_pass(page)
}

/// Pages that one pass must be able to write.
const PLAIN: &[&str] = &[
    "",
    " \n",
    "<!DOCTYPE html>\n<html lang=\"az\">\n<head>\n<title> Ə &amp; İ &lt;x&gt; </title>\n</head>\n<body>\n<p>x</p>\n</body>\n</html>\n",
    "<p> a  b\n<b> c </b> d </p>",
    "<p>a <b> b</b> <i>c </i> </p>\n<p>\n</p>",
    "<ul>\n<li> a </li>\n<li>\n<p>b</p>\n c </li>\n</ul>",
    "<div> a <span> b </span> <span>c</span> </div>",
    "<div>\n<span>b</span>\n<span>c</span>\n</div>",
    "<pre> a\n\n b <b> c  d </b> </pre><code>a  b <i>c  d</i></code>",
    "<textarea name=\"x\"> a &lt;b&gt;  &amp;amp; </textarea>",
    "<script src=\"/a.js\" type=\"text/javascript\" defer=\"\"> </script><script>  let a = 1;  </script>",
    "<script type=\"application/ld+json\"> {\"a\": \"<b\"} </script><style> a  b </style>",
    "<svg viewBox=\"0 0 1 1\" width=\"1\"> <g> <path d=\" M0  0 \"/> <path d=\"x y\" /> <title> a  b </title> </g> </svg>",
    "<p>a &amp; b &amp;amp; &amp;lt &amp;#38; AT&amp;T &amp;copy &quot;x&#39;&#x27;&#34; &lt;p&gt; a & b</p>",
    "<a href=\"/x?a=1&amp;b=2&amp;copy=3&amp;copy;\" title='a \"b\"'>x</a><a title=\"it&#39;s &quot;&quot;\">x</a>",
    "<a class=\"  b  a \" id=\"x\" href=\"\" title=\"x\" target=\"_self\">x</a><br class=\"\"><hr/><img alt=\"\" src=\"a.png\" />",
    "<input type=\"text\" name=\"a\" required=\"\" value=\"\"><input type=\"CHECKBOX\" checked><button type=\"submit\">x</button>",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta content=\"a, b\" name=\"x\">",
    "<table>\n<thead>\n<tr>\n<th scope=\"col\"> a </th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
    "<dl>\n<dt>a</dt>\n<dd> b </dd>\n</dl><details open><summary> a </summary> b </details>",
    "<div><div><div> </div></div></div>",
    "<p>\u{a0}a\u{a0}</p><p>ə\u{2003} ı\u{0c}İ</p>",
    "<option value=\"\">a</option><select><option selected>b</option></select>",
    "<p> a <!-- b --> c <!--d--> </p> <!-- e --><p>f <!-- g --></p><ul> <!-- h --> <li> i </li> <!-- j --> </ul><!-- k -->",
    "<!-- a -->\n<!doctype html>\n<!-- b -->\n<div>\n<!-- c -->\n<b>d</b><!-- e --> <!-- f --></div>\n<!-- g -->\n",
    "<a x=\"`\" y=\"a=b\" z=\"a/\" w=\"&gt;\" v=\"a&lt;\">x</a>",
];

/// Pages that are left to minify-html.
const LEFT: &[&str] = &[
    "<p>a<!-->b</p>",
    "<p>a<!-- b --!> c --></p>",
    "<p>a<!-- b</p>",
    "<p>a<p>b",
    "<p>a<div>b</div></p>",
    "<ul><li>a<li>b</ul>",
    "<b>a",
    "a</b>",
    "<a href=x>a</a>",
    "<P>a</P>",
    "<p>a</p >",
    "<p>a < b</p>",
    "<p>&nbsp;&copy;</p>",
    "<p>&amp</p>",
    "<?xml?><p>a</p>",
    "<!doctype html SYSTEM \"x\"><p>a</p>",
    "<html><html></html></html>",
    "<p>\u{226b}\u{20d2}</p>",
    "<x-y>a</x-y>",
    "<textarea>&lt;/textarea></textarea>",
    "<a x=\"1",
    "<",
];

#[test]
fn one_pass_writes_what_minify_html_writes() {
    for page in PLAIN {
        let written = in_one_pass(page.as_bytes()).map(without_blanks);
        assert_eq!(written, Some(without_blanks(by_tree(page.as_bytes()))), "of {page}");
    }
}

#[test]
fn what_only_a_tree_tells_is_left_to_minify_html() {
    for page in LEFT {
        assert_eq!(in_one_pass(page.as_bytes()), None, "of {page}");
    }
}

/// A page without the blanks that minify-html wrongly drops.
fn without_blanks(page: Vec<u8>) -> String {
    String::from_utf8(page).expect("text stays text").replace("> <", "><")
}

/// Pages that minify-html would spoil, and what they are instead.
const RIGHT: &[(&str, &str)] = &[
    ("<div><a>a</a> <a>b</a></div>", "<div><a>a</a> <a>b</a></div>"),
    ("<div>\n<b>a</b>\n<x>b</x>\n<p>c</p>\n</div>", "<div><b>a</b> <x>b</x><p>c</p></div>"),
    ("<nav> <a>a</a> <ul> <li>b</li> </ul> </nav>", "<nav><a>a</a><ul><li>b</li></ul></nav>"),
    ("a<label> b </label>c<output> d </output>e", "a<label> b </label>c<output> d </output>e"),
    (
        "<p>a<noscript> b</noscript>c<object> d </object>e",
        "<p>a<noscript> b</noscript>c<object> d </object>e",
    ),
    ("<p>a<map> b </map><slot> c </slot>d</p>", "<p>a<map> b </map><slot> c </slot>d</p>"),
    ("<p>a<picture>\n<img alt=\"\"> </picture>b</p>", "<p>a<picture> <img alt> </picture>b</p>"),
    // What no browser shows is dropped as ever.
    (
        "<p>a <progress> b </progress> <button> c </button></p>",
        "<p>a <progress>b</progress> <button>c</button></p>",
    ),
    (
        "<svg><text> a <tspan> b</tspan> <tspan>c</tspan> </text></svg>",
        "<svg><text>a <tspan> b</tspan> <tspan>c</tspan></text></svg>",
    ),
    (
        "<svg><text>a<textpath> b </textpath>c</text></svg>",
        "<svg><text>a<textpath> b </textpath>c</text></svg>",
    ),
    (
        "<svg> <text xml:space=\"preserve\"> a\n b <tspan>  c</tspan></text> </svg>",
        "<svg><text xml:space=preserve> a\n b <tspan>  c</tspan></text></svg>",
    ),
    (
        "<svg xml:space=\"preserve\"><text white-space=\"pre\"> a  b</text></svg>",
        "<svg xml:space=preserve><text white-space=pre> a  b</text></svg>",
    ),
    (
        "<svg><text white-space=\"pre\"> a  b</text></svg>",
        "<svg><text white-space=pre> a  b</text></svg>",
    ),
    (
        "<svg> <foreignobject> <p>a <b>b</b> <i>c</i></p> </foreignobject> </svg>",
        "<svg><foreignobject><p>a <b>b</b> <i>c</i></p></foreignobject></svg>",
    ),
    (
        "<math> <mi> a </mi> <mtext> b  c </mtext> </math>",
        "<math> <mi> a </mi> <mtext> b c </mtext> </math>",
    ),
    (
        "<div style=\"color:red; white-space:pre-wrap\"> a\n b</div>",
        "<div style=\"color:red; white-space:pre-wrap\"> a\n b</div>",
    ),
    (
        "<div><p>a</p> <li style=\"display:inline\"> b </li> <li style=\"display: inline\">c</li></div>",
        "<div><p>a</p><li style=display:inline> b </li> <li style=\"display: inline\">c</li></div>",
    ),
    ("<svg> <g> <a>a</a> <a>b</a> </g> </svg>", "<svg><g><a>a</a><a>b</a></g></svg>"),
    (
        "<select> <option>a</option> <x>b</x> <x>c</x> </select>",
        "<select><option>a</option><x>b</x><x>c</x></select>",
    ),
    ("<div><b>a</b> <!-- b -->c <!-- d --></div>", "<div><b>a</b> c</div>"),
    ("<div><b>a</b> <!-- b --> <b>c</b></div>", "<div><b>a</b> <b>c</b></div>"),
    ("<div>a <i>b</i> <img alt=\"c\"> </div>", "<div>a <i>b</i> <img alt=c></div>"),
    ("<a href=\"/1\" HREF=\"/2\">a</a>", "<a href=/1>a</a>"),
    ("<p hidden=\"until-found\">a</p>", "<p hidden=until-found>a</p>"),
    (
        "<img crossorigin=\"use-credentials\" hidden=\"\">",
        "<img crossorigin=use-credentials hidden>",
    ),
    ("<a title=\"\">a</a><p lang=\"\" dir=\"\">b</p>", "<a title>a</a><p dir lang>b</p>"),
    (
        "<input type=\"checkbox\" value=\"\"><input type=\"submit\" value=\"\"><option value=\"\">a</option>",
        "<input type=checkbox value><input type=submit value><option value>a</option>",
    ),
    (
        "<iframe sandbox=\"\" srcdoc=\"\"></iframe><button form=\"\" formmethod=\"get\">a</button>",
        "<iframe sandbox srcdoc></iframe><button form formmethod=get>a</button>",
    ),
    ("<p id=\"\" class=\"\">a</p><li value=\"\">b</li>", "<p>a</p><li>b</li>"),
    ("<xmp> <b>  c </xmp>", "<xmp> <b>  c </xmp>"),
    ("<listing>\n\n a  b\n</listing>", "<listing>\n\n a  b\n</listing>"),
    ("<noembed> a  b </noembed><iframe> </iframe>", "<noembed> a  b </noembed><iframe> </iframe>"),
    // As they are.
    ("<p> a  b</p> <plaintext> <p> c", "<p> a  b</p> <plaintext> <p> c"),
    ("<p>&copy;</p> <listing>  a </listing>", "<p>&copy;</p> <listing>  a </listing>"),
    ("<p>&copy;</p> <xmp>  <i> </xmp>", "<p>&copy;</p> <xmp>  <i> </xmp>"),
    ("<p>&copy;<label> a</label> <b>b</b>", "<p>&copy;<label> a</label> <b>b</b>"),
    ("<p>&copy; <label>a</label>  <b>b</b>", "<p>\u{a9} <label>a</label> <b>b</b>"),
    (
        "<svg><text>a<textPath> b</textPath></text></svg>",
        "<svg><text>a<textPath> b</textPath></text></svg>",
    ),
    ("<svg><text>a<b> b</b></text></svg>", "<svg><text>a<b> b</b></text></svg>"),
    (
        "<svg><text xml:space=preserve>a  b</text></svg>",
        "<svg><text xml:space=preserve>a  b</text></svg>",
    ),
    (
        "<svg> <linearGradient> <stop /> </linearGradient> </svg>",
        "<svg> <linearGradient> <stop /> </linearGradient> </svg>",
    ),
    ("<p style=white-space:pre>a  b</p>", "<p style=white-space:pre>a  b</p>"),
    ("<p>&copy;</p> <input type=radio value=\"\">", "<p>&copy;</p> <input type=radio value=\"\">"),
    ("<p>&copy;</p> <a title=\"\">", "<p>&copy;</p> <a title=\"\">"),
    ("<p>&#128; &copy;</p> <p>&#x96;</p>", "<p>&#128; &copy;</p> <p>&#x96;</p>"),
    ("<p title=\"&#0;\">&copy;</p> <p>a</p>", "<p title=\"&#0;\">&copy;</p> <p>a</p>"),
    (
        "<p hidden=\"Until-Found\">a</p> <p>&copy;</p>",
        "<p hidden=\"Until-Found\">a</p> <p>&copy;</p>",
    ),
    ("<table><tr><td>a</table><p>b</p>", "<table><tr><td>a</table><p>b</p>"),
    ("<ul><li>a<li><p>b</ul><p>c", "<ul><li>a<li><p>b</ul><p>c"),
    ("<p>a<!-->b</p><p>c</p>", "<p>a<!-->b</p><p>c</p>"),
    ("<p>a<!-- b --!>c</p><p>d<!-- e --></p>", "<p>a<!-- b --!>c</p><p>d<!-- e --></p>"),
    ("<p>a<?b c?>d", "<p>a<?b c?>d"),
    ("<div><a>a</a> <a>b</a> &copy;</div>", "<div><a>a</a> <a>b</a> &copy;</div>"),
    // As minify-html has them.
    ("<p> a  b <!-- c --> </p> <p>&copy;</p>", "<p>a b </p><p>\u{a9}</p>"),
];

#[test]
fn what_minify_html_would_spoil_stays_right() {
    for (page, meant) in RIGHT {
        let written = String::from_utf8(minify(page.as_bytes())).expect("text stays text");
        assert_eq!(written, *meant, "of {page}");
    }
}

/// Pages that a style sheet shows otherwise than browsers do, and what they are then.
const DRAWN: &[(&str, &str)] = &[
    (
        "<div class=\"log\"> a\n\n <b> b </b>\n</div> <div> a\n b </div>",
        "<div class=log> a\n\n <b> b </b>\n</div><div>a b</div>",
    ),
    ("<ul> <li>a</li> <li> b</li></ul>", "<ul><li>a</li> <li> b</li></ul>"),
    ("<ol> <li>a</li> <li> b</li></ol>", "<ol><li>a</li> <li> b</li></ol>"),
    ("<input type=\"text\"><p class=\"\" id=\"\">a</p>", "<input type=text><p class>a</p>"),
    ("<p>&copy;</p> <p class=\"log\">a\n b</p>", "<p>&copy;</p> <p class=\"log\">a\n b</p>"),
    ("<p>&copy;</p> <p class=\"\">a</p>", "<p>&copy;</p> <p class=\"\">a</p>"),
];

#[test]
fn what_a_style_sheet_shows_stays() {
    let style = ".log { white-space: pre-wrap } li { display: inline } [type=text], [class=''] { color: red }";
    let minifier = Minifier::new([style]);
    for (page, meant) in DRAWN {
        let written = String::from_utf8(minifier.minify(page.as_bytes())).expect("text stays text");
        assert_eq!(written, *meant, "of {page}");
        // Nothing is remembered of one style sheet for another.
        assert_ne!(minify(page.as_bytes()), meant.as_bytes().to_vec(), "of {page}");
    }
    // What no rule concerns, minify-html has as ever.
    let page = b"<p>&copy;</p> <a type=\"x\">b</a>";
    assert_eq!(minifier.minify(page), by_tree(page));
}

#[test]
fn elements_of_any_depth_cost_no_stack() {
    let open = "<b>".repeat(50_000);
    let closed = format!("{open}{}", "</b>".repeat(50_000));
    let commented = format!("{open}&copy;{}", "</b>".repeat(50_000));
    let void = format!("&copy;{}", "<br>".repeat(50_000));
    for (page, meant) in [
        (&open, &open),
        (&closed, &closed),
        (&commented, &commented),
        (&void, &format!("\u{a9}{}", "<br>".repeat(50_000))),
    ] {
        assert!(minify(page.as_bytes()) == meant.as_bytes(), "{:.60}", page);
    }
}
