//! Deploy requests.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{DeployRequestField, ListedDeployRequest, ListedPage, Listing, Value},
};
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    choices::{ENVIRONMENTS, PLATFORMS, STATES},
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    problems::ReadProblems,
    wire::{DeployRequestSummary, DeployRequestView, Page},
};

/// Deploy requests of the accounts in view.
pub(crate) struct DeployRequests;

impl Resource for DeployRequests {
    type Field = DeployRequestField;
    type Row = ListedDeployRequest;
    type Item = DeployRequestSummary;

    const NAME: &'static str = "deploy-requests";
    const FIELDS: &'static [Field<DeployRequestField>] = &[
        field("id", DeployRequestField::Id, FieldKind::Number),
        filtered("account_id", DeployRequestField::Account, FieldKind::Uuid),
        field("policy_id", DeployRequestField::Policy, FieldKind::Number),
        filtered(
            "platform",
            DeployRequestField::Platform,
            FieldKind::Choice(PLATFORMS),
        ),
        filtered(
            "environment",
            DeployRequestField::Environment,
            FieldKind::Choice(ENVIRONMENTS),
        ),
        filtered(
            "state",
            DeployRequestField::State,
            FieldKind::Choice(STATES),
        ),
        filtered(
            "submitter_id",
            DeployRequestField::Submitter,
            FieldKind::Number,
        ),
        field("created_at", DeployRequestField::CreatedAt, FieldKind::Time),
        field("updated_at", DeployRequestField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<DeployRequestField>,
    ) -> Result<ListedPage<ListedDeployRequest>, ControlError> {
        control.page_of_deploy_requests(&listing).await
    }

    fn item(row: ListedDeployRequest) -> DeployRequestSummary {
        row.0.into()
    }

    fn named(id: &str) -> Option<(DeployRequestField, Value)> {
        Some((DeployRequestField::Id, number(id)?))
    }
}

/// Deploy requests of the accounts in view
#[utoipa::path(
    get,
    path = "/landfall/v1/deploy-requests",
    tag = "deploy-requests",
    operation_id = "list_deploy_requests",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<DeployRequestSummary>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<DeployRequests>(&native, request).await
}

/// One deploy request, with how far it has landed at this moment
#[utoipa::path(
    get,
    path = "/landfall/v1/deploy-requests/{id}",
    tag = "deploy-requests",
    operation_id = "show_deploy_request",
    params(("id" = String, Path, description = "Its number"), resource::ShowQuery),
    responses((status = 200, description = "It", body = DeployRequestView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<DeployRequests, _>(&native, request, |call, row| {
        let propagation = call.control.landed(&row.0, &row.1);
        DeployRequestView::new(row, propagation.as_ref())
    })
    .await
}
