//! Why a write is refused.

macro_rules! reasons {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// Why a write is refused. In the order of the checks, as far as they follow one another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$meta])* $name,)+
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

reasons! {
    /// The body is none, or required members are missing.
    Missing,
    /// There is no such customer in view.
    NoCustomer,
    /// There is no such deployment of the customer.
    NoDeployment,
    /// There is no such group in the tenant.
    NoGroup,
    /// The body has members that are unknown there.
    Unexpected,
    /// There is no such distributor in view.
    NoDistributor,
    /// There is no such reseller in view.
    NoReseller,
    /// The account's status does not allow it.
    AccountNotEditable,
    /// The reseller's status does not allow new customers.
    ResellerNotActive,
    /// Members that cannot be changed would be.
    Fixed,
    /// Members have values that cannot be.
    Fields,
    /// Members of an address have values that cannot be, and nothing else has.
    Address,
    /// The reference is too long, and nothing else is wrong.
    LongReference,
    /// A large government agency's subscriptions would end together on a day too far ahead.
    AgencyAnniversary,
    /// A commitment is to less than the least there is, or to nothing.
    TooFew,
    /// The tenant has no global sales.
    PartnerWithoutGlobalSales,
    /// The customer has no global sales.
    CustomerWithoutGlobalSales,
    /// The deployment would be in the customer's own country.
    SameCountry,
    /// Global sales are for another market than the customer's.
    GlobalSalesForBusinessOnly,
    /// The customer would be a large government agency and committed for three years.
    CommittedAgency,
    /// A customer that is committed for three years, or has asked to be, can be in no group.
    CommittedInGroup,
    /// The group is another distributor's.
    OtherDistributor,
    /// The customer would be a large government agency in another market than government.
    AgencyOfOtherMarket,
    /// The tenant has no large government agencies.
    PartnerWithoutAgencies,
    /// The customer is no large government agency.
    CustomerIsNoAgency,
    /// The group is none of large government agencies.
    GroupOfNoAgencies,
    /// The customer would be a large government agency where there are none.
    AgencyElsewhere,
    /// The customer would be a large government agency of another part of the market than those there are.
    AgencyOfOtherPart,
    /// The group is of another country than the customer.
    GroupElsewhere,
    /// The reseller does not sell to that market.
    MarketNotSold,
    /// A reseller would no longer sell to a market.
    MarketRemoved,
}

/// A write that is refused, with what it is about: members of the body by their paths, such as `companyProfile.address.city`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// What it is about; may be empty.
    pub details: Vec<String>,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            details: Vec::new(),
        }
    }
}

impl Refused {
    /// Refuses for that reason if there are details of it.
    pub(super) fn if_any(reason: Reason, details: &[String]) -> Result<(), Self> {
        if details.is_empty() {
            return Ok(());
        }
        Err(Self {
            reason,
            details: details.to_vec(),
        })
    }

    /// Refuses for that reason unless it `fits`.
    pub(super) fn unless(fits: bool, reason: Reason) -> Result<(), Self> {
        if fits { Ok(()) } else { Err(reason.into()) }
    }
}
