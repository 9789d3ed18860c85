//! Pages → smaller pages, where the program can do that.
//!
//! minify-html, by which the crate `certsite-minify` goes, brings compilers of scripts and of style
//! sheets, and tables of a size: together they take a fifth of the time that everything takes to
//! compile. A preview makes no page smaller, so only a program that was built with the feature
//! `minify` has it, and any other says that it has not.

#[cfg(feature = "minify")]
pub use certsite_minify::Minifier;

/// There is none in this program.
#[cfg(not(feature = "minify"))]
pub enum Minifier {}

#[cfg(not(feature = "minify"))]
impl Minifier {
    /// Is never asked.
    pub fn minify(&self, _: &[u8]) -> Vec<u8> {
        match *self {}
    }

    /// Is never asked.
    pub fn sum(&self) -> u64 {
        match *self {}
    }
}

/// The minifier of pages that these style sheets draw; `None` if the program has none.
#[cfg(feature = "minify")]
pub fn minifier<'a>(styles: impl IntoIterator<Item = &'a str>) -> Option<Minifier> {
    Some(Minifier::new(styles))
}

/// None: the program was built without it.
#[cfg(not(feature = "minify"))]
pub fn minifier<'a>(_: impl IntoIterator<Item = &'a str>) -> Option<Minifier> {
    None
}

/// What a build has to say whose pages were to be smaller and are not.
pub const UNMINIFIED: Option<&str> = match cfg!(feature = "minify") {
    true => None,
    false => Some(
        "Pages stay as they are drawn: this program was built without “minify”. That of \
         `make build` makes them smaller.",
    ),
};
