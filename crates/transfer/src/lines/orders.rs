//! Fulfillments. The body that was submitted is kept as it came, so it is a text here, not an object.

use std::borrow::Cow;

use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId, Timestamp},
    model::{Failure, Fulfillment, FulfillmentDetail, FulfillmentKind, FulfillmentStatus},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FulfillmentLine<'a> {
    id: FulfillmentId,
    tenant: TenantId,
    seller: OrganizationId,
    #[serde(with = "kind")]
    kind: FulfillmentKind,
    status: FulfillmentStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<OrganizationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_account_id: Option<Cow<'a, str>>,
    user: Cow<'a, str>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
    request: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Cow<'a, Failure>>,
}

mod kind {
    use std::borrow::Cow;

    use landfall_core::model::FulfillmentKind;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(
        kind: &FulfillmentKind,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(kind.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<FulfillmentKind, D::Error> {
        Cow::<str>::deserialize(from)?
            .parse()
            .map_err(D::Error::custom)
    }
}

pub(super) fn serialize<S: Serializer>(
    detail: &FulfillmentDetail,
    to: S,
) -> Result<S::Ok, S::Error> {
    let it = &detail.fulfillment;
    FulfillmentLine {
        id: it.id,
        tenant: it.tenant.clone(),
        seller: it.seller,
        kind: it.kind,
        status: it.status,
        account: it.account,
        external_account_id: it.external_account_id.as_deref().map(Cow::Borrowed),
        user: Cow::Borrowed(&it.user),
        created_at: it.created_at,
        updated_at: it.updated_at,
        request: Cow::Borrowed(&detail.request),
        failure: detail.failure.as_ref().map(Cow::Borrowed),
    }
    .serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<FulfillmentDetail, D::Error> {
    let line = FulfillmentLine::deserialize(from)?;
    Ok(FulfillmentDetail {
        fulfillment: Fulfillment {
            id: line.id,
            tenant: line.tenant,
            seller: line.seller,
            kind: line.kind,
            status: line.status,
            account: line.account,
            external_account_id: line.external_account_id.map(Cow::into_owned),
            user: line.user.into_owned(),
            created_at: line.created_at,
            updated_at: line.updated_at,
        },
        request: line.request.into_owned(),
        failure: line.failure.map(Cow::into_owned),
    })
}
