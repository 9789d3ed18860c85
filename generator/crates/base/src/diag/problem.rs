//! Every mistake that certsite knows, with its code, its text and the way out: one table, whose rows
//! stand in a file for each concern.
//!
//! A file is a macro that hands its rows, behind those that it was given, to the macro named first;
//! so all of them arrive at [`problems`], which makes one type of them.

use super::table::problems;

mod advisories;
mod files;
mod links;
mod output;
mod pages;
mod team;
mod themes;
mod values;

use advisories::advisories;
use files::files;
use links::links;
use output::output;
use pages::pages;
use team::team;
use themes::themes;
use values::values;

files! { values pages links themes advisories team output problems }
