//! Finds the names of a run's events in bytes that come in pieces.

use std::io::{self, Read};

use memchr::{memchr, memmem::Finder};

use super::{
    elements::{Elements, Found, Mark, PointerError},
    sightings::Sightings,
};
use crate::identity::DIGITS;

/// How much of a reader is read at once, in bytes.
const BLOCK_BYTES: usize = 256 << 10;

/// How much white space a text may begin with and still be a list, in bytes, where its shape is guessed.
const BEGINNING_BYTES: usize = 4_096;

/// What counts as one thing that the receiver has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Each line: a log, the output of a database client, one JSON document a line.
    Lines,
    /// Each element of the list at a JSON pointer, that of the whole document if it is empty.
    Elements {
        /// As of RFC 6901.
        pointer: String,
    },
}

impl Shape {
    /// What a text most likely is, by its beginning, where nobody says it: a list of texts, objects or lists is JSON. A log may begin
    /// with a bracket too, but then with a time in it.
    pub fn of(beginning: &[u8]) -> Self {
        let mut bytes = beginning.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (bytes.next(), bytes.next()) {
            (Some(b'['), Some(b'{' | b'"' | b'[' | b']')) => {
                Self::Elements { pointer: String::new() }
            }
            _ => Self::Lines,
        }
    }
}

/// Why a text could not be scanned.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The pointer is none.
    #[error(transparent)]
    Pointer(#[from] PointerError),
    /// It cannot be read.
    #[error("what the receiver has cannot be read")]
    Unreadable(#[from] io::Error),
    /// There is no list where the pointer points at, or it is no JSON.
    #[error("there is no list at the JSON pointer {0:?} of what the receiver has")]
    NoList(String),
    /// The list has no end.
    #[error("the list at the JSON pointer {0:?} of what the receiver has was cut off")]
    CutOff(String),
}

impl ScanError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pointer(_) => "scan_pointer",
            Self::Unreadable(_) => "scan_unreadable",
            Self::NoList(_) => "scan_no_list",
            Self::CutOff(_) => "scan_cut_off",
        }
    }
}

#[derive(Debug)]
enum Units {
    /// What there is of the text does not tell yet.
    Unknown,
    Lines,
    Elements {
        pointer: String,
        follower: Elements,
    },
}

impl Units {
    fn of(shape: &Shape) -> Result<Self, PointerError> {
        Ok(match shape {
            Shape::Lines => Self::Lines,
            Shape::Elements { pointer } => {
                Self::Elements { follower: Elements::at(pointer)?, pointer: pointer.clone() }
            }
        })
    }
}

/// One text that is being scanned.
///
/// ```
/// use livehook_load::{identity::RunName, oracle::{Scan, Shape, Sightings}};
///
/// let run: RunName = "k3x9az".parse().unwrap();
/// let mut seen = Sightings::new(run, 2);
/// let mut scan = Scan::new(&mut seen, &Shape::Lines)?;
/// scan.push(b"took ld-k3x9az-00000");
/// scan.push(b"000001\n");
/// scan.finish()?;
/// assert_eq!((seen.times(0), seen.times(1)), (0, 1));
/// # Ok::<(), livehook_load::oracle::ScanError>(())
/// ```
#[derive(Debug)]
pub struct Scan<'a> {
    seen: &'a mut Sightings,
    units: Units,
    finder: Finder<'static>,
    prefix_bytes: usize,
    /// The end of the last piece, where a name may have begun, and then the present one.
    buffer: Vec<u8>,
}

impl<'a> Scan<'a> {
    /// Begins a text.
    ///
    /// # Errors
    ///
    /// [`ScanError::Pointer`].
    pub fn new(seen: &'a mut Sightings, shape: &Shape) -> Result<Self, ScanError> {
        let units = Units::of(shape)?;
        Ok(Self::with(seen, units))
    }

