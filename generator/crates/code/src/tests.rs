//! What readers look for in code of each language; and that no code is too odd or too long.

use super::{Kind, Language};
use proptest::prelude::{prop_assert, proptest};
use proptest::test_runner::{Config, RngSeed};

/// The parts of some code, each as `kind:text`.
fn parts(name: &str, code: &str) -> String {
    let language = Language::named(name).expect("there is one of this name");
    let part =
        |(kind, range): (Kind, std::ops::Range<usize>)| format!("{}:{}", kind.word(), &code[range]);
    language.parts(code).into_iter().map(part).collect::<Vec<_>>().join(" ")
}

#[test]
fn parts_are_what_readers_look_for() {
    for (name, code, expect) in [
        (
            "sh",
            "sudo apt-get install -y nginx # now\nif [ \"$A\" = 'x' ]; then echo ${B}; fi",
            "name:sudo name:apt-get meta:-y comment:# now keyword:if text:\"$A\" text:'x' keyword:then \
             name:echo variable:${B} keyword:fi",
        ),
        ("sh", "A=1 b\nx | y --long=z && q", "number:1 name:b name:x name:y meta:--long name:q"),
        ("sh", "make A=1 4Fz1 2m", "name:make number:1 number:2m"),
        ("sh", "cat <<'EOF'\nit's\nEOF\nls don\\'t", "name:cat text:it's name:ls"),
        ("sh", "a \\\n  b\nc#d e", "name:a name:c#d"),
        ("bash", "echo \"a\nb\" c", "name:echo text:\"a\nb\""),
        (
            "console",
            "$ ls -l 'a'\ntotal 0 'x\nroot@h:~# id\nx <a> b",
            "meta:$ name:ls meta:-l text:'a' meta:root@h:~# name:id",
        ),
        (
            "ps1",
            "<# a\nb #> Get-ChildItem -Path $env:TEMP | Where-Object { $_.Length -gt 10MB } # c",
            "comment:<# a\nb #> name:Get-ChildItem meta:-Path variable:$env:TEMP name:Where-Object \
             variable:$_ meta:-gt number:10MB comment:# c",
        ),
        ("powershell", "IF ($TRUE) { \"a`\"b\" }", "keyword:IF number:$TRUE text:\"a`\"b\""),
        ("powershell", "$x = @\"\n\"a\"\n\"@", "variable:$x text:@\"\n\"a\"\n\"@"),
        (
            "json",
            "{\"a\" : [1.5, true, \"b\\\"c\"], \"d\":null} // e",
            "name:\"a\" number:1.5 number:true text:\"b\\\"c\" name:\"d\" number:null comment:// e",
        ),
        (
            "yaml",
            "---\n# a\nkey: \"b\" # c\nlist:\n  - !x d\n  - e: 5\n  - it's no\n  - no\nf|all: *g",
            "meta:--- comment:# a name:key text:\"b\" comment:# c name:list meta:!x name:e number:5 \
             number:no name:f|all variable:*g",
        ),
        ("yml", "a: |-\n  b: c\n\n  d\ne: f", "name:a text:b: c text:d name:e"),
        ("yaml", "'a b': http://x:1 # y\n\"c\": d", "name:'a b' comment:# y name:\"c\""),
        (
            "sigma",
            "title: all of them\nstatus: test\nlogsource:\n  product: windows\ndetection:\n  selection_a:\n    \
             Image|endswith|all: ['b', c]\n    status|contain: x # y\n  condition: 1 of selection_* AND not \
             (f or all of them) # d\nlevel: high",
            "keyword:title keyword:status number:test keyword:logsource keyword:product \
             keyword:detection name:selection_a name:Image meta:endswith meta:all text:'b' \
             name:status comment:# y keyword:condition number:1 keyword:of variable:selection_* \
             keyword:AND keyword:not variable:f keyword:or keyword:all keyword:of keyword:them \
             comment:# d keyword:level number:high",
        ),
        (
            "sigma",
            "  - 'a b': *x\n  - c|re: |\n      d|e\n",
            "name:'a b' variable:*x name:c meta:re text:d|e",
        ),
        (
            "py",
            "@cache(1)\ndef f(x):\n    return rb'a' + \"\"\"b\nc\"\"\" if None else f(0x1F) # d",
            "meta:@cache number:1 keyword:def name:f keyword:return text:rb'a' text:\"\"\"b\nc\"\"\" \
             keyword:if number:None keyword:else name:f number:0x1F comment:# d",
        ),
        (
            "SQL",
            "Select count(*) FROM \"a\" WHERE b = 'it''s' AND c > @d -- e\n/* f */",
            "keyword:Select name:count keyword:FROM text:\"a\" keyword:WHERE text:'it''s' keyword:AND \
             variable:@d comment:-- e comment:/* f */",
        ),
        (
            "ini",
            "; a\n[b.c]\nd e = no ; f\ng = 'h' it's on\n[[i]]",
            "comment:; a keyword:[b.c] name:d e number:no comment:; f name:g text:'h' keyword:[[i]]",
        ),
        (
            "http",
            "POST /a?b=c HTTP/1.1\nHost: x\nContent-Type: application/json\n\n{\"a\": 1}",
            "keyword:POST text:/a?b=c meta:HTTP/1.1 name:Host name:Content-Type name:\"a\" number:1",
        ),
        ("http", "HTTP/2 404 Not Found\nA: b\n\nc: d", "keyword:HTTP/2 number:404 name:A"),
        ("http", "Strict-Transport-Security: max-age=1", "name:Strict-Transport-Security"),
        (
            "suricata",
            "# a\nalert http $HOME_NET any -> any 80 (msg:\"b\\\"c\"; http.uri; content:\"d\"; sid:1;)",
            "comment:# a keyword:alert meta:http variable:$HOME_NET number:any number:any number:80 \
             name:msg text:\"b\\\"c\" name:http.uri name:content text:\"d\" name:sid number:1",
        ),
        (
            "yara",
            "rule A { // b\n strings:\n $a = { 4D ?? }\n $b = /c\\/d/ nocase\n condition: #a > 2 and f(1) }",
            "keyword:rule name:A comment:// b keyword:strings variable:$a text:{ 4D ?? } variable:$b \
             text:/c\\/d/ keyword:nocase keyword:condition variable:#a number:2 keyword:and name:f \
             number:1",
        ),
        ("text", "if \"a\" # b", ""),
        ("md", "# a", ""),
    ] {
        assert_eq!(parts(name, code), expect, "{name}: {code}");
    }
}

