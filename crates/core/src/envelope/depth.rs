//! How deep arrays and objects nest. serde_json skips unknown values without a limit, and later readers recurse: so it is bounded here.

use crate::skip::skip_text;

/// How deep arrays and objects may nest, the callback's own object counted. No documented callback passes 7 (the places of words in 315).
pub const MAX_DEPTH: usize = 64;

/// Whether a JSON text stays within [`MAX_DEPTH`].
pub(super) fn within_limit(json: &str) -> bool {
    // Depth cannot exceed the number of opening brackets, and counting those needs no look at strings:
    // an honest callback has a handful, so the walk below hardly ever runs.
    let mut brackets = memchr::memchr2_iter(b'{', b'[', json.as_bytes());
    brackets.nth(MAX_DEPTH).is_none() || deepest(json) <= MAX_DEPTH
}

fn deepest(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            // It has an end: this is JSON.
            b'"' => _ = skip_text(&mut bytes),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        format!("{}{}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn the_limit_itself_is_within_and_one_more_is_not() {
        assert!(within_limit(&nested(MAX_DEPTH)));
        assert!(!within_limit(&nested(MAX_DEPTH + 1)));
    }

    #[test]
    fn brackets_beside_each_other_and_in_strings_do_not_nest() {
        assert!(within_limit(&format!("[{}1]", "[],".repeat(500))));
        assert!(within_limit(&format!(r#"["{}\"{}"]"#, "[".repeat(500), "{".repeat(500))));
    }
}
