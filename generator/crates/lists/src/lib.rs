//! What pages say of other pages, and of words: the newest of a section, feeds, glossary, classes of
//! incidents, addresses from which pages moved, what hosts are asked to send along. Each is a feature of its own, in a file of its own.
//!
//! Knows the contract of features and what it hands out, and no other feature. Begin with `latest`,
//! the shortest feature of all.

mod feed;
mod glossary;
mod headers;
mod latest;
mod redirects;
mod taxonomy;

pub use feed::Feeds;
pub use glossary::Glossary;
pub use headers::HostHeaders;
pub use latest::Latest;
pub use redirects::Redirects;
pub use taxonomy::Taxonomy;
