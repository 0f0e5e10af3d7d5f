//! The same over TLS: who the control plane is, an agent knows by the key that its invitation names, whichever certificates come and
//! go with it.

use std::{fs, path::PathBuf};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer,
    KeyPair,
};

use super::{POSTED, propagated};
use crate::support::{Edge, Installation, Landfall, policy, wait_until};

/// An authority that signs certificates.
struct Authority {
    certified: CertifiedIssuer<'static, KeyPair>,
    /// Its certificate by an older authority, if it has one.
    by_another: Option<Certificate>,
}

impl Authority {
    fn new(name: &str, older: Option<&Issuer<'_, KeyPair>>) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        Self {
            by_another: older.map(|older| params.clone().signed_by(&key, older).unwrap()),
            certified: CertifiedIssuer::self_signed(params, key).unwrap(),
        }
    }

    fn pem(&self) -> String {
        self.certified.pem()
    }

    /// A new certificate with a new key for this machine, put where a server finds it; `behind` follows it in the chain.
    fn issue(&self, place: &Place, behind: &[String]) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let leaf = params.signed_by(&key, &self.certified).unwrap().pem();
        fs::write(&place.key, key.serialize_pem()).unwrap();
        fs::write(&place.certificate, [&[leaf], behind].concat().concat()).unwrap();
    }
}

/// Where certificate and key are.
struct Place {
    certificate: PathBuf,
    key: PathBuf,
}

/// Has the server take the new certificate.
fn renew(server: &Landfall) {
    let times = |server: &Landfall| {
        server
            .logged()
            .matches("the certificate was reloaded")
            .count()
    };
    let before = times(server);
    server.signal("HUP");
    wait_until("the certificate is there", || times(server) > before);
}

/// The fingerprint of the authority's key in an invitation.
fn print(invitation: &str) -> &str {
    invitation.rsplit('.').next().unwrap()
}

fn joined(server: &Landfall, invitation: &str) -> Edge {
    let mut edge = Edge::new();
    let joined = edge.join(server.address, invitation, &[]);
    assert!(joined.status.success(), "{joined:?}");
    edge.start();
    edge
}

#[test]
fn a_change_lands_over_tls_and_agents_outlive_new_certificates() {
    let mut installation = Installation::with_pops(&[1]);
    let first = Authority::new("first", None);
    let place = Place {
        certificate: installation.path("chain.pem"),
        key: installation.path("key.pem"),
    };
    first.issue(&place, &[first.pem()]);
    let text = format!(
        "[tls]\ncertificate = {:?}\nkey = {:?}\n",
        place.certificate, place.key
    );
    let configuration = installation.path("landfall.toml");
    fs::write(&configuration, text).unwrap();
    installation.flags = vec!["--config".to_owned(), configuration.display().to_string()];
    let mut partner = installation.partner();
    let authorities = installation.path("authorities.pem");
    fs::write(&authorities, first.pem()).unwrap();
    partner.authorities = Some(authorities);
    let server = installation.serve();
    let at = server.address;
    let invitation = installation.invite(1);

    // Another authority than the invitation names, and no TLS at all: nothing is given to whoever that is.
    let wrong = format!(
        "{}{}",
        &invitation[..invitation.len() - 64],
        "ab".repeat(32)
    );
    let mut edge = Edge::new();
    let refused = edge.join(at, &wrong, &[]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && told.contains("UnknownIssuer"),
        "{told}"
    );
    assert!(
        !edge
            .join(at, &invitation, &["--plaintext"])
            .status
            .success()
    );
    drop(edge);
    // So the invitation is still good.
    let mut edges = vec![joined(&server, &invitation)];

    let counted = |edges: &[Edge]| {
        wait_until("they are counted", || {
            let shown = edges.iter().map(|edge| installation.server(edge.server));
            shown
                .into_iter()
                .all(|server| server["membership"] == "counted" && server["connected"] == true)
        });
    };
    let lands = |edges: &[Edge], body: &str, message: &str| {
        let id = partner.add(at, body);
        let request = partner.submit(at, &id, message);
        partner.wait_for_status(at, &request.id, &propagated(&[1]));
        assert!(
            edges
                .iter()
                .all(|edge| edge.policy("0001").as_ref() == Some(&id))
        );
    };
    counted(&edges);
    lands(&edges, POSTED, "first");

    // Another certificate of the same authority. Who connects anew gets it.
    first.issue(&place, &[first.pem()]);
    renew(&server);
    let renewed = installation.invite(1);
    assert_eq!(print(&renewed), print(&invitation));
    edges[0].stop();
    edges[0].start();
    edges.push(joined(&server, &renewed));
    counted(&edges);
    lands(&edges, &policy("locked", &["second"]).to_string(), "second");

    // Another authority, for which the first one vouches as long as servers know only that.
    let second = Authority::new("second", Some(&first.certified));
    let vouched = second.by_another.as_ref().unwrap().pem();
    second.issue(&place, &[vouched, first.pem(), second.pem()]);
    renew(&server);
    let moved = installation.invite(1);
    assert_ne!(print(&moved), print(&invitation));
    for edge in &mut edges {
        edge.stop();
        edge.start();
    }
    edges.push(joined(&server, &moved));
    counted(&edges);
    lands(&edges, &policy("locked", &["third"]).to_string(), "third");
    // In the end the first one goes, and those who joined under the second stay.
    second.issue(&place, &[second.pem()]);
    renew(&server);
    let last = &mut edges[2];
    last.stop();
    last.start();
    let id = last.server;
    wait_until("it is there", || {
        installation.server(id)["connected"] == true
    });
    let old = &mut edges[0];
    old.stop();
    old.start();
    wait_until("the first is not", || {
        let problem = &old.status()["status"]["connection_problem"];
        problem
            .as_str()
            .is_some_and(|problem| problem.contains("UnknownIssuer"))
    });
}
