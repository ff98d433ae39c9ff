//! Connects once before a run, so that a wrong address is an error and not a measurement.

use std::{io::Read as _, net::TcpStream, time::Duration};

use super::LoadError;
use crate::{destination::Address, options::LoadOptions};

/// How long the connection may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Within which time a receiver that speaks first does so.
const SPEAKS_WITHIN: Duration = Duration::from_millis(20);

/// When a receiver says its first word.
enum Speaks {
    /// As soon as it is connected to, which most servers of HTTP/2 do.
    First,
    /// Once something came, as HTTP/1.1 has it.
    WhenAsked,
}

/// # Errors
///
/// [`LoadError::Unreachable`]; [`LoadError::NotHttp1`] where HTTP/1.1 is to be spoken in clear and the receiver speaks first.
pub(super) fn reach(options: &LoadOptions) -> Result<(), LoadError> {
    let reached = match options.destination.address() {
        Address::Tcp(address) => TcpStream::connect_timeout(address, TIMEOUT).map(|stream| {
            let is_plain = options.destination.tls().is_none();
            if is_plain && options.engine.speaks_http1() {
                listen(stream)
            } else {
                Speaks::WhenAsked
            }
        }),
        #[cfg(unix)]
        Address::Unix(path) => {
            std::os::unix::net::UnixStream::connect(path).map(|_| Speaks::WhenAsked)
        }
        #[cfg(not(unix))]
        Address::Unix(_) => Err(std::io::ErrorKind::Unsupported.into()),
    };
    let destination = options.destination.to_string();
    match reached {
        Ok(Speaks::WhenAsked) => Ok(()),
        Ok(Speaks::First) => Err(LoadError::NotHttp1 { destination }),
        Err(source) => Err(LoadError::Unreachable { destination, source }),
    }
}

/// Whatever else happens shows in the run.
fn listen(mut stream: TcpStream) -> Speaks {
    let heard = stream.set_read_timeout(Some(SPEAKS_WITHIN)).and_then(|()| stream.read(&mut [0]));
    if matches!(heard, Ok(1..)) { Speaks::First } else { Speaks::WhenAsked }
}
