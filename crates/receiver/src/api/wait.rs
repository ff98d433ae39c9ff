//! `/api/wait`: answers when an event comes. For tests: send something through Tencent, then wait for it here.

use std::time::Duration;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use livehook_inbox::{Limit, Query, Reader, StateFilter, Stored};
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    Api, ApiFailure,
    events::{Pairs, parameters, record_response},
    parameters::After,
};
use crate::stored::{StoredNotice, StoredStream};

/// How long a request waits by default.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// How long a request may wait.
pub const MAX_WAIT: Duration = Duration::from_secs(60);

/// How many requests may wait at once.
pub const MAX_WAITING: usize = 64;

const PARAMETERS: &[&str] = &["source", "type", "stream", "after", "timeout"];

/// How often the inbox itself is asked, for what another process put there: an operator's release, say.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The first event that fits and was stored after the request came or, with `after`, after that record: 200 with it. When
/// none came in time, 204; when the receiver stops meanwhile, 503.
///
/// What this process stores ends a wait at once; what another one does, within [`LOOK_EVERY`]. What leaves quarantine gets the next id,
/// so whoever asks `after` the last event that was seen misses none.
pub(super) async fn wait(State(api): State<Api>, pairs: Pairs) -> Result<Response, ApiFailure> {
    let parameters = parameters(pairs, PARAMETERS)?;
    let conditions = parameters.conditions()?;
    let time = parameters.span("timeout", MAX_WAIT)?;
    let deadline = Instant::now() + time.unwrap_or(DEFAULT_WAIT);
    let _place = api.waiting.try_acquire().map_err(|_| ApiFailure::TooManyWaiting)?;
    // Listening begins before looking, so that nothing falls between the two.
    let mut arrivals = api.shared.announcer.listen();
    let begin = parameters.after()?;
    tokio::select! {
        biased;
        found = timeout_at(deadline, first(&api, conditions, begin, &mut arrivals)) => match found {
            Ok(response) => response,
            Err(_elapsed) => Ok(StatusCode::NO_CONTENT.into_response()),
        },
        () = api.shared.draining() => Err(ApiFailure::Draining),
    }
}

async fn first(
    api: &Api,
    conditions: Query,
    begin: Option<After>,
    arrivals: &mut StoredStream,
) -> Result<Response, ApiFailure> {
    let after = match begin {
        Some(begin) => begin.record(),
        None => {
            let newest = |reader: &Reader| Ok(reader.latest(&Query::default())?.map(|it| it.id));
            api.shared.readers.read(newest).await?
        }
    };
    let later = Query {
        state: Some(StateFilter::Event),
        after,
        limit: Limit::AtMost(1),
        ..conditions.clone()
    };
    if begin.is_some()
        && let Some(response) = look(api, &later).await?
    {
        return Ok(response);
    }
    loop {
        match timeout(LOOK_EVERY, arrivals.next()).await {
            Ok(Some(StoredNotice::Stored(stored))) => {
                if fits(&conditions, &stored) {
                    let id = stored.id;
                    let record = api.shared.readers.read(move |reader| reader.get(id)).await?;
                    return Ok(record_response(&record.ok_or(ApiFailure::NoSuchRecord(id))?));
                }
            }
            // What was missed is in the inbox.
            Ok(Some(StoredNotice::Missed(_))) | Err(_) => {
                if let Some(response) = look(api, &later).await? {
                    return Ok(response);
                }
            }
            Ok(None) => return Err(ApiFailure::Draining),
        }
    }
}

/// The oldest event in the inbox that a query finds.
async fn look(api: &Api, query: &Query) -> Result<Option<Response>, ApiFailure> {
    let query = query.clone();
    let found = api.shared.readers.read(move |reader| reader.list(&query)).await?;
    Ok(found.first().map(record_response))
}

fn fits(conditions: &Query, stored: &Stored) -> bool {
    let same = |asked: &Option<String>, is: Option<&str>| {
        asked.as_deref().is_none_or(|asked| Some(asked) == is)
    };
    same(&conditions.source, Some(&stored.source))
        && same(&conditions.stream_id, stored.stream_id.as_deref())
        && conditions.event_type.is_none_or(|asked| Some(asked) == stored.event_type)
        && conditions.after.is_none_or(|after| stored.id > after)
}
