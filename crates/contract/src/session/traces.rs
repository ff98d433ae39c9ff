//! What traces of programs look like, in the languages that receivers are written in.
//!
//! A page that says `at` or names a file is no trace: each pattern asks for the form in which a runtime prints where it was.

/// Texts that stand in nothing but a trace, or right before one.
const TELLING: &[&str] = &[
    "Traceback (most recent call last)",
    "node_modules/",
    "node:internal/",
    "panicked at",
    "stack backtrace:",
    "Fatal error: Uncaught",
    "PHP Fatal error:",
    "SQLSTATE[",
    "System.NullReferenceException",
    "Exception in thread \"",
];

/// Whether an answer holds a trace of the program that made it, as it stands, in JSON or in HTML.
pub(super) fn stand_in(answer: &str) -> bool {
    // JSON writes a line's end as `\n`, HTML as `<br>`.
    let answer = answer
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\\"", "\"")
        .replace("<br", "\n<br")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    TELLING.iter().any(|text| answer.contains(text)) || answer.lines().any(is_of_a_trace)
}

fn is_of_a_trace(line: &str) -> bool {
    let line =
        line.trim_start_matches("<br>").trim_start_matches("<br />").trim_start_matches("<br/>");
    // The first frame may stand behind its message in one line.
    let frame = line.trim_start().strip_prefix("at ").or_else(|| Some(line.split_once(" at ")?.1));
    frame.is_some_and(is_frame) || is_python(line) || is_go(line) || is_php(line) || is_ruby(line)
}

/// What follows `at` in Node, Java and .NET.
fn is_frame(frame: &str) -> bool {
    let within = frame.split_once('(').map(|(_, within)| within);
    let node = within.is_some_and(|within| {
        within.starts_with("<anonymous>)") || within.split(')').next().is_some_and(names_a_column)
    });
    let bare = frame.split(['"', ' ', '<']).next().unwrap_or_default();
    let java = within.is_some_and(|within| {
        within.starts_with("Native Method)")
            || within.starts_with("Unknown Source)")
            || [".java:", ".kt:", ".scala:"].iter().any(|file| has_number_behind(within, file))
    });
    let dot_net = has_number_behind(frame, ".cs:line ") || has_number_behind(frame, ".fs:line ");
    let of_the_library =
        within.is_some() && (frame.starts_with("System.") || frame.starts_with("Microsoft."));
    node || java || dot_net || of_the_library || (bare.contains('/') && names_a_column(bare))
}

/// `/path/file.js:16:14`.
fn names_a_column(place: &str) -> bool {
    let mut parts = place.rsplit(':');
    let is_number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(parts.next())
        && is_number(parts.next())
        && parts.next().is_some_and(|path| path.contains(['.', '/']))
}

/// `File "/path/file.py", line 31`.
fn is_python(line: &str) -> bool {
    line.contains("File \"") && has_number_behind(line, "\", line ")
}

/// `goroutine 7 [running]:`, and `/path/file.go:31 +0x1d`.
fn is_go(line: &str) -> bool {
    let numbered = line
        .split_once("goroutine ")
        .map(|(_, behind)| behind.trim_start_matches(|char: char| char.is_ascii_digit()));
    let heads = numbered
        .is_some_and(|behind| has_number_behind(line, "goroutine ") && behind.starts_with(" ["));
    heads || (has_number_behind(line, ".go:") && line.contains(" +0x"))
}

/// `#0 /path/file.php(31): take()`, and `in /path/file.php on line 31`.
fn is_php(line: &str) -> bool {
    (has_number_behind(line, "#") && has_number_behind(line, ".php("))
        || line.contains(".php on line ")
        || line.contains(".php</b> on line <b>")
}

/// `receiver.rb:31:in 'take'`.
fn is_ruby(line: &str) -> bool {
    has_number_behind(line, ".rb:") && (line.contains(":in `") || line.contains(":in '"))
}

/// Whether a digit follows one of the places where this text stands.
fn has_number_behind(line: &str, text: &str) -> bool {
    line.match_indices(text)
        .any(|(place, _)| line.as_bytes().get(place + text.len()).is_some_and(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::stand_in;

    #[track_caller]
    fn check(answer: &str, expected: bool) {
        assert_eq!(stand_in(answer), expected, "{answer}");
    }

    #[test]
    fn each_language_is_recognised() {
        for trace in [
            "TypeError: x\n    at IncomingMessage.<anonymous> (/srv/receiver.js:16:14)",
            r#"{"error":"SyntaxError: Unexpected token\n    at JSON.parse (<anonymous>)\n    at x"}"#,
            "Error<br> &nbsp; at Layer.handle (/srv/app/layer.js:95:5)",
            "    at /srv/receiver.js:16:14",
            "    at file:///srv/receiver.mjs:16:14",
            "goroutine 7 [running]:\nmain.take(...)\n\t/srv/main.go:31 +0x1d",
            "goroutine 18 [chan receive, 3 minutes]:",
            "java.lang.IllegalStateException: no\n\tat com.example.Receiver.take(Receiver.java:31)",
            r#"{"trace":"java.lang.X\r\n\tat java.base/java.lang.Thread.run(Unknown Source)"}"#,
            "   at Receiver.Take(String body) in C:\\srv\\Receiver.cs:line 31",
            "   at System.Text.Json.JsonSerializer.Deserialize[T](String json)",
            "Traceback (most recent call last):\n  File \"receiver.py\", line 31, in callback",
            "  File \"/srv/receiver.py\", line 31, in callback",
            "#0 /srv/receiver.php(31): take()\n#1 {main}",
            "<b>Warning</b>: Undefined key in <b>/srv/receiver.php</b> on line <b>31</b>",
            "PHP Fatal error:  Uncaught TypeError",
            "/srv/receiver.rb:31:in `take': undefined method (NoMethodError)",
            "app/controllers/callbacks.rb:31:in 'Callbacks#take'",
            "thread 'main' panicked at src/main.rs:31:5:",
            "SQLSTATE[HY000]: General error",
        ] {
            check(trace, true);
        }
    }

    #[test]
    fn what_only_looks_a_little_like_one_is_none() {
        for answer in [
            r#"{"code":0}"#,
            r#"{"code":400,"message":"invalid JSON at line 1 column 17"}"#,
            r#"{"message":"Unexpected token } in JSON at position 17"}"#,
            "look at https://example.com:8443/a for more (see the docs)",
            "received at 2026-11-25T14:28:23Z (UTC)",
            "refused at 14:28:23",
            "at least one field is missing (stream_id)",
            "<h1>405 Not Allowed</h1><hr><center>nginx/1.24.0 (Ubuntu)</center>",
            "<address>Apache/2.4.57 (Debian) Server at example.com Port 80</address>",
            "expected `,` or `}` at line 1 column 31",
            "see receiver.py, line 31",
            "# 1 of 31 (index.php)",
        ] {
            check(answer, false);
        }
    }
}
