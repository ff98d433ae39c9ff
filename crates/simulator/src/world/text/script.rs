//! The form of a script: banks that give words to slots, and moments that use them.
//!
//! A script is data in the folder of its language. Its tests fill every moment, so a slot that
//! nothing gives a word to does not get past them.

use std::borrow::Cow;

use fake::{
    Fake,
    faker::name::raw::{FirstName, LastName, Name},
    locales::{EN, ZH_CN},
};

use crate::draws::Draws;

/// What can happen in one scene, in one language.
pub(super) struct Script {
    /// Drawn once a session.
    pub(super) cast: &'static [Bank],
    /// Drawn for each clip.
    pub(super) props: &'static [Bank],
    /// In the order in which they happen.
    pub(super) moments: &'static [Moment],
}

/// One kind of clip. `{slot}` stands for the word that a bank gave to the slot.
pub(super) struct Moment {
    pub(super) title: &'static str,
    pub(super) summary: &'static str,
    /// A list. The first four always, the others sometimes.
    pub(super) key_words: &'static str,
}

/// A way to give words to slots. Lists of slots and words stand in one text each, with ` | `
/// between them: so a bank reads as the table that it is.
pub(super) enum Bank {
    /// One of these.
    Word(&'static str, &'static str),
    /// As many different ones as there are slots.
    Different(&'static str, &'static str),
    /// One row: words that only make sense together.
    Row(&'static str, &'static [&'static str]),
    /// The words of one row of other slots: one of the songs or players that the session was cast
    /// with.
    OneOf(&'static str, &'static [&'static str]),
    /// A number from the first to the second, both included.
    Number(&'static str, i64, i64),
    /// A price cut: gives `was`, `price` and `off`, going by the usual price in the named slot.
    PriceCut(&'static str),
    /// Somebody's name.
    Person(&'static str, PersonName),
}

/// How a person is called.
#[derive(Clone, Copy)]
pub(super) enum PersonName {
    EnglishFirst,
    EnglishLast,
    ChineseFull,
    ChineseFamily,
}

/// What a list of slots or words holds.
pub(super) fn listed(list: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    list.split(" | ")
}

/// The words that slots have been given.
#[derive(Clone, Default)]
pub(super) struct Slots(Vec<(&'static str, Cow<'static, str>)>);

impl Slots {
    pub(super) fn set(&mut self, slot: &'static str, word: impl Into<Cow<'static, str>>) {
        self.0.push((slot, word.into()));
    }

    /// Gives words to the slots of all these banks.
    pub(super) fn draw(&mut self, banks: &[Bank], draws: &mut Draws) {
        for bank in banks {
            match *bank {
                Bank::Word(slot, words) => {
                    let pick = draws.below(listed(words).count());
                    self.set_all(slot, listed(words).skip(pick));
                }
                Bank::Different(slots, words) => self.draw_different(slots, words, draws),
                Bank::Row(slots, rows) => self.set_all(slots, listed(draws.one_of::<&str>(rows))),
                Bank::OneOf(slots, rows) => {
                    for (slot, other) in listed(slots).zip(listed(draws.one_of::<&str>(rows))) {
                        if let Some(word) = self.get(other).cloned() {
                            self.set(slot, word);
                        }
                    }
                }
                Bank::Number(slot, from, to) => {
                    self.set(slot, draws.between(from..=to).to_string());
                }
                Bank::PriceCut(usual) => self.draw_price_cut(usual, draws),
                Bank::Person(slot, how) => self.set(slot, how.invent(draws)),
            }
        }
    }

    fn set_all(&mut self, slots: &'static str, words: impl Iterator<Item = &'static str>) {
        for (slot, word) in listed(slots).zip(words) {
            self.set(slot, word);
        }
    }

    fn draw_different(&mut self, slots: &'static str, words: &'static str, draws: &mut Draws) {
        let n_words = listed(words).count();
        let first = draws.below(n_words);
        // A step up to n_words / n_slots keeps n_slots words apart, wherever the first is.
        let step = 1 + draws.below((n_words / listed(slots).count()).max(1));
        self.set_all(slots, listed(words).cycle().skip(first).step_by(step));
    }

    /// Takes a tenth to a half off, in whole units of money.
    fn draw_price_cut(&mut self, usual: &str, draws: &mut Draws) {
        let usual: i64 = self.get(usual).and_then(|text| text.parse().ok()).unwrap_or(100);
        let was = usual + usual * draws.between(-2..=4) / 20;
        let off = (was * draws.between(2..=10) / 20).max(1);
        self.set("was", was.to_string());
        self.set("price", (was - off).to_string());
        self.set("off", off.to_string());
    }

    fn get(&self, slot: &str) -> Option<&Cow<'static, str>> {
        self.0.iter().find(|(name, _)| *name == slot).map(|(_, word)| word)
    }

    /// The template with its slots filled. A slot without a word stays as it is written: the
    /// scripts' tests look for that.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            rest = match after
                .split_once('}')
                .and_then(|(slot, after)| Some((self.get(slot)?, after)))
            {
                Some((word, after)) => {
                    text.push_str(word);
                    after
                }
                None => {
                    text.push('{');
                    after
                }
            };
        }
        text.push_str(rest);
        text
    }

    /// The same, beginning with a capital where the script has them.
    pub(super) fn fill_sentence(&self, template: &str) -> String {
        let mut text = self.fill(template);
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }
}

impl PersonName {
    fn invent(self, draws: &mut Draws) -> String {
        match self {
            PersonName::EnglishFirst => FirstName(EN).fake_with_rng(draws.rng()),
            PersonName::EnglishLast => LastName(EN).fake_with_rng(draws.rng()),
            PersonName::ChineseFull => Name(ZH_CN).fake_with_rng(draws.rng()),
            PersonName::ChineseFamily => LastName(ZH_CN).fake_with_rng(draws.rng()),
        }
    }
}
