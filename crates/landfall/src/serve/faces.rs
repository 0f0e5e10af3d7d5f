//! Where the routers meet. A new dialect is a crate of its own and one entry here.

use std::{sync::Arc, time::Duration};

use landfall_akana::AkanaSettings;
use landfall_control::Control;
use landfall_http::{
    access::Observer,
    faces::{Face, Faces},
    guard::{Guarded, Problems},
    host::HostPolicy,
};
use landfall_native::{REFERENCE_PATH, Readiness, admin_router, operator_router};

use crate::{config::Config, documents};

/// Whether `path` is `root` or lies below it.
fn at_or_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn vipmp(path: &str) -> bool {
    path == "/ping"
        || ["/v3", "/ims", "/partnerservice"]
            .iter()
            .any(|root| at_or_below(path, root))
}

/// Public clients of this dialect double the leading slash.
fn rulesv4(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    ["v2/mcc", "rules-engine", "connect"]
        .iter()
        .any(|root| at_or_below(path, root))
}

fn metallic(path: &str) -> bool {
    at_or_below(path, "/api/v1")
}

fn akana(path: &str) -> bool {
    at_or_below(path, "/api") && !metallic(path)
}

/// Pages about problems belong to those who answer with them.
fn reference(path: &str) -> bool {
    at_or_below(path, REFERENCE_PATH) && !at_or_below(path, "/landfall/docs/problems")
}

fn native(path: &str) -> bool {
    path == "/healthz" || path == "/readyz" || (at_or_below(path, "/landfall") && !reference(path))
}

/// All faces of the product. A path that none claims gets an RFC 9457 problem.
pub(super) fn faces(
    control: &Arc<Control>,
    config: &Config,
    akana_settings: AkanaSettings,
    readiness: Readiness,
    hosts: HostPolicy,
    observer: Arc<dyn Observer>,
) -> Faces {
    let deadline = Duration::from_secs(config.limits.request_seconds);
    let control = || Arc::clone(control);
    let faces = vec![
        Face::new(
            "vipmp",
            vipmp,
            Guarded::new(
                landfall_vipmp::router(control()),
                landfall_vipmp::FAILURES,
                deadline,
            ),
        ),
        Face::new(
            "rulesv4",
            rulesv4,
            Guarded::new(
                landfall_rulesv4::router(control()),
                landfall_rulesv4::FAILURES,
                deadline,
            ),
        ),
        Face::new(
            "metallic",
            metallic,
            Guarded::new(
                landfall_metallic::router(control(), config.metallic),
                landfall_metallic::FAILURES,
                deadline,
            ),
        ),
        Face::new(
            "akana",
            akana,
            Guarded::new(
                landfall_akana::router(control(), akana_settings),
                landfall_akana::FAILURES,
                deadline,
            ),
        ),
        Face::new(
            "reference",
            reference,
            Guarded::new(
                landfall_native::reference_router(documents::served()),
                Problems,
                deadline,
            ),
        ),
        Face::new(
            "native",
            native,
            Guarded::new(
                landfall_native::router(control(), readiness),
                landfall_native::FAILURES,
                deadline,
            ),
        ),
    ];
    Faces::new(faces, hosts, observer)
}

/// What operators on the machine reach by the administration socket: their commands, and the native API.
pub(super) fn operators(control: &Arc<Control>) -> Faces {
    let deadline = Duration::from_secs(30);
    let faces = vec![
        Face::new(
            "operator",
            |path| at_or_below(path, "/landfall/v1"),
            Guarded::new(
                operator_router(Arc::clone(control)),
                landfall_native::FAILURES,
                deadline,
            ),
        ),
        Face::new(
            "admin",
            |_| true,
            Guarded::new(admin_router(Arc::clone(control)), Problems, deadline),
        ),
    ];
    Faces::new(faces, HostPolicy::Any, Arc::new(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_belongs_to_one_face_at_most() {
        type Claims = fn(&str) -> bool;
        let claims: [(&str, Claims); 6] = [
            ("vipmp", vipmp),
            ("rulesv4", rulesv4),
            ("metallic", metallic),
            ("akana", akana),
            ("reference", reference),
            ("native", native),
        ];
        for (path, owner) in [
            ("/v3/customers/1", "vipmp"),
            ("/v3", "vipmp"),
            ("/ims/token/v3", "vipmp"),
            ("/ping", "vipmp"),
            ("/partnerservice/ping", "vipmp"),
            ("/v2/mcc/customers/0001/rulesv4/1/status", "rulesv4"),
            ("//connect/token", "rulesv4"),
            ("/rules-engine/v1.1/policies", "rulesv4"),
            ("/api/v1/token", "metallic"),
            ("/api/v1", "metallic"),
            ("/api/login", "akana"),
            ("/api", "akana"),
            ("/api/v10", "akana"),
            ("/healthz", "native"),
            ("/landfall/v1/events", "native"),
            ("/landfall/docs", "reference"),
            ("/landfall/docs/", "reference"),
            ("/landfall/docs/openapi/vipmp.json", "reference"),
            ("/landfall/docs/problems/not-found", "native"),
            ("/landfall/docsx", "native"),
            ("/v30", ""),
            ("/pingpong", ""),
            ("/", ""),
            ("*", ""),
            ("/apis", ""),
        ] {
            let owners: Vec<&str> = claims
                .iter()
                .filter(|(_, claims)| claims(path))
                .map(|(name, _)| *name)
                .collect();
            let expected: Vec<&str> = Some(owner).filter(|o| !o.is_empty()).into_iter().collect();
            assert_eq!(owners, expected, "{path}");
        }
    }
}
