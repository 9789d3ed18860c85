//! What minify-html knows of elements, asked once for each name.

use crate::shown::Shows;
use crate::space::{self, Rule};
use minify_html_common::spec::tag::ns::Namespace;
use minify_html_common::spec::tag::omission::{can_omit_as_before, can_omit_as_last_node};
use minify_html_common::spec::tag::void::VOID_TAGS;
use std::collections::HashMap;

/// What stands between the tags of an element, which says how it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Nothing, and it is not closed.
    Nothing,
    /// Text and other elements.
    Content,
    /// Code, up to its closing tag.
    Code,
    /// What each blank may mean something in, up to its closing tag: data in a `<script>`, text that
    /// is shown as it is.
    Data,
    /// Text with references, up to its closing tag.
    Words,
}

/// An element whose closing tag has not come yet.
#[derive(Clone, Copy)]
pub struct Open<'a> {
    /// Its name, in small letters.
    pub name: &'a [u8],
    /// Its number among the [`Elements`].
    pub number: u16,
    pub space: &'static Rule,
    pub namespace: Namespace,
    /// It stands in a `<pre>` or in what a style sheet shows like one, or is it.
    pub in_pre: bool,
    /// Neither text nor an element has been met in it.
    pub is_empty: bool,
    /// White space between two elements in a line shows in it: it parts them as words. minify-html
    /// drops it in elements that mostly hold blocks.
    pub shows_blanks: bool,
    /// What was met in it last stands within a line.
    pub is_in_line: bool,
}

impl<'a> Open<'a> {
    /// An element inside this one, given by its name in small letters and its number.
    pub fn child(&self, name: &'a [u8], number: u16, element: &Element, shows: Shows) -> Self {
        let is_pre = self.namespace == Namespace::Html && matches!(name, b"pre" | b"listing");
        let (namespace, in_pre) = (element.namespace, self.in_pre || is_pre || shows.lines);
        let space = match namespace {
            _ if in_pre => space::as_it_is(),
            Namespace::Html if shows.inline => space::within_a_line(),
            _ => element.space,
        };
        let (is_empty, shows_blanks, is_in_line) = (true, element.shows_blanks, false);
        Open { name, number, space, namespace, in_pre, is_empty, shows_blanks, is_in_line }
    }

    /// The namespace of what stands in it: HTML in what a picture has for people to read.
    pub fn inside(&self) -> Namespace {
        let is_html = matches!(self.name, b"desc" | b"foreignobject" | b"title");
        if is_html { Namespace::Html } else { self.namespace }
    }

    /// Whether it would be closed by the end of an element of the same name around it.
    pub fn ends_with_its_like(&self, around: &Open) -> bool {
        self.number == around.number && can_omit_as_last_node(around.name, self.name)
    }
}

/// What is known of an element by its name and namespace.
pub struct Element {
    name: Box<[u8]>,
    space: &'static Rule,
    namespace: Namespace,
    shows_blanks: bool,
    /// It stands within a line, beside words.
    pub is_in_line: bool,
}

/// The elements that have been met, numbered as they came.
#[derive(Default)]
pub struct Elements {
    all: Vec<Element>,
    numbers: HashMap<(Box<[u8]>, bool), u16>,
    /// Whether the first would be closed by the second, of pairs that have been met: a row for each
    /// first.
    ends: Vec<[Option<bool>; MOST]>,
}

