//! Properties over a store: random cases, each checked on the runtime that the test already runs on, shrunk when one fails.

use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};

/// Runs `check` on `cases` values of `strategy`. All cases share a store, so each makes what it needs afresh.
pub(super) fn holds<S: Strategy>(cases: u32, strategy: &S, check: impl AsyncFn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = tokio::task::block_in_place(|| {
        let runtime = tokio::runtime::Handle::current();
        TestRunner::new(config).run(strategy, |value| {
            runtime.block_on(check(value));
            Ok(())
        })
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
