//! What makes two deliveries one event. The documents give callbacks no id, a retry may change `t` and `sign`, and honest events
//! of one second share both: so content decides.

mod canonical;
mod clip;
mod content;
mod lookup;

pub use clip::ClipKey;
pub use content::{ContentKey, ParseContentKeyError};
