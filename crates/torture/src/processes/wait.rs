//! Waiting: for a condition, and, where a fault is to last, for a duration.

use std::time::{Duration, Instant};

/// Lets time pass.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a fault lasts is what is wanted here, and between two looks at a condition others need time"
)]
pub(crate) fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// Looks until the condition holds; panics when it does not in time.
pub(crate) fn until(most: Duration, what: &str, mut condition: impl FnMut() -> Result<(), String>) {
    let start = Instant::now();
    loop {
        match condition() {
            Ok(()) => return,
            Err(why) if start.elapsed() >= most => panic!("never in {most:?}: {what}: {why}"),
            Err(_) => pause(Duration::from_millis(20)),
        }
    }
}
