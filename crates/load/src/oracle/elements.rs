//! Where the elements of a list begin and end in a JSON document that comes in pieces. It is followed, not parsed: nothing of it is kept
//! but how deep it is and the present key, so that a document of a gigabyte takes no more memory than one of a line.

use memchr::memchr2;

/// How long a key may be that a pointer names, in bytes as it is written in the document.
const KEY_BYTES_MAX: usize = 256;

/// How many steps a pointer may have.
const STEPS_MAX: usize = 32;

/// A text that is no JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no JSON pointer; write it as /data/events, with 32 steps at most")]
pub struct PointerError(pub String);

/// A place in a piece at which something begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The list begins; what follows is its first element.
    Opens,
    /// One element ends, and the next begins.
    Splits,
    /// The last element ends, and the list with it.
    Closes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Structure,
    Text,
    /// Behind a backslash in a text.
    Escape,
}

/// A container that the pointer leads into, or the list itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array {
        /// The element that it is at.
        index: u64,
    },
}

/// Follows a document to the list at a pointer.
#[derive(Debug, Clone)]
pub(super) struct Elements {
    steps: Vec<String>,
    within: Within,
    /// Containers that are open.
    depth: usize,
    /// Those on the way to the list, outermost first. The way can only go on from the innermost of all, so `path.len() == depth` where
    /// it may.
    path: Vec<Container>,
    /// The last text at a place where it may be a key, as written.
    key: Vec<u8>,
    /// Whether the text that is read may be one.
    keeps: Keeps,
    found: Found,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Key,
    Nothing,
}

/// Whether there was a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// None yet.
    NoList,
    /// It is open.
    Open,
    /// It was closed.
    Whole,
}

impl Elements {
    /// # Errors
    ///
    /// [`PointerError`].
    pub(super) fn at(pointer: &str) -> Result<Self, PointerError> {
        let unusable = || PointerError(pointer.to_owned());
        let steps = match pointer.strip_prefix('/') {
            Some(steps) => steps.split('/').map(unescaped).collect(),
            None if pointer.is_empty() => Vec::new(),
            None => return Err(unusable()),
        };
        if steps.len() > STEPS_MAX {
            return Err(unusable());
        }
        Ok(Self {
            steps,
            within: Within::Structure,
            depth: 0,
            path: Vec::new(),
            key: Vec::new(),
            keeps: Keeps::Nothing,
            found: Found::NoList,
        })
    }

    pub(super) const fn found(&self) -> Found {
        self.found
    }

    pub(super) fn is_inside(&self) -> bool {
        self.found == Found::Open
    }

    /// Goes on to the next mark, and says how many bytes it took, the mark's own included. None: there is none in the rest.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<(usize, Mark)> {
        let mut at = 0;
        while at < bytes.len() {
            match self.within {
                Within::Structure => {
                    let mark = self.structure(bytes[at]);
                    at += 1;
                    if let Some(mark) = mark {
                        return Some((at, mark));
                    }
                }
                Within::Text => at += self.text(&bytes[at..]),
                Within::Escape => {
                    self.keep(&bytes[at..=at]);
                    self.within = Within::Text;
                    at += 1;
                }
            }
        }
        None
    }

    /// Goes on within a text, and says how far.
    fn text(&mut self, bytes: &[u8]) -> usize {
        let Some(end) = memchr2(b'"', b'\\', bytes) else {
            self.keep(bytes);
            return bytes.len();
        };
        if bytes[end] == b'"' {
            self.keep(&bytes[..end]);
            self.within = Within::Structure;
        } else {
            self.keep(&bytes[..=end]);
            self.within = Within::Escape;
        }
        end + 1
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.keeps == Keeps::Key {
            // Longer ones equal no step: they have one byte more than is looked at.
            let room = (KEY_BYTES_MAX + 1).saturating_sub(self.key.len());
            self.key.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn structure(&mut self, byte: u8) -> Option<Mark> {
        match byte {
            b'"' => {
                self.within = Within::Text;
                let may_be_key = self.may_go_on() && self.path.last() == Some(&Container::Object);
                self.keeps = if may_be_key { Keeps::Key } else { Keeps::Nothing };
                if may_be_key {
                    self.key.clear();
                }
                None
            }
            // What some languages make of an empty list. Outside of texts, no other word begins like this.
            b'n' if self.may_go_on() && self.path.len() == self.steps.len() && self.fits() => {
                self.found = Found::Whole;
                None
            }
            b'[' => self.open(Container::Array { index: 0 }),
            b'{' => self.open(Container::Object),
            b']' | b'}' => self.close(),
            b',' if self.path.len() == self.depth => {
                let Some(Container::Array { index }) = self.path.last_mut() else { return None };
                *index += 1;
                (self.is_inside() && self.is_target()).then_some(Mark::Splits)
            }
            _ => None,
        }
    }

    fn open(&mut self, container: Container) -> Option<Mark> {
        let goes_on = self.may_go_on() && self.fits();
        self.depth += 1;
        if !goes_on {
            return None;
        }
        self.path.push(container);
        let is_list = self.is_target() && matches!(container, Container::Array { .. });
        is_list.then(|| {
            self.found = Found::Open;
            Mark::Opens
        })
    }

    /// Whether the way to the list may go on from here.
    const fn may_go_on(&self) -> bool {
        matches!(self.found, Found::NoList) && self.path.len() == self.depth
    }

    /// Whether the value that begins lies on the way.
    fn fits(&self) -> bool {
        let Some(container) = self.path.last() else { return self.depth == 0 };
        let Some(step) = self.steps.get(self.path.len() - 1) else { return false };
        match container {
            Container::Array { index } => *step == index.to_string(),
            Container::Object => {
                let quoted = [b"\"", self.key.as_slice(), b"\""].concat();
                self.key.len() <= KEY_BYTES_MAX
                    && serde_json::from_slice::<String>(&quoted).is_ok_and(|key| key == *step)
            }
        }
    }

    /// Whether the innermost container of the way is what the pointer names.
    const fn is_target(&self) -> bool {
        self.path.len() == self.steps.len() + 1
    }

    fn close(&mut self) -> Option<Mark> {
        let closes_path = self.path.len() == self.depth;
        self.depth = self.depth.saturating_sub(1);
        if !closes_path {
            return None;
        }
        let was_list = self.is_inside() && self.is_target();
        self.path.pop();
        was_list.then(|| {
            self.found = Found::Whole;
            Mark::Closes
        })
    }
}

/// A step of a pointer as it is meant: `~1` is a slash, `~0` a tilde.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
