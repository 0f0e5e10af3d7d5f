//! What is measured: the calls of the contracts' examples, as their pages print them.

use super::demonstration::Credentials;
use super::request::Request;

/// A call under measurement.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// Its name in the table, at most 22 characters.
    pub(super) name: &'static str,
    /// Whether the server that writes an access log is asked.
    pub(super) logged: bool,
    /// The call.
    pub(super) request: Request,
    /// The status that it has to have.
    pub(super) status: u16,
}

/// The longest name that the table has room for.
#[cfg(test)]
pub(super) const LONGEST_NAME: usize = 22;

/// How a person who signed in asks for zones.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The cookies.
    pub(super) cookies: String,
}

impl Session {
    /// The zones of the tenant, in the media type.
    pub(super) fn zones(&self, media_type: &str) -> Request {
        Request::get("/api/deploymentzones")
            .header("Accept", media_type)
            .header("Cookie", self.cookies.as_str())
    }
}

/// The JSON form of the zones.
pub(super) const ZONES_JSON: &str = "application/vnd.soa.v84+json";
/// Their XML form.
pub(super) const ZONES_XML: &str = "application/vnd.soa.v84+xml";

/// All calls. `tag` is the entity tag of the zones in JSON.
pub(super) fn subjects(credentials: &Credentials, session: &Session, tag: &str) -> Vec<Subject> {
    let vipmp = |path: &str| {
        Request::get(path)
            .header("X-Api-Key", credentials.client_id.as_str())
            .header("Authorization", format!("Bearer {}", credentials.bearer))
            .header("X-Correlation-Id", "bench-1")
            .header("Accept", "application/json")
    };
    let rulesv4 = |media_type: &str| {
        Request::get("/v2/mcc/customers/0001/rulesv4/123456/status")
            .header("Authorization", format!("TOK:{}", credentials.tok))
            .header("Accept", media_type)
            .header("Content-Type", "application/json")
    };
    let metallic =
        Request::get("/api/v1/partner/fulfillments?filter=status:complete&sort=desc:insertTs")
            .header("Authorization", format!("Bearer {}", credentials.bearer));
    let customer = vipmp("/v3/customers/9876543210");
    let page = vipmp("/v3/customers/5556667778/deployments?offset=3&limit=3");
    let deployment = vipmp("/v3/customers/5556667778/deployments/345434543");
    let unchanged = session.zones(ZONES_JSON).header("If-None-Match", tag);
    let call = |name, request, status| Subject {
        name,
        logged: false,
        request,
        status,
    };
    vec![
        call("vipmp customer", customer.clone(), 200),
        call("vipmp deployments page", page, 200),
        call("vipmp deployment", deployment, 200),
        call("akana zones", session.zones(ZONES_JSON), 200),
        call("akana zones, XML", session.zones(ZONES_XML), 200),
        call("akana zones, unchanged", unchanged, 304),
        call("rulesv4 status", rulesv4("application/json"), 200),
        call("rulesv4 status, XML", rulesv4("application/xml"), 200),
        call("metallic fulfillments", metallic, 200),
        Subject {
            logged: true,
            ..call("vipmp customer, logged", customer, 200)
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_fits_and_stands_once() {
        let text = String::new;
        let credentials = Credentials {
            tenant: text(),
            client_id: text(),
            bearer: text(),
            tok: text(),
            business_admin: text(),
            password: text(),
        };
        let session = Session { cookies: text() };
        let all = subjects(&credentials, &session, "");
        for (place, subject) in all.iter().enumerate() {
            let name = subject.name;
            assert!(name.len() <= LONGEST_NAME, "{name}");
            assert!(
                all[..place].iter().all(|other| other.name != name),
                "{name}"
            );
        }
    }
}
