//! The writer on text that no envelope has proved to be JSON: its output means nothing there, but it must end.

use proptest::prelude::*;

use super::{Level, Writer};

/// How much longer than its source the output may be: a comma, a colon, two quotes and a bracket for a byte that began an item.
const GROWTH_MAX: usize = 8;

fn write(source: &[u8]) -> Vec<u8> {
    let mut writer = Writer { source, at: 0, out: Vec::new() };
    writer.skip_blanks();
    writer.object(Level::Top);
    writer.out
}

#[track_caller]
fn check_ends(source: &[u8]) {
    let written = write(source);
    assert!(written.len() <= GROWTH_MAX * (source.len() + 1), "{} bytes", written.len());
}

#[test]
fn text_that_is_cut_off_or_out_of_order_ends() {
    for source in
        ["", "{", "[", "\"", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"\\", "{\"a\":\"\\ud8"]
    {
        check_ends(source.as_bytes());
    }
    for source in
        ["}{", "{,,,}", "{:::}", "{]}", "[}", "{\"a\"}", "{\"a\" 1}", "{1:2}", "{\"\\ud800\\u"]
    {
        check_ends(source.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_bytes_end(source in prop::collection::vec(any::<u8>(), 0..200)) {
        check_ends(&source);
    }

    #[test]
    fn any_run_of_json_tokens_ends(source in r#"([\[\]{}:,"\\ ]|\\u|\\ud800|"t"|"sign"|null|1e9|é){0,60}"#) {
        check_ends(source.as_bytes());
    }
}
