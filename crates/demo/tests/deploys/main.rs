//! Deploy requests through the use cases, on both engines: processes that die between any two steps, calls that meet each
//! other, and several processes on one record.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod freezes;
mod locks;
mod place;
mod progress;
mod races;
mod steps;

/// A test of each function on each engine.
macro_rules! on_both_engines {
    ($($name:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::place::Engine::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::place::Engine::Postgres).await;
            })*
        }
    };
}
use on_both_engines;
