//! A future that is run to its end even if nobody waits for it any more.
//!
//! hyper drops a handler when its peer resets the connection. A write that has begun must end all the same, and be told to
//! those who listen for it.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use tokio::runtime::Handle;

/// Runs where it is awaited, at the cost of one allocation; when dropped half-way it goes on as a task of its own.
#[must_use = "futures do nothing unless awaited"]
pub(crate) struct RunToEnd<F>(Option<Pin<Box<F>>>)
where
    F: Future<Output: Send> + Send + 'static;

impl<F: Future<Output: Send> + Send + 'static> RunToEnd<F> {
    pub(crate) fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for RunToEnd<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.0.as_mut().expect("a future is not polled after its end");
        let output = std::task::ready!(future.as_mut().poll(context));
        self.0 = None;
        Poll::Ready(output)
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for RunToEnd<F> {
    fn drop(&mut self) {
        // Outside a runtime there is nothing to go on with; the process is ending then.
        if let (Some(rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            drop(runtime.spawn(rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_is_dropped_half_way_still_ends() {
        let (go, gone) = oneshot::channel::<()>();
        let (done, ended) = oneshot::channel::<()>();
        let work = RunToEnd::new(async move {
            let _ = gone.await;
            let _ = done.send(());
        });
        tokio::select! {
            biased;
            () = work => panic!("it cannot have ended yet"),
            () = async {} => {}
        }
        go.send(()).unwrap();
        ended.await.unwrap();
    }
}
