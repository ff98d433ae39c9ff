//! Makes the probe that was asked for. The address to observe need not be on this machine: it is only ever asked with GET.

use std::sync::Arc;

use livehook_contract::profile::Observe;
use livehook_probe::{CommandProbe, LogProbe, Probe, ProbeError, URL_TIME_MAX, UrlProbe};

use super::arguments::ObserveArguments;
use crate::{
    commands::observing::{self, Typed, client},
    exit::Failure,
    text::with_causes,
};

/// What the flags say.
pub(super) fn asked(arguments: &ObserveArguments) -> Result<Option<Observe>, Failure> {
    let ObserveArguments {
        observe_url,
        observe_pointer,
        observe_cmd,
        observe_log,
        observe_pattern,
        ..
    } = arguments.clone();
    observing::asked(Typed {
        url: observe_url,
        pointer: observe_pointer,
        command: observe_cmd,
        log: observe_log,
        pattern: observe_pattern,
    })
}

/// The probe; an address is asked once, to see what it counts.
pub(super) async fn probe(observe: Observe) -> Result<Arc<dyn Probe>, Failure> {
    let usage = |error: ProbeError| Failure::usage(with_causes(&error));
    Ok(match observe {
        Observe::Url { url, pointer } => {
            let mut probe = UrlProbe::new(client(&url, URL_TIME_MAX)?, &url, pointer.as_deref())
                .map_err(usage)?;
            probe.settle().await.map_err(|error| {
                Failure::environment(with_causes(&error))
                    .hint("the receiver is observed there, and must answer before the tests begin")
            })?;
            Arc::new(probe)
        }
        Observe::Command(command) => Arc::new(CommandProbe::new(&command).map_err(usage)?),
        Observe::Log { file, pattern } => {
            Arc::new(LogProbe::new(file, pattern.as_deref()).map_err(usage)?)
        }
    })
}
