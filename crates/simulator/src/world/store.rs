//! Addresses of clips in the customer's bucket, put together as the service does it.

use jiff::Timestamp;

use super::{Account, session::Session, timeline::Clip};

/// The address of a clip without its ending. The documented template is
/// `SmartHighlights/{Domain}/{AppName}/{StreamID}/{SessionID}/{time}_{Pts}`; real ones use `http`.
pub(super) fn object_url(account: &Account, session: &Session, clip: &Clip) -> String {
    let made_at = Timestamp::from_second(clip.made_at)
        .expect("a world's present time is limited to what a timestamp holds")
        .to_zoned(account.zone.to_time_zone());
    format!(
        "http://{host}/SmartHighlights/{domain}/{path}/{stream}/{session}/{time}_{pts}",
        host = account.bucket_host,
        domain = account.push_domain,
        path = account.path(session.scene),
        stream = session.stream_id,
        session = session.id,
        time = made_at.strftime("%Y-%m-%d_%H-%M-%S"),
        pts = clip.pts_ms,
    )
}
