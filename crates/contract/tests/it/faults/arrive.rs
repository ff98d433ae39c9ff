//! What is asked of a request before its body is looked at: method, path, size, and what its head says of the body.

use super::{answer::Answer, fault::Fault, receiver::Arrived};

/// The callback path.
pub(crate) const PATH: &str = "/callbacks/css";

/// The largest body that the sound receiver takes.
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;

/// What a receiver takes whose author thought that callbacks are small.
const SMALL_BODY_BYTES_MAX: usize = 16 << 10;

/// What joins several emoji into one.
const JOINER: char = '\u{200d}';

pub(super) fn check(fault: Option<Fault>, arrived: &Arrived) -> Result<(), Answer> {
    if arrived.path != PATH {
        return Err(Answer::refuses(404, "not_found"));
    }
    if arrived.method != "POST" && fault != Some(Fault::AnyMethodWillDo) {
        return Err(Answer::refuses(405, "method_not_allowed"));
    }
    let bytes_max = match fault {
        Some(Fault::BodyLimitTooSmall) => SMALL_BODY_BYTES_MAX,
        _ => BODY_BYTES_MAX,
    };
    if arrived.body.len() > bytes_max {
        return Err(Answer::refuses(413, "too_large"));
    }
    let says_json = arrived.header("content-type") == Some("application/json");
    if fault == Some(Fault::RequiresExactContentType) && !says_json {
        return Err(Answer::refuses(415, "unsupported_media_type"));
    }
    let is_joined = str::from_utf8(&arrived.body).is_ok_and(|text| text.contains(JOINER));
    if fault == Some(Fault::BreaksOnJoinedEmoji) && is_joined {
        return Err(Answer::refuses(500, "internal"));
    }
    Ok(())
}
