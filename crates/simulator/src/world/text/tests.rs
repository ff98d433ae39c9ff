//! Checks on the scripts as data: what a slip of the pen in them would break.

use std::collections::BTreeSet;

use super::*;
use crate::{
    draws::Purpose,
    world::{Named, Seed, text::script::Bank},
};

fn each_script(mut check: impl FnMut(Language, Scene, &Script)) {
    for &language in Language::ALL {
        for &scene in Scene::ALL {
            check(language, scene, script(language, scene));
        }
    }
}

#[test]
fn each_script_has_a_dozen_moments_with_four_to_six_different_keywords() {
    each_script(|language, scene, script| {
        assert!(script.moments.len() >= 12, "{language:?} {scene:?}");
        for moment in script.moments {
            let key_words: BTreeSet<_> = listed(moment.key_words).collect();
            assert!((4..=6).contains(&key_words.len()), "{language:?} {scene:?}: {}", moment.title);
            assert_eq!(
                key_words.len(),
                listed(moment.key_words).count(),
                "{language:?} {scene:?}: {}",
                moment.title
            );
        }
    });
}

#[test]
fn each_row_has_a_word_for_each_slot() {
    each_script(|_, _, script| {
        for bank in script.cast.iter().chain(script.props) {
            match bank {
                Bank::Row(slots, rows) | Bank::OneOf(slots, rows) => {
                    let n_slots = listed(slots).count();
                    assert!(
                        rows.iter().all(|row| listed(row).count() == n_slots),
                        "{slots}: {rows:?}"
                    );
                }
                Bank::Different(slots, words) => {
                    assert!(listed(words).count() >= listed(slots).count(), "{slots}");
                }
                Bank::Word(..) | Bank::Number(..) | Bank::PriceCut(_) | Bank::Person(..) => {}
            }
        }
    });
}

#[test]
fn each_moment_fills_without_a_slot_left_and_says_its_first_keywords() {
    each_script(|language, scene, script| {
        for seed in 0..8 {
            let draws = &mut Draws::new(Seed(seed), Purpose::Words, 0);
            let play = Play::cast(language, scene, draws);
            let mut slots = play.cast.clone();
            slots.set("minute", "41");
            slots.draw(script.props, draws);
            for moment in script.moments {
                let text = moment.tell(&slots, draws);
                let said = format!("{} {}", text.title, text.summary).to_lowercase();
                assert!(!said.contains(['{', '}']), "{language:?} {scene:?}: {said}");
                assert!(
                    !text.key_words.concat().contains(['{', '}']),
                    "{language:?} {scene:?}: {:?}",
                    text.key_words
                );
                let n_said = text
                    .key_words
                    .iter()
                    .filter(|word| said.contains(&word.to_lowercase()))
                    .count();
                assert!(n_said >= 3, "{language:?} {scene:?}: {said}: {:?}", text.key_words);
            }
        }
    });
}

#[test]
fn different_slots_get_different_words_and_a_price_is_cut() {
    for seed in 0..64 {
        let draws = &mut Draws::new(Seed(seed), Purpose::Words, 0);
        let mut slots = Slots::default();
        slots.set("base", "19");
        slots.draw(&[Bank::Different("a | b | c", "1 | 2 | 3 | 4"), Bank::PriceCut("base")], draws);
        let words = slots.fill("{a}{b}{c}").into_bytes();
        assert!(words[0] != words[1] && words[1] != words[2] && words[0] != words[2], "{words:?}");
        let [was, price, off] =
            ["{was}", "{price}", "{off}"].map(|slot| slots.fill(slot).parse::<i64>().unwrap());
        assert!(off > 0 && price > 0 && was == price + off, "{was} {price} {off}");
    }
}

#[test]
fn a_session_goes_through_its_moments_in_order() {
    let draws = &mut Draws::new(Seed(1), Purpose::Words, 0);
    for n_clips in 1..=14 {
        let told: Vec<_> =
            (0..n_clips).map(|ordinal| moment_idx(ordinal, n_clips, 14, draws)).collect();
        assert!(told.is_sorted_by(|a, b| a < b), "{told:?}");
        assert!(told.iter().all(|&moment| moment < 14), "{told:?}");
    }
}

#[test]
fn a_long_session_opens_and_ends_once() {
    let draws = &mut Draws::new(Seed(1), Purpose::Words, 0);
    let told: Vec<_> = (0..40).map(|ordinal| moment_idx(ordinal, 40, 14, draws)).collect();
    assert_eq!((told[0], told[39]), (0, 13), "{told:?}");
    assert!(told[1..39].iter().all(|moment| (1..13).contains(moment)), "{told:?}");
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
}
