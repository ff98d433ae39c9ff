//! What the bench holds the generator against: arrivals by a receiver's clock, a bare timer, a bare sender.

use std::time::Duration;

use livehook_load::referee::{BareTimer, NullReferee, send_bare};

#[test]
fn a_bare_sender_is_counted_and_stamped() {
    let referee = NullReferee::start_stamping().unwrap();
    let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}";
    let cost = send_bare(referee.address(), 4, request, Duration::from_millis(50)).unwrap();
    assert!(cost.requests > 0 && cost.cpu_seconds > 0.0, "{cost:?}");
    // What is on its way at the end is counted by the receiver alone, if at all.
    let (answered, arrivals) = (referee.answered(), referee.arrivals());
    assert!((cost.requests..=cost.requests + 4).contains(&answered), "{cost:?} {answered}");
    assert!(arrivals.len() as u64 >= cost.requests, "{}", arrivals.len());
    assert!(arrivals.is_sorted());
    assert!(NullReferee::start().unwrap().arrivals().is_empty());
}

#[test]
fn a_bare_timer_says_how_late_it_woke() {
    let timer = BareTimer::start(Duration::from_millis(1)).unwrap();
    let referee = NullReferee::start().unwrap();
    let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
    send_bare(referee.address(), 1, request, Duration::from_millis(30)).unwrap();
    let late = timer.stop();
    assert!(!late.is_empty() && late.is_sorted(), "{late:?}");
}
