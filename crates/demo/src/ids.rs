//! The names of the fixed things, as the contracts' examples and the tests use them.

use landfall_core::id::{
    AccountNumber, DeployRequestId, EdgeCnameId, LogId, OrganizationId, SiteId, TenantId,
    Timestamp, UserId, VipmpId,
};

use crate::credentials;

/// The organization of the tenant itself.
pub const TENANT_ORGANIZATION: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01";
/// The tenant's distributor.
pub const DISTRIBUTOR: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d02";
/// The reseller for customers that nobody else sells to.
pub const HOUSE_RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d03";
/// The MSP that the API client is bound to.
pub const MSP: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04";
/// The reseller that vipmp knows as `5556667778`.
pub const RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05";
/// The customer that vipmp knows as `9876543210` and rulesv4 as account `0001`.
pub const CUSTOMER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06";
/// The customer that vipmp knows as `5556667778`; it has nine deployments.
pub const CUSTOMER_ABROAD: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d07";
/// The customer of the two fulfillments of the metallic contract, section 10.
pub const ORDERING_ACCOUNT: &str = "2a920aeb-0ec0-463c-b623-de8c23a48813";
/// The customer that rulesv4 knows as account `0002`. It is outside of the API client's view.
pub const OTHER_ACCOUNT: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d08";
/// A large government agency, which owns [`AGENCY_GROUP`].
pub const AGENCY: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d0b";
/// Another, which joined it.
pub const MEMBER_AGENCY: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d0c";
/// A customer with a commitment over three years.
pub const COMMITTED_CUSTOMER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d0d";
/// The organization of the akana contract's second sample: the tenant's zone is granted to it.
pub const GRANTED_BUSINESS: &str = "87da343c-e260-43e2-8fbf-2fab7fae9203";
/// The organization of the akana contract's third sample: it has a zone of its own.
pub const OWNING_BUSINESS: &str = "89535988-cfe8-44e0-8fdb-15f8ebf2109f";

/// [`CUSTOMER`] in vipmp.
pub const CUSTOMER_VIPMP: &str = "9876543210";
/// [`CUSTOMER_ABROAD`] in vipmp.
pub const CUSTOMER_ABROAD_VIPMP: &str = "5556667778";
/// [`RESELLER`] in vipmp, in another id space.
pub const RESELLER_VIPMP: &str = "5556667778";
/// [`ORDERING_ACCOUNT`] in vipmp.
pub const ORDERING_ACCOUNT_VIPMP: &str = "4471029386";
/// [`OTHER_ACCOUNT`] in vipmp.
pub const OTHER_ACCOUNT_VIPMP: &str = "3308157294";
/// [`AGENCY`] in vipmp.
pub const AGENCY_VIPMP: &str = "6048213957";
/// [`MEMBER_AGENCY`] in vipmp.
pub const MEMBER_AGENCY_VIPMP: &str = "2795046183";
/// [`COMMITTED_CUSTOMER`] in vipmp.
pub const COMMITTED_CUSTOMER_VIPMP: &str = "8316402975";
/// The group of large government agencies.
pub const AGENCY_GROUP: &str = "73120946";
/// [`MSP`] in vipmp.
pub const MSP_VIPMP: &str = "7204518836";
/// [`HOUSE_RESELLER`] in vipmp.
pub const HOUSE_RESELLER_VIPMP: &str = "2980417365";
/// [`DISTRIBUTOR`] in vipmp.
pub const DISTRIBUTOR_VIPMP: &str = "1203940056";
/// The deployment of [`CUSTOMER_ABROAD`] that the vipmp contract prints, section 9.
pub const DEPLOYMENT_VIPMP: &str = "345434543";

/// [`CUSTOMER`] in rulesv4.
pub const CUSTOMER_ACCOUNT: &str = "0001";
/// [`OTHER_ACCOUNT`] in rulesv4.
pub const OTHER_ACCOUNT_NUMBER: &str = "0002";
/// [`CUSTOMER_ABROAD`] in rulesv4.
pub const CUSTOMER_ABROAD_ACCOUNT: &str = "0003";
/// [`ORDERING_ACCOUNT`] in rulesv4.
pub const ORDERING_ACCOUNT_NUMBER: &str = "0004";

/// The request of account `0001` that is on its way: production, adn.
pub const PROPAGATING_REQUEST: DeployRequestId = DeployRequestId(123_456);
/// The staging request of account `0001`.
pub const STAGING_REQUEST: DeployRequestId = DeployRequestId(123_455);
/// An older request of account `0001`, which has landed everywhere: production, adn.
pub const LANDED_REQUEST: DeployRequestId = DeployRequestId(123_450);
/// The request of account `0002`, which has landed everywhere: production, adn.
pub const OTHER_ACCOUNT_REQUEST: DeployRequestId = DeployRequestId(123_454);

/// The site of account `0001`.
pub const SHOP_SITE: SiteId = SiteId(5120);
/// The name of [`SHOP_SITE`].
pub const SHOP_CNAME: EdgeCnameId = EdgeCnameId(30_211);
/// The name that [`SHOP_SITE`] had before; a rule sends users on.
pub const OLD_SHOP_CNAME: EdgeCnameId = EdgeCnameId(30_212);
/// The site of account `0002`.
pub const MEDIA_SITE: SiteId = SiteId(5121);
/// The name of [`MEDIA_SITE`].
pub const MEDIA_CNAME: EdgeCnameId = EdgeCnameId(30_213);

/// Landfall's own user, who verifies and hands over.
pub const SYSTEM_USER: UserId = UserId(1);
/// The user of account `0001`.
pub const ACCOUNT_USER: UserId = UserId(77);

/// The log of platform adn in production.
pub const ADN_PRODUCTION_LOG: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d13";

/// The one tenant.
pub fn tenant() -> TenantId {
    credentials::TENANT.parse().expect("a fixed name")
}

/// An organization from the constants above.
pub fn organization(id: &str) -> OrganizationId {
    id.parse().expect("a fixed UUID")
}

/// A vipmp id from the constants above.
pub fn vipmp(id: &str) -> VipmpId {
    id.parse().expect("a fixed number")
}

/// An account number from the constants above.
pub fn account(number: &str) -> AccountNumber {
    number.parse().expect("a fixed number")
}

/// A log from the constants above.
pub fn log(id: &str) -> LogId {
    id.parse().expect("a fixed UUID")
}

/// A fixed moment.
pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a fixed moment")
}
