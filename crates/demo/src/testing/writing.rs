//! Writing into a loaded store behind the product's back.

use std::{pin::Pin, sync::Arc};

use landfall_control::ControlError;
use landfall_store::{StoreError, Transaction, write};

use super::Loaded;

/// A write in a transaction.
pub type Inserting<'t> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 't>>;

impl Loaded {
    /// Writes each of `things`, in one transaction.
    pub async fn write<T, F>(&self, things: Vec<T>, insert: F) -> Result<(), ControlError>
    where
        T: Send + Sync + 'static,
        F: for<'t> Fn(&'t mut dyn Transaction, &'t T) -> Inserting<'t>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        let things = Arc::new(things);
        write::<(), ControlError, _>(self.store.as_ref(), move |transaction| {
            let (things, insert) = (Arc::clone(&things), insert.clone());
            Box::pin(async move {
                for thing in things.iter() {
                    insert(transaction, thing).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
