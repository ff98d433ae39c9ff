//! The three servers that are compared, each on a thread of its own: a constant answer, plus judgement, plus durable storage.

use std::{
    net::{SocketAddr, TcpListener as StdListener},
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use livehook_core::{
    CallbackKey, Envelope, Event, KeyId, Policy, Signature, Source, UnixSeconds, Verdict, judge,
};
use livehook_inbox::{Inbox, InboxConfig, UnixMillis};
use livehook_receiver::{CallbackPath, Limits, ReceiverConfig, ReceiverState, SourceRoute};
use tokio::{net::TcpListener, sync::oneshot};

use super::{super::runtime, client::SLOT, rounds::Variant};
use crate::exit::Failure;

/// The callback path of all three.
pub(super) const PATH: &str = "/callbacks/css";

/// The present, for all three: nothing here depends on the real one.
pub(super) const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

const T: &str = "1761130034";
const LATER_T: &str = "1761130035";
const ANSWER: &str = r#"{"code":0}"#;
const KEY: &str = "keyOfTheBenchmarkAndOfNothingElse";

/// Bodies without `t` and `sign`, of the documented shape. Their slots make each request's event distinct.
pub(super) const BODIES: &[(&str, &str)] = &[
    (
        "english",
        r#"{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[{"begin_time":1000000000,"cov_img_store_url":"","end_time":1761129031,"key_words":["25 yuan","link number one","coarse cloth","flash sale","limited time"],"summary":"The streamer bargained the price of coarse cloth bed sheets down from 60 yuan a meter to 25. The 2 by 2.5 meter edged version is to be had for a limited time through link number one.","title":"Bed sheets on flash sale, price reduced by 25 yuan","video_store_url":"http://demo-1250000001.cos.ap-nanjing.example.test/SmartHighlights/push.example.test/live/room-1000000000/LIVE_02AA00BB11CC22DD33EE44FF5566778899-1761128100000/2025-10-22_18-32-16_908250.mp4"}],"path":"live","#,
    ),
    (
        "chinese",
        r#"{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[{"begin_time":1000000000,"cov_img_store_url":"","end_time":1761129031,"key_words":["25元","一号链接","老粗布","床单秒杀","限时"],"summary":"主播将老粗布床单的价格从每米六十元砍到二十五元，二乘二点五米包边款仅限一号链接限时抢购，售完即止。","title":"床单秒杀，直降二十五元","video_store_url":"http://demo-1250000001.cos.ap-nanjing.example.test/SmartHighlights/push.example.test/live/room-1000000000/LIVE_02AA00BB11CC22DD33EE44FF5566778899-1761128100000/2025-10-22_18-32-16_908250.mp4"}],"path":"live","#,
    ),
];

/// A body with `sign`, stream and `t`.
pub(super) fn signed(body: &str) -> String {
    let sign = Signature::of(&key(), T);
    format!(r#"{body}"sign":"{sign}","stream_id":"room-{SLOT}","t":{T}}}"#)
}

/// As [`signed`], with a `t` that is a second later than the one that was signed.
pub(super) fn forged(body: &str) -> String {
    signed(body).replace(&format!(r#""t":{T}"#), &format!(r#""t":{LATER_T}"#))
}

/// The key of all three.
pub(super) fn key() -> CallbackKey {
    CallbackKey::new(KEY).expect("the bench's key is a key")
}

/// The source of all three.
pub(super) fn source() -> Source {
    Source::signed("default", [(KeyId::new("bench"), key())])
        .expect("the bench's source is a source")
}

/// A server on a thread of its own.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), Failure>>>,
}

impl Server {
    /// Starts a variant; the durable one puts its inbox into `directory`.
    pub(super) fn start(variant: Variant, directory: &Path) -> Result<Self, Failure> {
        let listener = StdListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
        let listener = listener.map_err(Failure::environment)?;
        let address = listener.local_addr().map_err(Failure::environment)?;
        let (stop, stopped) = oneshot::channel();
        let inbox = directory.join(format!("bench-{}.db", address.port()));
        let serve = move || {
            runtime()?.block_on(async {
                let listener = TcpListener::from_std(listener).map_err(Failure::environment)?;
                match variant {
                    Variant::Constant => {
                        plain(listener, Router::new().route(PATH, post(async || ANSWER)), stopped)
                            .await
                    }
                    Variant::Judged => plain(listener, judging(), stopped).await,
                    Variant::Durable => durable(listener, &inbox, stopped).await,
                }
            })
        };
        let thread = thread::Builder::new()
            .name(variant.as_str().to_owned())
            .spawn(serve)
            .map_err(Failure::environment)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Stops it and waits for its end.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        drop(self.stop.take());
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) | None => Err(Failure::environment("a server of the benchmark panicked")),
        }
    }
}

/// Serves a router as the receiver does, on hyper's HTTP/1.1 without anything between.
async fn plain(
    listener: TcpListener,
    router: Router,
    mut stopped: oneshot::Receiver<()>,
) -> Result<(), Failure> {
    loop {
        let (stream, _) = tokio::select! {
            _ = &mut stopped => return Ok(()),
            accepted = listener.accept() => accepted.map_err(Failure::environment)?,
        };
        stream.set_nodelay(true).map_err(Failure::environment)?;
        let service = TowerToHyperService::new(router.clone());
        drop(tokio::spawn(
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service),
        ));
    }
}

/// Reads, judges and decodes a callback, and stores nothing.
fn judging() -> Router {
    // Shared, as in the receiver: axum clones a handler for each request.
    let shared = Arc::new((source(), Policy::default()));
    Router::new().route(
        PATH,
        post(async move |body: Bytes| {
            let Ok(envelope) = Envelope::read(&body) else { return (StatusCode::BAD_REQUEST, "") };
            let Verdict::Accepted(admitted) = judge(envelope, &shared.0, NOW, &shared.1) else {
                return (StatusCode::FORBIDDEN, "");
            };
            match Event::decode(admitted.envelope()) {
                Ok(decoded) => drop(std::hint::black_box(decoded)),
                Err(_) => return (StatusCode::UNPROCESSABLE_ENTITY, ""),
            }
            (StatusCode::OK, ANSWER)
        }),
    )
}

/// The real thing.
async fn durable(
    listener: TcpListener,
    inbox: &Path,
    stopped: oneshot::Receiver<()>,
) -> Result<(), Failure> {
    let path: CallbackPath = PATH.parse().map_err(Failure::usage)?;
    let config =
        ReceiverConfig::new([SourceRoute { path, source: source() }]).map_err(Failure::usage)?;
    let config = config.with_limits(Limits { connections: 8_192, ..Limits::default() });
    let inbox = Inbox::open(inbox, InboxConfig::default()).map_err(Failure::environment)?;
    let state = ReceiverState::new(config, inbox.clone(), || UnixMillis(NOW.0 * 1_000));
    let stop = async {
        let _ = stopped.await.is_ok();
    };
    livehook_receiver::serve(listener, state, stop).await.map_err(Failure::environment)?;
    inbox.close().await.map_err(Failure::environment)
}
