//! Whole stores by the real binary: backups while serving, restores, and moves between the engines and back.

mod backup;
mod copy;
mod damaged;
mod dump;
mod killed;
mod migrate;
mod operations;
mod place;
mod restore;
