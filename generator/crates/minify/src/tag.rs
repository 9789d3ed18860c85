//! The attributes of an opening tag → the same, as short as the HTML Standard lets them be.

use crate::attribute::{Attribute, kind};
use crate::entities::{Within, encode};
use crate::meaningful;
use crate::shown::Shown;
use minify_html_common::r#gen::attrs::ATTRS;
use minify_html_common::spec::script::JAVASCRIPT_MIME_TYPES;
use minify_html_common::spec::tag::ns::Namespace;
use std::borrow::Cow;

/// An attribute as it will be written.
struct Short<'a> {
    name: Cow<'a, [u8]>,
    /// With references; none if its name says all.
    value: Option<Cow<'a, [u8]>>,
    quote: Option<u8>,
}

/// Writes the attributes of a tag: those in quotes first, each kind by name. True if the last one
/// stands in no quotes.
pub fn write<'a>(
    tag: &[u8],
    namespace: Namespace,
    attributes: Vec<Attribute<'a>>,
    shown: &Shown,
    out: &mut Vec<u8>,
) -> bool {
    let is_viewport = tag == b"meta" && attributes.iter().any(is_viewport);
    let kind = kind(&attributes).to_vec();
    let short = |attribute: Attribute<'a>| {
        let Attribute { name, value } = &attribute;
        let is_kept = meaningful::is_lost(tag, &kind, name, value) || shown.asks(name, value);
        shorten(tag, namespace, is_viewport, is_kept, attribute)
    };
    let mut attributes: Vec<_> = attributes.into_iter().filter_map(short).collect();
    attributes
        .sort_unstable_by(|a, b| (a.quote.is_none(), &a.name).cmp(&(b.quote.is_none(), &b.name)));
    for attribute in &attributes {
        out.push(b' ');
        out.extend_from_slice(&attribute.name);
        let Some(value) = &attribute.value else { continue };
        out.push(b'=');
        out.extend(attribute.quote);
        out.extend_from_slice(value);
        out.extend(attribute.quote);
    }
    attributes.last().is_some_and(|last| last.quote.is_none())
}

/// The attribute without what means nothing; none if all of it does. `is_kept` says that it means
/// something whatever the tables have.
fn shorten<'a>(
    tag: &[u8],
    namespace: Namespace,
    is_viewport: bool,
    is_kept: bool,
    Attribute { name, mut value }: Attribute<'a>,
) -> Option<Short<'a>> {
    let known = ATTRS.get(namespace, tag, &name);
    if is_viewport {
        value.to_mut().retain(|byte| !byte.is_ascii_whitespace());
    } else if let Some(known) = known {
        if known.trim {
            value = trimmed(value);
        }
        if known.collapse && value.iter().any(u8::is_ascii_whitespace) {
            let mut collapsed = Vec::with_capacity(value.len());
            crate::space::collapse(&value, &mut collapsed);
            value = Cow::Owned(collapsed);
        }
    }
    if known.is_some_and(|known| known.case_insensitive) {
        value.to_mut().make_ascii_lowercase();
    }
    let is_default = known.is_some_and(|known| {
        value.is_empty() && known.redundant_if_empty
            || known.default_value.is_some_and(|default| default == &*value)
    });
    let is_usual_script =
        tag == b"script" && *name == *b"type" && JAVASCRIPT_MIME_TYPES.contains(&*value);
    if (is_default || is_usual_script) && !is_kept {
        return None;
    }
    let is_boolean = known.is_some_and(|known| known.boolean);
    if value.is_empty() || is_boolean && !is_kept {
        return Some(Short { name, value: None, quote: None });
    }
    let (value, quote) = quoted(value);
    Some(Short { name, value: Some(value), quote })
}

/// The value as it is written, and the quotes that make it shortest.
fn quoted(value: Cow<[u8]>) -> (Cow<[u8]>, Option<u8>) {
    let (mut doubles, mut singles, mut is_bare, mut has_reference) = (0, 0, true, false);
    for &byte in &*value {
        match byte {
            b'"' => doubles += 1,
            b'\'' => singles += 1,
            b'&' => has_reference = true,
            b'=' | b'`' | b'<' | b'>' => is_bare = false,
            byte if byte.is_ascii_whitespace() => is_bare = false,
            _ => {}
        }
    }
    let quote = if singles < doubles { b'\'' } else { b'"' };
    let must_be_written = if quote == b'"' { doubles } else { singles };
    let is_bare = is_bare && doubles + singles == 0;
    if !has_reference && must_be_written == 0 {
        return (value, (!is_bare).then_some(quote));
    }
    let mut written = Vec::with_capacity(value.len() + 16);
    let reference: &[u8] = if quote == b'"' { b"&#34;" } else { b"&#39;" };
    for (n, part) in value.split(|&byte| byte == quote).enumerate() {
        if n > 0 {
            written.extend_from_slice(reference);
        }
        encode(part, Within::Value, &mut written);
    }
    (Cow::Owned(written), (!is_bare).then_some(quote))
}

fn is_viewport(attribute: &Attribute) -> bool {
    *attribute.name == *b"name" && attribute.value.eq_ignore_ascii_case(b"viewport")
}

fn trimmed(value: Cow<[u8]>) -> Cow<[u8]> {
    match value {
        Cow::Borrowed(value) => Cow::Borrowed(value.trim_ascii()),
        Cow::Owned(value) => Cow::Owned(value.trim_ascii().to_vec()),
    }
}

/// Whether an attribute, or its value, would be left out if nobody asked for it.
pub fn is_dropped(tag: &[u8], attribute: &Attribute) -> bool {
    let value = Cow::Borrowed(&*attribute.value);
    let alone = Attribute { name: Cow::Borrowed(&attribute.name), value };
    let short = shorten(tag, Namespace::Html, false, false, alone);
    short.is_none_or(|short| short.value.is_none() && !attribute.value.is_empty())
}
