//! A non-blocking stream socket to the receiver, by TCP or in the file system.

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

use crate::destination::Address;

/// A socket.
#[derive(Debug)]
pub(super) struct Socket(OwnedFd);

impl Socket {
    /// Begins to connect. Whether that succeeds shows in [`Self::connected`], when the socket can be written to.
    pub(super) fn connect(address: &Address) -> io::Result<Self> {
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
                connect(&socket, address)
            }
            Address::Unix(path) => connect(&socket, &SocketAddrUnix::new(path.as_path())?),
        };
        match begun {
            Ok(()) | Err(Errno::INPROGRESS) => Ok(Self(socket)),
            Err(error) => Err(error.into()),
        }
    }

    /// What the attempt to connect came to.
    pub(super) fn connected(&self) -> io::Result<()> {
        Ok(sockopt::socket_error(&self.0)??)
    }

    /// Writes what fits.
    pub(super) fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        // No SIGPIPE: it would end the program.
        Ok(send(&self.0, bytes, SendFlags::NOSIGNAL)?)
    }

    /// Reads what is there; 0 at the end.
    pub(super) fn receive(&self, bytes: &mut [u8]) -> io::Result<usize> {
        Ok(recv(&self.0, bytes, RecvFlags::empty())?.0)
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
