//! What may be asked of a world, and the names by which it is asked for.

use std::{fmt, str::FromStr};

use super::Items;
use crate::nearest::nearest;

/// A closed list of things that have names, as used on the command line.
pub trait Named: Copy + Eq + 'static {
    /// What the list is a list of, in a word: `language`.
    const KIND: &'static str;
    /// Every member, in the order in which they are shown.
    const ALL: &'static [Self];
    /// The member's name: lower case, one word.
    fn as_str(self) -> &'static str;
}

/// The language of titles, summaries and keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Named for Language {
    const KIND: &'static str = "language";
    const ALL: &'static [Language] = &[Language::English, Language::Chinese];

    fn as_str(self) -> &'static str {
        match self {
            Language::English => "english",
            Language::Chinese => "chinese",
        }
    }
}

/// What a live session is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// A host sells goods.
    Commerce,
    /// Two teams play a match.
    Esports,
    /// A teacher holds a lesson.
    Education,
    /// A band plays a show.
    Concert,
}

impl Named for Scene {
    const KIND: &'static str = "scene";
    const ALL: &'static [Scene] =
        &[Scene::Commerce, Scene::Esports, Scene::Education, Scene::Concert];

    fn as_str(self) -> &'static str {
        match self {
            Scene::Commerce => "commerce",
            Scene::Esports => "esports",
            Scene::Education => "education",
            Scene::Concert => "concert",
        }
    }
}

/// Whether clips come with a cover image. Real callbacks without one carry an empty string, never
/// `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cover {
    /// A `.jpg` beside the clip.
    Present,
    /// The empty string.
    Empty,
}

impl Named for Cover {
    const KIND: &'static str = "cover";
    const ALL: &'static [Cover] = &[Cover::Present, Cover::Empty];

    fn as_str(self) -> &'static str {
        match self {
            Cover::Present => "present",
            Cover::Empty => "empty",
        }
    }
}

/// One member of a list, or all of them in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice<T> {
    /// This one always.
    Only(T),
    /// Each in turn, changing from one live session to the next.
    Mixed,
}

impl<T: Named> Choice<T> {
    const MIXED: &'static str = "mixed";

    /// Every name that parses: the members', then `mixed`.
    ///
    /// ```
    /// use livehook_simulator::world::{Choice, Language};
    ///
    /// let names: Vec<_> = Choice::<Language>::names().collect();
    /// assert_eq!(names, ["english", "chinese", "mixed"]);
    /// assert_eq!("chinese".parse(), Ok(Choice::Only(Language::Chinese)));
    /// ```
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        T::ALL.iter().map(|&each| each.as_str()).chain([Self::MIXED])
    }

    /// The choice's name, which parses back to it.
    pub fn as_str(self) -> &'static str {
        match self {
            Choice::Only(one) => one.as_str(),
            Choice::Mixed => Self::MIXED,
        }
    }

    /// The member whose turn it is.
    pub(super) fn at(self, turn: usize) -> T {
        match self {
            Choice::Only(one) => one,
            Choice::Mixed => T::ALL[turn % T::ALL.len()],
        }
    }
}

impl<T: Named> fmt::Display for Choice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<T: Named> FromStr for Choice<T> {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Choice<T>, UnknownName> {
        if text == Self::MIXED {
            return Ok(Choice::Mixed);
        }
        match T::ALL.iter().find(|each| each.as_str() == text) {
            Some(&one) => Ok(Choice::Only(one)),
            None => Err(UnknownName {
                kind: T::KIND,
                given: text.to_owned(),
                nearest: nearest(text, Self::names()),
                known: Self::names().collect(),
            }),
        }
    }
}

/// A name that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was looked for: `scene`.
    pub kind: &'static str,
    /// What was typed.
    pub given: String,
    /// The name that was probably meant.
    pub nearest: Option<&'static str>,
    /// All names there are.
    pub known: Vec<&'static str>,
}

impl std::error::Error for UnknownName {}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `{:?}` escapes what a terminal would act upon.
        write!(f, "there is no {} {:?}", self.kind, self.given)?;
        if let Some(nearest) = self.nearest {
            write!(f, ", did you mean {nearest:?}?")?;
        }
        write!(f, " (known: {})", self.known.join(", "))
    }
}

/// All that can be asked of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Language of the texts.
    pub language: Choice<Language>,
    /// What the sessions are about.
    pub scene: Choice<Scene>,
    /// Clips in one callback.
    pub items: Items,
    /// Whether clips have cover images.
    pub cover: Choice<Cover>,
}

impl Choices {
    /// Every language, scene and cover in turn, one to four clips a callback.
    pub const EVERYTHING: Choices = Choices {
        language: Choice::Mixed,
        scene: Choice::Mixed,
        items: Items::FEW,
        cover: Choice::Mixed,
    };
}
