//! Lists that are walked by key: any of a resource's fields to filter and to sort by, one page at a time, and each page
//! begins where the last one ended instead of counting rows from the start. The native API's lists are made of this.

mod field;

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, Revision, Timestamp, VipmpId},
    model::{
        ApiClient, Customer, DeployRequest, Deployment, Direction, Event, Fulfillment,
        GatewayGroup, Organization, PolicySummary, Pop, Release, RoleBinding, Server, Subscription,
        User, View, ZoneRecord,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use field::{
    ClientField, CustomerField, DeployRequestField, DeploymentField, EventField, Field,
    FulfillmentField, GatewayGroupField, OrganizationField, PolicyField, PopField, ServerField,
    SubscriptionField, UserField, ValueKind, ZoneField,
};

use crate::StoreError;

/// What is wanted of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<F> {
    /// What the caller may see.
    pub view: View,
    /// What an item has to satisfy, all of it.
    pub conditions: Vec<Condition<F>>,
    /// What decides first over the order, what then, and so on; the resource's own order ([`Field::ORDER`]) when empty. Text
    /// is ordered by code point (names first in lower case, see [`Field::folds_case`]), false before true, and a missing
    /// value stands behind all others in either direction. What is equal in all of it is ordered by id, in the direction of
    /// the last key. A field that is named again, or after the id, decides nothing.
    pub order: Vec<(F, Direction)>,
    /// Where the last page of the same listing ended; none for the first page.
    pub after: Option<PageKey>,
    /// How many items to give at most; for 0 there are none and no next page.
    pub limit: u32,
}

/// Something that an item has to satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition<F> {
    /// Which of its values it is about.
    pub field: F,
    /// How it is compared. A missing value is [`Operator::Missing`] and unequal to every other, and satisfies nothing else.
    pub operator: Operator,
    /// What it is compared with: one value of the field's kind, any number for [`Operator::In`], and none for
    /// [`Operator::Missing`] and [`Operator::Present`].
    pub values: Vec<Value>,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// It is this, exactly.
    Equal,
    /// It is not this, or is missing.
    NotEqual,
    /// It stands before this in the field's order.
    Less,
    /// It is this or stands before it.
    LessOrEqual,
    /// It stands behind this in the field's order.
    Greater,
    /// It is this or stands behind it.
    GreaterOrEqual,
    /// It begins with this text; letter case does not count in fields that fold it. Of texts only.
    Prefix,
    /// It is one of these, exactly; nothing is one of none.
    In,
    /// There is none. Of fields that may be missing only.
    Missing,
    /// There is one. Of fields that may be missing only.
    Present,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Value {
    /// Text; enumerations are their fixed texts.
    Text(String),
    /// A number, also that of a numbered thing.
    Integer(i64),
    /// A moment, in whole seconds.
    Time(Timestamp),
    /// A UUID.
    Uuid(Uuid),
    /// Yes or no.
    Bool(bool),
}

impl Value {
    /// What kind of value it is.
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Text(_) => ValueKind::Text,
            Self::Integer(_) => ValueKind::Integer,
            Self::Time(_) => ValueKind::Time,
            Self::Uuid(_) => ValueKind::Uuid,
            Self::Bool(_) => ValueKind::Bool,
        }
    }
}

/// Where a page ended. It belongs to the order that it came from, and holds values of the record: whoever hands it out sees
/// to it that it comes back unchanged and to the same caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageKey {
    /// The last item's values of the fields that decide over the order, but for the id; none where one is missing.
    pub values: Vec<Option<Value>>,
    /// The last item's id.
    pub id: Value,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPage<T> {
    /// Its items, in order.
    pub items: Vec<T>,
    /// Where the next page begins; none if this one is the last.
    pub next: Option<PageKey>,
}

/// One of the names by which a customer is known. Its name in akana follows from the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerName {
    /// Its id, which is also its `accountId` in metallic.
    Id(OrganizationId),
    /// Its number in vipmp.
    Vipmp(VipmpId),
    /// Its number in rulesv4.
    Account(AccountNumber),
}

