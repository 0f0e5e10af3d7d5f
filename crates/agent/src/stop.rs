//! Asking everything that runs to stop.

use tokio::sync::watch;

/// Asks to stop, also when it is dropped.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Waits to be asked. Clones wait for the same.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stopper {
    /// One who asks, and one who is asked.
    pub fn pair() -> (Self, Stop) {
        let (ask, asked) = watch::channel(false);
        (Self(ask), Stop(asked))
    }

    /// Asks.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns when it was asked.
    pub async fn asked(&mut self) {
        // Whoever could ask has gone: that counts as well.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}
