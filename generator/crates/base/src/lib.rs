//! Values and texts that explain themselves: what an editor or a file says → a value of a type
//! that cannot be wrong, or a [`diag::Diagnostic`] with its place, its line and what would be right.
//!
//! Knows no site: no folder, no page, no feature, no disk and no clock; everybody may know it.
//! Begin with `diag`: every stage answers with it.

pub mod address;
pub mod diag;
pub mod lang;
pub mod yaml;
