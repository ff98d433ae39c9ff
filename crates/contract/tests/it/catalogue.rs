//! What every case must have. What a case shows is held against faulty receivers in `faults`.

use std::collections::BTreeSet;

use livehook_contract::{
    case::{Area, Case, DecidedBy, Level},
    catalogue,
    step::{Callback, Expect, Step},
};
use livehook_simulator::world::{EventKind, Oddity};

fn callbacks(step: &Step) -> Vec<&Callback> {
    match step {
        Step::Send { callback, .. }
        | Step::Many { callback, .. }
        | Step::OneStream { callback, .. }
        | Step::Cut { callback, .. } => vec![callback],
        Step::Raw { callbacks, .. } => callbacks.iter().collect(),
        Step::Again { .. }
        | Step::Bytes { .. }
        | Step::Hold { .. }
        | Step::LookBack(_)
        | Step::Restart => Vec::new(),
    }
}

#[test]
fn there_are_over_a_hundred_and_twenty_and_no_id_stands_twice() {
    let ids: BTreeSet<_> = catalogue::all().map(|case| case.id).collect();
    assert_eq!(ids.len(), catalogue::all().count());
    assert!(ids.len() > 120, "{}", ids.len());
}

#[test]
fn an_id_is_made_of_the_area_and_a_name_in_lower_case() {
    for case in catalogue::all() {
        let rest = case.id.strip_prefix("css/").unwrap_or_else(|| panic!("{}", case.id));
        assert!(rest.starts_with(&format!("{}/", case.area())), "{}", case.id);
        let is_plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
        assert!(rest.chars().all(|char| is_plain(char) || "-/.".contains(char)), "{}", case.id);
        assert_eq!(catalogue::find(case.id).map(|found| found.id), Some(case.id));
    }
}

#[test]
fn every_area_has_cases_and_they_stand_together() {
    let mut areas: Vec<Area> = catalogue::all().map(Case::area).collect();
    areas.dedup();
    let distinct: BTreeSet<_> = areas.iter().copied().collect();
    assert_eq!(areas.len(), distinct.len(), "{areas:?}");
    assert_eq!(distinct.len(), Area::ALL.len());
}

#[test]
fn every_text_is_there() {
    for case in catalogue::all() {
        for text in [case.title, case.sends, case.sound] {
            assert!(text.len() > 3, "{}: {text:?}", case.id);
        }
        assert!(!case.title.ends_with('.'), "{}", case.id);
        for text in [case.lesson.matters, case.lesson.mend] {
            assert!(text.ends_with('.'), "{}: {text:?}", case.id);
        }
        assert!(case.source.to_string().len() > 5, "{}", case.id);
    }
}

#[test]
fn every_value_that_is_set_is_json_once_its_places_are_filled() {
    for case in catalogue::all() {
        for (path, json) in case.steps.iter().flat_map(callbacks).flat_map(|callback| callback.sets)
        {
            let filled = json.replace("{t}", "1761129434").replace("{sign}", "00");
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(&filled);
            assert!(parsed.is_ok(), "{} sets {path} to {json}", case.id);
            assert!(
                path.parse::<livehook_simulator::recipe::Path>().is_ok(),
                "{}: {path}",
                case.id
            );
        }
    }
}

#[test]
fn what_is_sent_again_was_sent_by_an_earlier_step() {
    for case in catalogue::all() {
        for (number, step) in case.steps.iter().enumerate() {
            if let Step::Again { step, .. } = step {
                assert!(*step < number, "{}", case.id);
                assert!(matches!(case.steps[*step], Step::Send { .. }), "{}", case.id);
            }
        }
    }
}

#[test]
fn only_facts_are_reported_and_facts_only_reported() {
    for case in catalogue::all() {
        let expects = |step: &Step| match step {
            Step::Send { expect, .. } | Step::Raw { expect, .. } | Step::Many { expect, .. } => {
                *expect == Expect::Reported
            }
            _ => false,
        };
        let reported = case.steps.iter().any(expects);
        assert_eq!(case.level == Level::Info, reported, "{}", case.id);
    }
}

#[test]
fn whoever_asks_for_repeats_needs_to_see_effects() {
    for case in catalogue::all() {
        let asks = |step: &Step| {
            matches!(
                step,
                Step::Again { .. } | Step::Send { expect: Expect::Known, .. } | Step::Cut { .. }
            )
        };
        if case.steps.iter().any(asks) {
            assert_eq!(case.decided_by, DecidedBy::Effects, "{}", case.id);
        }
    }
}

#[test]
fn every_documented_event_and_every_oddity_is_asked() {
    for kind in EventKind::ALL {
        assert!(catalogue::find(&format!("css/event/{}", kind.name())).is_some(), "{kind:?}");
        assert!(
            catalogue::find(&format!("css/sign/unsigned-{}", kind.name())).is_some(),
            "{kind:?}"
        );
    }
    for oddity in Oddity::ALL {
        let id = format!("css/event/{}/{}", oddity.kind().name(), oddity.name());
        assert!(catalogue::find(&id).is_some(), "{id}");
    }
}
