//! Who may know whom: between modules of a crate, between crates, and of crates from elsewhere.

/// Who may import whom inside the crate that makes pages of folders: a stage may import only what
/// comes before it. A module may always import itself; where the stages are put together, `site` has
/// no row and may use them all. Between crates the compiler holds the walls.
pub const SITE: &[(&str, &[&str])] = &[
    ("markup", &[]),
    ("template_value", &[]),
    ("memo", &[]),
    ("style", &[]),
    ("timing", &[]),
    ("characters", &[]),
    ("load", &["characters"]),
    ("config", &["load"]),
    ("parse", &["characters", "load", "config"]),
    ("link", &["load", "config", "parse"]),
    ("linked", &["config", "facts", "keys", "link", "parse", "signatures"]),
    ("plan", &["style", "load", "config", "parse", "link", "linked"]),
    (
        "render",
        &["markup", "load", "config", "parse", "link", "linked", "plan", "facts", "feature"],
    ),
    ("output", &["load"]),
    ("data", &["load", "config"]),
    ("keys", &["config", "load"]),
    ("rsit", &["load"]),
    ("signatures", &["keys", "load"]),
    ("facts", &["config", "markup", "parse"]),
    (
        "feature",
        &[
            "template_value",
            "load",
            "memo",
            "config",
            "parse",
            "link",
            "linked",
            "plan",
            "signatures",
        ],
    ),
];

/// The same inside the crate that everybody may know.
pub const BASE: &[(&str, &[&str])] =
    &[("diag", &[]), ("lang", &[]), ("yaml", &["diag"]), ("address", &["yaml"])];

/// The same inside the crate that counts what sensors saw. Only its store touches the disk.
pub const SENSORS: &[(&str, &[&str])] = &[
    ("words", &[]),
    ("sketch", &[]),
    ("lines", &[]),
    ("unpack", &[]),
    ("seen", &[]),
    ("read", &["lines"]),
    ("zone", &[]),
    ("time", &["read", "zone"]),
    ("mark", &["sketch"]),
    ("rules", &["read", "words"]),
    ("tally", &["rules", "sketch"]),
    ("rows", &["read", "rules", "sketch", "tally", "words"]),
    ("earlier_formats", &["rows", "sketch", "tally"]),
    ("batch", &["mark", "read", "rules", "seen", "tally", "words"]),
    ("part", &["batch", "mark", "rows", "tally", "zone"]),
    ("merge", &["batch", "part", "tally", "zone"]),
    (
        "import",
        &[
            "batch",
            "lines",
            "mark",
            "merge",
            "earlier_formats",
            "part",
            "read",
            "rules",
            "seen",
            "sketch",
            // Tests read logs as commands do.
            "tally",
            "time",
            "words",
            "zone",
            "elements",
            "unpack",
        ],
    ),
];

/// The same inside `form-fn`: the core knows neither outbox, mail server nor transport, the
/// adapters do not know HTTP.
pub const FORM_FN: &[(&str, &[&str])] = &[
    ("address", &[]),
    ("disk", &[]),
    ("form", &[]),
    ("intake", &["form"]),
    ("report", &["form", "intake"]),
    ("validate", &["form", "intake", "report"]),
    ("html", &["form", "intake", "validate"]),
    ("proof_of_work", &[]),
    ("tag", &[]),
    ("token", &["form", "report", "tag", "proof_of_work"]),
    ("guard", &["intake", "tag", "token", "proof_of_work"]),
    ("iodef", &["address", "form", "report", "validate"]),
    ("compose", &["form", "intake", "iodef", "report", "validate"]),
    ("mime", &["address", "compose", "report"]),
    ("acknowledge", &["address", "compose", "form", "mime", "report", "tag"]),
    ("seal", &["compose", "mime"]),
    ("keyring", &["disk", "seal"]),
    ("outbox", &["aws", "disk", "guard", "mime", "report"]),
    ("health", &["outbox", "seal"]),
    ("mailer", &["aws", "config", "guard", "mime", "outbox"]),
    (
        "handle",
        &[
            "acknowledge",
            "disk",
            "form",
            "intake",
            "report",
            "validate",
            "html",
            "guard",
            "compose",
            "health",
            "mime",
            "seal",
            "outbox",
            "tag",
            "token",
            "proof_of_work",
        ],
    ),
    ("config", &["address", "outbox"]),
];

