//! Text for HTML and XML.

pub use form_fn::html::escape;

/// `<name>text</name>` on a line of its own.
pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>\n", escape(text))
}
