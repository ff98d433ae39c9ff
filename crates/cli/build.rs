//! Remembers when this binary was built: a clock that is earlier is wrong, and a wrong clock refuses honest callbacks.

use std::{env, time::SystemTime};

#[expect(clippy::disallowed_methods, reason = "the date of the build is what is asked for")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    // The convention of reproducible builds, where a builder sets it.
    let given = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse::<u64>().ok());
    let now = || {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
    };
    println!("cargo:rustc-env=BUILT_AT_UNIX_SECONDS={}", given.unwrap_or_else(now));
}