    /// Begins a text whose shape is that of its beginning, by [`Shape::of`].
    pub fn guessing(seen: &'a mut Sightings) -> Self {
        Self::with(seen, Units::Unknown)
    }

    fn with(seen: &'a mut Sightings, units: Units) -> Self {
        let name = seen.run().stream(0);
        let prefix = &name.as_bytes()[..name.len() - DIGITS];
        let finder = Finder::new(prefix).into_owned();
        Self { prefix_bytes: prefix.len(), seen, units, finder, buffer: Vec::new() }
    }

    /// The next piece, of whatever length.
    pub fn push(&mut self, piece: &[u8]) {
        if matches!(self.units, Units::Unknown) {
            self.buffer.extend_from_slice(piece);
            let n_told = self.buffer.iter().filter(|byte| !byte.is_ascii_whitespace()).take(2);
            if n_told.count() == 2 || self.buffer.len() >= BEGINNING_BYTES {
                self.settle();
            }
        } else {
            self.scan(piece);
        }
    }

    /// The shape is what the text begins with by now.
    fn settle(&mut self) {
        let begun = std::mem::take(&mut self.buffer);
        self.units = Units::of(&Shape::of(&begun)).unwrap_or(Units::Lines);
        self.scan(&begun);
    }

    fn scan(&mut self, piece: &[u8]) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut at = buffer.len();
        // A name may have begun in the piece before, but no unit: both are looked at from their own place on.
        let mut names_from = 0;
        buffer.extend_from_slice(piece);
        while let Some((took, mark)) = self.next_mark(&buffer[at..]) {
            at += took;
            // No name holds what ends a unit.
            if mark != Mark::Opens {
                self.note_names(&buffer[names_from..at]);
                self.seen.end_unit();
            }
            names_from = at;
        }
        if self.is_inside() {
            self.note_names(&buffer[names_from..]);
        }
        let tail = (self.prefix_bytes + DIGITS - 1).min(buffer.len() - names_from);
        buffer.drain(..buffer.len() - tail);
        self.buffer = buffer;
    }

    /// The text ends here.
    ///
    /// # Errors
    ///
    /// [`ScanError::NoList`], [`ScanError::CutOff`]; what was seen by then stays.
    pub fn finish(mut self) -> Result<(), ScanError> {
        if matches!(self.units, Units::Unknown) {
            self.settle();
        }
        self.seen.end_unit();
        match self.units {
            Units::Unknown | Units::Lines => Ok(()),
            Units::Elements { pointer, follower } => match follower.found() {
                Found::NoList => Err(ScanError::NoList(pointer)),
                Found::Open => Err(ScanError::CutOff(pointer)),
                Found::Whole => Ok(()),
            },
        }
    }

    /// Scans all that a reader has.
    ///
    /// # Errors
    ///
    /// [`ScanError::Unreadable`] and those of [`Scan::finish`].
    pub fn read(mut self, mut reader: impl Read) -> Result<(), ScanError> {
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            match reader.read(&mut block) {
                Ok(0) => return self.finish(),
                Ok(length) => self.push(&block[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn next_mark(&mut self, bytes: &[u8]) -> Option<(usize, Mark)> {
        match &mut self.units {
            Units::Unknown | Units::Lines => memchr(b'\n', bytes).map(|at| (at + 1, Mark::Splits)),
            Units::Elements { follower, .. } => follower.next(bytes),
        }
    }

    fn is_inside(&self) -> bool {
        match &self.units {
            Units::Unknown | Units::Lines => true,
            Units::Elements { follower, .. } => follower.is_inside(),
        }
    }

    /// Notes the names that stand in bytes as a whole.
    fn note_names(&mut self, bytes: &[u8]) {
        let mut from = 0;
        while let Some(at) = self.finder.find(&bytes[from..]) {
            from += at + self.prefix_bytes;
            let Some(number) = bytes.get(from..from + DIGITS).and_then(number) else { continue };
            self.seen.note(number);
            from += DIGITS;
        }
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0'))
    })
}
