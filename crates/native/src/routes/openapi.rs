//! The OpenAPI document of the native API, made from the handlers and types themselves.

use landfall_core::rules::listing::{Field, FieldKind};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document, PathItem, RefOr, SecurityRequirement,
        path::{Operation, Parameter},
        security::{
            ApiKey, ApiKeyValue, ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2,
            Scopes, SecurityScheme,
        },
    },
};

use super::{
    catalogue, clients, customer_changes, customers, decisions, deploy_requests, deploying,
    deployment_changes, deployments, events, fulfillments, gateway_groups, landing, orders,
    organizations, policies, policy_changes, pop_health, pops, reseller_changes,
    resource::Resource, reviews, servers, session, sites, subscriptions, tenant, token, users,
    zone_changes, zones,
};
use crate::{
    error::InputError,
    feed::{enrol, stream},
};

/// The OpenAPI 3.1 document of everything below `/landfall/v1`.
pub fn openapi() -> Document {
    Native::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Landfall, native API",
        version = "1",
        description = "What operators, console and programs of a platform's owner read, change and decide: organizations, customers with all their names, \
            deployments, subscriptions, sites, zones, the fleet, the tenant, policies, deploy requests with how far they have landed, orders, \
            events, clients and users. The conventions are in docs/api-design.md; every error is an RFC 9457 problem with a \
            page about it below /landfall/docs/problems. HEAD works wherever GET does.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "http://127.0.0.1:8080", description = "landfall demo")),
    paths(
        token::issue, session::sign_in, session::show, session::sign_out,
        organizations::list, organizations::show, reseller_changes::add, reseller_changes::change,
        customers::list, customers::show, customer_changes::add, customer_changes::change,
        deployments::list, deployments::show, deployment_changes::add, deployment_changes::change, subscriptions::list, subscriptions::show,
        pop_health::show,
        zones::list, zones::show, zone_changes::add, zone_changes::change, zone_changes::delete,
        sites::list, sites::show, sites::add, sites::change, sites::delete, reviews::show, reviews::change, tenant::show, tenant::change,
        pops::list, pops::show,
        gateway_groups::list, gateway_groups::show, servers::list, servers::show,
        policies::list, policies::show,
        policy_changes::add, policy_changes::change, policy_changes::delete_rule, deploy_requests::list, deploy_requests::show,
        deploying::submit, deploying::cancel, landing::show, landing::watch,
        decisions::approve, decisions::reject, decisions::escalate,
        catalogue::list, catalogue::show, catalogue::put, catalogue::put_all,
        fulfillments::list, fulfillments::show, orders::submit, orders::cancel, events::list, events::show,
        clients::list, clients::show, users::list, users::show,
        enrol::enrol, stream::open,
    ),
    components(schemas(InputError)),
    modifiers(&Security, &Fields),
)]
struct Native;

/// How callers prove who they are.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token of the native API, from POST /landfall/v1/token or from an operator.",
            ))
            .build();
        let client = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some(
                "A client's id and secret, for the token endpoint alone.",
            ))
            .build();
        let server = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A server's own credential, from POST /landfall/v1/enrol, for its stream alone.",
            ))
            .build();
        let flow = ClientCredentials::new(
            "/landfall/v1/token",
            Scopes::from_iter([("read", "To read"), ("write", "To write")]),
        );
        let cookie = ApiKeyValue::with_description(
            "landfall_session",
            "The cookie of a signed-in user, from POST /landfall/v1/session.",
        );
        let csrf = ApiKeyValue::with_description(
            "X-Landfall-CSRF",
            "Goes with every call by cookie, reads included; its value is given at sign-in.",
        );
        for (name, scheme) in [
            ("bearer", SecurityScheme::Http(bearer)),
            ("client", SecurityScheme::Http(client)),
            ("server", SecurityScheme::Http(server)),
            (
                "oauth",
                SecurityScheme::OAuth2(OAuth2::new([Flow::ClientCredentials(flow)])),
            ),
            ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
            ("csrf", SecurityScheme::ApiKey(ApiKey::Header(csrf))),
        ] {
            components.add_security_scheme(name, scheme);
        }
        let none: [&str; 0] = [];
        document.security = Some(vec![
            SecurityRequirement::new("bearer", none),
            SecurityRequirement::new("session", none).add("csrf", none),
        ]);
    }
}

/// What each list can be filtered and ordered by.
struct Fields;

impl Modify for Fields {
    fn modify(&self, document: &mut Document) {
        described::<organizations::Organizations>(document);
        described::<customers::Customers>(document);
        described::<deployments::Deployments>(document);
        described::<subscriptions::Subscriptions>(document);
        described::<zones::Zones>(document);
        described::<pops::Pops>(document);
        described::<gateway_groups::GatewayGroups>(document);
        described::<servers::Servers>(document);
        described::<policies::Policies>(document);
        described::<deploy_requests::DeployRequests>(document);
        described::<fulfillments::Fulfillments>(document);
        described::<events::Events>(document);
        described::<clients::Clients>(document);
        described::<users::Users>(document);
    }
}

fn described<R: Resource>(document: &mut Document) {
    let path = format!("/landfall/v1/{}", R::NAME);
    let operation = document
        .paths
        .paths
        .get_mut(&path)
        .and_then(|item: &mut PathItem| item.get.as_mut());
    let operation: &mut Operation = operation.expect("every list is in the document");
    let ordered = R::FIELDS.iter().filter(|field| field.orders);
    let ordered: Vec<&str> = ordered.map(|field| field.name).collect();
    let filters: Vec<String> = R::FIELDS
        .iter()
        .filter(|field| field.filters)
        .map(told)
        .collect();
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        match parameter.name.as_str() {
            "filter" => add(parameter, &format!("Fields: {}.", filters.join("; "))),
            "order_by" => add(parameter, &format!("Fields: {}.", ordered.join(", "))),
            _ => {}
        }
    }
}

fn told<F>(field: &Field<F>) -> String {
    let kind = match field.kind {
        FieldKind::Text => "text".to_owned(),
        FieldKind::Number => "number".to_owned(),
        FieldKind::Time => "time".to_owned(),
        FieldKind::PreciseTime => "time in microseconds".to_owned(),
        FieldKind::Uuid => "UUID".to_owned(),
        FieldKind::Boolean => "true or false".to_owned(),
        FieldKind::Choice(choices) => {
            let written: Vec<&str> = choices.iter().map(|(written, _)| *written).collect();
            written.join(", ")
        }
    };
    let null = if field.may_be_null { " or null" } else { "" };
    format!("{} ({kind}{null})", field.name)
}

fn add(parameter: &mut Parameter, sentence: &str) {
    let description = parameter.description.get_or_insert_default();
    description.push(' ');
    description.push_str(sentence);
}
