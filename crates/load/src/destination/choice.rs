//! Which of a name's addresses is sent to.

use std::{
    io,
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    time::Duration,
};

/// The most addresses of a name that are tried.
const ADDRESSES_MAX: usize = 16;
/// How long one of several addresses may take to accept a connection.
const TRIAL_MAX: Duration = Duration::from_secs(1);

/// The address that a name leads to: the first that takes a connection, since `localhost` is both `::1` and `127.0.0.1` and most
/// receivers listen on one of them. Where none does, the first, which then shows in the run.
///
/// # Errors
///
/// Those of the system, and [`io::ErrorKind::NotFound`] for a name that leads nowhere.
pub(super) fn address_of(host: &str, port: u16) -> io::Result<SocketAddr> {
    let addresses: Vec<_> = (host, port).to_socket_addrs()?.take(ADDRESSES_MAX).collect();
    first_that_accepts(&addresses)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no address"))
}

fn first_that_accepts(addresses: &[SocketAddr]) -> Option<SocketAddr> {
    let (first, others) = addresses.split_first()?;
    if others.is_empty() {
        // No need to trouble the receiver with a connection of which nothing comes.
        return Some(*first);
    }
    let accepts = |address: &&SocketAddr| TcpStream::connect_timeout(address, TRIAL_MAX).is_ok();
    Some(*addresses.iter().find(accepts).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// An address at which nobody listens.
    fn silent() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
    }

    #[test]
    fn of_several_addresses_the_first_that_accepts_is_taken() {
        let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [one, other] = listeners.each_ref().map(|it| it.local_addr().unwrap());
        assert_eq!(first_that_accepts(&[silent(), one, other]), Some(one));
    }

    #[test]
    fn where_none_accepts_the_first_is_taken() {
        let (one, other) = (silent(), silent());
        assert_eq!(first_that_accepts(&[one, other]), Some(one));
        assert_eq!(first_that_accepts(&[]), None);
    }

    #[test]
    fn a_single_address_is_not_tried() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(first_that_accepts(&[address]), Some(address));
        listener.set_nonblocking(true).unwrap();
        assert_eq!(listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
    }
}
