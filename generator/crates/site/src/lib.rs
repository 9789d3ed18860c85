//! Folders of Markdown and themes → pages, feeds and files: `load` → `parse` → `link` → `plan` →
//! `render` → `output`, put together by `site`.
//!
//! Knows no feature, only the contract (`feature`) by which they add to a site, and no shell: what
//! is printed, asked or served is others' business. Only `load` and `output` touch the disk. Begin
//! with `site`, where the stages meet.

pub mod characters;
pub mod config;
pub mod data;
pub mod facts;
pub mod feature;
pub mod keys;
pub mod link;
pub mod linked;
pub mod load;
pub mod markup;
pub mod memo;
pub mod output;
pub mod packed;
pub mod parse;
pub mod plan;
pub mod render;
pub mod rsit;
mod script;
pub mod signatures;
pub mod site;
pub mod style;
pub mod template_value;
pub mod timing;
pub mod versions;
