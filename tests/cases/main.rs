//! certsite from outside: the real program on small sites, on the shipped one, and in a browser.
#![expect(clippy::disallowed_methods, reason = "the outside of the program is disk and clock")]

mod advisories;
mod advisory_mistakes;
mod bad_input;
mod check;
mod checklists;
mod disclosure;
mod equality;
mod events;
mod exchange;
mod form;
mod identity;
mod languages;
mod leave;
mod lists;
mod markdown;
mod mistakes;
mod names;
mod new;
mod output;
mod photographs;
mod printing;
mod register;
mod sensors;
mod serve;
mod serve_door;
mod serve_folders;
mod serve_rest;
mod serve_stop;
mod serve_tabs;
mod shipped;
mod statistics;
mod storm;
mod transaction;
mod writing;
