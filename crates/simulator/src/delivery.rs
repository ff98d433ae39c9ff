//! Delivers callbacks by Tencent's rules, as far as they are known, and records every attempt.
//!
//! [`Target`] says where to, [`Retrying`] when again, [`Http`] carries one request, [`deliver`]
//! takes one callback through its attempts, [`run`] takes many. Whether a receiver did well is not
//! decided here but in [`judge`](crate::judge).
//!
//! What is documented: POST, the body JSON, success is status 200 alone and its body is ignored, 20
//! s without an answer are a failure. What is not, and assumed here: see [`RetryPlan`], [`Resign`]
//! and [`IntervalFrom`].

mod attempt;
mod deliver;
mod http;
mod preview;
mod retry;
mod run;
mod shown;
mod target;

pub use attempt::{Attempt, FailureKind, Next, Outcome};
pub use deliver::{Attempts, Clock, Delivery, Transport, deliver};
pub use http::{Http, HttpError, TIMEOUT, USER_AGENT, tls_config};
pub use preview::{curl_line, request_text};
pub use retry::{
    Basis, IntervalFrom, PlanChoice, Resign, RetryPlan, Retrying, TimeScale, TimeScaleError,
    UnknownPlan,
};
pub use run::{Campaign, JOBS_MAX, Jobs, JobsError, Report, Summary, run};
pub use shown::{in_a_shell, without_tokens};
pub use target::{MayTest, Target, TargetError};
