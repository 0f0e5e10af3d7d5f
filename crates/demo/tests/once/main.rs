//! Writes that arrive more than once, on both engines: one after the other, many at a time, in several processes, and after
//! the process that carried them out has died.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod meeting;
mod place;
mod repeating;

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
