//! Metrics in the text format that scrapers read. Requests are counted by face, method and class of status; the fleet is
//! shown per POP.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::State, routing::get};
use http::{Method, Response, StatusCode};
use landfall_control::{Control, Role, feed::FeedCounts};
use landfall_http::{access::Observer, respond};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// The media type of the text format.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    dialect: &'static str,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DialectLabels {
    dialect: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PopLabels {
    tenant: String,
    platform: &'static str,
    environment: &'static str,
    pop: String,
    health: &'static str,
}

/// What is counted while the process runs.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<DialectLabels, Histogram>,
}

impl Metrics {
    /// Counts from nothing.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("landfall");
        let requests = Family::<RequestLabels, Counter>::default();
        registry.register(
            "requests",
            "Requests that were answered, by face, method and class of status",
            requests.clone(),
        );
        let seconds = Family::<DialectLabels, Histogram>::new_with_constructor(|| {
            Histogram::new([
                0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5,
                1.0, 5.0,
            ])
        });
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to its answer's head, by face",
            Unit::Seconds,
            seconds.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Observer for Metrics {
    fn finished(&self, dialect: &'static str, method: &Method, status: u16, duration: Duration) {
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
            _ => "other",
        };
        let status = match status {
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        let labels = RequestLabels {
            dialect,
            method,
            status,
        };
        self.requests.get_or_create(&labels).inc();
        self.seconds
            .get_or_create(&DialectLabels { dialect })
            .observe(duration.as_secs_f64());
    }
}

/// `GET /metrics`, for a listener of its own.
pub fn metrics_router(metrics: Arc<Metrics>, control: Arc<Control>) -> Router {
    Router::new()
        .route("/metrics", get(show))
        .with_state((metrics, control))
}

async fn show(State((metrics, control)): State<(Arc<Metrics>, Arc<Control>)>) -> Response<Body> {
    let mut text = String::new();
    let written = encode(&mut text, &metrics.registry).and_then(|()| {
        // The text ends with a mark; what is counted at this moment goes before it.
        text.truncate(text.trim_end_matches("# EOF\n").len());
        encode(&mut text, &fleet(&control))
    });
    if written.is_err() {
        return respond::problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the metrics cannot be written",
        );
    }
    respond::content(StatusCode::OK, TEXT, text)
}

/// The fleet as it stands now.
fn fleet(control: &Control) -> Registry {
    let mut registry = Registry::with_prefix("landfall");
    let servers = Family::<PopLabels, Gauge>::default();
    registry.register(
        "servers",
        "Counted servers by tenant, platform, environment, POP and health",
        servers.clone(),
    );
    show_role(&mut registry, &control.role());
    if let Some(feed) = control.feed() {
        show_feed(&mut registry, &feed.counts());
    }
    let now = control.clock().now();
    for count in control.fleet().health(now) {
        let labels = |health| PopLabels {
            tenant: count.tenant.to_string(),
            platform: count.platform.as_str(),
            environment: count.environment.as_str(),
            pop: count.name.to_string(),
            health,
        };
        for (health, number) in [
            ("healthy", count.counted.healthy),
            ("stale", count.counted.stale),
        ] {
            servers
                .get_or_create(&labels(health))
                .set(i64::try_from(number).unwrap_or(i64::MAX));
        }
    }
    registry
}

/// What has happened on the feed.
fn show_feed(registry: &mut Registry, counts: &FeedCounts) {
    let open = Gauge::<i64>::default();
    open.set(i64::try_from(counts.open).unwrap_or(i64::MAX));
    registry.register("feed_streams", "Servers' streams that are open", open);
    for (name, help, number) in [
        (
            "feed_welcomes",
            "Streams that were opened and greeted",
            counts.welcomed,
        ),
        (
            "feed_fencings",
            "Alarms: a second agent came as a server that had one",
            counts.fenced,
        ),
        (
            "feed_revocations",
            "Streams closed because their credential was revoked",
            counts.revoked,
        ),
        (
            "feed_silences",
            "Streams closed because nothing was heard within the lease",
            counts.silent,
        ),
        (
            "feed_faults",
            "Streams closed because of what they sent or did not take",
            counts.malformed,
        ),
        (
            "feed_refusals",
            "Streams that were turned away",
            counts.refused,
        ),
        ("feed_changes", "Changes handed to streams", counts.changes),
        ("feed_bytes", "Bytes handed to streams", counts.bytes),
        (
            "feed_resyncs",
            "Resyncs of servers that were connected",
            counts.resyncs,
        ),
        (
            "feed_epochs",
            "Epochs begun because a server had more than its log",
            counts.astray,
        ),
    ] {
        let counter = Counter::<u64>::default();
        counter.inc_by(number);
        registry.register(name, help, counter);
    }
}

/// What part the process has in counting the fleet.
fn show_role(registry: &mut Registry, role: &Role) {
    let (owner, fencing) = match role {
        Role::Owner { fencing } => (1, *fencing),
        Role::Follower { fencing, .. } => (0, Some(*fencing)),
        Role::Seeking => (0, None),
    };
    let gauge = |value: i64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value);
        gauge
    };
    registry.register(
        "fleet_owner",
        "Whether this process counts the fleet: 1 or 0",
        gauge(owner),
    );
    if let Some(fencing) = fencing {
        registry.register(
            "fleet_fencing_number",
            "How often the fleet has changed hands, as far as this process knows",
            gauge(i64::try_from(fencing).unwrap_or(i64::MAX)),
        );
    }
}
