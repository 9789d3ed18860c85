//! Elements that were met before, with all that stands in them: the menu, the footer, the mark of a
//! team are the same on page after page, and so is what becomes of them.
//!
//! An element is remembered once it has come twice. What becomes of it depends on nothing but its
//! bytes and the [`Around`] of it.

use crate::element::Open;
use minify_html_common::spec::tag::ns::Namespace;
use xxhash_rust::xxh3::xxh3_64;

/// What decides, beside its own bytes, what becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Around {
    number: u16,
    namespace: Namespace,
    in_pre: bool,
}

impl Around {
    /// Of an element inside this one.
    pub fn of(around: &Open) -> Self {
        let Open { number, in_pre, .. } = *around;
        Around { number, namespace: around.inside(), in_pre }
    }
}

/// The elements that one thread remembers.
pub struct Wholes(Vec<Place>);

/// Where elements that begin alike come to.
#[derive(Clone, Default)]
struct Place {
    /// The fingerprint of the one that came last.
    last: u64,
    known: Option<Box<Whole>>,
}

/// An element that came twice.
#[derive(Clone)]
struct Whole {
    around: Around,
    /// From its opening tag to its closing one.
    text: Box<[u8]>,
    /// What is written of it behind its opening tag.
    written: Box<[u8]>,
}

/// The place of an element is named by so many bytes, from its opening tag on.
const HEAD: usize = 48;

/// Elements of so many bytes are remembered: shorter ones are written as quickly, and longer ones are
/// the text of a page.
const SIZES: std::ops::RangeInclusive<usize> = 128..=4096;

/// With [`SIZES`] this bounds the memory of a thread: to 2 MiB.
const PLACES: usize = 1 << 8;

impl Default for Wholes {
    fn default() -> Self {
        Wholes(vec![Place::default(); PLACES])
    }
}

impl Wholes {
    /// The element that begins a text, if it was met before: its length, and what is
    /// written behind its opening tag.
    pub fn known(&self, text: &[u8], around: Around) -> Option<(usize, &[u8])> {
        let known = self.0[place(text)?].known.as_deref()?;
        let is_same = known.around == around && text.starts_with(&known.text);
        is_same.then_some((known.text.len(), &*known.written))
    }

    /// Notes an element that was written, with what stands behind its opening tag.
    pub fn note(&mut self, text: &[u8], around: Around, written: &[u8]) {
        if !SIZES.contains(&text.len()) {
            return;
        }
        let Some(place) = place(text) else { return };
        let place = &mut self.0[place];
        let sum = xxh3_64(text);
        if std::mem::replace(&mut place.last, sum) == sum {
            place.known =
                Some(Box::new(Whole { around, text: text.into(), written: written.into() }));
        }
    }
}

fn place(text: &[u8]) -> Option<usize> {
    Some(xxh3_64(text.get(..HEAD)?) as usize % PLACES)
}

#[cfg(test)]
mod tests {
    use crate::Minifier;

    /// Elements long enough to be remembered, each with what depends on where it stands.
    const ELEMENTS: &[&str] = &[
        "<div class=\"site\">\n<p>Words, more than a few,  with  a run of blanks.</p>\n<p>And a second line of them,  so that it is long enough.</p>\n</div>",
        "<span class=\"site\"> Words, more than a few,  with  a run of blanks; and a second  line of them, so that it is long enough to be kept. </span>",
        "<ul class=\"site\">\n<li><a href=\"/a/\"> First of the menu's entries </a></li>\n<li><a href=\"/b/\">Second of the menu's entries</a></li>\n</ul>",
        "<svg class=\"site\" viewBox=\"0 0 1 1\"> <title> A  title </title> <g> <path d=\"M0 0 1 1 2 2 3 3 4 4 5 5 6 6\"/> <path d=\"M0 0\" /> </g> </svg>",
        "<g class=\"site\"> <title> A  title of a group </title> <path d=\"M0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11\"/> </g>",
        "<p class=\"site\">Words, more than a few,  with  a run of blanks; and a second  line of them, so that it is long enough to be kept.</p>",
        "<li class=\"site\">Words, more than a few,  with  a run of blanks; and a second  line of them, so that it is long enough to be kept.</li>",
        "<div class=\"site\"><body>Words, more than a few,  with  a run of blanks; and a second  line of them, so that it is long enough.</body></div>",
        "<div class=\"site\">Words, more than a few,  with  a run of blanks; and a second  line of them, so that it is long <b>enough</b> <!doctype html></div>",
        "<pre class=\"site\"> Words, more than a few,  with  a run of blanks;\n and a second  line of them, so that it is long enough to be kept. </pre>",
    ];

    /// Where an element may stand, with `@` for it.
    const PLACES: &[&str] = &[
        "@",
        "@@",
        "@ @",
        "<pre>@</pre>",
        "<pre> <b>@</b> </pre>",
        "<p>a @ b</p>",
        "<p>@</p>",
        "<div> @ </div>",
        "<div>\n<b>a</b>\n@\n<b>b</b>\n</div>",
        "<ul>\n@\n</ul>",
        "<li>@</li>",
        "<svg>@</svg>",
        "<svg><title>@</title></svg>",
        "<body>@</body>",
        "<html><body>@</body></html>",
        "<span>@</span>",
        "<div>@b</div>",
    ];

    /// What becomes of the last of these pages in a thread that has met none but them.
    fn last_of(pages: &[&str]) -> Option<Vec<u8>> {
        let minify = || {
            let each = |_, page: &&str| Minifier::default().in_one_pass(page.as_bytes());
            pages.iter().fold(None, each)
        };
        std::thread::scope(|scope| scope.spawn(minify).join()).expect("a thread that ends")
    }

    #[test]
    fn an_element_that_was_met_elsewhere_becomes_what_it_becomes_alone() {
        for element in ELEMENTS {
            let pages: Vec<_> = PLACES.iter().map(|place| place.replace('@', element)).collect();
            for page in &pages {
                let alone = last_of(&[page]);
                for before in &pages {
                    // In a thread of its own: what was met in other pages may hold this one whole.
                    let made = last_of(&[before, before, before, page]);
                    assert_eq!(made, alone, "{page}\nafter {before}");
                }
            }
        }
    }

    #[test]
    fn an_element_is_taken_whole_once_it_came_twice() {
        let mut wholes = super::Wholes::default();
        let root = crate::element::Elements::default().root();
        let around = super::Around::of(&root);
        let text = ELEMENTS[0].as_bytes();
        for is_known in [false, false, true] {
            assert_eq!(wholes.known(text, around).is_some(), is_known);
            wholes.note(text, around, b"written");
        }
        assert_eq!(wholes.known(text, around), Some((text.len(), &b"written"[..])));
    }
}
