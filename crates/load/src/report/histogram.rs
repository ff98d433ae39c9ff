//! Histograms as they travel in a measurement: base64 of HdrHistogram's V2 form, in nanoseconds.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hdrhistogram::{
    Histogram,
    serialization::{DeserializeError, Deserializer},
};

use crate::measurement::Distribution;

/// The longest base64 text that is read, in bytes: a histogram of 3 digits over all of `u64` has less.
pub const HISTOGRAM_BYTES_MAX: usize = 4 << 20;

/// Why a text is no histogram.
#[derive(Debug, thiserror::Error)]
pub enum HistogramError {
    /// It is longer than [`HISTOGRAM_BYTES_MAX`].
    #[error("the histogram has {bytes} bytes, more than {HISTOGRAM_BYTES_MAX}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// It is no base64.
    #[error("the histogram is no base64")]
    NotBase64(#[source] base64::DecodeError),
    /// It is no HdrHistogram.
    #[error("the histogram is no HdrHistogram of the V2 form")]
    NotHdr(#[source] DeserializeError),
}

impl HistogramError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "histogram_too_large",
            Self::NotBase64(_) => "histogram_not_base64",
            Self::NotHdr(_) => "histogram_not_hdr",
        }
    }
}

/// Reads one.
pub(crate) fn decode(text: &str) -> Result<Histogram<u64>, HistogramError> {
    if text.len() > HISTOGRAM_BYTES_MAX {
        return Err(HistogramError::TooLarge { bytes: text.len() });
    }
    let bytes = BASE64_STANDARD.decode(text).map_err(HistogramError::NotBase64)?;
    Deserializer::new().deserialize(&mut bytes.as_slice()).map_err(HistogramError::NotHdr)
}

/// How many values of a distribution stand at each place of its histogram, by the place's value in nanoseconds: what must add up exactly
/// when distributions are.
///
/// # Errors
/// [`HistogramError`] when the distribution's histogram cannot be read. One that was left out has no values.
pub fn histogram_counts(of: &Distribution) -> Result<BTreeMap<u64, u64>, HistogramError> {
    let Some(text) = &of.hdr else { return Ok(BTreeMap::new()) };
    let recorded = decode(text)?;
    Ok(recorded.iter_recorded().map(|at| (at.value_iterated_to(), at.count_at_value())).collect())
}
