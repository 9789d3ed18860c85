//! What minify-html takes from an element although it says something.

/// Attributes that say something by being empty: that there is no title, no known language, no
/// header, no owner, nothing that a frame may do, or that what stands around the element does not
/// count.
const BY_BEING_EMPTY: [(&[u8], &[&[u8]]); 21] = [
    (b"about", ALL),
    (b"datatype", ALL),
    (b"dir", ALL),
    (b"form", ALL),
    (b"formaction", ALL),
    (b"formenctype", ALL),
    (b"formmethod", ALL),
    (b"formtarget", ALL),
    (b"headers", ALL),
    (b"kind", ALL),
    (b"lang", ALL),
    (b"pattern", ALL),
    (b"resource", ALL),
    (b"sandbox", ALL),
    (b"src", &[b"script"]),
    (b"srcdoc", ALL),
    (b"target", ALL),
    (b"title", ALL),
    (b"typeof", ALL),
    (b"value", &[b"data", b"progress"]),
    (b"vocab", ALL),
];

/// What an `<input>` is that says something by an empty value: a box that is ticked says “on” without
/// one, a button what the browser calls it.
const INPUTS: [&[u8]; 4] = [b"checkbox", b"radio", b"reset", b"submit"];

/// Stands for all elements, whatever their names.
const ALL: &[&[u8]] = &[];

/// Attributes that minify-html takes for a yes without a value, and whose value says what is meant.
const HAS_WORDS: [&[u8]; 3] = [b"capture", b"crossorigin", b"hidden"];

/// Attributes whose usual value is not what holds where there is none: what the form, or the site's
/// policy says.
const OVERRIDES: [&[u8]; 3] = [b"formenctype", b"formmethod", b"referrerpolicy"];

/// Elements whose text browsers show as it is, and minify-html does not.
const RAW: [&[u8]; 6] = [b"iframe", b"listing", b"noembed", b"noframes", b"plaintext", b"xmp"];

/// Whether minify-html would drop an attribute, or its value, that says something. `kind` is the
/// type of the element.
pub fn is_lost(tag: &[u8], kind: &[u8], name: &[u8], value: &[u8]) -> bool {
    if tag == b"input" && name == b"value" {
        let is_kind = |one: &&[u8]| kind.eq_ignore_ascii_case(one);
        return value.is_empty() && INPUTS.iter().any(is_kind);
    }
    if !value.is_empty() {
        return HAS_WORDS.contains(&name) || OVERRIDES.contains(&name);
    }
    BY_BEING_EMPTY
        .binary_search_by_key(&name, |(empty, _)| empty)
        .is_ok_and(|n| BY_BEING_EMPTY[n].1.is_empty() || BY_BEING_EMPTY[n].1.contains(&tag))
}

/// Whether minify-html would spoil the text of an element.
pub fn is_raw(tag: &[u8]) -> bool {
    RAW.contains(&tag)
}
