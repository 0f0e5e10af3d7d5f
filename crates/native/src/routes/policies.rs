//! Policies.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, PolicyField, Value},
};
use landfall_core::model::PolicySummary;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::{Native, reading},
    choices::{PLATFORMS, POLICY_STATES},
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    error::Problem,
    problems::ReadProblems,
    wire::{Page, PolicySummaryView, PolicyView},
};

/// Policies of the accounts in view.
pub(crate) struct Policies;

impl Resource for Policies {
    type Field = PolicyField;
    type Row = PolicySummary;
    type Item = PolicySummaryView;

    const NAME: &'static str = "policies";
    const FIELDS: &'static [Field<PolicyField>] = &[
        field("id", PolicyField::Id, FieldKind::Number),
        filtered("account_id", PolicyField::Account, FieldKind::Uuid),
        field("name", PolicyField::Name, FieldKind::Text),
        filtered(
            "state",
            PolicyField::State,
            FieldKind::Choice(POLICY_STATES),
        ),
        filtered(
            "platform",
            PolicyField::Platform,
            FieldKind::Choice(PLATFORMS),
        ),
        field("created_at", PolicyField::CreatedAt, FieldKind::Time),
        field("updated_at", PolicyField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<PolicyField>,
    ) -> Result<ListedPage<PolicySummary>, ControlError> {
        control.page_of_policies(&listing).await
    }

    fn item(row: PolicySummary) -> PolicySummaryView {
        row.into()
    }

    fn named(id: &str) -> Option<(PolicyField, Value)> {
        Some((PolicyField::Id, number(id)?))
    }
}

/// Policies of the accounts in view
#[utoipa::path(
    get,
    path = "/landfall/v1/policies",
    tag = "policies",
    operation_id = "list_policies",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<PolicySummaryView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Policies>(&native, request).await
}

/// One policy with its rules
#[utoipa::path(
    get,
    path = "/landfall/v1/policies/{id}",
    tag = "policies",
    operation_id = "show_policy",
    params(("id" = String, Path, description = "Its number"), resource::ShowQuery),
    responses((status = 200, description = "It", body = PolicyView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let listed = resource::one::<Policies>(&call).await?;
        let policy = call
            .control
            .whole_policy(&call.caller.view, &listed)
            .await?;
        policy.map(PolicyView::from).ok_or_else(Problem::not_found)
    })
    .await
}
