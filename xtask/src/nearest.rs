//! Finds the name that was probably meant.

/// The candidate closest to what was typed, unless even that one is too far away to be a slip of the finger.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A third of the letters may be wrong: `srve` is `serve`, but `deploy` is nothing of ours.
    let slips_max = (typed.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(slips, _)| *slips <= slips_max)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, remove, replace, or swap with their neighbour until the two are the same.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    // rows[i][j]: the distance between the first i letters of left and the first j of right.
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    rows[0] = (0..=right.len()).collect();
    for i in 1..=left.len() {
        rows[i][0] = i;
        for j in 1..=right.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            rows[i][j] = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped {
                rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
            }
        }
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(nearest(typed, ["serve", "sign", "simulate", "ci"]), expected);
    }

    #[test]
    fn a_forgotten_letter_is_found() {
        check("srve", Some("serve"));
    }

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        check("esrve", Some("serve"));
        check("ic", Some("ci"));
    }

    #[test]
    fn the_closer_of_two_wins() {
        check("signe", Some("sign"));
    }

    #[test]
    fn another_word_is_nobodys_neighbour() {
        check("deploy", None);
        check("", None);
    }

    #[test]
    fn distances_are_counted_in_letters_not_bytes() {
        assert_eq!(distance("é", "e"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
