//! What callers ask, answered within their view.

mod accounts;
mod businesses;
mod fleet;
mod fulfillments;
mod landing;
mod lists;
mod page_token;
mod policies;
mod pop_health;
mod propagation;
mod sites;
mod sold_accounts;
mod tenants;
mod zones;

pub use accounts::GroupSearch;
pub use fleet::{NamedPop, ServerNow};
pub use landfall_feed::{Failure, Health, Landing, PopLanding, PopShare, Propagation, Waiting};
pub use landfall_store::listing::{
    ClientField, Condition, CustomerField, CustomerName, DeployRequestField, DeploymentField,
    EventField, Field, FulfillmentField, GatewayGroupField, ListedDeployRequest, ListedPage,
    ListedUser, Listing, Operator, OrganizationField, PageKey, PolicyField, PopField, ServerField,
    SubscriptionField, UserField, Value, ValueKind, ZoneField,
};
pub use landing::{DeployLanding, RolledBack, Successor};
pub use lists::customer_name;
pub(crate) use lists::{is_open_resource, open_resources};
pub use page_token::{ListIdentity, PageTokenRefused};
pub use policies::WithPeople;
pub use pop_health::{PopNow, PopsAsked};
pub use propagation::PropagationStatus;
