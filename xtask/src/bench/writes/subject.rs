//! What is written.

use serde_json::json;

use crate::bench::demonstration::Credentials;
use crate::bench::request::Request;

/// Where orders are submitted and listed.
pub(super) const ORDERS: &str = "/api/v1/partner/fulfillments";
/// The demonstration's seller of orders.
pub(super) const MSP: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04";
/// A service that the demonstration offers.
pub(super) const SKU: &str = "MTSP-M365E-USR";

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

/// The writes that are measured. What is beside them is measured with the first.
pub(super) fn subjects(credentials: &Credentials) -> Vec<Subject> {
    vec![
        deployment(credentials),
        customer(credentials),
        order(credentials),
    ]
}

/// A customer of the demonstration's reseller, none of which is like another.
fn customer(credentials: &Credentials) -> Subject {
    let bearer = format!("Bearer {}", credentials.bearer);
    let client = credentials.client_id.clone();
    Subject {
        name: "vipmp customer",
        status: 201,
        request: Box::new(move |number| {
            let body = json!({
                "resellerId": "5556667778",
                "externalReferenceId": format!("BENCH-{number}"),
                "companyProfile": {
                    "companyName": format!("Nordwind Papier {number}"),
                    "preferredLanguage": "de-DE",
                    "address": {
                        "country": "DE",
                        "region": "BY",
                        "city": "Augsburg",
                        "addressLine1": "Lechufer 8",
                        "postalCode": "86150",
                    },
                    "contacts": [
                        { "firstName": "Lena", "lastName": "Brandt", "email": format!("lena{number}@nordwind.example") },
                    ],
                },
            });
            Request::post_json("/v3/customers", body.to_string())
                .header("Authorization", bearer.as_str())
                .header("X-Api-Key", client.as_str())
                .header("X-Request-Id", format!("request-{number}"))
                .header("X-Correlation-Id", format!("correlation-{number}"))
        }),
    }
}

/// An order of a new account with a service.
pub(super) fn order(credentials: &Credentials) -> Subject {
    let bearer = format!("Bearer {}", credentials.bearer);
    Subject {
        name: "metallic order",
        status: 202,
        request: Box::new(move |number| {
            let body = json!({
                "externalId": format!("ORD-{number}"),
                "mspId": MSP,
                "account": {
                    "externalId": format!("CUST-{number}"),
                    "name": format!("Harbour Bakery {number}"),
                    "website": "harbour.example",
                    "provisionCountry": "Germany",
                    "contacts": [{
                        "type": "admin",
                        "email": format!("it{number}@harbour.example"),
                        "firstName": "Ida",
                        "lastName": "Brandt",
                        "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
                    }],
                },
                "service": { "skus": [{ "sku": SKU, "quantity": 40 }] },
            });
            Request::post_json(ORDERS, body.to_string())
                .header("Authorization", bearer.as_str())
                .header("Idempotency-Key", format!("order-{number}"))
        }),
    }
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
