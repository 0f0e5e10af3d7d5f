//! What is written.

use crate::bench::demonstration::Credentials;
use crate::bench::request::Request;

/// Something that is written again and again, each time under another number.
pub(super) struct Subject {
    pub(super) name: &'static str,
    /// The status of a good answer.
    pub(super) status: u16,
    request: Box<dyn Fn(u64) -> Request>,
}

impl Subject {
    /// The request of that number.
    pub(super) fn request(&self, number: u64) -> Request {
        (self.request)(number)
    }
}

/// The writes that are measured.
pub(super) fn subjects(credentials: &Credentials) -> Vec<Subject> {
    vec![deployment(credentials)]
}

fn deployment(credentials: &Credentials) -> Subject {
    const ADDRESS: &str = r#"{"companyProfile":{"address":{"country":"FR","region":"75","city":"Paris","addressLine1":"12 rue de Charonne","postalCode":"75011"}}}"#;
    let bearer = format!("Bearer {}", credentials.bearer);
    let client = credentials.client_id.clone();
    Subject {
        name: "vipmp deployment",
        status: 201,
        request: Box::new(move |number| {
            Request::post_json("/v3/customers/5556667778/deployments", ADDRESS)
                .header("Authorization", bearer.as_str())
                .header("X-Api-Key", client.as_str())
                .header("X-Request-Id", format!("request-{number}"))
                .header("X-Correlation-Id", format!("correlation-{number}"))
        }),
    }
}
