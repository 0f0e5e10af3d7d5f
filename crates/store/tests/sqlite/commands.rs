//! Commands that go wrong, and callers that go away.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::future::{join_all, pending};
use landfall_store::{StoreError, sqlite::SqliteStore};

use crate::{
    gate::Gate,
    place::{Place, leave, leaves, left, work},
};

#[tokio::test]
async fn a_command_that_goes_wrong_harms_nobody_else() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let panics = work(|transaction| {
        Box::pin(async move {
            leaves("panicked")(transaction).await?;
            panic!("on purpose");
        })
    });
    let waits = work(|transaction| {
        Box::pin(async move {
            leaves("waited")(transaction).await?;
            pending().await
        })
    });
    let gives_up = work(|transaction| {
        Box::pin(async move {
            leaves("gave up")(transaction).await?;
            Err(StoreError::GivenUp)
        })
    });
    let commands = [
        leaves("first"),
        panics,
        leaves("second"),
        waits,
        leaves("third"),
        gives_up,
        leaves("fourth"),
    ];
    let answers: Vec<_> = commands.into_iter().map(|work| gate.submit(work)).collect();
    gate.open().await;
    let answers = join_all(answers).await;
    let kept: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(kept, [true, false, true, false, true, false, true]);
    assert_eq!(left(&store).await, ["first", "second", "third", "fourth"]);
    let texts = [&answers[1], &answers[3], &answers[5]].map(|answer| {
        let error = answer.as_ref().unwrap_err();
        error.to_string()
    });
    assert!(texts[0].contains("panicked"), "{texts:?}");
    assert!(texts[1].contains("waited"), "{texts:?}");
    assert!(texts[2].contains("given up"), "{texts:?}");
    leave(&store, "later").await;
    assert_eq!(left(&store).await.last().unwrap(), "later");
}

#[tokio::test]
async fn a_command_that_panics_before_its_first_step_harms_nobody_else() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let first = gate.submit(leaves("first"));
    let panics = gate.submit(work(|_| panic!("on purpose")));
    let second = gate.submit(leaves("second"));
    gate.open().await;
    assert!(panics.await.is_err());
    first.await.unwrap();
    second.await.unwrap();
    assert_eq!(left(&store).await, ["first", "second"]);
}

#[tokio::test]
async fn a_caller_that_stops_waiting_does_not_stop_its_command() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let abandoned = gate.submit(leaves("abandoned"));
    let last = gate.submit(leaves("last"));
    drop(abandoned);
    gate.open().await;
    last.await.unwrap();
    assert_eq!(left(&store).await, ["abandoned", "last"]);
}

#[tokio::test]
async fn a_command_that_holds_the_last_handle_closes_the_store() {
    let failed = Arc::new(AtomicBool::new(false));
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new({
        let failed = Arc::clone(&failed);
        move |panic| {
            // A thread cannot wait for itself.
            if panic.to_string().contains("failed to join thread") {
                failed.store(true, Ordering::SeqCst);
            }
            hook(panic);
        }
    }));
    let place = Place::new();
    let store: Arc<SqliteStore> = Arc::new(place.make());
    let gate = Gate::hold(&store);
    let handle = Arc::clone(&store);
    let keeps = work(move |_| {
        let _ = &handle;
        Box::pin(async { Ok(()) })
    });
    drop(gate.submit(leaves("kept")));
    drop(gate.submit(keeps));
    let open = gate.leave();
    drop(store);
    // From here on only the command has the store, and it goes on the writer's own thread.
    drop(open);
    let reopened = loop {
        match place.open() {
            Ok(store) => break store,
            Err(StoreError::Unavailable(text)) => assert!(text.contains("holds the store")),
            Err(other) => panic!("{other}"),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(left(&reopened).await, ["kept"]);
    assert!(!failed.load(Ordering::SeqCst));
}
