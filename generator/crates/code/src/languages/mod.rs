//! The languages, one a file.

pub mod http;
pub mod ini;
pub mod json;
pub mod powershell;
pub mod python;
pub mod shell;
pub mod sigma;
pub mod sql;
pub mod suricata;
pub mod yaml;
pub mod yara;
