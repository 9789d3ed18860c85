//! STARTTLS (RFC 3207): the talk before protection, of which nothing counts afterwards.
//!
//! The server is asked for TLS and for nothing else, by a client that keeps nothing of what it has
//! read: what somebody on the way adds to the answer stays in the connection, TLS meets it, and the
//! handshake fails (CVE-2011-0411 and its kin).

use super::lines::Lines;
use super::replies::Replies;
use super::reply::{Reply, broken};
use crate::mailer::SendError;
use std::fmt::Display;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Asks for TLS, and gives the connection back on which the handshake is to begin.
///
/// # Errors
/// If the server does not offer it, or refuses.
pub async fn ask(stream: Lines, hello: &impl Display) -> Result<Lines, SendError> {
    let mut talk = Replies::of(stream);
    answer(&mut talk, 220).await?;
    let offers = command(&mut talk, &format!("EHLO {hello}"), 250).await?;
    let is_offered = |line: &String| line.trim().eq_ignore_ascii_case("STARTTLS");
    if !offers.iter().any(is_offered) {
        return Err(SendError::Down("the server offers no STARTTLS".into()));
    }
    command(&mut talk, "STARTTLS", 220).await?;
    Ok(talk.into_inner())
}

async fn command(
    talk: &mut Replies<Lines>,
    command: &str,
    expect: u16,
) -> Result<Vec<String>, SendError> {
    let line = format!("{command}\r\n");
    talk.write_all(line.as_bytes()).await.map_err(|error| SendError::Down(broken(&error)))?;
    answer(talk, expect).await
}

/// The lines of an answer, if its code is the one that is expected.
async fn answer(talk: &mut Replies<Lines>, expect: u16) -> Result<Vec<String>, SendError> {
    let mut lines = Vec::new();
    loop {
        let line = line(talk).await?;
        let code = line.get(..3).and_then(|code| code.parse::<u16>().ok());
        let rest = line.get(3..).unwrap_or_default().trim_end().to_owned();
        let Some(code) = code.filter(|_| rest.is_empty() || rest.starts_with([' ', '-'])) else {
            return Err(SendError::Down("what answers is no mail server".into()));
        };
        let is_last = !rest.starts_with('-');
        lines.push(rest.get(1..).unwrap_or_default().to_owned());
        if is_last {
            let words = lines.first().map_or("", String::as_str);
            let reply = Reply::new(code, words);
            return if code == expect {
                Ok(lines)
            } else {
                Err(SendError::Down(reply.to_string()))
            };
        }
    }
}

/// One line. The connection tells how much is too much.
async fn line(talk: &mut Replies<Lines>) -> Result<String, SendError> {
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        let byte = talk.read_u8().await.map_err(|error| SendError::Down(broken(&error)))?;
        line.push(byte);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}
