//! Runs by HTTP/2: in clear with prior knowledge, and within TLS.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener},
    num::NonZeroU32,
    sync::{Arc, atomic::Ordering, mpsc::sync_channel},
    time::Duration,
};

use livehook_load::{
    destination::Destination,
    measurement::{Ledger, Measurement},
    options::{Control, Engine, LoadOptions, Protocol},
    plan::Pacing,
    referee::{NullReferee, Recorder, Reply},
    run::run,
};
use livehook_simulator::delivery::{MayTest, Target};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

use super::{
    referee::{CERTIFICATE, CERTIFICATE_KEY, check_sums, measure, options},
    server::{Act, Manners, SOUND, Server},
};

/// A run with a limit of streams on two connections.
fn by_http2(url: &str, arrivals: &str, length_ms: u64, streams: u32) -> LoadOptions {
    let mut options = options(url, arrivals, length_ms, "sound=9,large=1");
    options.engine = Engine::Hyper(Protocol::Http2 { streams: NonZeroU32::new(streams).unwrap() });
    options.connections = NonZeroU32::new(2).unwrap();
    options
}

fn closed(mut options: LoadOptions, requests: u64) -> LoadOptions {
    options.plan.pacing =
        Pacing::Closed { requests: Some(requests), length: Duration::from_secs(20) };
    options
}

#[test]
fn streams_share_connections_as_far_as_both_sides_allow() {
    // Nobody is answered before eight are there: on two connections of four streams, or not at all.
    let server = Server::start(Manners { together: 8, ..SOUND });
    let measurement = measure(&closed(by_http2(&server.url(), "1/s", 1, 4), 160));
    assert_eq!(measurement.ledger.statuses, [(200, 160)].into());
    assert_eq!((measurement.generator.connects, measurement.streams), (2, 4));
    assert_eq!(server.seen().at_once.values().collect::<Vec<_>>(), [&4, &4]);
    // The receiver allows three: what waits for a stream waits for the receiver, and is not on its way.
    let server = Server::start(Manners { together: 6, streams: 3, ..SOUND });
    let measurement = measure(&closed(by_http2(&server.url(), "1/s", 1, 16), 120));
    assert_eq!(measurement.ledger.statuses, [(200, 120)].into());
    assert_eq!(server.seen().at_once.values().collect::<Vec<_>>(), [&3, &3]);
    assert!(measurement.generator.in_flight_mean <= 6.0, "{:?}", measurement.generator);
}

#[test]
fn a_ledger_of_http_2_balances_with_refused_streams_and_connections_that_go_away() {
    let act = |nth: usize| match nth % 10 {
        0 => Act::Refuse,
        1 => Act::Silence,
        2 => Act::StatusAndGoAway(200),
        3 => Act::Status(503),
        _ => Act::Status(200),
    };
    let server = Server::start(Manners { act, ..SOUND });
    let mut options = by_http2(&server.url(), "250/s", 600, 16);
    options.timeout = Duration::from_secs(2);
    options.threads = NonZeroU32::new(2).unwrap();
    let measurement = measure(&options);
    let (ledger, validity) = (&measurement.ledger, &measurement.validity);
    assert_eq!((ledger.planned, ledger.sent), (150, 150), "{ledger:?} {validity:?}");
    let failed = (ledger.reset, ledger.timeout, ledger.malformed);
    assert_eq!(failed, (15, 15, 0), "{ledger:?} {validity:?}");
    assert_eq!(ledger.statuses, [(200, 105), (503, 15)].into());
    assert_eq!(server.seen().bodies.len(), 150);
    assert!(measurement.generator.connects > 5, "{:?}", measurement.generator);
}

#[test]
fn a_ledger_of_http_2_balances_when_connections_are_cut() {
    let act = |nth: usize| if nth % 50 == 7 { Act::Cut } else { Act::Status(200) };
    let server = Server::start(Manners { act, ..SOUND });
    let measurement = measure(&by_http2(&server.url(), "1000/s", 400, 16));
    let ledger = &measurement.ledger;
    assert_eq!(ledger.planned, 400);
    assert!(ledger.reset >= 7, "{ledger:?}");
    assert_eq!(ledger.statuses.len(), 1, "{ledger:?}");
}

/// A run to which something is done when its first second is over.
fn run_and(options: LoadOptions, disturb: impl FnOnce(&Control)) -> Measurement {
    let (seconds, seen) = sync_channel(8);
    let control = Control { seconds: Some(seconds), ..Control::default() };
    let watched = control.clone();
    let running = std::thread::spawn(move || run(&options, &control));
    assert!(seen.recv().unwrap().sent > 0);
    disturb(&watched);
    drop(watched);
    let measurement = running.join().unwrap().unwrap();
    check_sums(&measurement);
    measurement
}

