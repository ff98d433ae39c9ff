//! A client that writes whatever it is given and tells what came back.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::provocation::{sign, t};
use crate::faults::key;

/// How long an answer is waited for.
const ANSWER: Duration = Duration::from_secs(2);

/// How long a piece of a request is given to arrive on its own.
const PIECE: Duration = Duration::from_millis(50);

/// Sends the pieces and tells the statuses that come back. An empty piece ends our side.
pub(super) async fn ask(address: SocketAddr, pieces: Vec<String>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in &pieces {
        if piece.is_empty() {
            stream.shutdown().await.unwrap();
        }
        drop(stream.write_all(piece.as_bytes()).await);
        if pieces.len() > 1 {
            drop(timeout(PIECE, stream.readable()).await);
        }
    }
    let mut received = Vec::new();
    let came = timeout(ANSWER, stream.read_to_end(&mut received)).await;
    let text = String::from_utf8_lossy(&received).into_owned();
    let statuses: Vec<_> =
        text.match_indices("HTTP/1.1 ").map(|(at, _)| &text[at + 9..at + 12]).collect();
    let secrets = [
        (key().expose().to_owned(), "the key"),
        (sign(&t(600)), "the sign"),
        ("Traceback".to_owned(), "a trace"),
    ];
    let told = secrets
        .iter()
        .filter(|(secret, _)| text.contains(secret))
        .map(|(_, name)| format!(" telling {name}"));
    match (came.is_ok(), statuses.as_slice()) {
        (_, [_, ..]) => statuses.join(" then ") + &told.collect::<String>(),
        (true, []) => "hung up".to_owned(),
        (false, []) => "no answer".to_owned(),
    }
}