impl Elements {
    /// The page as a whole, in which elements stand.
    pub fn root(&mut self) -> Open<'static> {
        let number = self.number(b"", Namespace::Html).expect("the first of all");
        let (name, namespace, space) = (&b""[..], Namespace::Html, self.of(number).space);
        let (in_pre, is_empty, shows_blanks, is_in_line) = (false, true, false, false);
        Open { name, number, space, namespace, in_pre, is_empty, shows_blanks, is_in_line }
    }

    /// The number of an element; none if a page has made up very many of them.
    pub fn number(&mut self, name: &[u8], namespace: Namespace) -> Option<u16> {
        let key = (name.into(), namespace == Namespace::Svg);
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let number =
            u16::try_from(self.all.len()).ok().filter(|number| usize::from(*number) < MOST)?;
        let space = space::rule(namespace, name);
        let shows_blanks = namespace == Namespace::Html && !HOLDS_NO_LINES.contains(&name);
        let is_in_line = is_in_line(name);
        self.all.push(Element { name: name.into(), space, namespace, shows_blanks, is_in_line });
        self.ends.push([None; MOST]);
        self.numbers.insert(key, number);
        Some(number)
    }

    pub fn of(&self, number: u16) -> &Element {
        &self.all[usize::from(number)]
    }

    /// Whether an element would be closed by the beginning of another, which would thus stand
    /// behind it.
    pub fn ends_before(&mut self, open: u16, next: u16) -> bool {
        let (open, next) = (usize::from(open), usize::from(next));
        let omits = || can_omit_as_before(&self.all[open].name, &self.all[next].name);
        *self.ends[open][next].get_or_insert_with(omits)
    }
}

/// HTML and SVG have fewer names than these.
const MOST: usize = 256;

/// Elements in which no browser shows white space between others.
const HOLDS_NO_LINES: [&[u8]; 12] = [
    b"",
    b"colgroup",
    b"datalist",
    b"head",
    b"html",
    b"optgroup",
    b"select",
    b"table",
    b"tbody",
    b"tfoot",
    b"thead",
    b"tr",
];

/// Elements that end a picture in which they stand (HTML §13.2.6.5), so that their text is shown
/// behind it.
const ENDS_PICTURES: [&[u8]; 44] = [
    b"b",
    b"big",
    b"blockquote",
    b"body",
    b"br",
    b"center",
    b"code",
    b"dd",
    b"div",
    b"dl",
    b"dt",
    b"em",
    b"embed",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"head",
    b"hr",
    b"i",
    b"img",
    b"li",
    b"listing",
    b"menu",
    b"meta",
    b"nobr",
    b"ol",
    b"p",
    b"pre",
    b"ruby",
    b"s",
    b"small",
    b"span",
    b"strike",
    b"strong",
    b"sub",
    b"sup",
    b"table",
    b"tt",
    b"u",
    b"ul",
    b"var",
];

/// Whether an element of this name ends the picture in which it stands.
pub fn ends_picture(name: &[u8]) -> bool {
    ENDS_PICTURES.binary_search(&name).is_ok()
}

/// Elements that begin and end a line, or that nothing is seen of (HTML §15.3).
const BLOCKS: [&[u8]; 64] = [
    b"address",
    b"area",
    b"article",
    b"aside",
    b"base",
    b"blockquote",
    b"body",
    b"br",
    b"caption",
    b"center",
    b"col",
    b"colgroup",
    b"dd",
    b"details",
    b"dialog",
    b"dir",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"frameset",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"head",
    b"header",
    b"hgroup",
    b"hr",
    b"html",
    b"legend",
    b"li",
    b"link",
    b"main",
    b"menu",
    b"meta",
    b"nav",
    b"ol",
    b"optgroup",
    b"option",
    b"p",
    b"param",
    b"pre",
    b"script",
    b"search",
    b"section",
    b"source",
    b"style",
    b"summary",
    b"table",
    b"tbody",
    b"td",
    b"template",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
    b"ul",
];

/// Whether an element stands within a line, beside words.
pub fn is_in_line(name: &[u8]) -> bool {
    BLOCKS.binary_search(&name).is_err()
}

/// The namespace of an element that stands in another one's.
pub fn namespace(name: &[u8], around: Namespace) -> Namespace {
    if name == b"svg" { Namespace::Svg } else { around }
}

/// What an element of this name holds; none if that never ends.
pub fn holds(name: &[u8], namespace: Namespace, is_data: bool) -> Option<Holds> {
    Some(match name {
        b"plaintext" => return None,
        b"script" if is_data => Holds::Data,
        b"iframe" | b"noembed" | b"noframes" | b"xmp" if namespace == Namespace::Html => {
            Holds::Data
        }
        b"script" | b"style" => Holds::Code,
        b"textarea" | b"title" if namespace == Namespace::Html => Holds::Words,
        name if VOID_TAGS.contains(name) => Holds::Nothing,
        _ => Holds::Content,
    })
}
