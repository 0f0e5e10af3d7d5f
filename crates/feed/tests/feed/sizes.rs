//! What a stream costs while nothing happens.

use crate::place::{TestPlace, admitted};

/// Bytes that a stream's task has at most with a plain socket: servers are thousands, and mostly idle.
const TASK: usize = 1_792;

#[tokio::test]
async fn the_task_of_a_stream_is_small() {
    let place = TestPlace::new(1).await;
    let socket = place.socket(1).await;
    let task = place.feed.serve(socket, &[], admitted(1));
    let size = size_of_val(&task);
    assert!(size <= TASK, "{size} bytes");
}
