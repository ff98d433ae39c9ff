//! What the probe's counts are of, which its text alone does not say: one stream, everything, or no more than a page of it.

use livehook_probe::{Question, Scope};
use tokio::time::sleep;

use super::Watched;
use crate::session::{Sender, Trouble};

/// Nothing is ever sent of this one.
const NEVER_SENT: u16 = 901;

/// What the probe saw nothing of.
pub(super) const WITHOUT_EFFECT: &str = "a sound callback was answered 200, and the probe saw nothing of it: either it is lost, or the probe looks in the wrong place; each \
     callback has its own stream id, which stands in the probe as {stream_id}";

/// Asks for a stream of which nothing was sent, and looks whether a total stands still while nothing is.
pub(super) async fn find_out(sender: &Sender, first: &Watched) -> Result<Vec<String>, Trouble> {
    let session = &sender.session;
    let mut notes: Vec<String> =
        session.options.probe.iter().filter_map(|it| it.oddity()).collect();
    let has_effect = first.after > first.before;
    let question = Question::of_stream(sender.stream_id(NEVER_SENT));
    let of_nothing = session.look(&question).await?;
    let said = session.scope();
    if of_nothing > 0 {
        session.found_out(Scope::Total);
    } else if has_effect {
        session.found_out(Scope::Stream);
    }
    if session.scope() == Scope::Stream {
        return Ok(notes);
    }
    if said == Scope::Stream {
        notes.push(format!(
            "the probe counts {of_nothing} of a stream that was never sent as well, so it counts everything there is"
        ));
    }
    if !has_effect && of_nothing > 0 {
        notes.push(format!(
            "the probe counts {of_nothing} before and after a sound callback: is that the length of a page?"
        ));
        return Ok(notes);
    }
    sleep(session.settle()).await;
    if session.look(&question).await? == of_nothing {
        notes.push(TOTALS.to_owned());
    } else {
        session.disregard_counts();
        notes.push(MOVES.to_owned());
    }
    Ok(notes)
}

const TOTALS: &str = "the probe counts totals, so that cases follow one another, and nobody else may send meanwhile; a probe that names the stream \
     shows more, and sooner";

/// Why a total is not looked at.
pub(crate) const MOVES: &str = "the total that the probe counts moves while nothing is sent: totals need a receiver without other traffic, so effects are left aside";
