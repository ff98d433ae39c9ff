//! The inbox's commit latency as a histogram. The inbox counts for itself; here its counts are only written down.

use std::fmt;

use livehook_inbox::CommitLatency;
use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::MetricType,
};

/// How long commits took, as it stands when somebody looks.
#[derive(Debug)]
pub(super) struct CommitSeconds(pub(super) CommitLatency);

impl CommitSeconds {
    /// Pairs of an upper bound in seconds and how many lie between it and the bound before, which the encoder adds up again.
    fn buckets(&self) -> Vec<(f64, u64)> {
        let bounded = self.0.cumulative().map(|(bound, count)| (bound.as_secs_f64(), count));
        let mut below = 0;
        bounded
            .chain([(f64::INFINITY, self.0.count)])
            .map(|(bound, count)| (bound, count - std::mem::replace(&mut below, count)))
            .collect()
    }
}

impl EncodeMetric for CommitSeconds {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> fmt::Result {
        let (sum, count) = (self.0.sum.as_secs_f64(), self.0.count);
        encoder.encode_histogram::<NoLabelSet>(sum, count, &self.buckets(), None)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}
