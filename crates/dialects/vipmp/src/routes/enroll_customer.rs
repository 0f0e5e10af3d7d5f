//! `POST /v3/customers/{customer-id}/linked_membership/enroll/{group-id}` (vipmp contract, section 7.4).

use axum::{body::Body, response::Response};
use http::StatusCode;
use landfall_core::rules::writing::Reason;
use landfall_http::openapi::{Operation, Shape};

use super::{
    call::{Call, Writing, written},
    shown::Enrolled,
};
use crate::{
    document::{self, KEY_AND_TOKEN, customer_id, group_id, replayed, written_under},
    error::Error,
    wire,
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let path = "/v3/customers/{customer-id}/linked_membership/enroll/{group-id}";
    Operation::post(path, "enrollCustomer")
        .tag("groups")
        .told(
            "Makes a customer a member of a group of large government agencies",
            "The body is empty or an object without members. Joining the same group again is as good as the first time (section 7.4).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([customer_id(), group_id()])
        .parameters(written_under())
        .body("application/json", Shape::of::<wire::Nothing>(), None)
        .body_optional()
        .replies([
            document::written::<wire::Enrolled>(StatusCode::OK, "The customer is in the group."),
            Error::refused(
                "the body is no object (1122) or has members (1121); or the group is another distributor's (1153), the customer (1165) or the group (1166) is none of large government agencies, the customer is committed for three years (1147), the group is of another country (1118), or the customer is in another group (1119).",
                &[
                    Reason::Missing,
                    Reason::Unexpected,
                    Reason::OtherDistributor,
                    Reason::CustomerIsNoAgency,
                    Reason::GroupOfNoAgencies,
                    Reason::CommittedInGroup,
                    Reason::GroupElsewhere,
                    Reason::Fixed,
                ],
            ),
            Error::no_customer_or_group().headers([replayed()]),
        ])
        .replies(Error::of_writes())
}

/// Makes a customer a member of a group.
pub(super) async fn enroll_customer(call: Call, body: Body) -> Result<Response, Error> {
    let Writing {
        partner,
        repeatable,
        body,
    } = call.writer(body).await?;
    let (customer, group) = (call.id(2), call.id(5));
    let named = (customer.as_ref(), group.as_ref());
    let control = &call.control;
    let enrolled = control.enroll_customer(&partner, &repeatable, named, &body, Enrolled);
    written(enrolled.await)
}
