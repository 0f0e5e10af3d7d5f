//! A tenant and its settings.

use landfall_core::{model::Tenant, rules::tenant_settings::SettingsPatch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    common::Time,
    members::{Members, object, settled},
    review::{self, ReviewFormView, ReviewTimesView},
};
use crate::error::Problem;

/// A platform owner's part of the record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant)]
pub(crate) struct TenantView {
    /// Its name.
    #[schema(example = "acmepaymentscorp")]
    id: String,
    /// The organization that it is itself.
    #[schema(format = Uuid)]
    organization_id: String,
    /// Whether customers may be enabled for global sales.
    global_sales: bool,
    /// Whether large government agencies may be registered.
    large_government_agencies: bool,
    /// Whether cookie sessions of akana must send the CSRF header on reads.
    read_csrf: bool,
    /// Whether they must send it on writes.
    write_csrf: bool,
    /// The environments that associations of zones may name.
    environments: Vec<String>,
    /// Where another person looks at the deploy requests of every account.
    review: ReviewTimesView,
    /// When it was made.
    created_at: Time,
}

impl From<Tenant> for TenantView {
    fn from(tenant: Tenant) -> Self {
        let settings = tenant.settings;
        Self {
            id: tenant.id.to_string(),
            organization_id: tenant.organization.to_string(),
            global_sales: settings.global_sales,
            large_government_agencies: settings.large_government_agencies,
            read_csrf: settings.read_csrf,
            write_csrf: settings.write_csrf,
            environments: settings.environments,
            review: settings.review.into(),
            created_at: Time(tenant.created_at),
        }
    }
}

/// What of a tenant's settings is to change. What the server gives (`id`, `organization_id`, `created_at`) is not looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = TenantForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct TenantFormView {
    /// Whether customers may be enabled for global sales.
    global_sales: Option<bool>,
    /// Whether large government agencies may be registered.
    large_government_agencies: Option<bool>,
    /// Whether cookie sessions of akana must send the CSRF header on reads.
    read_csrf: Option<bool>,
    /// Whether they must send it on writes.
    write_csrf: Option<bool>,
    /// The environments that associations of zones may name. Zones that name one that is gone stay as they are.
    #[schema(min_items = 1, max_items = 20)]
    environments: Option<Vec<String>>,
    /// Where another person is to look at the deploy requests of every account; an environment that is not sent stays as it is.
    /// Accounts can have it for themselves besides.
    review: Option<ReviewFormView>,
}

/// Reads a body.
pub(crate) fn read_settings(body: &[u8]) -> Result<SettingsPatch, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = [
        "id",
        "organization_id",
        "global_sales",
        "large_government_agencies",
        "read_csrf",
        "write_csrf",
        "environments",
        "review",
        "created_at",
    ];
    let members = Members::new(&body, "", &known, &mut errors);
    let patch = SettingsPatch {
        global_sales: members.truth("global_sales", &mut errors),
        large_government_agencies: members.truth("large_government_agencies", &mut errors),
        read_csrf: members.truth("read_csrf", &mut errors),
        write_csrf: members.truth("write_csrf", &mut errors),
        environments: members.texts("environments", &mut errors),
        review: members
            .object("review", &review::ENVIRONMENTS, &mut errors)
            .map(|asked| review::patch(&asked, &mut errors)),
    };
    settled(patch, errors)
}
