//! What the callback listener takes, as set: sizes, numbers and times that make sense, or an error that says which do not.

use std::time::Duration;

use livehook_receiver::{DEFAULT_BODIES_IN_FLIGHT_BYTES, Limits};

use super::ServeArguments;
use crate::{
    exit::Failure,
    settings::{Layers, Origin},
    text::{Bytes, Span},
};

/// The largest body limit that can be set: four such bodies fit into what is held at once.
const MOST_BODY_BYTES: usize = DEFAULT_BODIES_IN_FLIGHT_BYTES / 4;

/// The most connections that can be asked for.
const MOST_CONNECTIONS: usize = 1 << 20;

/// The limits, and who asked for that number of connections.
pub(super) fn resolve(
    arguments: &ServeArguments,
    layers: &Layers,
) -> Result<(Limits, Origin), Failure> {
    let body = layers.get_or_default("serve.body_max_size", arguments.body_max_size)?.value;
    let connections = layers.get_or_default("serve.connections", arguments.connections)?;
    let limits = Limits {
        body_bytes: body_bytes(body)?,
        body_time: time(layers, "serve.body_time")?,
        header_time: time(layers, "serve.header_time")?,
        connections: within("serve.connections", connections.value)?,
        drain: layers.get_or_default::<Span>("serve.drain", None)?.value.0,
        ..Limits::default()
    };
    Ok((limits, connections.origin))
}

fn body_bytes(size: Bytes) -> Result<usize, Failure> {
    let bytes = usize::try_from(size.0).unwrap_or(usize::MAX);
    if (1..=MOST_BODY_BYTES).contains(&bytes) {
        return Ok(bytes);
    }
    Err(Failure::usage(format_args!(
        "serve.body_max_size is {bytes} bytes; it can be from 1 to {MOST_BODY_BYTES}"
    ))
    .hint("a Smart Highlight callback has about 1 KB a clip"))
}

fn within(name: &str, number: usize) -> Result<usize, Failure> {
    if (1..=MOST_CONNECTIONS).contains(&number) {
        return Ok(number);
    }
    Err(Failure::usage(format_args!("{name} is {number}; it can be from 1 to {MOST_CONNECTIONS}")))
}

fn time(layers: &Layers, name: &str) -> Result<Duration, Failure> {
    let time = layers.get_or_default::<Span>(name, None)?.value.0;
    if time.is_zero() {
        return Err(Failure::usage(format_args!(
            "{name} is no time at all, so that nothing could arrive; write a span such as `10s`"
        )));
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::{
        arguments::{Arguments, Command},
        settings::{Environment, SettingsFile},
    };

    #[test]
    fn what_is_not_set_is_as_the_receiver_has_it() {
        let typed = Arguments::try_parse_from(["livehook", "serve"]).unwrap();
        let Command::Serve(arguments) = typed.command else { panic!("that is serve") };
        let layers = Layers { environment: Environment::default(), file: SettingsFile::default() };
        let (limits, origin) = resolve(&arguments, &layers).unwrap();
        assert_eq!(limits, Limits::default());
        assert_eq!(origin, Origin::Default);
    }
}
