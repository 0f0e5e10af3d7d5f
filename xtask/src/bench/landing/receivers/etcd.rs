//! Receivers that watch a key and acknowledge by putting one of their own.

use super::check::Check;
use super::etcd_wire::{ACKS, Etcd, Watch};

/// Takes what comes, and acknowledges it.
pub(super) async fn follow(
    number: usize,
    mut etcd: Etcd,
    mut watch: Watch,
    mut check: Option<Check>,
) -> Result<(), String> {
    let key = [ACKS.0, number.to_string().as_bytes()].concat();
    loop {
        for value in watch.values().await? {
            if let Some(check) = &mut check {
                check.message(value)?;
            }
            etcd.put(&key, b".").await?;
        }
    }
}
