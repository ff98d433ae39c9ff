//! A non-blocking stream socket to the receiver, by TCP or in the file system, encrypted where the destination is.

use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::{
    io::Errno,
    net::{
        AddressFamily, RecvFlags, SendFlags, SocketAddrUnix, SocketFlags, SocketType, connect,
        recv, send, socket_with, sockopt,
    },
};

use super::{encrypted::Encrypted, poller::Event};
use crate::destination::{Address, Destination};

/// A socket.
#[derive(Debug)]
pub(super) struct Socket {
    plain: Plain,
    tls: Option<Box<Encrypted>>,
}

/// How far opening has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Something more must happen.
    More,
    /// It is open.
    Done,
}

/// The socket itself, whose bytes may be encrypted.
#[derive(Debug)]
pub(super) struct Plain(OwnedFd);

impl Plain {
    /// Begins to connect. Whether that succeeds shows when the socket can be written to.
    fn connect(address: &Address) -> io::Result<Self> {
        let family = match address {
            Address::Tcp(address) if address.is_ipv4() => AddressFamily::INET,
            Address::Tcp(_) => AddressFamily::INET6,
            Address::Unix(_) => AddressFamily::UNIX,
        };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        let begun = match address {
            Address::Tcp(address) => {
                // A request is one write; what is held back for company comes late.
                sockopt::set_tcp_nodelay(&socket, true)?;
                if address.ip().is_loopback() {
                    unpaced(&socket);
                }
                connect(&socket, address)
            }
            Address::Unix(path) => connect(&socket, &SocketAddrUnix::new(path.as_path())?),
        };
        match begun {
            Ok(()) | Err(Errno::INPROGRESS) => Ok(Self(socket)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Nothing is congested within a machine. Some systems pace what is sent all the same (BBR), by a timer of its own for each packet: that
/// costs, and a request may leave later than it was stamped. The plainest algorithm is there on every Linux; without it all goes on.
fn unpaced(socket: &OwnedFd) {
    let _ = sockopt::set_tcp_congestion(socket, "reno");
}

impl io::Read for &Plain {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        Ok(recv(&self.0, bytes, RecvFlags::empty())?.0)
    }
}

impl io::Write for &Plain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // No SIGPIPE: it would end the program.
        Ok(send(&self.0, bytes, SendFlags::NOSIGNAL)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Socket {
    /// Begins to open a connection.
    pub(super) fn connect(destination: &Destination) -> io::Result<Self> {
        let plain = Plain::connect(destination.address())?;
        let tls = destination.tls().map(Encrypted::new).transpose()?.map(Box::new);
        Ok(Self { plain, tls })
    }

    /// Something happened while it was opened.
    pub(super) fn go_on_opening(&mut self, event: Event) -> io::Result<Opening> {
        sockopt::socket_error(&self.plain.0)??;
        match &mut self.tls {
            None if event.is_writable() => Ok(Opening::Done),
            None => Ok(Opening::More),
            Some(tls) => tls.shake_hands(&self.plain),
        }
    }

    /// Writes what fits.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.tls {
            None => io::Write::write(&mut &self.plain, bytes),
            Some(tls) => tls.send(&self.plain, bytes),
        }
    }

    /// Goes on writing what was encrypted and did not fit.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.tls.as_mut().map_or(Ok(()), |tls| tls.flush(&self.plain))
    }

    /// Whether all that was encrypted is written.
    pub(super) fn is_flushed(&self) -> bool {
        self.tls.as_ref().is_none_or(|tls| tls.is_flushed())
    }

    /// Reads what is there; 0 at the end.
    pub(super) fn receive(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match &mut self.tls {
            None => io::Read::read(&mut &self.plain, bytes),
            Some(tls) => tls.receive(&self.plain, bytes),
        }
    }

    /// Whether nothing is encrypted.
    pub(super) const fn is_plain(&self) -> bool {
        self.tls.is_none()
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.plain.0.as_fd()
    }
}
