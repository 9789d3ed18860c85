//! A stream of server-sent events (WHATWG HTML §9.2) → event by event, as a tab receives them.

use crate::wait::PATIENCE;
use std::io::{BufRead, BufReader};

/// An open stream.
pub struct Events {
    lines: std::io::Lines<BufReader<ureq::BodyReader<'static>>>,
}

impl Events {
    /// Opens the stream at an address.
    #[track_caller]
    pub fn open(url: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE));
        let agent: ureq::Agent = config.build().into();
        let answer = agent.get(url).call().unwrap_or_else(|why| panic!("{url}: {why}"));
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("text/event-stream"), "{url}");
        Events { lines: BufReader::new(answer.into_body().into_reader()).lines() }
    }

    /// Waits for the next event: its name and its data. Like a browser it passes over comments,
    /// and over events without data.
    #[track_caller]
    pub fn next_event(&mut self) -> (String, String) {
        let (mut name, mut data) = (String::new(), Vec::new());
        loop {
            let line = self.lines.next().expect("the stream stays open").expect("an event in time");
            match line.split_once(':') {
                Some(("event", value)) => name = value.trim_start().to_owned(),
                Some(("data", value)) => data.push(value.trim_start().to_owned()),
                None if line.is_empty() && !data.is_empty() => return (name, data.join("\n")),
                None if line.is_empty() => name.clear(),
                _ => {}
            }
        }
    }
}
