//! Titles, summaries and keywords that belong together.
//!
//! A scene has a script: banks of words, and moments with slots for them. A session casts its
//! people and things once, so that the same host sells and the same two teams play from its first
//! clip to its last; each clip then draws what it is about. Moments stand in the order in which
//! they happen, and clips take them in that order: nobody plays an encore before the first song.

mod chinese;
mod english;
mod script;
#[cfg(test)]
mod tests;

use super::{Language, Scene, timeline::Clip};
use crate::draws::Draws;
use script::{Moment, Script, Slots, listed};

/// What is said of one clip.
pub(super) struct Text {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) key_words: Vec<String>,
}

/// The script of a session with its parts given out.
pub(super) struct Play {
    script: &'static Script,
    cast: Slots,
}

impl Play {
    pub(super) fn cast(language: Language, scene: Scene, draws: &mut Draws) -> Play {
        let script = script(language, scene);
        let mut cast = Slots::default();
        cast.draw(script.cast, draws);
        Play { script, cast }
    }

    /// The words for one clip of a session that has `n_clips` of them.
    pub(super) fn tell(&self, clip: &Clip, n_clips: usize, draws: &mut Draws) -> Text {
        let mut slots = self.cast.clone();
        // The minute that is spoken of is the one that the address of the clip names.
        slots.set("minute", (clip.pts_ms / 60_000).to_string());
        slots.draw(self.script.props, draws);
        let moment = &self.script.moments
            [moment_idx(clip.ordinal, n_clips, self.script.moments.len(), draws)];
        moment.tell(&slots, draws)
    }
}

fn script(language: Language, scene: Scene) -> &'static Script {
    match (language, scene) {
        (Language::English, Scene::Commerce) => &english::COMMERCE,
        (Language::English, Scene::Esports) => &english::ESPORTS,
        (Language::English, Scene::Education) => &english::EDUCATION,
        (Language::English, Scene::Concert) => &english::CONCERT,
        (Language::Chinese, Scene::Commerce) => &chinese::COMMERCE,
        (Language::Chinese, Scene::Esports) => &chinese::ESPORTS,
        (Language::Chinese, Scene::Education) => &chinese::EDUCATION,
        (Language::Chinese, Scene::Concert) => &chinese::CONCERT,
    }
}

/// The moment that a clip shows. The moments are cut into as many runs as there are clips, and each
/// clip takes one of its run. A session with more clips than moments has one opening and one end,
/// and goes through what lies between them several times.
fn moment_idx(ordinal: usize, n_clips: usize, n_moments: usize, draws: &mut Draws) -> usize {
    if n_clips <= n_moments {
        let (from, to) = (ordinal * n_moments / n_clips, (ordinal + 1) * n_moments / n_clips);
        from + draws.below(to - from)
    } else if ordinal + 1 == n_clips {
        n_moments - 1
    } else if ordinal == 0 {
        0
    } else {
        1 + (ordinal - 1) % (n_moments - 2)
    }
}

impl Moment {
    /// Keywords that every clip has.
    const KEY_WORDS_MIN: usize = 4;

    fn tell(&self, slots: &Slots, draws: &mut Draws) -> Text {
        let n_key_words = listed(self.key_words).count();
        let n_told = Self::KEY_WORDS_MIN + draws.below(n_key_words - Self::KEY_WORDS_MIN + 1);
        Text {
            title: slots.fill_sentence(self.title),
            summary: slots.fill_sentence(self.summary),
            key_words: listed(self.key_words).take(n_told).map(|each| slots.fill(each)).collect(),
        }
    }
}
