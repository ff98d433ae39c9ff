//! Finds a member in canonical text without building anything. What lies before it is stepped over; what lies behind is not read.
//!
//! On text that is not canonical its answer is meaningless, but it neither panics nor runs on.

use std::cmp::Ordering;

/// The text of a member of the first element of an array, where that element is an object.
pub(super) fn in_first_object<'a>(array: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut rest = array.strip_prefix(b"[{")?;
    loop {
        let own_name = rest.get(..string_end(rest)?)?;
        let value = rest.get(own_name.len() + 1..)?;
        let value = value.get(..value_end(value)?)?;
        match own_name.get(1..own_name.len() - 1)?.cmp(name.as_bytes()) {
            Ordering::Less => {}
            Ordering::Equal => return Some(value),
            // Names are sorted, so it does not come any more.
            Ordering::Greater => return None,
        }
        rest = rest.get(own_name.len() + 1 + value.len()..)?.strip_prefix(b",")?;
    }
}

/// Where a string that begins here ends, its quotes included.
fn string_end(text: &[u8]) -> Option<usize> {
    let mut at = text.starts_with(b"\"").then_some(1)?;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        match text.get(at)? {
            b'"' => return Some(at + 1),
            // The escaped byte is no quote that ends anything.
            _ => at += 2,
        }
    }
}

/// Where a value that begins here ends.
fn value_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0_usize, 0_usize);
    loop {
        match text.get(at)? {
            b'"' => at += string_end(text.get(at..)?)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            b',' | b'}' | b']' if depth == 0 => return Some(at),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::in_first_object;

    #[track_caller]
    fn check(array: &str, expected: Option<&str>) {
        assert_eq!(
            in_first_object(array.as_bytes(), "begin_time"),
            expected.map(str::as_bytes),
            "{array}"
        );
    }

    #[test]
    fn finds_the_member_wherever_it_stands() {
        check(r#"[{"begin_time":5}]"#, Some("5"));
        check(
            r#"[{"a":1,"begin_time":{"x":[1,"]}"]},"z":2},{"begin_time":7}]"#,
            Some(r#"{"x":[1,"]}"]}"#),
        );
        check(r#"[{"a":"\\\",\"begin_time\":9","begin_time":"5"}]"#, Some(r#""5""#));
        check(r#"[{"begin_time":1,"begin_time":2}]"#, Some("1"));
    }

    #[test]
    fn only_the_first_element_counts_and_only_as_an_object() {
        check(r#"[{"end_time":1},{"begin_time":7}]"#, None);
        check(r#"[["begin_time",5]]"#, None);
        check(r#"["begin_time"]"#, None);
        check("[]", None);
        check("[{}]", None);
        check(r#"{"begin_time":5}"#, None);
    }

    proptest! {
        #[test]
        fn any_bytes_end(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ignored = in_first_object(&text, "begin_time");
            let _ignored = in_first_object(&[b"[{".as_slice(), &text].concat(), "begin_time");
        }

        #[test]
        fn any_run_of_json_tokens_ends(text in r#"\[\{([\[\]{}:,"\\]|"a"|"begin_time"|1){0,60}"#) {
            let _ignored = in_first_object(text.as_bytes(), "begin_time");
        }
    }
}
