//! The protocol from outside: what is written reads the same, and no bytes do harm.

mod examples;
mod frames;
mod messages;
mod some;
mod trust;
