//! Sources that a reader without a parser could get wrong.

use super::{Function, code_only, declares, functions};

#[track_caller]
fn check_code(source: &str, expected: &str) {
    let code = code_only(source);
    assert_eq!(code.matches('\n').count(), source.matches('\n').count(), "line breaks stay");
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeezed(&code), expected);
}

#[track_caller]
fn check_functions(source: &str, expected: &[(&str, usize, usize)]) {
    let code = code_only(source);
    let found: Vec<_> = functions(&code).collect();
    let expected: Vec<_> =
        expected.iter().map(|&(name, line, lines)| Function { name, line, lines }).collect();
    assert_eq!(found, expected);
}

#[test]
fn comments_are_not_code() {
    check_code("a // b { \n c", "a c");
    check_code("a /* b /* c */ d */ e", "a e");
    check_code("a /* never closed", "a");
    check_code("/// \"one quote\nb", "b");
}

#[test]
fn strings_are_not_code() {
    check_code(r#"a("b \" { c", d)"#, "a( , d)");
    check_code("a(\"b \\\\\", c)", "a( , c)");
    check_code("a(\"two\nlines\") b", "a( ) b");
    check_code("a(r\"\\\") b", "a( ) b");
    check_code("a(r#\"b \" c\"#, br##\"\"# \"##) d", "a( , ) d");
}

#[test]
fn characters_are_not_code_and_lifetimes_are() {
    check_code(r"a('{', '\'', '\\', '\u{7b}', 'é', b'}') z", "a( , , , , , b ) z");
    check_code("fn a<'b>(c: &'b str) -> &'static str", "fn a<'b>(c: &'b str) -> &'static str");
}

#[test]
fn names_that_look_like_prefixes_are_code() {
    check_code("r#fn(bar, c, br) for_r", "r#fn(bar, c, br) for_r");
    check_code("var\"text\"", "var");
}

#[test]
fn functions_reach_from_their_keyword_to_their_last_brace() {
    check_functions("fn a() {}\n\npub async fn b(\n) {\n  { }\n}\n", &[("a", 1, 1), ("b", 3, 4)]);
}

#[test]
fn braces_in_text_do_not_close_a_function() {
    check_functions("fn a() {\n \"}\"; '}'; // }\n}\nfn b() {}", &[("a", 1, 3), ("b", 4, 1)]);
}

#[test]
fn signatures_without_a_body_and_function_types_are_passed_over() {
    check_functions("trait T { fn a(&self); fn b(&self) {\n} }", &[("b", 1, 2)]);
    check_functions("type F = fn(u8) -> u8;\nfn a(b: [u8; 4]) -> [u8; 2] {\n}", &[("a", 2, 2)]);
}

#[test]
fn a_function_inside_another_counts_in_both() {
    check_functions("fn a() {\nfn b() {\n}\n}", &[("a", 1, 4), ("b", 2, 2)]);
}

#[test]
fn a_module_is_declared_by_its_whole_name() {
    let code = code_only("pub(crate) mod ab;\nmod c { }\n// mod d;\nmod  e ;");
    let declared: Vec<_> =
        ["a", "ab", "abc", "c", "d", "e"].iter().filter(|name| declares(&code, name)).collect();
    assert_eq!(declared, [&"ab", &"e"]);
}
