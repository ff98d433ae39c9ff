//! Receivers that do not behave as one of HTTP/1.1 does before anything is asked.

use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    time::Duration,
};

use livehook_load::{
    options::Control,
    run::{LoadError, run},
};

use super::referee::options;

/// A receiver that does this with each connection. It ends with the test.
fn receiver(each: fn(TcpStream) -> Option<TcpStream>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/callbacks/css", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            kept.extend(each(stream.unwrap()));
        }
    });
    url
}

#[test]
fn a_receiver_that_speaks_before_it_is_asked_is_not_measured() {
    // The first frame of HTTP/2, empty settings.
    let url = receiver(|mut stream| {
        stream.write_all(b"\0\0\0\x04\0\0\0\0\0").unwrap();
        Some(stream)
    });
    let error = run(&options(&url, "100/s", 10, "sound=1"), &Control::default()).unwrap_err();
    assert!(matches!(error, LoadError::NotHttp1 { .. }), "{error}");
    assert_eq!(error.code(), "load_not_http1");
}

#[test]
fn a_receiver_that_ends_each_connection_is_not_stormed() {
    let url = receiver(|_| None);
    let mut options = options(&url, "100/s", 300, "sound=1");
    options.drain = Duration::from_millis(100);
    match run(&options, &Control::default()) {
        // All of them had ended before the start.
        Err(error) => {
            assert!(matches!(error, LoadError::Unreachable { .. }), "{error}");
        }
        Ok(measurement) => {
            // Each waits a tenth of a second before it is opened for the eighth time.
            let most = u64::from(measurement.connections) * 30;
            assert!(measurement.generator.connects < most, "{}", measurement.generator.connects);
        }
    }
}
