//! A connection of one's own for one long transaction, which is undone when it is dropped before its commit.

use std::ops::Deref;

use deadpool_postgres::Object;
use tokio_postgres::Client;

use super::{
    Address, Options,
    connections::{Connections, discard, prepared},
    open::at,
    tls::Tls,
};
use crate::StoreError;

/// The connection, with its transaction begun.
pub(super) struct OwnTransaction {
    connection: Option<Object>,
    /// The place, for people.
    pub(super) place: String,
}

impl OwnTransaction {
    /// Connects, with patience while the database starts, and begins with the statement `begin`. Nothing in the transaction
    /// is ended for taking long.
    pub(super) async fn begin(
        address: &Address,
        options: &Options,
        begin: &str,
    ) -> Result<Self, StoreError> {
        let place = address.to_string();
        let tls = Tls::for_address(address)?;
        let connections = Connections::new(prepared(address, options), tls, options)?;
        let connection = connections
            .get(&mut connections.patience())
            .await
            .map_err(|error| at(&place, error))?;
        let own = Self {
            connection: Some(connection),
            place,
        };
        let unhurried =
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;";
        own.batch_execute(&format!("{begin}; {unhurried}")).await?;
        Ok(own)
    }

    /// Commits.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.batch_execute("COMMIT").await?;
        self.end();
        Ok(())
    }

    /// The connection as the pool gave it.
    fn connection(&self) -> &Object {
        self.connection
            .as_ref()
            .expect("it is taken away at the end only")
    }

    fn end(&mut self) {
        if let Some(connection) = self.connection.take() {
            discard(connection);
        }
    }
}

impl Deref for OwnTransaction {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.connection()
    }
}

impl Drop for OwnTransaction {
    fn drop(&mut self) {
        self.end();
    }
}
