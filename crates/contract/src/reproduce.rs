//! How to see a finding again: our own command, and a line for the shell that signs afresh each time it runs.

use livehook_simulator::delivery::{Target, in_a_shell};

use crate::{
    options::{Invocation, Options},
    session::{Made, Shown},
};

/// Longer bodies are no use on a command line.
const BODY_BYTES_MAX: usize = 8 * 1024;

/// Our command that runs one case again.
pub(crate) fn command(invocation: &Invocation, ids: &str) -> String {
    let Invocation { program, flags, .. } = invocation;
    format!("{program} contract run {ids} {flags}").trim_end().to_owned()
}

/// A shell line that sends this callback, signed at the time at which it runs. None for what a shell or curl would not carry as it is.
pub(crate) fn curl(options: &Options, target: &Target, made: &Made) -> Option<String> {
    let body = str::from_utf8(&made.request.body).ok()?;
    let is_plain = body.len() <= BODY_BYTES_MAX
        && !body.starts_with('@')
        && !body.contains(char::is_control)
        && made.is_plain;
    // A signature that is neither made by the line itself nor a stranger's would be one to keep.
    if !is_plain || made.shown == Shown::Neither {
        return None;
    }
    let mut quoted = quote(body);
    let mut before = String::new();
    let t = made.t.to_string();
    if quoted.contains(&t) {
        let expires_in = made.expires_in.to_string();
        before.extend(["t=$(( $(date +%s) + ", &expires_in, " )); "]);
        quoted = quoted.replace(&t, r#"'"$t"'"#);
    }
    if let Some(sign) = made.right_sign.as_deref().filter(|sign| quoted.contains(*sign)) {
        // Without the key it would sign with none, and show something else.
        before.insert_str(0, r#": "${LIVEHOOK_CALLBACK_KEY:?}"; "#);
        before +=
            r#"sign=$(printf '%s%s' "$LIVEHOOK_CALLBACK_KEY" "$t" | md5sum | cut -d' ' -f1); "#;
        quoted = quoted.replace(sign, r#"'"$sign"'"#);
    }
    let content_type = made.request.content_type.as_deref();
    let mut headers = format!(
        "-H {}",
        quote(
            &content_type
                .map_or_else(|| "content-type:".to_owned(), |it| format!("content-type: {it}"))
        )
    );
    for (name, _) in &options.traits.headers {
        let variable =
            name.to_ascii_uppercase().replace(|char: char| !char.is_ascii_alphanumeric(), "_");
        headers.extend([" -H \"", name, ": ${", &variable, ":?}\""]);
    }
    let url = in_a_shell(target.url().as_str());
    Some(format!("{before}curl -sS -i {headers} --data-binary {quoted} {url}"))
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
