//! One case with what each receiver made of it.

use std::collections::HashMap;

use livehook_display::{block, inline};

use super::{Badge, anchors::Anchors};
use crate::report::{
    Exchange, Finding, Report,
    compare::Outcome,
    matrix::{Matrix, Row},
    terminal::words,
};

/// Pages of documents that are linked to; other sources are shown as text.
const DOCUMENTS: &str = "https://www.tencentcloud.com/document/";
/// A failing case shows its bytes unasked when there are no more exchanges than this.
const EXCHANGES_SHOWN_OPEN_MAX: usize = 2;
/// So many failing cases stand open at first; the others are a click away.
const PARTS_OPEN_MAX: usize = 10;

/// The cases whose worst outcome is the same.
pub(super) struct Group {
    pub(super) badge: Badge,
    pub(super) parts: Vec<Part>,
}

/// A case.
pub(super) struct Part {
    pub(super) anchor: String,
    pub(super) id: String,
    pub(super) area: &'static str,
    pub(super) level: &'static str,
    pub(super) badge: Badge,
    pub(super) is_open: bool,
    pub(super) title: String,
    pub(super) sends: String,
    pub(super) sound: String,
    pub(super) source: String,
    pub(super) is_source_linked: bool,
    pub(super) matters: String,
    pub(super) mend: String,
    pub(super) results: Vec<PartResult>,
}

/// What one receiver made of it.
pub(super) struct PartResult {
    /// Its name, where the page has several.
    pub(super) target: Option<String>,
    pub(super) badge: Badge,
    pub(super) why: String,
    pub(super) layers: Vec<(&'static str, String)>,
    pub(super) reproduce: String,
    pub(super) curl: Option<String>,
    pub(super) exchanges: Vec<ExchangePart>,
    pub(super) exchanges_left_out: usize,
    pub(super) took: String,
}

/// One request and its answer.
pub(super) struct ExchangePart {
    pub(super) step: u32,
    pub(super) label: String,
    pub(super) outcome: String,
    pub(super) latency: String,
    pub(super) sent: String,
    pub(super) received: String,
    pub(super) is_open: bool,
}

/// What is left of the bytes that a page may hold.
pub(super) struct Bytes {
    left: usize,
}

impl Bytes {
    pub(super) const fn up_to(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Whether there is room for it, which it then has.
    fn take(&mut self, exchange: &Exchange) -> bool {
        let rest = self.left.checked_sub(exchange.sent.len() + exchange.received.len());
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }
}

impl Group {
    /// Every case of the page, worst first.
    pub(super) fn all(
        reports: &[Report],
        matrix: &Matrix,
        anchors: &Anchors<'_>,
        bytes: &mut Bytes,
    ) -> Vec<Self> {
        let by_id: Vec<HashMap<&str, &Finding>> = reports
            .iter()
            .map(|report| report.findings.iter().map(|finding| (&*finding.id, finding)).collect())
            .collect();
        let mut open_left = PARTS_OPEN_MAX;
        let groups = Outcome::ALL.iter().map(|outcome| {
            let rows = matrix.rows.iter().filter(|row| row.worst() == Some(*outcome));
            let parts = rows.map(|row| {
                let findings: Vec<_> =
                    by_id.iter().map(|findings| findings.get(&*row.id).copied()).collect();
                let mut part = part(row, *outcome, &findings, matrix, bytes);
                anchors.get(&row.id).unwrap_or_default().clone_into(&mut part.anchor);
                part.is_open = *outcome == Outcome::Fail && open_left > 0;
                open_left -= usize::from(part.is_open);
                part
            });
            Self { badge: Badge::of(*outcome), parts: parts.collect() }
        });
        groups.filter(|group| !group.parts.is_empty()).collect()
    }
}

fn part(
    row: &Row,
    worst: Outcome,
    findings: &[Option<&Finding>],
    matrix: &Matrix,
    bytes: &mut Bytes,
) -> Part {
    let first = findings.iter().find_map(|finding| *finding);
    let text =
        |of: fn(&Finding) -> &String| first.map(|finding| inline(of(finding))).unwrap_or_default();
    let results = findings.iter().zip(&matrix.targets).filter_map(|(finding, column)| {
        let target = (matrix.targets.len() > 1).then(|| inline(&column.name));
        Some(result(finding.as_ref()?, target, bytes))
    });
    Part {
        anchor: String::new(),
        id: inline(&row.id),
        area: row.area.as_str(),
        level: row.level.as_str(),
        badge: Badge::of(worst),
        is_open: false,
        title: inline(&row.title),
        sends: text(|finding| &finding.sends),
        sound: text(|finding| &finding.sound),
        source: text(|finding| &finding.source),
        is_source_linked: first.is_some_and(|finding| finding.source.starts_with(DOCUMENTS)),
        matters: text(|finding| &finding.matters),
        mend: text(|finding| &finding.mend),
        results: results.collect(),
    }
}

fn result(finding: &Finding, target: Option<String>, bytes: &mut Bytes) -> PartResult {
    let outcome = Outcome::of(finding);
    let is_open = outcome == Outcome::Fail && finding.exchanges.len() <= EXCHANGES_SHOWN_OPEN_MAX;
    let shown: Vec<_> = finding.exchanges.iter().filter(|exchange| bytes.take(exchange)).collect();
    let layers = words::layers(&finding.layers).into_iter();
    PartResult {
        target,
        badge: Badge::of(outcome),
        why: inline(&finding.why),
        layers: layers.map(|(name, text)| (name, inline(text))).collect(),
        reproduce: inline(&finding.reproduce),
        curl: finding.curl.as_deref().map(inline),
        exchanges_left_out: finding.exchanges.len() - shown.len(),
        exchanges: shown.into_iter().map(|exchange| exchange_part(exchange, is_open)).collect(),
        took: words::span(finding.took_ms),
    }
}

fn exchange_part(exchange: &Exchange, is_open: bool) -> ExchangePart {
    let failure = exchange.failure.as_deref().unwrap_or("no answer");
    ExchangePart {
        step: exchange.step,
        label: inline(&exchange.label),
        outcome: exchange.status.map_or_else(|| inline(failure), |status| status.to_string()),
        latency: words::latency(exchange.latency_us),
        sent: block(&exchange.sent),
        received: block(&exchange.received),
        is_open,
    }
}
