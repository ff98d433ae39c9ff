//! Other load generators, as far as they are installed: the same body, connections and time. Their CPU time is what Linux says of
//! children that have ended, their start included.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use livehook_load::{
    export::k6::{K6Script, Signing, script},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
};

use super::{
    super::servers,
    measure::{CONNECTIONS, body, even},
};
use crate::exit::Failure;

/// Ticks of a CPU-second in what Linux tells of processes: fixed for programs, whatever the kernel's own is.
const TICKS: f64 = 100.0;

/// What follows a program's name.
type Words = Result<Vec<String>, Failure>;

/// A tool.
pub(super) struct Rival {
    pub(super) name: &'static str,
    pub(super) program: &'static str,
    /// Prepares a file in a directory and says what follows the program's name.
    arguments: fn(&Path, &str, Duration) -> Words,
}

/// wrk with one body over and over.
pub(super) const WRK: &Rival =
    &Rival { name: "wrk, one body", program: "wrk", arguments: wrk_plain };
/// wrk with what one writes in Lua to sign callbacks.
pub(super) const WRK_EACH: &Rival =
    &Rival { name: "wrk, Lua signs each request", program: "wrk", arguments: wrk_each };
/// wrk with our own trick in Lua.
const WRK_SECOND: &Rival =
    &Rival { name: "wrk, Lua signs once a second", program: "wrk", arguments: wrk_second };
/// oha with one body over and over.
pub(super) const OHA: &Rival = &Rival { name: "oha, one body", program: "oha", arguments: oha };
/// k6 with the script that `load export k6` writes.
pub(super) const K6: &Rival =
    &Rival { name: "k6, our export signs each", program: "k6", arguments: k6 };
const HEY: &Rival = &Rival { name: "hey, one body", program: "hey", arguments: hey };
const AUTOCANNON: &Rival =
    &Rival { name: "autocannon, one body", program: "autocannon", arguments: autocannon };

/// All that are known.
pub(super) const ALL: [&Rival; 7] = [WRK, WRK_EACH, WRK_SECOND, OHA, HEY, K6, AUTOCANNON];

/// Those that keep a rate.
pub(super) const PACED: &[Paced] = &[
    Paced { name: "oha", program: "oha", arguments: oha_paced },
    Paced { name: "k6", program: "k6", arguments: k6_paced },
    Paced { name: "autocannon", program: "autocannon", arguments: autocannon_paced },
];

/// A tool that is asked for so many requests a second.
pub(super) struct Paced {
    pub(super) name: &'static str,
    pub(super) program: &'static str,
    arguments: fn(&Path, &str, u64, Duration) -> Words,
}

pub(super) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// As much of a time as tools take that know whole seconds only.
pub(super) fn whole_seconds(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs().max(1))
}

/// Runs a tool to its end; the CPU-seconds it took, and for how many seconds it sent.
pub(super) fn run(rival: &Rival, url: &str, time: Duration) -> Result<[f64; 2], Failure> {
    let time = whole_seconds(time);
    let folder = tempfile::tempdir().map_err(Failure::environment)?;
    let arguments = (rival.arguments)(folder.path(), url, time)?;
    let before = cpu_of_children()?;
    execute(rival.program, &arguments)?;
    Ok([cpu_of_children()? - before, time.as_secs_f64()])
}

/// Runs a tool that keeps a rate.
pub(super) fn run_paced(
    rival: &Paced,
    url: &str,
    per_second: u64,
    time: Duration,
) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(Failure::environment)?;
    execute(rival.program, &(rival.arguments)(folder.path(), url, per_second, time)?)
}

fn execute(program: &str, arguments: &[String]) -> Result<(), Failure> {
    let status = Command::new(program)
        .args(arguments)
        .env("LIVEHOOK_CALLBACK_KEY", servers::key().expose())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(Failure::environment)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::environment(format_args!("{program} ended with {status}")))
}

/// CPU-seconds of all children that have ended and were waited for.
fn cpu_of_children() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/self/stat").map_err(|error| {
        Failure::environment(format_args!("the system does not tell CPU times: {error}"))
    })?;
    // The name in brackets may hold blanks; behind it, the 14th and 15th field are those of children.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