/// Crates that only some modules may name: what each stage must not know.
pub const CRATES: &[(&str, &str, &[&str])] = &[
    ("generator/crates/site", "certsite_taxonomy", &["rsit"]),
    ("generator/crates/site", "pulldown_cmark", &["parse"]),
    ("generator/crates/site", "tera", &["template_value", "render"]),
    ("generator/crates/shell", "certsite_minify", &["commands"]),
    ("generator/crates/advisory", "csaf_rs", &["judge"]),
    ("generator/crates/site", "pgp", &["keys", "signatures"]),
    ("generator/crates/team", "pgp", &["key_list"]),
    ("generator/crates/shell", "pgp", &["commands"]),
    ("generator/crates/shell", "axum", &["serve", "commands"]),
    ("generator/crates/shell", "tokio", &["serve", "commands"]),
    ("generator/crates/sensors", "zip", &["unpack"]),
    ("generator/crates/sensors", "flate2", &["unpack"]),
    ("generator/crates/sensors", "sonic_rs", &["read"]),
    ("generator/crates/sensors", "csv", &["read"]),
    ("form-fn", "tokio", &["aws", "outbox", "mailer", "server", "lambda", "tls", "bin"]),
    ("form-fn", "lambda_http", &["lambda", "bin"]),
    ("form-fn", "aws_sdk_s3", &["aws", "outbox"]),
    ("form-fn", "aws_sdk_ses", &["mailer"]),
    ("form-fn", "hyper", &["server"]),
    ("form-fn", "clap", &["bin"]),
    ("form-fn", "listenfd", &["bin"]),
    ("form-fn", "lettre", &["mailer"]),
    ("form-fn", "rustix", &["disk", "outbox"]),
    ("form-fn", "rustls", &["tls"]),
    ("form-fn", "tokio_rustls", &["tls"]),
    ("form-fn", "webpki_roots", &["tls"]),
    ("form-fn", "pgp", &["seal"]),
    ("form-fn", "quick_xml", &["iodef"]),
];

/// Rooms of this project that each package may know; the compiler sees to it that there is no circle.
/// A feature knows the contract in `certsite-site`, and no other feature. What has no row is a shell.
pub const WALLS: &[(&str, &[&str])] = &[
    ("generator/crates/text", &[]),
    ("generator/crates/hosting", &[]),
    ("generator/crates/keyfile", &[]),
    ("generator/crates/base", &["text"]),
    ("generator/crates/disk", &[]),
    ("generator/crates/disclosure", &[]),
    ("generator/crates/minify", &[]),
    ("generator/crates/taxonomy", &[]),
    ("generator/crates/sensors", &["disk", "taxonomy"]),
    ("generator/crates/site", &["base", "keyfile", "taxonomy", "text"]),
    ("generator/crates/advisory", &["base", "site", "text"]),
    ("generator/crates/forms", &["base", "site"]),
    ("generator/crates/lists", &["base", "hosting", "site"]),
    ("generator/crates/search", &["base", "site"]),
    ("generator/crates/periods", &["base", "site"]),
    ("generator/crates/statistics", &["base", "site", "disclosure", "periods", "sensors"]),
    // No feature but forms, whose pages the preview answers: a change in one compiles no shell.
    (
        "generator/crates/shell",
        &["base", "disk", "forms", "hosting", "minify", "periods", "site", "text"],
    ),
    ("generator/crates/team", &["base", "site", "text"]),
    // Nothing that carries tables of languages: a function is fetched and read at each cold start.
    ("form-fn", &["hosting", "keyfile", "text"]),
];

/// The packages with what they are written in.
pub const PACKAGES: [&str; 23] = [
    "generator",
    "generator/crates/advisory",
    "generator/crates/base",
    "generator/crates/disclosure",
    "generator/crates/disk",
    "generator/crates/forms",
    "generator/crates/hosting",
    "generator/crates/keyfile",
    "generator/crates/lists",
    "generator/crates/search",
    "generator/crates/minify",
    "generator/crates/periods",
    "generator/crates/records",
    "generator/crates/sensors",
    "generator/crates/shell",
    "generator/crates/site",
    "generator/crates/statistics",
    "generator/crates/taxonomy",
    "generator/crates/team",
    "generator/crates/testing",
    "generator/crates/text",
    "form-fn",
    "tests",
];
