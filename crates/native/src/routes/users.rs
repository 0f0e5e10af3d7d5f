//! Users.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{ListedPage, ListedUser, Listing, UserField, Value},
};
use landfall_core::rules::listing::{Field, FieldKind};

use super::{
    call::Native,
    resource::{self, Resource, field, number, uuid},
};
use crate::{
    problems::ReadProblems,
    wire::{Page, UserView},
};

/// People who may sign in.
pub(crate) struct Users;

impl Resource for Users {
    type Field = UserField;
    type Row = ListedUser;
    type Item = UserView;

    const NAME: &'static str = "users";
    const FIELDS: &'static [Field<UserField>] = &[
        field("id", UserField::Id, FieldKind::Number),
        field("uuid", UserField::Uuid, FieldKind::Uuid),
        field("email", UserField::Email, FieldKind::Text).or_null(),
        field("name", UserField::Name, FieldKind::Text),
        field("created_at", UserField::CreatedAt, FieldKind::Time),
        field("revoked_at", UserField::RevokedAt, FieldKind::Time).or_null(),
    ];
    const ADMINISTRATORS: bool = true;

    async fn list(
        control: &Control,
        _: &NativeCaller,
        listing: Listing<UserField>,
    ) -> Result<ListedPage<ListedUser>, ControlError> {
        control.page_of_users(&listing).await
    }

    fn item(row: ListedUser) -> UserView {
        row.into()
    }

    fn named(id: &str) -> Option<(UserField, Value)> {
        let by_number = || Some((UserField::Id, number(id)?));
        uuid(id).map_or_else(by_number, |id| Some((UserField::Uuid, id)))
    }
}

/// Users with a role in an organization in view, for administrators; never a secret
#[utoipa::path(
    get,
    path = "/landfall/v1/users",
    tag = "users",
    operation_id = "list_users",
    params(resource::ListQuery),
    responses((status = 200, description = "A page", body = Page<UserView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::list::<Users>(&native, request).await
}

/// One user, for administrators
#[utoipa::path(
    get,
    path = "/landfall/v1/users/{id}",
    tag = "users",
    operation_id = "show_user",
    params(("id" = String, Path, description = "Its number, or its UUID"), resource::ShowQuery),
    responses((status = 200, description = "It", body = UserView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    resource::show::<Users, _>(&native, request, |_, row| UserView::from(row)).await
}
