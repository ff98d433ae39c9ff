//! Sockets: axum behind hyper's own builder, since `axum::serve` has no limit of time for a head. A kill ends every connection.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::{Body, HttpBody as _},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore},
    task::JoinSet,
    time::timeout,
};

use super::{
    answer::Answer,
    arrive::BODY_BYTES_MAX,
    fault::Fault,
    raw,
    receiver::{Arrived, Receiver},
};

/// How long a sound receiver waits for a head, and then for a body.
pub(super) const HEAD_TIME: Duration = Duration::from_secs(10);
pub(super) const BODY_TIME: Duration = Duration::from_secs(10);

/// How much of a body beyond the limit is read, so that its sender comes to see the answer.
const DISCARDED_BYTES_MAX: usize = 8 << 20;

/// Serves until the task is aborted.
pub(super) async fn serve(listener: TcpListener, receiver: Arc<Receiver>) {
    let places = Arc::new(Semaphore::new(connections_at_once(receiver.fault)));
    let mut connections = JoinSet::new();
    loop {
        let place = places.clone().acquire_owned().await;
        let Ok((stream, _peer)) = listener.accept().await else { continue };
        let receiver = receiver.clone();
        connections.spawn(async move {
            let _place = place;
            let _connected = receiver.store.connected();
            let mut life = receiver.store.life();
            tokio::select! {
                () = connection(stream, receiver.clone()) => {}
                _killed = life.changed() => {}
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

const fn connections_at_once(fault: Option<Fault>) -> usize {
    match fault {
        Some(Fault::SlowPeersBlockAll) => 1,
        Some(Fault::SlowPeersUseUpWorkers) => 8,
        _ => 4_096,
    }
}

async fn connection(stream: TcpStream, receiver: Arc<Receiver>) {
    // Answers are smaller than a packet; a socket that cannot is gone already.
    drop(stream.set_nodelay(true));
    if matches!(
        receiver.fault,
        Some(
            Fault::BelievesTruncatedBody
                | Fault::ReadsOnePacketOnly
                | Fault::LengthAndChunksSmuggle
                | Fault::FirstLengthSmuggles
        )
    ) {
        raw::serve(stream, &receiver).await;
        return;
    }
    let head_time = match receiver.fault {
        Some(Fault::SlowPeersBlockAll | Fault::SlowPeersUseUpWorkers) => None,
        _ => Some(HEAD_TIME),
    };
    let hang_up = Arc::new(Notify::new());
    let app = Router::new().fallback(handle).layer(Extension(hang_up.clone())).with_state(receiver);
    let mut http = http1::Builder::new();
    // The clock stands still here, and a date that moves would be a contradiction.
    http.timer(TokioTimer::new()).header_read_timeout(head_time).half_close(true);
    http.auto_date_header(false);
    tokio::select! {
        // What goes wrong on a connection is the peer's affair.
        ended = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app)) => drop(ended),
        () = hang_up.notified() => {}
    }
}

async fn handle(
    State(receiver): State<Arc<Receiver>>,
    Extension(hang_up): Extension<Arc<Notify>>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut arrived = Arrived {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    let answer = match timeout(BODY_TIME, whole(body)).await {
        Ok(Some(body)) => {
            arrived.body = body;
            receiver.receive(&arrived).await
        }
        Ok(None) => Answer::refuses(400, "incomplete"),
        Err(_) => Answer::refuses(408, "too_slow"),
    };
    match answer {
        Answer::Says(status, header, body) => response(status, header, body),
        Answer::HangsUp => {
            hang_up.notify_one();
            std::future::pending().await
        }
    }
}

fn response(status: u16, header: Option<(&'static str, &'static str)>, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status of this folder");
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    if let Some((name, value)) = header {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The body to its end, a byte more than is taken where it is too long; none where it breaks off.
async fn whole(mut body: Body) -> Option<Vec<u8>> {
    let (mut whole, mut bytes) = (Vec::new(), 0);
    while bytes < DISCARDED_BYTES_MAX {
        let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await else {
            break;
        };
        if let Ok(data) = frame.ok()?.into_data() {
            bytes += data.len();
            let room = (BODY_BYTES_MAX + 1).saturating_sub(whole.len());
            whole.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    Some(whole)
}
