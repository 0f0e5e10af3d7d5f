//! TLS with an authority that is known by its fingerprint alone.

use std::sync::Arc;

use landfall_agent::{Address, Security};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PublicKeyData};
use ring::digest::{SHA256, digest};
use rustls::{
    ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    control_plane::{ControlPlane, identity},
    edge::Edge,
};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    fn fingerprint(&self) -> [u8; 32] {
        digest(&SHA256, &self.0.key().subject_public_key_info())
            .as_ref()
            .try_into()
            .unwrap()
    }

    /// A listener with a certificate for that name, which sends the authority's along.
    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let chain = vec![certificate.der().clone(), self.certificate()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

fn address(plane: &ControlPlane, security: Security) -> Address {
    Address {
        security,
        ..plane.address()
    }
}

#[tokio::test]
async fn the_pinned_authority_is_believed_and_a_change_lands() {
    let authority = Authority::new();
    let plane = ControlPlane::with(Some(authority.acceptor("127.0.0.1"))).await;
    let first = plane.hand_over(1, Some("first"));
    for security in [
        Security::Fingerprint(authority.fingerprint()),
        Security::Authorities(vec![authority.certificate()]),
    ] {
        let edge = Edge::new();
        let agent = edge.start_as(address(&plane, security), identity());
        agent
            .until("it is there", |status| status.revision == first.0)
            .await;
        agent.stop().await;
    }
}

#[tokio::test]
async fn any_other_authority_and_any_other_name_are_refused() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    for (acceptor, reason) in [
        (theirs.acceptor("127.0.0.1"), "UnknownIssuer"),
        (ours.acceptor("elsewhere.example"), "not valid for name"),
    ] {
        let plane = ControlPlane::with(Some(acceptor)).await;
        let edge = Edge::new();
        let security = Security::Fingerprint(ours.fingerprint());
        let agent = edge.start_as(address(&plane, security), identity());
        agent
            .until("it is refused", |status| {
                status.connection_problem.is_some()
            })
            .await;
        let problem = agent.view.status().connection_problem.unwrap();
        assert!(problem.contains(reason), "{problem}");
        agent.stop().await;
    }
}
