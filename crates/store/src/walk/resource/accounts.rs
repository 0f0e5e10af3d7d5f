//! Organizations and customers. The closure has what is below an organization in the order in which it was made, so that the
//! default order of any view is walked; other orders of a part are gathered as long as it is small.

use super::super::{
    Request, Resource, Route,
    route::{BELOW, Index, Sight, Step},
};
use crate::listing::{CustomerField, OrganizationField};

const ACTIVE: &str = "1000";
const CUSTOMER: &str = "customer";

const OWNED: Sight = Sight::Owned {
    tenant: "o.tenant",
    owner: "o.id",
};
const BELOW_ROOT: Sight = Sight::Below {
    tenant: Some("o.tenant"),
};
const CHILDREN: Sight = Sight::Children {
    tenant: "o.tenant",
    owner: "c.descendant",
};
/// What the closure has of an organization.
const OF_CLOSURE: &[(&str, &str)] = &[
    ("o.created_at", "c.descendant_created_at"),
    ("o.id", "c.descendant"),
];

const FREE: Step = Step::first("organization o", Index::Obvious);
const BY_NAME: Step = Step::first("organization o", Index::Named("organization_by_tenant"));
const BY_REFERENCE: Step = Step::first("organization o", Index::Named("organization_by_reference"));
const BY_PARTNER_KIND: Step = Step::first(
    "organization o",
    Index::Named("organization_by_partner_kind"),
);
const OUT_OF_USE: Step = Step::first("organization o", Index::Named("organization_out_of_use"));
const BY_UPDATE: Step = Step::first("organization o", Index::Named("organization_by_update"));
const BY_RESELLER: Step = Step::first("organization o", Index::Named("organization_by_reseller"));
const BY_PARENT: Step = Step::first("organization o", Index::Named("organization_by_parent"));
const OF_ID: Step = Step::then("organization o", "o.id = c.descendant", Index::Obvious);

/// How much is in view.
const WEIGHED: Route = Route::through(&[BELOW], Sight::Below { tenant: None });

const MEMBERSHIP: Step = Step::maybe("membership m", "m.customer = o.id");
const GROUP: Step = Step::maybe("membership_group g", "g.vipmp_id = m.grp");
const IS_CUSTOMER: &str = "o.kind = 'customer'";

/// The ways to organizations, of all kinds or of customers.
struct Ways {
    /// By one of their names.
    named: Route,
    /// By the reference that the seller gave.
    by_reference: Route,
    /// By what is below the root, in the order in which it was made.
    below: Route,
    /// By what is right below one, in the same order.
    children: Route,
    /// By what is right below one, by name.
    by_parent: Route,
    /// Those that are not active.
    out_of_use: Route,
    /// By name.
    by_name: Route,
    /// By the last change, where there is such an order.
    by_update: Option<Route>,
}

const ORGANIZATIONS: Ways = Ways {
    named: Route::through(&[FREE], OWNED),
    by_reference: Route::through(&[BY_REFERENCE], OWNED),
    below: Route::through(&[BELOW, OF_ID], BELOW_ROOT).instead(OF_CLOSURE),
    children: Route::through(&[BELOW, OF_ID], CHILDREN).instead(OF_CLOSURE),
    by_parent: Route::through(&[BY_PARENT], OWNED),
    out_of_use: Route::through(&[OUT_OF_USE], OWNED).also("o.status <> '1000'"),
    by_name: Route::through(&[BY_NAME], OWNED),
    by_update: None,
};

/// The few partners of a tenant.
const PARTNERS: Route = Route::through(&[BY_PARTNER_KIND], OWNED).also("o.kind <> 'customer'");

const CUSTOMERS: Ways = Ways {
    // Numbers are unique among customers.
    named: Route::through(&[FREE, MEMBERSHIP, GROUP], OWNED).also("o.vipmp_space = 'customer'"),
    by_reference: Route::through(&[BY_REFERENCE, MEMBERSHIP, GROUP], OWNED).also(IS_CUSTOMER),
    below: Route::through(&[BELOW, OF_ID, MEMBERSHIP, GROUP], BELOW_ROOT)
        .also(IS_CUSTOMER)
        .instead(OF_CLOSURE),
    children: Route::through(&[BELOW, OF_ID, MEMBERSHIP, GROUP], CHILDREN)
        .also(IS_CUSTOMER)
        .instead(OF_CLOSURE),
    by_parent: Route::through(&[BY_PARENT, MEMBERSHIP, GROUP], OWNED).also(IS_CUSTOMER),
    out_of_use: Route::through(&[OUT_OF_USE, MEMBERSHIP, GROUP], OWNED)
        .also("o.kind = 'customer' AND o.status <> '1000'"),
    by_name: Route::through(&[BY_NAME, MEMBERSHIP, GROUP], OWNED).also(IS_CUSTOMER),
    by_update: Some(Route::through(&[BY_UPDATE, MEMBERSHIP, GROUP], OWNED).also(IS_CUSTOMER)),
};

/// A reseller's customers.
const OF_RESELLER: Route = Route::through(&[BY_RESELLER, MEMBERSHIP, GROUP], OWNED)
    .also("o.reseller_vipmp_id IS NOT NULL AND o.kind = 'customer'");

