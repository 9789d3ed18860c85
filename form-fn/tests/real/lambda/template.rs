//! What is set up on AWS, as far as it can be told without an account: the template holds, and its
//! functions would start.

use crate::world::run;
use certsite_tests::project;
use form_fn::config::Config;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

fn template() -> String {
    std::fs::read_to_string(path()).expect("it is there")
}

fn path() -> PathBuf {
    project().join("form-fn/lambda/template.yaml")
}

#[test]
fn cloudformation_takes_the_template() {
    run(Command::new(project().join(".venv/bin/cfn-lint")).arg(path()), b"");
}

#[test]
fn its_functions_start_with_what_it_gives_them() {
    let text = template();
    let blocks: Vec<&str> = text.split("        Variables:\n").skip(1).collect();
    assert_eq!(blocks.len(), 2, "those of Reports and of Sender");
    for (block, acknowledge) in blocks.iter().flat_map(|block| [(block, "off"), (block, "on")]) {
        let lines = block.lines().map_while(|line| line.strip_prefix("          "));
        let variables = lines.map(|line| {
            let (name, value) = line.split_once(": ").expect("a variable");
            // In place of what is known only when it is set up.
            let value = match value.trim_matches('"') {
                "!Sub s3://${Outbox}" => "s3://form-outbox-123456789012",
                "!Ref MailFrom" => "form@example.org",
                "!Ref MailTo" => "incidents@example.org, duty@example.org",
                "!Ref Origins" => "https://www.example.org",
                "!Ref StaffLang" => "",
                "!Ref RatePerMinute" => "10",
                "!Ref TrustedHops" => "0",
                "!Ref Acknowledge" => acknowledge,
                "!If [Acknowledges, \"ses:\", none]" if acknowledge == "on" => "ses:",
                "!If [Acknowledges, \"ses:\", none]" => "none",
                plain => plain,
            };
            (name.to_owned(), value.to_owned())
        });
        let variables: BTreeMap<String, String> = variables.collect();
        assert!(variables.len() > 6, "{variables:?}");
        Config::read(&variables).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    }
}

#[test]
fn only_the_sender_can_send_and_delete_and_nobody_can_do_everything() {
    let text = template();
    let role = |name: &str| {
        let (_, rest) = text.split_once(&format!("\n  {name}:\n")).expect("it is there");
        rest.split("\n\n").next().expect("it ends").to_owned()
    };
    let (reports, sender) = (role("ReportsAccess"), role("SenderAccess"));
    for action in ["ses:", "sqs:", "s3:DeleteObject"] {
        assert!(!reports.contains(action) && sender.contains(action), "{action}");
    }
    // And where reporters get a mail, it is no more than that.
    let acknowledge = role("ReportsAcknowledge");
    assert!(acknowledge.contains("\n    Condition: Acknowledges\n"), "{acknowledge}");
    assert_eq!(acknowledge.matches("Action: ").count(), 1);
    assert!(acknowledge.contains("Action: ses:SendRawEmail\n"), "{acknowledge}");
    for access in [reports, sender, acknowledge] {
        assert!(!access.contains("Resource: \"*\"") && !access.contains(":*\n"), "{access}");
    }
}

/// Every figure that an alarm watches is one that the functions log.
#[test]
#[expect(clippy::disallowed_methods, reason = "the outside of the program is disk and clock")]
fn alarms_watch_figures_that_there_are() {
    let counted = std::fs::read_to_string(project().join("form-fn/src/lambda/metrics.rs"));
    let counted = counted.expect("it is there");
    let text = template();
    let own = text.split("Namespace: form-fn\n").skip(1);
    let mut names: Vec<_> = own
        .map(|rest| rest.split("MetricName: ").nth(1).expect("a name"))
        .map(|rest| rest.lines().next().expect("a line"))
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["BundleFaults", "Dead", "KeyDays", "KeysGood", "Strange", "WaitingTime"]);
    for name in names {
        assert!(counted.contains(&format!("(\"{name}\", ")), "{name}");
    }
}
