//! The names of organizations in the akana dialect, where they are called businesses (akana contract, section 2).
//!
//! An organization has a key: `tenantbusiness` for the tenant's own, its UUID for every other. BusinessID is
//! `{key}.{tenant}`, OrgKey is a fixed prefix and the key. UUIDs compare without letter case, everything else exactly.

use std::borrow::Cow;

use crate::{
    id::{Malformed, OrganizationId, TenantId},
    model::{Organization, OrganizationKind},
};

/// The key of every tenant's own organization.
pub const TENANT_KEY: &str = "tenantbusiness";
/// What stands before the key in an OrgKey.
pub const ORG_KEY_PREFIX: &str = "uddi:soa.com:atmosphere:business:";

/// Which organization a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Business {
    /// The tenant's own.
    Tenant,
    /// The one of that id, if there is one in the tenant.
    Organization(OrganizationId),
    /// None that there can be.
    Nobody,
}

impl Business {
    fn of_key(key: &str) -> Self {
        if key == TENANT_KEY {
            return Self::Tenant;
        }
        key.parse().map_or(Self::Nobody, Self::Organization)
    }

    /// The organization that a BusinessID names. Text of another form names nobody, and so does another tenant's.
    pub fn of_business_id(text: &str, tenant: &TenantId) -> Self {
        match text.split_once('.') {
            Some((key, of)) if of == tenant.as_str() => Self::of_key(key),
            _ => Self::Nobody,
        }
    }

    /// The organization that an OrgKey names; an error for text that is no OrgKey at all.
    pub fn of_org_key(text: &str) -> Result<Self, Malformed> {
        let key = text.strip_prefix(ORG_KEY_PREFIX).filter(|key| is_key(key));
        let key = key.ok_or_else(|| {
            Malformed::new(
                "OrgKey",
                text,
                "uddi:soa.com:atmosphere:business: and a key of letters, digits, underscores or hyphens",
            )
        })?;
        Ok(Self::of_key(key))
    }

    /// The organization in whose context a call is made: OrgKey if there is one, whatever ContextID says, else ContextID,
    /// else the tenant's own.
    pub fn in_context(
        org_key: Option<&str>,
        context_id: Option<&str>,
        tenant: &TenantId,
    ) -> Result<Self, Malformed> {
        match (org_key, context_id) {
            (Some(org_key), _) => Self::of_org_key(org_key),
            (None, Some(context_id)) => Ok(Self::of_business_id(context_id, tenant)),
            (None, None) => Ok(Self::Tenant),
        }
    }
}

/// The key of an organization.
pub fn business_key(organization: &Organization) -> Cow<'static, str> {
    if organization.kind == OrganizationKind::Tenant {
        Cow::Borrowed(TENANT_KEY)
    } else {
        Cow::Owned(organization.id.to_string())
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "87da343c-e260-43e2-8fbf-2fab7fae9203";

    fn tenant() -> TenantId {
        "acmepaymentscorp".parse().unwrap()
    }

    fn named() -> Business {
        Business::Organization(ID.parse().unwrap())
    }

    fn context(org_key: Option<&str>, context_id: Option<&str>) -> Option<Business> {
        Business::in_context(org_key, context_id, &tenant()).ok()
    }

    #[test]
    fn both_names_of_an_organization_name_it_in_either_case() {
        for id in [ID.to_owned(), ID.to_uppercase()] {
            let business_id = format!("{id}.acmepaymentscorp");
            assert_eq!(Business::of_business_id(&business_id, &tenant()), named());
            let org_key = format!("{ORG_KEY_PREFIX}{id}");
            assert_eq!(Business::of_org_key(&org_key).unwrap(), named());
        }
        assert_eq!(
            Business::of_business_id("tenantbusiness.acmepaymentscorp", &tenant()),
            Business::Tenant
        );
        let root = format!("{ORG_KEY_PREFIX}tenantbusiness");
        assert_eq!(Business::of_org_key(&root).unwrap(), Business::Tenant);
    }

    #[test]
    fn what_names_nobody() {
        for text in [
            "junk",
            "",
            ".",
            ID,
            "TenantBusiness.acmepaymentscorp",
            "tenantbusiness.AcmePaymentsCorp",
            "tenantbusiness.other",
            "tenantbusiness.acmepaymentscorp.",
            "587d4d28066c406eb9755d04e4e47373.acmepaymentscorp",
        ] {
            let found = Business::of_business_id(text, &tenant());
            assert_eq!(found, Business::Nobody, "{text:?}");
        }
        let unknown = format!("{ORG_KEY_PREFIX}some_Key-1");
        assert_eq!(Business::of_org_key(&unknown).unwrap(), Business::Nobody);
    }

    #[test]
    fn org_keys_of_another_form_are_malformed() {
        for text in [
            "",
            ID,
            "uddi:other:x",
            ORG_KEY_PREFIX,
            "UDDI:soa.com:atmosphere:business:x",
            "uddi:soa.com:atmosphere:business:a.b",
            "uddi:soa.com:atmosphere:business:a b",
            "uddi:soa.com:atmosphere:business:ü",
            "uddi:soa.com:atmosphere:business:x\0",
        ] {
            assert!(Business::of_org_key(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn org_key_goes_before_context_id_and_both_before_the_tenant() {
        let (org_key, context_id) = (
            format!("{ORG_KEY_PREFIX}{ID}"),
            format!("{ID}.acmepaymentscorp"),
        );
        assert_eq!(context(Some(&org_key), Some("junk")), Some(named()));
        assert_eq!(context(Some("uddi:other:x"), Some(&context_id)), None);
        assert_eq!(context(None, Some(&context_id)), Some(named()));
        assert_eq!(context(None, Some("junk")), Some(Business::Nobody));
        assert_eq!(context(None, None), Some(Business::Tenant));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,80}") {
            let _ = Business::of_business_id(&text, &tenant());
            let _ = Business::of_org_key(&text);
        }
    }
}
