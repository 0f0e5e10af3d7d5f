//! Filling an empty store.

use std::sync::Arc;

use landfall_control::{
    Clock, ControlError,
    admin::new_installation_keys,
    secret::{KeyRing, Passwords, SealingKey},
};
use landfall_store::{Store, write};

use crate::{Record, change, credentials, insert::insert};

/// How much is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// What the contracts' examples show, and nothing else.
    Fixtures,
    /// The same with a lively set around it.
    Full,
}

/// Writes the demonstration record and new installation keys into an empty store, in one transaction. Apart from the keys
/// and the salt of the password it is the same every time at the same moment of `clock`.
pub async fn load(
    store: &dyn Store,
    clock: &dyn Clock,
    sealing_key: &SealingKey,
    scale: Scale,
) -> Result<(), ControlError> {
    // Both administrators have the same password, so one hash does for both.
    let password_hash = Passwords::new(1)
        .hash(credentials::PASSWORD.to_owned())
        .await?;
    let mut record = match scale {
        Scale::Fixtures => Record::fixtures(clock.now(), &password_hash),
        Scale::Full => Record::full(clock.now(), &password_hash),
    };
    record.keys = new_installation_keys(sealing_key, clock);
    let keys = KeyRing::open(&record.keys, sealing_key)?;
    change::sign(&mut record, &keys);
    let record = Arc::new(record);
    write(store, move |transaction| {
        let record = Arc::clone(&record);
        Box::pin(async move { Ok::<_, ControlError>(insert(&record, transaction).await?) })
    })
    .await
}
