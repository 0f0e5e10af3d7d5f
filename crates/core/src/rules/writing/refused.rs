//! Why a write is refused.

/// Why a write is refused. In the order of the checks, as far as they follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The body is none, or required members are missing.
    Missing,
    /// There is no such customer in view.
    NoCustomer,
    /// The customer has no such deployment.
    NoDeployment,
    /// The body has members that are unknown there.
    Unexpected,
    /// The account's status does not allow it.
    AccountNotEditable,
    /// Members that cannot be changed would be.
    Fixed,
    /// Members have values that cannot be.
    Fields,
    /// Members of an address have values that cannot be, and nothing else has.
    Address,
    /// The tenant has no global sales.
    PartnerWithoutGlobalSales,
    /// The customer has no global sales.
    CustomerWithoutGlobalSales,
    /// The deployment would be in the customer's own country.
    SameCountry,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Missing,
        Self::NoCustomer,
        Self::NoDeployment,
        Self::Unexpected,
        Self::AccountNotEditable,
        Self::Fixed,
        Self::Fields,
        Self::Address,
        Self::PartnerWithoutGlobalSales,
        Self::CustomerWithoutGlobalSales,
        Self::SameCountry,
    ];
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
}
