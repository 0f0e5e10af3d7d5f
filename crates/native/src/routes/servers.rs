//! Edge servers.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, Listing, ServerField, ServerNow, Value},
};
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    choices::{ENVIRONMENTS, MEMBERSHIPS, PLATFORMS},
    resource::{self, Resource, field, filtered, number},
};
use crate::{
    problems::ReadProblems,
    wire::{Page, ServerView},
};

/// Servers of the tenant.
pub(crate) struct Servers;

impl Resource for Servers {
    type Field = ServerField;
    type Row = ServerNow;
    type Item = ServerView;

    const NAME: &'static str = "servers";
    const FIELDS: &'static [Field<ServerField>] = &[
        field("id", ServerField::Id, FieldKind::Number),
        field("name", ServerField::Name, FieldKind::Text),
        field("pop_id", ServerField::Pop, FieldKind::Number),
        filtered(
            "platform",
            ServerField::Platform,
            FieldKind::Choice(PLATFORMS),
        ),
        filtered(
            "environment",
            ServerField::Environment,
            FieldKind::Choice(ENVIRONMENTS),
        ),
        filtered(
            "membership",
            ServerField::Membership,
            FieldKind::Choice(MEMBERSHIPS),
        ),
        field("last_seen_at", ServerField::LastSeenAt, FieldKind::Time).or_null(),
    ];

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<ServerField>,
    ) -> Result<ListedPage<ServerNow>, ControlError> {
        control.page_of_servers(&listing).await
    }

    fn item(row: ServerNow) -> ServerView {
        row.into()
    }

    fn named(id: &str) -> Option<(ServerField, Value)> {
        Some((ServerField::Id, number(id)?))
    }
}

/// Servers as they stand now, for callers that see the whole tenant
#[utoipa::path(
    get,
    path = "/landfall/v1/servers",
    tag = "servers",
    operation_id = "list_servers",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<ServerView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Servers>(&native, request).await
}

/// One server, as it stands now
#[utoipa::path(
    get,
    path = "/landfall/v1/servers/{id}",
    tag = "servers",
    operation_id = "show_server",
    params(("id" = String, Path, description = "Its number"), resource::ShowQuery),
    responses((status = 200, description = "It", body = ServerView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Servers, _>(&native, request, |_, row| ServerView::from(row)).await
}
