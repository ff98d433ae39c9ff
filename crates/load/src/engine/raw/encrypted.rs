//! TLS between a request and its socket: rustls holds the state, and the socket never blocks.

use std::io::{self, ErrorKind, Read as _, Write as _};

use rustls::ClientConnection;

use super::socket::{Opening, Plain};
use crate::destination::Tls;

/// The TLS side of a connection.
#[derive(Debug)]
pub(super) struct Encrypted(ClientConnection);

/// Whether a socket had something to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Bytes,
    Nothing,
    End,
}

impl Encrypted {
    pub(super) fn new(tls: &Tls) -> io::Result<Self> {
        let connection = ClientConnection::new(tls.config.clone(), tls.name.clone());
        let mut connection = connection.map_err(io::Error::other)?;
        // A request is taken whole: half of one could not be counted.
        connection.set_buffer_limit(None);
        Ok(Self(connection))
    }

    /// Goes on with the handshake.
    pub(super) fn shake_hands(&mut self, socket: &Plain) -> io::Result<Opening> {
        loop {
            self.flush(socket)?;
            if !self.0.is_handshaking() {
                return Ok(Opening::Done);
            }
            match self.fetch(socket)? {
                Came::Bytes => {}
                Came::Nothing => return Ok(Opening::More),
                Came::End => return Err(ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// Takes bytes from the socket and decrypts them.
    fn fetch(&mut self, mut socket: &Plain) -> io::Result<Came> {
        match self.0.read_tls(&mut socket) {
            Ok(0) => Ok(Came::End),
            Ok(_) => {
                let invalid = |error| io::Error::new(ErrorKind::InvalidData, error);
                self.0.process_new_packets().map_err(invalid)?;
                Ok(Came::Bytes)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Came::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Writes what is encrypted, as far as it fits.
    pub(super) fn flush(&mut self, mut socket: &Plain) -> io::Result<()> {
        while self.0.wants_write() {
            match self.0.write_tls(&mut socket) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) fn is_flushed(&self) -> bool {
        !self.0.wants_write()
    }

    /// Takes all of a request; what does not fit the socket is flushed later.
    pub(super) fn send(&mut self, socket: &Plain, bytes: &[u8]) -> io::Result<usize> {
        let n = self.0.writer().write(bytes)?;
        self.flush(socket)?;
        Ok(n)
    }

    /// Reads what is decrypted; 0 at the end.
    pub(super) fn receive(&mut self, socket: &Plain, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.reader().read(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // Many receivers end without a word of goodbye; what an answer lacks shows by itself.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                read => return read,
            }
            let came = self.fetch(socket)?;
            // New keys and tickets may want an answer.
            self.flush(socket)?;
            match came {
                Came::Bytes => {}
                Came::Nothing => return Err(ErrorKind::WouldBlock.into()),
                Came::End => return Ok(0),
            }
        }
    }
}
