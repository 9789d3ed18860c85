//! Text for HTML and XML.

pub use certsite_text::escape;

/// `<name>text</name>` on a line of its own.
pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>\n", escape(text))
}
