//! Settings of nginx. It forgets all headers of a block in which one is added, so that those that
//! only some files have are values of maps: an empty one is not sent.

use crate::rules::{ASK_AGAIN, Headers};
use std::collections::BTreeMap;

pub fn settings(headers: &Headers) -> String {
    let (general, others) = headers.general();
    let mut maps: BTreeMap<&str, Vec<(String, &str)>> = BTreeMap::new();
    let mut types = String::new();
    for rule in others {
        let expression = headers.expression(rule);
        for (name, value) in rule.headers {
            match *name {
                "Content-Type" => types += &of_type(&expression, value),
                name => maps.entry(name).or_default().push((expression.clone(), value)),
            }
        }
    }
    let mut text = "# In the block “http”:\n".to_owned();
    for (name, cases) in &maps {
        let otherwise = if *name == ASK_AGAIN.0 { ASK_AGAIN.1 } else { "" };
        text += &format!("map $uri {} {{\n    default \"{otherwise}\";\n", variable(name));
        for (expression, value) in cases {
            text += &format!("    \"~{expression}\" \"{value}\";\n");
        }
        text += "}\n";
    }
    text += "\n# In the block “server”, whose “root” is the folder of the whole host:\n";
    text += "charset utf-8;\ncharset_types text/plain text/css text/csv text/javascript application/javascript application/atom+xml;\n";
    if headers.are_packed {
        text += "gzip_static on;\ngzip_vary on;\n";
        text += "# With the module “brotli_static” (Debian: libnginx-mod-http-brotli-static):\n";
        text += "# brotli_static on;\n";
    }
    for (name, value) in general.headers {
        text += &format!("add_header {name} \"{value}\" always;\n");
    }
    for name in maps.keys() {
        text += &format!("add_header {name} {};\n", variable(name));
    }
    text + &types
}

/// A place for files of one type. What follows a type in a header is for nginx to add.
fn of_type(expression: &str, value: &str) -> String {
    let kind = value.split(';').next().unwrap_or(value);
    format!("location ~ \"{expression}\" {{ types {{ }} default_type {kind}; }}\n")
}

fn variable(name: &str) -> String {
    format!("$certsite_{}", name.to_ascii_lowercase().replace('-', "_"))
}