#[test]
fn each_name_is_that_of_one_language() {
    let mut names: Vec<_> = Language::names().collect();
    assert!(names.iter().all(|name| *name == name.to_ascii_lowercase()));
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(Language::named("rust").is_none());
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..Config::default() })]
    #[test]
    fn parts_of_anything_stand_in_order_between_letters(
        code in r#"([a-zə0-9 \n\t"'`#$@!{}\[\]()<>=:;|&*/\\.,-]|HTTP|<<E|"""|\|\n  |= /|€|😀){0,60}"#,
    ) {
        for name in Language::names() {
            let mut at = 0;
            for (_, range) in Language::named(name).expect("it is a name").parts(&code) {
                prop_assert!(at <= range.start && range.start < range.end, "{}: {:?}", name, code);
                prop_assert!(code.get(range.clone()).is_some(), "{}: {:?}", name, code);
                at = range.end;
            }
            prop_assert!(at <= code.len());
        }
    }
}

#[test]
fn work_grows_with_the_size_of_code_alone() {
    for piece in [
        "a ", "\"", "'", "${", "<#", "1.", "-", "|", "> ", "[", "a:", " ", "\n", "<<a ", "<<a\n",
        "= {", "alert ", "a;", "x(", "\\", "\\\n", "/*", "@", "# ", "$ ", "'''",
    ] {
        for name in Language::first_names() {
            let language = Language::named(name).expect("it is a name");
            let code = |size: usize| piece.repeat(size / piece.len());
            let work = |code: &str| drop(language.parts(code));
            assert!(!certsite_testing::outgrows(1_000, code, work), "{name}, {piece:?}");
        }
    }
}
