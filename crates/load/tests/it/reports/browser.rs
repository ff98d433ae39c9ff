//! A headless browser, where one is installed: what a page is like when it is really laid out.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Names under which Chromium is installed.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How a page is laid out in a window of some width.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The window's width, in CSS pixels.
    pub(super) window: u32,
    /// The page's, which is more when something sticks out.
    pub(super) page: u32,
}

/// Lays each page out in windows of these widths, if there is a browser.
pub(super) fn layouts(pages: &[String], widths: &[u32]) -> Option<Vec<Layout>> {
    let browser = BROWSERS.iter().find(|browser| {
        let mut version = Command::new(browser);
        version.arg("--version").stdin(Stdio::null());
        version.output().is_ok_and(|output| output.status.success())
    })?;
    let folder = tempfile::tempdir().unwrap();
    let file = framed(folder.path(), pages, widths);
    let mut command = Command::new(browser);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--allow-file-access-from-files", "--hide-scrollbars"])
        .args(["--virtual-time-budget=5000", "--window-size=1600,900"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let measured = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let measured =
        measured.unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok());
    let numbers: Vec<u32> = measured.collect();
    assert_eq!(numbers.len(), 2 * pages.len() * widths.len(), "not all was measured: {dom}");
    let layout = |measured: &[u32]| Layout { window: measured[0], page: measured[1] };
    Some(numbers.chunks(2).map(layout).collect())
}

/// A browser's window has a least width that is more than a phone's, so the pages stand in frames. A script may measure them: the
/// pages' own policy forbids scripts, and the document of the frames has none.
fn framed(folder: &Path, pages: &[String], widths: &[u32]) -> PathBuf {
    let mut frames = String::new();
    for (number, page) in pages.iter().enumerate() {
        std::fs::write(folder.join(format!("{number}.html")), page).unwrap();
        frames.extend(widths.iter().map(|width| {
            format!(r#"<iframe style="width:{width}px;height:900px;border:0" src="{number}.html"></iframe>"#)
        }));
    }
    let script = r#"onload = () => document.title = Array.from(document.querySelectorAll("iframe"), frame => {
  const inner = frame.contentDocument;
  return [inner.documentElement.clientWidth, inner.documentElement.scrollWidth].join(" ");
}).join(" ");"#;
    let file = folder.join("frames.html");
    std::fs::write(
        &file,
        format!("<!doctype html><title>unmeasured</title>{frames}<script>{script}</script>"),
    )
    .unwrap();
    file
}
