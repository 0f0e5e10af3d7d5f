//! What organizations have beside their names.

use landfall_core::model::{
    AccountType, Address, Benefit, Commitment, Contact, Discount, MinimumQuantity, Profile,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::common::given;

/// What an organization has beside its names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Profile)]
pub(crate) struct ProfileView {
    /// A locale such as `en-US`.
    preferred_language: Option<String>,
    /// Markets: `COM`, `EDU`, `GOV`.
    market_segments: Vec<&'static str>,
    /// Finer segments, such as `K_12`.
    market_sub_segments: Vec<String>,
    /// Where it is at home.
    address: Option<AddressView>,
    /// People to talk to; the first is the primary one.
    contacts: Vec<ContactView>,
    /// Its web site, as given.
    website: Option<String>,
    /// Whether it may have deployments abroad.
    global_sales: bool,
    /// Its discount levels.
    discounts: Vec<DiscountView>,
    /// Its benefits.
    benefits: Vec<BenefitView>,
    /// Marks that the vendor sets.
    tags: Vec<String>,
    /// The day of the year on which its subscriptions end together, `2020-05-02`.
    #[schema(format = Date)]
    coterm_date: Option<String>,
    /// What a customer of an MSP is kept for: `POC`, `Internal`, `Production`.
    account_type: Option<&'static str>,
    /// Whether a reseller gets into its customers' workloads.
    workload_access: bool,
}

/// A postal address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Address)]
pub(crate) struct AddressView {
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    /// The part of an ISO 3166-2 code after the hyphen, or `00`.
    region: Option<String>,
    /// The place.
    city: Option<String>,
    /// Street and number.
    line1: Option<String>,
    /// What did not fit.
    line2: Option<String>,
    /// The postal code, as the country writes it.
    postal_code: Option<String>,
    /// A telephone number.
    phone: Option<String>,
}

/// A person to talk to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
struct ContactView {
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
    /// Where they are, when that differs from the organization.
    address: Option<AddressView>,
}

/// A discount level for one type of offer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Discount)]
struct DiscountView {
    /// `LICENSE` or `CONSUMABLES`.
    offer_type: String,
    /// The level, such as `02` or `T1`.
    level: String,
}

/// A benefit that a customer has or has asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Benefit)]
struct BenefitView {
    /// `three_year_commit` or `large_government_agency`.
    r#type: &'static str,
    /// The commitment that runs.
    commitment: Option<CommitmentView>,
    /// The first request for one.
    commitment_request: Option<CommitmentView>,
    /// The request that follows a commitment.
    recommitment_request: Option<CommitmentView>,
}

/// A three-year commitment or a request for one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Commitment)]
struct CommitmentView {
    /// The first day, once it runs.
    #[schema(format = Date)]
    start: Option<String>,
    /// The last day, once it runs.
    #[schema(format = Date)]
    end: Option<String>,
    /// Where it stands, such as `REQUESTED` or `COMMITTED`.
    status: String,
    /// What is committed to.
    minimum_quantities: Vec<MinimumQuantityView>,
}

/// The least number of units of one type of offer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MinimumQuantity)]
struct MinimumQuantityView {
    /// `LICENSE` or `CONSUMABLES`.
    offer_type: String,
    /// Units.
    quantity: u32,
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        let segments = profile.market_segments.iter();
        Self {
            preferred_language: given(profile.preferred_language),
            market_segments: segments.map(|segment| segment.as_str()).collect(),
            market_sub_segments: profile.market_sub_segments,
            address: profile.address.map(AddressView::from),
            contacts: profile
                .contacts
                .into_iter()
                .map(ContactView::from)
                .collect(),
            website: given(profile.website),
            global_sales: profile.global_sales,
            discounts: profile
                .discounts
                .into_iter()
                .map(DiscountView::from)
                .collect(),
            benefits: profile
                .benefits
                .into_iter()
                .map(BenefitView::from)
                .collect(),
            tags: profile.tags,
            coterm_date: profile.coterm_date.map(|date| date.to_string()),
            account_type: profile.account_type.map(AccountType::as_str),
            workload_access: profile.workload_access,
        }
    }
}

impl From<Address> for AddressView {
    fn from(address: Address) -> Self {
        Self {
            country: given(address.country),
            region: given(address.region),
            city: given(address.city),
            line1: given(address.line1),
            line2: given(address.line2),
            postal_code: given(address.postal_code),
            phone: given(address.phone),
        }
    }
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        Self {
            first_name: given(contact.first_name),
            last_name: given(contact.last_name),
            email: given(contact.email),
            phone: given(contact.phone),
            address: contact.address.map(AddressView::from),
        }
    }
}

impl From<Discount> for DiscountView {
    fn from(discount: Discount) -> Self {
        Self {
            offer_type: discount.offer_type,
            level: discount.level,
        }
    }
}

impl From<Benefit> for BenefitView {
    fn from(benefit: Benefit) -> Self {
        match benefit {
            Benefit::ThreeYearCommit {
                commitment,
                commitment_request,
                recommitment_request,
            } => Self {
                r#type: "three_year_commit",
                commitment: commitment.map(CommitmentView::from),
                commitment_request: commitment_request.map(CommitmentView::from),
                recommitment_request: recommitment_request.map(CommitmentView::from),
            },
            Benefit::LargeGovernmentAgency => Self {
                r#type: "large_government_agency",
                commitment: None,
                commitment_request: None,
                recommitment_request: None,
            },
        }
    }
}

impl From<Commitment> for CommitmentView {
    fn from(commitment: Commitment) -> Self {
        let quantities = commitment.minimum_quantities.into_iter();
        Self {
            start: commitment.start.map(|date| date.to_string()),
            end: commitment.end.map(|date| date.to_string()),
            status: commitment.status,
            minimum_quantities: quantities.map(MinimumQuantityView::from).collect(),
        }
    }
}

impl From<MinimumQuantity> for MinimumQuantityView {
    fn from(minimum: MinimumQuantity) -> Self {
        Self {
            offer_type: minimum.offer_type,
            quantity: minimum.quantity,
        }
    }
}