/// A server with the slots in which it runs something else than its cursor says, each with the revision it runs.
pub type ListedServer = (Server, Vec<(AccountNumber, Revision)>);

/// A deploy request with what it released so far, by revision.
pub type ListedDeployRequest = (DeployRequest, Vec<Release>);

/// A user with the roles that it has at or below the view's root.
pub type ListedUser = (User, Vec<RoleBinding>);

/// Walking lists by key. An item is in a list if it is in view; each method says when it is. A listing that does not fit its
/// resource (a value of another kind than its field's, a key of another order) is an error of the caller's.
#[async_trait]
pub trait ListingReads: Send + Sync {
    /// Organizations of any kind at or below the view's root.
    async fn list_organizations(
        &self,
        listing: &Listing<OrganizationField>,
    ) -> Result<ListedPage<Organization>, StoreError>;

    /// Customers at or below the view's root.
    async fn list_customers(
        &self,
        listing: &Listing<CustomerField>,
    ) -> Result<ListedPage<Customer>, StoreError>;

    /// The customer of that name, if it is in view. A point read.
    async fn customer_named(
        &self,
        view: &View,
        name: &CustomerName,
    ) -> Result<Option<Customer>, StoreError>;

    /// Deployments of the customers in view.
    async fn list_deployments(
        &self,
        listing: &Listing<DeploymentField>,
    ) -> Result<ListedPage<Deployment>, StoreError>;

    /// Service lines of the customers in view, ended ones too.
    async fn list_subscriptions(
        &self,
        listing: &Listing<SubscriptionField>,
    ) -> Result<ListedPage<Subscription>, StoreError>;

    /// Zones that organizations in view have defined.
    async fn list_zones(
        &self,
        listing: &Listing<ZoneField>,
    ) -> Result<ListedPage<ZoneRecord>, StoreError>;

    /// POPs. The fleet is the tenant's own: it is in the view of the whole tenant or of its organization.
    async fn list_pops(&self, listing: &Listing<PopField>) -> Result<ListedPage<Pop>, StoreError>;

    /// Gateway groups, in view as the rest of the fleet is.
    async fn list_gateway_groups(
        &self,
        listing: &Listing<GatewayGroupField>,
    ) -> Result<ListedPage<GatewayGroup>, StoreError>;

    /// Servers, removed ones too, in view as the rest of the fleet is. How far they are is as the record has it, which
    /// follows the fleet's own view by a second.
    async fn list_servers(
        &self,
        listing: &Listing<ServerField>,
    ) -> Result<ListedPage<ListedServer>, StoreError>;

    /// Policies of the accounts in view.
    async fn list_policies(
        &self,
        listing: &Listing<PolicyField>,
    ) -> Result<ListedPage<PolicySummary>, StoreError>;

    /// Deploy requests of the accounts in view.
    async fn list_deploy_requests(
        &self,
        listing: &Listing<DeployRequestField>,
    ) -> Result<ListedPage<ListedDeployRequest>, StoreError>;

    /// Fulfillments of the sellers in view.
    async fn list_fulfillments(
        &self,
        listing: &Listing<FulfillmentField>,
    ) -> Result<ListedPage<Fulfillment>, StoreError>;

    /// Events of the organizations in view; those of the tenant as a whole, which name no organization, are in the view of the
    /// whole tenant or of its organization. An event that has been listed has no later one appear before it.
    async fn list_events(
        &self,
        listing: &Listing<EventField>,
    ) -> Result<ListedPage<Event>, StoreError>;

    /// API clients that are bound to organizations in view, revoked ones too; those that are bound to none are in the view of
    /// the whole tenant or of its organization.
    async fn list_clients(
        &self,
        listing: &Listing<ClientField>,
    ) -> Result<ListedPage<ApiClient>, StoreError>;

    /// Users that have a role in an organization in view, revoked ones too; those without any are in the view of the whole
    /// tenant or of its organization.
    async fn list_users(
        &self,
        listing: &Listing<UserField>,
    ) -> Result<ListedPage<ListedUser>, StoreError>;
}
