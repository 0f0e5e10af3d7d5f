//! The pool of connections, and waiting for one while the database restarts.

use std::{sync::LazyLock, time::Duration};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Timeouts,
};
use deadpool_postgres::{Runtime, TimeoutType};
use uuid::Uuid;

use super::{
    Address, Options,
    error::{Failure, Remedy},
    patience::Patience,
    tls::Tls,
};
use crate::StoreError;

/// What this process's sessions are called in the database. In containers every process may have the number 1, so that a random
/// number tells them apart.
static SESSIONS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "landfall {} {}",
        std::process::id(),
        Uuid::new_v4().simple()
    )
});

/// How many prepared statements a connection keeps, a little over what is asked for again and again.
const STATEMENTS: usize = 256;

/// What every connection is told at its start.
pub(super) fn prepared(address: &Address, options: &Options) -> tokio_postgres::Config {
    let mut config = address.config.clone();
    let ours = format!(
        "-c search_path=landfall -c statement_timeout={} -c idle_in_transaction_session_timeout={} \
         -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
        options.statement.as_millis(),
        options.statement.as_millis(),
    );
    let all = match config.get_options() {
        Some(given) => format!("{given} {ours}"),
        None => ours,
    };
    config
        .options(all)
        .application_name(SESSIONS.as_str())
        .connect_timeout(options.connect)
        .keepalives_idle(Duration::from_secs(30))
        .tcp_user_timeout(Duration::from_secs(30));
    config
}

/// The pool.
pub(super) struct Connections {
    pool: Pool,
    options: Options,
}

impl Connections {
    /// A pool for the database, with no connection open yet.
    pub(super) fn new(
        config: tokio_postgres::Config,
        tls: Tls,
        options: &Options,
    ) -> Result<Self, StoreError> {
        // Whether a connection still lives shows when it is used; what was asked is asked again on another.
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Self {
            pool,
            options: options.clone(),
        })
    }

    /// The patience that one call has with the database.
    pub(super) fn patience(&self) -> Patience {
        Patience::lasting(self.options.patience)
    }

    /// A connection, as soon as there is one.
    pub(super) async fn get(&self, patience: &mut Patience) -> Result<Object, StoreError> {
        loop {
            let failure = match self.try_get(patience).await {
                Ok(connection) => return Ok(connection),
                Err(failure) => failure,
            };
            if failure.remedy != Remedy::Reconnect {
                return Err(failure.error);
            }
            patience.pause(failure.error).await?;
        }
    }

    /// A connection, if there is one without trying again.
    pub(super) async fn once(&self, patience: &Patience) -> Result<Object, StoreError> {
        self.try_get(patience)
            .await
            .map_err(|failure| failure.error)
    }

    async fn try_get(&self, patience: &Patience) -> Result<Object, Failure> {
        let timeouts = Timeouts {
            wait: Some(patience.left()),
            create: Some(self.options.connect),
            recycle: None,
        };
        match self.pool.timeout_get(&timeouts).await {
            Ok(connection) => {
                // Each statement that was ever asked for would stay, on both sides.
                if connection.statement_cache.size() > STATEMENTS {
                    connection.statement_cache.clear();
                }
                Ok(connection)
            }
            Err(PoolError::Backend(error)) => Err(error.into()),
            Err(PoolError::Timeout(TimeoutType::Wait)) => {
                Err(StoreError::Unavailable(match self.options.connections {
                    1 => "the database did not answer in time".to_owned(),
                    all => format!("all {all} connections to the database are in use"),
                })
                .into())
            }
            Err(PoolError::Timeout(_)) => Err(Failure {
                error: StoreError::Unavailable("the database did not answer in time".to_owned()),
                remedy: Remedy::Reconnect,
            }),
            Err(error) => Err(StoreError::Engine(error.to_string()).into()),
        }
    }
}

/// Takes a connection out of the pool for good: it has ended, or nobody knows what state it is in.
pub(super) fn discard(connection: Object) {
    drop(Object::take(connection));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::testing::Cluster;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn statements_do_not_stay_prepared_without_end() {
        let cluster = Cluster::start();
        let (address, options) = (cluster.address(), Options::default());
        let tls = Tls::for_address(&address).unwrap();
        let config = prepared(&address, &options);
        let connections = Connections::new(config, tls, &options).unwrap();
        for number in 0..3 * STATEMENTS {
            let connection = connections.get(&mut connections.patience()).await.unwrap();
            let sql = format!("SELECT {number}");
            connection.prepare_cached(&sql).await.unwrap();
            assert!(connection.statement_cache.size() <= STATEMENTS + 1);
        }
        let connection = connections.get(&mut connections.patience()).await.unwrap();
        let kept = "SELECT count(*) FROM pg_prepared_statements";
        let kept: i64 = connection.query_one(kept, &[]).await.unwrap().get(0);
        assert!(kept.unsigned_abs() <= STATEMENTS as u64 + 1, "{kept}");
    }
}
