//! A part of a site's block in a Caddyfile, version 2.

use crate::rules::{ASK_AGAIN, Headers};

pub fn settings(headers: &Headers) -> String {
    let (general, others) = headers.general();
    // `?` sets what nobody else has.
    let mut text = format!("header {{\n    ?{} \"{}\"\n", ASK_AGAIN.0, ASK_AGAIN.1);
    for (name, value) in general.headers {
        text += &format!("    {name} \"{value}\"\n");
    }
    text += "}\n";
    for (n, rule) in others.iter().enumerate() {
        text += &format!("@certsite{n} path_regexp {}\n", headers.expression(rule));
        for (name, value) in rule.headers {
            text += &format!("header @certsite{n} {name} \"{value}\"\n");
        }
    }
    if headers.are_packed {
        // Files of other sites on the host have none, and go out as they are.
        text += "file_server {\n    precompressed br gzip\n}\n";
    }
    text
}
