//! Foreign text within Markdown as GitHub reads it.

use std::fmt::Write as _;

use livehook_display::inline;

/// Text for a line or a cell of a table. Each mark of Markdown and HTML is written as a character reference, and a mention, an
/// issue's number or a bare address is parted by a space of no width, since GitHub looks for these after everything else.
pub(in crate::report) fn cell(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in inline(text).chars() {
        match char {
            '@' | '#' => {
                // Writing to a String cannot fail.
                let _ignored = write!(shown, "&#{};&#8203;", u32::from(char));
            }
            '&' | '<' | '>' | '"' | '\'' | '|' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '!'
            | '$' | '{' | '}' => {
                let _ignored = write!(shown, "&#{};", u32::from(char));
            }
            // The dot of `www.` would make a link, and one behind a number a list.
            '.' if shown.ends_with("www") => shown.push_str("&#8203;."),
            _ => shown.push(char),
        }
    }
    shown.replace("://", ":&#8203;//")
}

/// Text as code within a line, in HTML, since backticks do not protect a table's bars.
pub(in crate::report) fn code(text: &str) -> String {
    let text = cell(text).replace(":&#8203;", "&#58;").replace("www&#8203;.", "www&#46;");
    format!("<code>{}</code>", text.replace("&#8203;", ""))
}

/// A command in a block of its own, behind a fence that is longer than any run of backticks in it.
pub(super) fn fenced(text: &str) -> String {
    let text = inline(text);
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}sh\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::{cell, code, fenced};

    #[test]
    fn no_mark_of_markdown_or_html_is_left() {
        let hostile = "<script>|`*_[x](y)![z] ~~a~~ \\ $x$ {} & \"'";
        let shown = cell(hostile);
        assert!(
            !shown.contains(['<', '>', '|', '`', '*', '_', '[', ']', '~', '\\', '$', '"', '\'']),
            "{shown}"
        );
    }

    #[test]
    fn mentions_issues_and_addresses_do_not_become_links() {
        assert_eq!(cell("@all"), "&#64;&#8203;all");
        assert_eq!(cell("#12"), "&#35;&#8203;12");
        assert_eq!(
            cell("https://evil.test www.evil.test"),
            "https:&#8203;//evil.test www&#8203;.evil.test"
        );
    }

    #[test]
    fn code_can_be_copied() {
        assert_eq!(code("css/a|b: <1>"), "<code>css/a&#124;b: &#60;1&#62;</code>");
    }

    #[test]
    fn a_fence_is_longer_than_any_run_of_backticks() {
        assert_eq!(fenced("echo ```` x\n```"), "`````sh\necho ```` x\\u{a}```\n`````\n");
    }
}
