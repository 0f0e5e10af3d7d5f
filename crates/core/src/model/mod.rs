//! The things of the record, as plain data. The store keeps them, the rules decide over them, the dialects show them.

#[macro_use]
mod text_enum;

mod access;
mod account_list;
mod catalogue;
mod deploy;
mod deployment;
mod enrolment;
mod event;
mod fleet;
mod fulfillment;
mod group;
mod idempotency;
mod item;
mod key;
mod listing;
mod log;
mod order;
mod organization;
mod profile;
mod site;
mod subscription;
mod tenant;
mod view;
mod zone;

pub use access::{
    ApiClient, Credential, Dialect, Grant, HeldRole, Role, RoleBinding, Session, Token,
    TokenFamily, TokenHolder, TokenSlot, User,
};
pub use account_list::{AccountField, AccountQuery, AccountSummary, NamePattern};
pub use catalogue::Offer;
pub use deploy::{
    DeployFilter, DeployOutcome, DeployRecord, DeployRequest, DeploySlot, DeployState, Freeze,
    Policy, PolicyFilter, PolicyState, PolicyStep, PolicyStepKind, PolicySummary, Review, Rule,
    SlotRequests, Submission, Transition,
};
pub use deployment::Deployment;
pub use enrolment::{JoinToken, ServerCredential};
pub use event::{Actor, Event, NewEvent, ResourceKind};
pub use fleet::{
    Environment, Exception, GatewayGroup, GatewayListener, Placement, Platform, Pop, Protocol,
    Server, ServerMembership, ServerProgress,
};
pub use fulfillment::{
    Failure, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentField, FulfillmentKind,
    FulfillmentOrder, FulfillmentStatus, SellerKind,
};
pub use group::{FoundGroup, GroupKind, LargeAgencyGroup, MembershipGroup, MembershipRole};
pub use idempotency::{CallIds, IdempotencyKey, IdempotencyRecord, KnownIds};
pub use item::{Item, ItemKey, ItemKind, Membership, Place};
pub use key::{KeyPurpose, SealedKey};
pub use listing::{Direction, Page, PageRequest};
pub use log::{Change, ChangeKind, LogHead, Release};
pub use order::{Job, JobQueue, NewAccount, OrderTrace, OrderWork, OrderedLine};
pub use organization::{Customer, Organization, OrganizationKind, Reseller, Status};
pub use profile::{
    AccountType, Address, Benefit, Commitment, Contact, Discount, MarketSegment, MinimumQuantity,
    Profile,
};
pub use site::{EdgeCname, Site, SitePart, SiteUse, Upstream};
pub use subscription::{
    CustomerUse, Service, SoldAccount, SoldField, SoldFilter, SoldOrder, SoldStatus, Subscription,
};
pub use tenant::{ReviewTimes, Tenant, TenantSettings};
pub use view::View;
pub use zone::{AccessPoint, Association, Behavior, Grants, Implementation, Zone, ZoneRecord};
