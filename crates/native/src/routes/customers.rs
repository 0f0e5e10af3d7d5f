//! Customers, by any of their names.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{CustomerField, ListedPage, Listing, Value, customer_name},
};
use landfall_core::model::Customer;
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::{Native, reading},
    resource::{self, Resource, field, filtered, uuid},
};
use crate::{
    error::Problem,
    problems::ReadProblems,
    wire::{CustomerView, Page, STATUSES},
};

/// Who uses what is sold.
pub(crate) struct Customers;

impl Resource for Customers {
    type Field = CustomerField;
    type Row = Customer;
    type Item = CustomerView;

    const NAME: &'static str = "customers";
    const FIELDS: &'static [Field<CustomerField>] = &[
        field("id", CustomerField::Id, FieldKind::Uuid),
        field("name", CustomerField::Name, FieldKind::Text),
        filtered("status", CustomerField::Status, FieldKind::Choice(STATUSES)),
        filtered("parent_id", CustomerField::Parent, FieldKind::Uuid),
        field(
            "reseller_vipmp_id",
            CustomerField::Reseller,
            FieldKind::Text,
        ),
        field(
            "external_reference",
            CustomerField::ExternalReference,
            FieldKind::Text,
        )
        .or_null(),
        field("vipmp_customer_id", CustomerField::VipmpId, FieldKind::Text),
        field(
            "rulesv4_account_number",
            CustomerField::AccountNumber,
            FieldKind::Text,
        ),
        field("created_at", CustomerField::CreatedAt, FieldKind::Time),
        field("updated_at", CustomerField::UpdatedAt, FieldKind::Time),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<CustomerField>,
    ) -> Result<ListedPage<Customer>, ControlError> {
        control.page_of_customers(&listing).await
    }

    fn item(row: Customer) -> CustomerView {
        row.into()
    }

    fn named(id: &str) -> Option<(CustomerField, Value)> {
        Some((CustomerField::Id, uuid(id)?))
    }
}

/// Customers at or below the caller's place
#[utoipa::path(
    get,
    path = "/landfall/v1/customers",
    tag = "customers",
    operation_id = "list_customers",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<CustomerView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Customers>(&native, request).await
}

/// One customer, by any of its names
#[utoipa::path(
    get,
    path = "/landfall/v1/customers/{id}",
    tag = "customers",
    operation_id = "show_customer",
    params(("id" = String, Path, description = "Any of its names: its UUID, its vipmp number of ten digits, its akana BusinessID or OrgKey, or its rulesv4 account number; vipmp: or account: in front says which number is meant"), resource::ShowQuery),
    responses((status = 200, description = "It", body = CustomerView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        let view = &call.caller.view;
        let name = call
            .id
            .as_deref()
            .and_then(|id| customer_name(&view.tenant, id));
        let name = name.ok_or_else(Problem::not_found)?;
        let customer = call.control.customer_named(view, &name).await?;
        customer
            .map(CustomerView::from)
            .ok_or_else(Problem::not_found)
    })
    .await
}
