//! A server, opened and then run until it is told to stop.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use landfall_akana::AkanaSettings;
use landfall_control::{
    Control,
    feed::{FeedSettings, OpenFeed},
};
use landfall_http::{
    faces::{Face, Faces},
    guard::{Guarded, Problems},
    host::HostPolicy,
    listen::{Limits, Listener},
};
use landfall_native::{Metrics, Readiness, admin_router, metrics_router};
use tokio::{
    runtime::{Handle, Runtime},
    sync::watch,
};

use super::{faces::faces, signals::reload_at_hangup};
use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// Which hosts requests may name.
#[derive(Debug, Clone)]
pub(crate) enum Exposure {
    /// Any: the network decides who gets here.
    Network,
    /// Loopback names only, so that a page from elsewhere cannot reach in by a name of its own.
    ThisMachine,
}

/// Open sockets over a store that was taken over.
pub(crate) struct Server {
    control: Arc<Control>,
    readiness: Readiness,
    partners: (Listener, Faces),
    metrics: Option<(Listener, Faces)>,
    administration: (Listener, Faces),
    feed: OpenFeed,
    /// What the feed works on, so that a push to thousands of servers delays no call of a partner, and the other way round.
    runtime: FeedRuntime,
}

impl Server {
    /// Opens all sockets. Callers can connect from now on, and are answered once the server runs.
    pub(crate) async fn open(
        config: &Config,
        control: Arc<Control>,
        exposure: &Exposure,
    ) -> Result<Self, CommandError> {
        let default_tenant = match &config.default_tenant {
            Some(tenant) => Some(tenant.clone()),
            None => control.sole_tenant().await?,
        };
        let akana = AkanaSettings {
            hosts: config
                .hosts
                .iter()
                .map(|(host, tenant)| (host.to_ascii_lowercase(), tenant.clone()))
                .collect(),
            default_tenant,
        };
        let runtime = FeedRuntime::new()?;
        let feed = control.open_feed(runtime.handle(), FeedSettings::default());
        let readiness = Readiness::default();
        let counted = Arc::new(Metrics::new());
        let hosts = || match exposure {
            Exposure::Network => HostPolicy::Any,
            Exposure::ThisMachine => HostPolicy::loopback(),
        };
        let partners = Listener::bind(config.listener()?)?;
        reload_at_hangup(partners.certificate(), Arc::clone(&control))?;
        tell_others(config, &control, partners.local_addr());
        let all = faces(
            &control,
            config,
            akana,
            readiness.clone(),
            hosts(),
            Arc::clone(&counted) as _,
        );
        let metrics = match config.metrics()? {
            None => None,
            Some(listen) => {
                let routes = metrics_router(Arc::clone(&counted), Arc::clone(&control));
                Some((
                    Listener::bind(listen)?,
                    sole_face("metrics", routes, hosts()),
                ))
            }
        };
        let socket = DataFolder::at(&config.data).socket();
        // An export is taken as fast as its disk or its reader allows.
        let patient = Limits {
            write_stall: Duration::from_mins(10),
            ..Limits::default()
        };
        let administration = (
            Listener::bind_unix(&socket, patient)?,
            sole_face("admin", admin_router(Arc::clone(&control)), HostPolicy::Any),
        );
        Ok(Self {
            control,
            readiness,
            partners: (partners, all),
            metrics,
            administration,
            feed,
            runtime,
        })
    }

    /// Where partners connect: the real port, also when port 0 was asked for.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.partners.0.local_addr()
    }

    /// Where scrapers connect.
    pub(crate) fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
            .as_ref()
            .and_then(|(listener, _)| listener.local_addr())
    }

    /// Serves until `stop` is ready. Running requests are answered; then the workers save what is left.
    pub(crate) async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(false);
        let wait = || {
            let mut stopped = stopped.clone();
            async move {
                // An error means that the sender is gone, which is a stop too.
                let _ = stopped.wait_for(|stopping| *stopping).await;
            }
        };
        let (work_ends, worked) = tokio::sync::oneshot::channel::<()>();
        let workers = tokio::spawn(Arc::clone(&self.control).work(async {
            let _ = worked.await;
        }));
        let (listener, faces) = self.partners;
        let partners = tokio::spawn(listener.serve(faces, wait()));
        let (listener, faces) = self.administration;
        let administration = tokio::spawn(listener.serve(faces, wait()));
        let metrics = self
            .metrics
            .map(|(listener, faces)| tokio::spawn(listener.serve(faces, wait())));
        stop.await;
        tracing::info!("stopping");
        self.readiness.close();
        let _ = stopping.send(true);
        // Streams have no end of their own that the listener could wait for.
        self.feed.stop().await;
        for task in [Some(partners), Some(administration), metrics]
            .into_iter()
            .flatten()
        {
            let _ = task.await;
        }
        let _ = work_ends.send(());
        let _ = workers.await;
        drop(self.runtime);
        tracing::info!("stopped");
    }
}

/// Says where other processes on the same record reach this one.
fn tell_others(config: &Config, control: &Control, listen: Option<SocketAddr>) {
    if !control.is_shared() {
        return;
    }
    let address = config.cluster.address(listen, config.tls.is_some());
    if address.is_none() {
        tracing::warn!(
            "other processes on this database cannot ask this one about the fleet, since it listens on every address; set cluster.advertise"
        );
    }
    control.advertise(address.unwrap_or_default());
}

/// The runtime of the feed. What still runs on it is left behind when it is dropped, which may be on a serving thread.
struct FeedRuntime(Option<Runtime>);

impl FeedRuntime {
    /// With half of the processors, at least one.
    fn new() -> Result<Self, CommandError> {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("feed")
            .worker_threads(processors.div_ceil(2))
            .enable_all()
            .build()
            .map_err(|error| CommandError::Server(format!("cannot start the feed: {error}")))?;
        Ok(Self(Some(runtime)))
    }

    fn handle(&self) -> Handle {
        let runtime = self.0.as_ref().expect("it is taken by the drop alone");
        runtime.handle().clone()
    }
}

impl Drop for FeedRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A listener of one purpose, with request ids, guard and access log like the others.
fn sole_face(name: &'static str, routes: axum::Router, hosts: HostPolicy) -> Faces {
    let guarded = Guarded::new(routes, Problems, Duration::from_secs(30));
    Faces::new(
        vec![Face::new(name, |_| true, guarded)],
        hosts,
        Arc::new(()),
    )
}