#[test]
fn an_interrupted_run_by_http_2_accounts_for_what_was_due() {
    let act = |nth: usize| if nth % 20 == 19 { Act::Silence } else { Act::Status(200) };
    let server = Server::start(Manners { act, ..SOUND });
    let options = by_http2(&server.url(), "200/s", 60_000, 16);
    let Ledger { planned, unfinished, statuses, .. } =
        run_and(options, |control| control.interrupt.store(true, Ordering::Relaxed)).ledger;
    assert!((200..12_000).contains(&planned), "{planned}");
    assert!(unfinished > 0 && statuses[&200] > 0, "{unfinished} unfinished, {statuses:?}");
}

#[test]
fn a_receiver_of_http_2_that_goes_away_leaves_requests_without_connection() {
    let server = Server::start(Manners { act: |_| Act::Status(200), ..SOUND });
    let options = by_http2(&server.url(), "200/s", 2_500, 16);
    let ledger = run_and(options, |_| drop(server)).ledger;
    assert!(ledger.not_sent.contains_key("no_connection"), "{ledger:?}");
}

#[test]
fn a_connection_on_which_nothing_comes_is_replaced_and_its_requests_time_out() {
    let act = |nth: usize| if nth == 3 { Act::Freeze } else { Act::Status(200) };
    let server = Server::start(Manners { act, ..SOUND });
    let mut options = by_http2(&server.url(), "100/s", 1_500, 4);
    options.plan.mix = "sound=1".parse().unwrap();
    options.timeout = Duration::from_secs(1);
    let measurement = measure(&options);
    // As many as the connection has streams; then it is full. Where something came after the last of them was sent, as many again.
    let timeout = measurement.ledger.timeout;
    assert!((4..=8).contains(&timeout), "{timeout}");
    assert_eq!(measurement.ledger.statuses, [(200, 150 - timeout)].into());
    assert_eq!(measurement.generator.connects, 3);
}

fn tls(alpn: &[&[u8]]) -> (ServerConfig, Arc<ClientConfig>) {
    let certificate = CertificateDer::from(CERTIFICATE);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(CERTIFICATE_KEY));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider.clone());
    let server = server.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let mut server = server.with_single_cert(vec![certificate.clone()], key).unwrap();
    server.alpn_protocols = alpn.iter().map(|it| it.to_vec()).collect();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let client = ClientConfig::builder_with_provider(provider);
    let client = client.with_safe_default_protocol_versions().unwrap();
    (server, Arc::new(client.with_root_certificates(roots).with_no_client_auth()))
}

fn encrypted(url: &str, client: Arc<ClientConfig>) -> LoadOptions {
    let mut options = by_http2("http://127.0.0.1:1/", "250/s", 400, 8);
    let target = Target::parse(url, &MayTest::default()).unwrap();
    options.destination = Destination::encrypted(&target, client).unwrap();
    options
}

#[test]
fn http_2_within_tls_is_measured_like_http_2_in_clear() {
    let (config, client) = tls(&[b"h2", b"http/1.1"]);
    let act = |nth: usize| match nth % 20 {
        5 => Act::Refuse,
        12 => Act::StatusAndGoAway(503),
        _ => Act::Status(200),
    };
    let server = Server::start(Manners { act, tls: Some(config), ..SOUND });
    let measurement = measure(&encrypted(&server.url(), client));
    assert_eq!(measurement.ledger.reset, 5);
    assert_eq!(measurement.ledger.statuses, [(200, 90), (503, 5)].into());
    let large = server.seen().bodies.iter().filter(|body| body.len() == 200 * 1024).count();
    assert_eq!(large, 10);
}

#[track_caller]
fn check_is_not_http2(options: &LoadOptions, expected: &str) {
    let Err(error) = run(options, &Control::default()) else { panic!("it speaks no HTTP/2") };
    assert_eq!(error.code(), "load_not_http2", "{error}");
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn a_receiver_without_http_2_is_an_error_that_says_so() {
    let null = NullReferee::start().unwrap();
    check_is_not_http2(&by_http2(&null.url(), "10/s", 100, 1), "it ended the connection");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        // One connection to see whether anybody is there, and two of the run.
        for stream in listener.incoming().take(3) {
            let mut stream = stream.unwrap();
            let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
            drop(stream.write_all(answer));
            // What is unread when a socket is closed takes the answer with it.
            drop(stream.shutdown(Shutdown::Write));
            drop(stream.read_to_end(&mut Vec::new()));
        }
    });
    check_is_not_http2(&by_http2(&url, "10/s", 100, 1), "it answered in HTTP/1.1");
    drop(answering.join());
    for alpn in [[].as_slice(), &[b"http/1.1".as_slice()]] {
        let (config, client) = tls(alpn);
        let referee = Recorder::start_encrypted(Arc::new(config), |_| Reply::Status(200)).unwrap();
        check_is_not_http2(&encrypted(&referee.url(), client), "no HTTP/2 (by ALPN)");
    }
}
