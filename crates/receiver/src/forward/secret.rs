//! The secret that signs what is handed on, and the signature of Standard Webhooks 1.0.0 that it makes.

use std::{fmt, str::FromStr, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What every secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret may have, by the specification: 192 to 512 bits.
const BYTES_MIN: usize = 24;
const BYTES_MAX: usize = 64;

/// A secret that the application knows too. Never printed.
///
/// ```
/// use livehook_receiver::ForwardSecret;
///
/// let secret: ForwardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
/// assert_eq!(format!("{secret:?}"), "ForwardSecret(redacted)");
/// # Ok::<(), livehook_receiver::ForwardSecretError>(())
/// ```
#[derive(Clone)]
pub struct ForwardSecret(Arc<[u8]>);

/// Why a text is no secret. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardSecretError {
    /// Something else than a secret, or more than it.
    #[error("a secret begins with {PREFIX}, and then come 24 to 64 random bytes in base64")]
    Prefix,
    /// The rest is not base64.
    #[error("what stands after {PREFIX} is not base64 with its padding")]
    NotBase64,
    /// Too short to be safe, or longer than the specification has it.
    #[error("the secret has {bytes} bytes; it can have {BYTES_MIN} to {BYTES_MAX}")]
    Length {
        /// How many it has.
        bytes: usize,
    },
}

impl ForwardSecretError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "forward_secret_prefix",
            Self::NotBase64 => "forward_secret_not_base64",
            Self::Length { .. } => "forward_secret_length",
        }
    }
}

impl FromStr for ForwardSecret {
    type Err = ForwardSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let encoded = text.strip_prefix(PREFIX).ok_or(ForwardSecretError::Prefix)?;
        // The decoder's error names bytes of the secret.
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| ForwardSecretError::NotBase64)?;
        match bytes.len() {
            BYTES_MIN..=BYTES_MAX => Ok(Self(bytes.into())),
            bytes => Err(ForwardSecretError::Length { bytes }),
        }
    }
}

impl ForwardSecret {
    /// One signature as it stands in `webhook-signature`.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for ForwardSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForwardSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64`.
    #[test]
    fn a_signature_is_the_one_that_openssl_makes() {
        let secret: ForwardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature = secret.sign("default-v1-1", 1_761_129_000, br#"{"event_type":349}"#);
        assert_eq!(signature, "v1,azJPi6qT6mdYys4YEIXnwVUT3EQ9CS8I6YktM5fVXAQ=");
    }

    #[test]
    fn what_is_no_secret_is_said_without_repeating_it() {
        let long = format!("whsec_{}", BASE64_STANDARD.encode([7; 65]));
        for (text, code) in [
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "forward_secret_prefix"),
            ("", "forward_secret_prefix"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", "forward_secret_not_base64"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "forward_secret_not_base64"),
            ("whsec_", "forward_secret_length"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", "forward_secret_length"),
            (long.as_str(), "forward_secret_length"),
        ] {
            let error = text.parse::<ForwardSecret>().unwrap_err();
            assert_eq!(error.code(), code, "{text}");
            assert!(!error.to_string().contains("MfKQ"), "{error}");
        }
    }
}
