//! Just enough of Rust's grammar: where code is and where text is, how long a function is, which modules are declared.
//!
//! A parser would be a dependency. This reader knows comments, strings and characters, so that braces and words inside
//! them do not count, and leaves everything else to rustc.

/// The source with every comment and every literal text blanked; line breaks stay where they are.
pub(crate) fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = at + text_len(source, at);
        if end > at {
            code.extend(source[at..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            let c = source[at..].chars().next().expect("at is a boundary before the end");
            code.push(c);
            at += c.len_utf8();
        }
    }
    code
}

/// How many bytes of comment or literal begin here; 0 where code does.
fn text_len(source: &str, at: usize) -> usize {
    let rest = &source[at..];
    let follows_a_name = source[..at].ends_with(is_name_char);
    match rest.as_bytes()[0] {
        b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
        b'/' if rest.starts_with("/*") => block_comment_len(rest),
        b'"' => quoted_len(rest, '"'),
        b'\'' => char_len(rest),
        b'r' | b'b' | b'c' if !follows_a_name => raw_string_len(rest),
        _ => 0,
    }
}

/// Block comments nest.
fn block_comment_len(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        let pair = rest.as_bytes().get(at..at + 2).unwrap_or_default();
        match pair {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// From one quote to the next that no backslash precedes.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` and `'\''` are characters, `'a` is a lifetime.
fn char_len(rest: &str) -> usize {
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted_len(rest, '\''),
        _ => 0,
    }
}

/// `r"…"`, `r#"…"#` and those with b or c before; 0 for any other word, `r#fn` among them.
fn raw_string_len(rest: &str) -> usize {
    let after_prefix =
        rest.strip_prefix("br").or(rest.strip_prefix("cr")).or(rest.strip_prefix('r'));
    let Some(after_prefix) = after_prefix else { return 0 };
    let body = after_prefix.trim_start_matches('#');
    if !body.starts_with('"') {
        return 0;
    }
    let hashes = &after_prefix[..after_prefix.len() - body.len()];
    let opening_len = rest.len() - body.len() + 1;
    let closing = format!("\"{hashes}");
    rest[opening_len..].find(&closing).map_or(rest.len(), |at| opening_len + at + closing.len())
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// From there to the line of its closing brace, both counted.
    pub(crate) lines: usize,
}

/// All functions with bodies in a source of which only the code is left; nested ones count in both.
pub(crate) fn functions(code: &str) -> impl Iterator<Item = Function<'_>> {
    words(code).filter(|(_, word)| *word == "fn").filter_map(|(at, _)| {
        // The type `fn(u8)` has no name here.
        let name = code[at + 2..]
            .trim_start()
            .split(|c| !is_name_char(c))
            .next()
            .filter(|name| !name.is_empty())?;
        let body = at + body_start(&code[at..])?;
        let end = body + braced_len(&code[body..]);
        let line = 1 + line_breaks(&code[..at]);
        Some(Function { name, line, lines: 1 + line_breaks(&code[at..end]) })
    })
}

/// Where the first brace outside all brackets is; a semicolon before it means there is no body.
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in signature.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// From an opening brace to the one that closes it.
fn braced_len(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Whether the code has a `mod name;`.
pub(crate) fn declares(code: &str, name: &str) -> bool {
    words(code).any(|(at, word)| {
        let rest = code[at + word.len()..].trim_start();
        word == "mod"
            && rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(';'))
    })
}

/// Every word with the place where it begins.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let pieces = code.split_inclusive(|c| !is_name_char(c)).scan(0, |next, piece| {
        let at = *next;
        *next += piece.len();
        Some((at, piece.trim_end_matches(|c| !is_name_char(c))))
    });
    pieces.filter(|(_, word)| !word.is_empty())
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_breaks(text: &str) -> usize {
    text.matches('\n').count()
}

#[cfg(test)]
mod tests;
