//! Where a case stands on the page. An anchor is the case's id; an id that came from elsewhere and is none is made to be one.

use std::collections::{HashMap, HashSet};

/// The anchor of every case on the page.
pub(super) struct Anchors<'a>(HashMap<&'a str, String>);

impl<'a> Anchors<'a> {
    pub(super) fn of(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut taken = HashSet::new();
        let mut anchors = HashMap::new();
        for id in ids {
            let plain: String =
                id.chars().map(|char| if is_plain(char) { char } else { '_' }).collect();
            let numbered = (2..).map(|number| format!("{plain}~{number}"));
            let free = [plain.clone()]
                .into_iter()
                .chain(numbered)
                .find(|anchor| taken.insert(anchor.clone()));
            anchors.insert(id, free.expect("there are more numbers than cases"));
        }
        Self(anchors)
    }

    /// The anchor of a case; absent when the page does not have it.
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

/// Neither escaped in an address nor in HTML.
const fn is_plain(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '/' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn an_id_is_its_anchor_and_others_are_made_to_be_one() {
        let anchors = Anchors::of(["css/time/expired", "a b", "a\"b", "a_b"].into_iter());
        let of = |id| anchors.get(id).unwrap();
        assert_eq!(of("css/time/expired"), "css/time/expired");
        assert_eq!([of("a b"), of("a\"b"), of("a_b")], ["a_b", "a_b~2", "a_b~3"]);
        assert!(anchors.get("css/other").is_none());
    }
}
