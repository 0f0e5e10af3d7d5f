//! What the native API writes and reads: one file for each resource. Members are in `snake_case`, ids are strings, times are
//! RFC 3339, and a member without a value is `null`, never missing.

mod access;
mod account;
mod account_form;
mod catalogue;
mod common;
mod delivery;
mod deployment_form;
mod event;
mod fleet;
mod landing;
mod members;
mod order;
mod order_form;
mod page;
mod policy;
mod pop_health;
mod profile;
mod propagation;
mod review;
mod session;
mod site;
mod tenant;
mod token;
mod words;
mod zone;
mod zone_form;

pub(crate) use access::{ApiClientView, UserView};
pub(crate) use account::{CustomerView, DeploymentView, OrganizationView};
pub(crate) use account_form::{
    Account, CustomerFormView, ResellerFormView, not_kept, read_account,
};
pub(crate) use catalogue::{NewOffersForm, OfferForm, OfferView, OffersView};
pub(crate) use common::{STATUSES, json};
pub(crate) use delivery::{DecisionForm, DeployForm, DeployRequestSummary, DeployRequestView};
pub(crate) use deployment_form::{DeploymentFormView, SentDeployment, read_deployment};
pub(crate) use event::{EventPage, EventView, HappeningView};
pub(crate) use fleet::{GatewayGroupView, PopView, ServerView};
pub(crate) use landing::{LandingEventView, LandingView};
pub(crate) use order::{FulfillmentSummary, FulfillmentView, SubscriptionView};
pub(crate) use order_form::{OrderFormView, SentOrder, read_order, refused_order};
pub(crate) use page::Page;
pub(crate) use policy::{NewPolicyForm, PolicyChangeForm, PolicySummaryView, PolicyView};
pub(crate) use pop_health::PopHealthView;
pub(crate) use review::{AccountReviewView, ReviewFormView, read_review};
pub(crate) use session::{SessionView, SignInForm};
pub(crate) use site::{SiteFormView, SiteView, SitesView, read_site};
pub(crate) use tenant::{TenantFormView, TenantView, read_settings};
pub(crate) use token::{TokenForm, TokenView};
pub(crate) use words::{Of, pointed};
pub(crate) use zone::ZoneView;
pub(crate) use zone_form::{SentZone, ZoneFormView, read_zone, unfit_zone};
