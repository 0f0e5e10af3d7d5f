//! What each resource can be filtered and sorted by.

use landfall_core::model::Direction;

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// Text.
    Text,
    /// A number.
    Integer,
    /// A moment.
    Time,
    /// A UUID.
    Uuid,
    /// Yes or no.
    Bool,
}

/// A field of a resource.
pub trait Field: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// Every field.
    const ALL: &'static [Self];
    /// The field that tells any two items apart.
    const ID: Self;
    /// The order of lists that ask for none.
    const ORDER: (Self, Direction);

    /// Its name.
    fn as_str(self) -> &'static str;

    /// What kind of value it has.
    fn kind(self) -> ValueKind;

    /// Whether items may be without it.
    fn is_optional(self) -> bool;

    /// Whether it is ordered and searched letter case aside: by what
    /// [`rules::search`](landfall_core::rules::search) makes of it.
    fn folds_case(self) -> bool;
}

macro_rules! optional {
    () => {
        (false, false)
    };
    (optional) => {
        (true, false)
    };
    (folded) => {
        (false, true)
    };
}

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident, by $order:ident $direction:ident {
        $(#[$id_doc:meta])* $id:ident = $id_text:literal: $id_kind:ident,
        $($(#[$field_doc:meta])* $field:ident = $text:literal: $kind:ident $($more:ident)?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[$id_doc])* $id,
            $($(#[$field_doc])* $field,)*
        }

        impl Field for $name {
            const ALL: &'static [Self] = &[Self::$id, $(Self::$field),*];
            const ID: Self = Self::$id;
            const ORDER: (Self, Direction) = (Self::$order, Direction::$direction);

            fn as_str(self) -> &'static str {
                match self {
                    Self::$id => $id_text,
                    $(Self::$field => $text,)*
                }
            }

            fn kind(self) -> ValueKind {
                match self {
                    Self::$id => ValueKind::$id_kind,
                    $(Self::$field => ValueKind::$kind,)*
                }
            }

            fn is_optional(self) -> bool {
                match self {
                    Self::$id => false,
                    $(Self::$field => optional!($($more)?).0,)*
                }
            }

            fn folds_case(self) -> bool {
                match self {
                    Self::$id => false,
                    $(Self::$field => optional!($($more)?).1,)*
                }
            }
        }
    };
}

fields! {
    /// A field of an organization.
    OrganizationField, by CreatedAt Ascending {
        /// Its id.
        Id = "id": Uuid,
        /// What it is.
        Kind = "kind": Text,
        /// Its name.
        Name = "name": Text folded,
        /// Where it stands in its life: one of vipmp's codes.
        Status = "status": Text,
        /// The organization above it.
        Parent = "parent": Uuid optional,
        /// The partner's own reference; may be empty.
        ExternalReference = "external_reference": Text,
        /// Its number in vipmp.
        VipmpId = "vipmp_id": Text optional,
        /// Its number in rulesv4.
        AccountNumber = "account_number": Text optional,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it was last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of a customer.
    CustomerField, by CreatedAt Ascending {
        /// Its id.
        Id = "id": Uuid,
        /// Its name.
        Name = "name": Text folded,
        /// Where it stands in its life: one of vipmp's codes.
        Status = "status": Text,
        /// The organization above it.
        Parent = "parent": Uuid,
        /// The number in vipmp of the nearest MSP or reseller above it.
        Reseller = "reseller": Text,
        /// The partner's own reference; may be empty.
        ExternalReference = "external_reference": Text,
        /// Its number in vipmp.
        VipmpId = "vipmp_id": Text,
        /// Its number in rulesv4.
        AccountNumber = "account_number": Text,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it was last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of a deployment.
    DeploymentField, by Id Ascending {
        /// Its number in vipmp.
        Id = "id": Text,
        /// The customer it belongs to.
        Customer = "customer": Uuid,
        /// `1000` or `1004`.
        Status = "status": Text,
        /// When it was made.
        CreatedAt = "created_at": Time,
    }
}

fields! {
    /// A field of a service line.
    SubscriptionField, by Id Ascending {
        /// Its id.
        Id = "id": Uuid,
        /// The customer who has it.
        Account = "account": Uuid,
        /// What it is a line of.
        Sku = "sku": Text,
        /// When it was ordered.
        OrderedAt = "ordered_at": Time,
        /// Until when it is tried out; missing for a line that is paid for.
        TrialEndsAt = "trial_ends_at": Time optional,
        /// When it ended; missing while it is active.
        EndedAt = "ended_at": Time optional,
        /// The order that made it.
        Fulfillment = "fulfillment": Uuid optional,
    }
}

fields! {
    /// A field of a zone.
    ZoneField, by Key Ascending {
        /// Its id inside the store.
        Id = "id": Uuid,
        /// Its id without the tenant; unique in the tenant.
        Key = "key": Text,
        /// The organization that defined it.
        Owner = "owner": Uuid,
        /// Its name.
        Name = "name": Text,
        /// The number of the gateway group it offers.
        GatewayGroup = "gateway_group": Integer,
        /// Whether virtual hosts are supported.
        VirtualHost = "virtual_host": Bool,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of a POP.
    PopField, by Position Ascending {
        /// Its number.
        Id = "id": Integer,
        /// The part of the world.
        Region = "region": Text,
        /// The place.
        Place = "place": Text,
        /// Three letters that tell the POPs of one place apart.
        Code = "code": Text,
        /// Where it stands in the inventory.
        Position = "position": Integer,
    }
}

fields! {
    /// A field of a gateway group.
    GatewayGroupField, by Key Ascending {
        /// Its number.
        Id = "id": Integer,
        /// The name that zones refer to; unique in the tenant.
        Key = "key": Text,
        /// A name for people.
        Name = "name": Text,
        /// The number of its POP.
        Pop = "pop": Integer,
        /// What runs there.
        Platform = "platform": Text,
        /// Which fleet of the platform.
        Environment = "environment": Text,
    }
}

fields! {
    /// A field of a server.
    ServerField, by Name Ascending {
        /// Its number.
        Id = "id": Integer,
        /// Its name; unique in the tenant.
        Name = "name": Text,
        /// The number of its POP.
        Pop = "pop": Integer,
        /// What it runs.
        Platform = "platform": Text,
        /// Which fleet of the platform.
        Environment = "environment": Text,
        /// Whether it is counted.
        Membership = "membership": Text,
        /// When it was last heard of.
        LastSeenAt = "last_seen_at": Time optional,
    }
}

fields! {
    /// A field of a policy.
    PolicyField, by Id Ascending {
        /// Its number.
        Id = "id": Integer,
        /// The customer whose rules they are.
        Account = "account": Uuid,
        /// Its name.
        Name = "name": Text folded,
        /// Whether it may still change.
        State = "state": Text,
        /// What it is for.
        Platform = "platform": Text,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it was last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of a deploy request.
    DeployRequestField, by Id Ascending {
        /// Its number.
        Id = "id": Integer,
        /// The customer whose policy it is.
        Account = "account": Uuid,
        /// The number of the policy.
        Policy = "policy": Integer,
        /// The policy's platform.
        Platform = "platform": Text,
        /// Where to apply it.
        Environment = "environment": Text,
        /// Where it stands.
        State = "state": Text,
        /// The number of the user who submitted it.
        Submitter = "submitter": Integer,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of a fulfillment.
    FulfillmentField, by CreatedAt Ascending {
        /// Its id.
        Id = "id": Uuid,
        /// The MSP or reseller that introduced the customer.
        Seller = "seller": Uuid,
        /// What is to be done.
        Kind = "kind": Text,
        /// Where it stands.
        Status = "status": Text,
        /// The customer.
        Account = "account": Uuid optional,
        /// The customer's external id at the time of the order.
        ExternalAccountId = "external_account_id": Text optional,
        /// Who ordered.
        User = "user": Text,
        /// When it was accepted.
        CreatedAt = "created_at": Time,
        /// When its status last changed.
        UpdatedAt = "updated_at": Time,
    }
}

fields! {
    /// A field of an event.
    EventField, by Position Ascending {
        /// Its position in the order of all events.
        Position = "position": Integer,
        /// The organization in whose view it lies.
        Organization = "organization": Uuid optional,
        /// What happened, such as `organization.created`.
        Kind = "kind": Text,
        /// What kind of thing it happened to.
        Resource = "resource": Text,
        /// That thing's id.
        ResourceId = "resource_id": Text,
        /// The caller's correlation id.
        CorrelationId = "correlation_id": Text optional,
        /// The id of the request.
        RequestId = "request_id": Text optional,
        /// When, in microseconds since 1970.
        At = "at": Integer,
    }
}

fields! {
    /// A field of an API client.
    ClientField, by Id Ascending {
        /// Its name on the wire; unique in the installation.
        Id = "id": Text,
        /// The organization at or below which it sees everything.
        Organization = "organization": Uuid optional,
        /// The e-mail of the person it is bound to.
        Person = "person": Text optional,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it was revoked.
        RevokedAt = "revoked_at": Time optional,
    }
}

fields! {
    /// A field of a user.
    UserField, by Email Ascending {
        /// Its number.
        Id = "id": Integer,
        /// Its id in akana's names.
        Uuid = "uuid": Uuid,
        /// Its e-mail address, in lower case; unique in the tenant.
        Email = "email": Text,
        /// Its short name.
        Name = "name": Text,
        /// When it was made.
        CreatedAt = "created_at": Time,
        /// When it was revoked.
        RevokedAt = "revoked_at": Time optional,
    }
}