fn written(folder: &Path, name: &str, text: &str) -> Result<String, Failure> {
    let path = folder.join(name);
    fs::write(&path, text).map_err(Failure::environment)?;
    Ok(path.display().to_string())
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

fn seconds(time: Duration) -> String {
    format!("{}s", time.as_secs())
}

fn wrk(url: &str, time: Duration, script: &str) -> Vec<String> {
    let connections = format!("-c{CONNECTIONS}");
    words(["-t1", &connections, "-d", &seconds(time), "-s", script, url])
}

fn wrk_plain(folder: &Path, url: &str, time: Duration) -> Words {
    let body = body("stream-of-the-benchmark-0");
    let lua = format!(
        "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [==[{body}]==]\n"
    );
    Ok(wrk(url, time, &written(folder, "plain.lua", &lua)?))
}

fn wrk_each(folder: &Path, url: &str, time: Duration) -> Words {
    wrk_signing(folder, url, time, "false")
}

fn wrk_second(folder: &Path, url: &str, time: Duration) -> Words {
    wrk_signing(folder, url, time, "true")
}

/// As ours: a stream of its own for each request.
fn wrk_signing(folder: &Path, url: &str, time: Duration, once_a_second: &str) -> Words {
    let whole = body("%s");
    let (before, after) = whole.split_once("%s").unwrap_or((&whole, ""));
    let after = after.trim_end_matches('}');
    let lua = include_str!("rivals.lua")
        .replace("@ONCE_A_SECOND@", once_a_second)
        .replace("@KEY@", servers::key().expose())
        .replace("@BEFORE@", before)
        .replace("@AFTER@", after);
    Ok(wrk(url, time, &written(folder, "signing.lua", &lua)?))
}

fn hey(folder: &Path, url: &str, time: Duration) -> Words {
    let file = written(folder, "body.json", &body("stream-of-the-benchmark-0"))?;
    let connections = CONNECTIONS.to_string();
    let kind = "application/json";
    Ok(words([
        "-z",
        &seconds(time),
        "-c",
        &connections,
        "-cpus",
        "1",
        "-m",
        "POST",
        "-T",
        kind,
        "-D",
        &file,
        url,
    ]))
}

fn oha(folder: &Path, url: &str, time: Duration) -> Words {
    let file = written(folder, "body.json", &body("stream-of-the-benchmark-0"))?;
    let connections = CONNECTIONS.to_string();
    let kind = "application/json";
    Ok(words([
        "--no-tui",
        "-z",
        &seconds(time),
        "-c",
        &connections,
        "-m",
        "POST",
        "-T",
        kind,
        "-D",
        &file,
        url,
    ]))
}

fn oha_paced(folder: &Path, url: &str, per_second: u64, time: Duration) -> Words {
    let rate = per_second.to_string();
    Ok([words(["-q", &rate, "--latency-correction"]), oha(folder, url, time)?].concat())
}

fn autocannon(folder: &Path, url: &str, time: Duration) -> Words {
    let file = written(folder, "body.json", &body("stream-of-the-benchmark-0"))?;
    let (connections, seconds) = (CONNECTIONS.to_string(), time.as_secs().to_string());
    let kind = "content-type=application/json";
    Ok(words([
        "-n",
        "-c",
        &connections,
        "-d",
        &seconds,
        "-m",
        "POST",
        "-H",
        kind,
        "-i",
        &file,
        url,
    ]))
}

fn autocannon_paced(folder: &Path, url: &str, per_second: u64, time: Duration) -> Words {
    Ok([words(["-R", &per_second.to_string()]), autocannon(folder, url, time)?].concat())
}

fn k6(folder: &Path, url: &str, time: Duration) -> Words {
    k6_exported(folder, url, Pacing::Closed { requests: None, length: time })
}

fn k6_paced(folder: &Path, url: &str, per_second: u64, time: Duration) -> Words {
    k6_exported(folder, url, even(per_second, time)?)
}

fn k6_exported(folder: &Path, url: &str, pacing: Pacing) -> Words {
    let plan = Plan { seed: 1, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let callback = serde_json::from_str(&body("stream-of-the-benchmark-0"));
    let script = script(&K6Script {
        url,
        plan: &plan,
        signing: Signing::ByKey,
        timeout: Duration::from_secs(20),
        connections: CONNECTIONS,
        thresholds: &[],
        callback: &callback.map_err(Failure::environment)?,
    });
    let file = written(folder, "load.js", &script.map_err(Failure::environment)?.text)?;
    Ok(words(["run", "--quiet", "--no-usage-report", &file]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_that_ended_have_used_some_time() {
        let before = cpu_of_children().unwrap();
        let spin = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done";
        assert!(Command::new("sh").args(["-c", spin]).status().unwrap().success());
        assert!(cpu_of_children().unwrap() > before);
    }
}
