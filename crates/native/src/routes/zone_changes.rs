//! Defining, changing and removing zones.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use landfall_control::command::{ZoneRefused, ZoneWriter};
use landfall_core::{id::OrganizationId, model::ZoneRecord, rules::zones::MOST_ZONES};

use super::{
    call::{Call, Native},
    once::{added, answered, repeatable},
    resource::{ShowQuery, one},
    writing::{Sent, as_seen, changed, gone, may_only_read, writing},
    zones::Zones,
};
use crate::{
    error::{InputError, Kind, Problem},
    problems::{AddProblems, ChangeProblems, DeleteProblems},
    wire::{SentZone, ZoneFormView, ZoneView, read_zone, unfit_zone},
};

/// Bytes.
const LARGEST: usize = 1 << 20;
const PATH: &str = "/landfall/v1/zones";

/// Defines a zone
///
/// It belongs to `owner_id`, or to where the caller acts, and is offered to all below unless `grants` says otherwise. With an
/// `Idempotency-Key` the same call may be sent again for a day and adds nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/zones",
    tag = "zones",
    operation_id = "add_zone",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the zone is added once"),
    ),
    request_body(content = ZoneFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The zone", body = ZoneView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let SentZone { owner, patch } = read_zone(&sent.body)?;
        let owner = owner_of(&call, owner.as_deref()).await?;
        let writer = writer(&call, &sent, owner).await?;
        let show = |made: Result<ZoneRecord, ZoneRefused>| match made {
            Ok(record) => Ok(added(&ZoneView::from(record))),
            Err(ZoneRefused::Failed(error)) => Err(error),
            Err(refused) => Ok(problem(refused).answer(PATH)),
        };
        let made = call
            .control
            .offer_zone(&writer, repeatable.as_ref(), patch, show)
            .await?;
        answered(made, PATH)
    })
    .await
}

/// Changes a zone
///
/// What is not sent stays; `null` returns a member to its default. `grants` are replaced as a whole. With `If-Match` and the `ETag`
/// of what was read, a change of what has become another zone meanwhile is refused. Doing it again changes nothing.
#[utoipa::path(
    patch,
    path = "/landfall/v1/zones/{id}",
    tag = "zones",
    operation_id = "change_zone",
    params(
        ("id" = String, Path, description = "Its id, as akana has it without the tenant"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the zone that is to be changed"),
    ),
    request_body(content = ZoneFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The zone as it is now", body = ZoneView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let record = one::<Zones>(&call).await?;
        let SentZone { owner, patch } = read_zone(&sent.body)?;
        if owner.is_some_and(|owner| owner.parse().ok() != Some(record.zone.owner)) {
            let error = InputError::member("/owner_id", "the owner of a zone cannot change");
            return Err(Problem::body(vec![error]));
        }
        let writer = writer(&call, &sent, record.zone.owner).await?;
        let seen = as_seen::<ZoneRecord, ZoneView>(sent.headers());
        let changing = call
            .control
            .change_zone(&writer, record.zone.id, patch, seen)
            .await;
        let after = changing.map_err(problem)?;
        Ok(changed(StatusCode::OK, &ZoneView::from(after)))
    })
    .await
}

/// Removes a zone
///
/// A customer's last zone stays while one of its deployments is active. With `If-Match` and its `ETag`, only what was read.
#[utoipa::path(
    delete,
    path = "/landfall/v1/zones/{id}",
    tag = "zones",
    operation_id = "delete_zone",
    params(
        ("id" = String, Path, description = "Its id, as akana has it without the tenant"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the zone that is to be removed"),
    ),
    responses((status = 204, description = "It is gone"), DeleteProblems),
)]
pub(super) async fn delete(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, None, async |call, sent| {
        let record = one::<Zones>(&call).await?;
        let writer = writer(&call, &sent, record.zone.owner).await?;
        let seen = as_seen::<ZoneRecord, ZoneView>(sent.headers());
        let removing = call
            .control
            .withdraw_zone(&writer, record.zone.id, seen)
            .await;
        removing.map_err(problem)?;
        Ok(gone())
    })
    .await
}

/// The organization that a new zone belongs to: the one that is named, if it is in view, or where the caller acts.
async fn owner_of(call: &Call<'_>, named: Option<&str>) -> Result<OrganizationId, Problem> {
    let view = &call.caller.view;
    let Some(named) = named else {
        if let Some(root) = view.root {
            return Ok(root);
        }
        let tenant = call.control.tenant(&view.tenant).await?;
        return Ok(tenant.ok_or_else(Problem::not_found)?.organization);
    };
    let known = match named.parse() {
        Ok(id) => call.control.organization(view, id).await?,
        Err(_) => None,
    };
    let known = known.ok_or_else(|| {
        let fault = "there is no such organization within the caller's view";
        Problem::body(vec![InputError::member("/owner_id", fault)])
    })?;
    Ok(known.id)
}

async fn writer(
    call: &Call<'_>,
    sent: &Sent<'_>,
    owner: OrganizationId,
) -> Result<ZoneWriter, Problem> {
    let writer = call
        .control
        .zone_writer(&call.caller, owner, Some(sent.request_id()))
        .await?;
    writer.ok_or_else(may_only_read)
}

fn problem(refused: ZoneRefused) -> Problem {
    match refused {
        ZoneRefused::Invalid(findings) => unfit_zone(findings),
        ZoneRefused::NotPermitted => may_only_read(),
        ZoneRefused::NotFound => Problem::not_found(),
        ZoneRefused::Stale => Problem::stale(),
        ZoneRefused::Transient => Problem::new(Kind::Conflict, "The zone was not defined."),
        ZoneRefused::InUse => Problem::new(
            Kind::Conflict,
            "This is the last zone of a customer with an active deployment; deactivate the deployment or add another zone first.",
        ),
        ZoneRefused::Full => Problem::new(
            Kind::Conflict,
            format!("An organization can have {MOST_ZONES} zones of its own; remove one first."),
        ),
        ZoneRefused::Failed(error) => error.into(),
    }
}
