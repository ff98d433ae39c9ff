//! Work that would hold up others: large files, large documents.

use crate::ProbeError;

/// Does it where blocking is allowed, and waits. A panic in it goes on here.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProbeError> + Send + 'static,
) -> Result<T, ProbeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ProbeError::Interrupted),
        },
    }
}