/// What decides first over an order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Creation,
    Name,
    Update,
    Other,
}

/// What of a request decides over the way.
struct Asked {
    is_named: bool,
    /// By references that are not empty: few accounts have the same one.
    of_reference: bool,
    order: Order,
    of_parent: bool,
    out_of_use: bool,
    of_name: bool,
}

impl Ways {
    fn choose<E>(
        &self,
        asked: &Asked,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        let route = match asked {
            Asked { is_named: true, .. } => &self.named,
            Asked {
                of_reference: true, ..
            } => &self.by_reference,
            Asked {
                of_parent: true,
                order: Order::Creation,
                ..
            } => &self.children,
            Asked {
                of_parent: true, ..
            } => &self.by_parent,
            Asked { of_name: true, .. } => &self.by_name,
            Asked {
                out_of_use: true, ..
            } => &self.out_of_use,
            _ => {
                let in_order = match asked.order {
                    Order::Name => Some(&self.by_name),
                    Order::Update => self.by_update.as_ref(),
                    Order::Creation | Order::Other => None,
                };
                match in_order {
                    Some(route) if !few(&WEIGHED)? => route,
                    _ => &self.below,
                }
            }
        };
        Ok(*route)
    }
}

/// Whether none of the statuses is that of most accounts.
fn all_out_of_use(statuses: Option<Vec<&str>>) -> bool {
    statuses.is_some_and(|statuses| statuses.iter().all(|&status| status != ACTIVE))
}

/// Whether there are references, none of them empty.
fn names_some(references: Option<Vec<&str>>) -> bool {
    references.is_some_and(|references| references.iter().all(|reference| !reference.is_empty()))
}

impl Resource for OrganizationField {
    const CHILDREN_OF: Option<Self> = Some(Self::Parent);

    fn column(self) -> &'static str {
        match self {
            Self::Id => "o.id",
            Self::Kind => "o.kind",
            Self::Name => "o.name_key",
            Self::Status => "o.status",
            Self::Parent => "o.parent",
            Self::ExternalReference => "o.external_reference",
            Self::VipmpId => "o.vipmp_id",
            Self::AccountNumber => "o.account_number",
            Self::CreatedAt => "o.created_at",
            Self::UpdatedAt => "o.updated_at",
        }
    }

    fn exact(self) -> &'static str {
        match self {
            Self::Name => "o.name",
            _ => self.column(),
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        if request.pins(&[Self::VipmpId]) {
            return Ok(ORGANIZATIONS
                .named
                .also("o.vipmp_space IN ('customer', 'distributor', 'reseller')"));
        }
        let kinds = request.one_of(Self::Kind);
        if kinds.is_some_and(|kinds| kinds.iter().all(|&kind| kind != CUSTOMER)) {
            return Ok(PARTNERS);
        }
        let asked = Asked {
            is_named: request.pins(&[Self::Id, Self::AccountNumber]),
            of_reference: names_some(request.one_of(Self::ExternalReference)),
            order: match request.leading() {
                Self::CreatedAt => Order::Creation,
                Self::Name => Order::Name,
                Self::UpdatedAt => Order::Update,
                _ => Order::Other,
            },
            of_parent: request.equal(Self::Parent).is_some(),
            out_of_use: all_out_of_use(request.one_of(Self::Status)),
            of_name: request.pins(&[Self::Name]) || request.has_prefix(Self::Name),
        };
        ORGANIZATIONS.choose(&asked, few)
    }
}

impl Resource for CustomerField {
    const CHILDREN_OF: Option<Self> = Some(Self::Parent);

    fn column(self) -> &'static str {
        match self {
            Self::Id => "o.id",
            Self::Name => "o.name_key",
            Self::Status => "o.status",
            Self::Parent => "o.parent",
            Self::Reseller => "o.reseller_vipmp_id",
            Self::ExternalReference => "o.external_reference",
            Self::VipmpId => "o.vipmp_id",
            Self::AccountNumber => "o.account_number",
            Self::CreatedAt => "o.created_at",
            Self::UpdatedAt => "o.updated_at",
        }
    }

    fn exact(self) -> &'static str {
        match self {
            Self::Name => "o.name",
            _ => self.column(),
        }
    }

    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E> {
        let asked = Asked {
            is_named: request.pins(&[Self::Id, Self::VipmpId, Self::AccountNumber]),
            of_reference: names_some(request.one_of(Self::ExternalReference)),
            order: match request.leading() {
                Self::CreatedAt => Order::Creation,
                Self::Name => Order::Name,
                Self::UpdatedAt => Order::Update,
                _ => Order::Other,
            },
            of_parent: request.equal(Self::Parent).is_some(),
            out_of_use: all_out_of_use(request.one_of(Self::Status)),
            of_name: request.pins(&[Self::Name]) || request.has_prefix(Self::Name),
        };
        if !asked.is_named && !asked.of_reference && request.pins(&[Self::Reseller]) {
            return Ok(OF_RESELLER);
        }
        CUSTOMERS.choose(&asked, few)
    }
}
