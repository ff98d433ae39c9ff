//! A target's address where others may read it: what stands in its query is often a token.

use super::Target;

/// What stands in the place of a value.
const MASK: &str = "********";

impl Target {
    /// The URL for reports, with the values in its query masked.
    ///
    /// ```
    /// use livehook_simulator::delivery::{MayTest, Target};
    ///
    /// let target = Target::parse("http://127.0.0.1:8080/css?app=live&token=Zq3", &MayTest::default())?;
    /// assert_eq!(target.shown(), "http://127.0.0.1:8080/css?app=********&token=********");
    /// # Ok::<(), livehook_simulator::delivery::TargetError>(())
    /// ```
    pub fn shown(&self) -> String {
        with_values(self.url().as_str(), |_| MASK.to_owned())
    }

    /// The values in its query, as they travel.
    pub fn query_values(&self) -> impl Iterator<Item = &str> {
        let pairs = self.url().query().unwrap_or_default().split('&');
        pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value))
    }
}

/// An address, or the end of one, as one word of a shell, for lines that others may read: what is in its query comes from variables
/// that have the names of its parameters.
///
/// ```
/// use livehook_simulator::delivery::in_a_shell;
///
/// assert_eq!(in_a_shell("/css?app=live&token=Zq3"), r#"'/css?app='"${APP:?}"'&token='"${TOKEN:?}""#);
/// assert_eq!(in_a_shell("/css"), "/css");
/// assert_eq!(in_a_shell("/it's"), r"'/it'\''s'");
/// ```
pub fn in_a_shell(address: &str) -> String {
    // Values are replaced by what a URL cannot hold, which marks the places where quotes end.
    let marked = with_values(address, |name| format!("\n{}\n", variable(name)));
    let words = marked.split('\n').enumerate().map(|(nth, part)| match (nth % 2, part) {
        (1, variable) => format!("\"${{{variable}:?}}\""),
        (_, "") => String::new(),
        (_, text) => quoted(text),
    });
    words.collect()
}

/// An address with the values masked that are secrets by their name, such as `token` and `api_key`: for addresses whose other parameters
/// say what is asked.
///
/// ```
/// use livehook_simulator::delivery::without_tokens;
///
/// let asked = "http://127.0.0.1:8350/events?stream={stream_id}&api_key=Zq3";
/// assert_eq!(without_tokens(asked), "http://127.0.0.1:8350/events?stream={stream_id}&api_key=********");
/// ```
pub fn without_tokens(address: &str) -> String {
    let Some((before, query)) = address.split_once('?') else { return address.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    });
    format!("{before}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// Parts of the names that tokens have.
const SECRET_NAMES: &[&str] =
    &["token", "key", "secret", "pass", "pwd", "auth", "sign", "sig", "cred", "jwt", "session"];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

/// Text as a shell reads it whole.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,-".contains(&byte);
    if text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A parameter's name as a variable's. A token that stands alone has none.
fn variable(name: &str) -> String {
    let name = if name.is_empty() { "query" } else { name };
    let letters = name.chars().map(|char| match char.to_ascii_uppercase() {
        char if char.is_ascii_alphanumeric() => char,
        _ => '_',
    });
    letters.collect()
}

/// An address with each value in its query replaced by what is made of its name.
fn with_values(address: &str, replace: impl Fn(&str) -> String) -> String {
    let Some((before, query)) = address.split_once('?') else { return address.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) => format!("{name}={}", replace(name)),
        None => replace(""),
    });
    format!("{before}?{}", pairs.collect::<Vec<_>>().join("&"))
}
