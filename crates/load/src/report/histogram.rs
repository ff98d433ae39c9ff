//! Histograms as they travel in a measurement: base64 of HdrHistogram's V2 form, in nanoseconds.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hdrhistogram::{
    Histogram,
    serialization::{DeserializeError, Deserializer},
};

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
