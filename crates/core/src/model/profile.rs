//! What an organization has beside its names: segments, address, contacts, discounts, benefits.

use serde::{Deserialize, Serialize};

use crate::id::Date;

text_enum! {
    /// The market a customer belongs to, or that a reseller may sell to.
    MarketSegment, "market segment" {
        /// Commercial.
        Commercial = "COM",
        /// Education.
        Education = "EDU",
        /// Government.
        Government = "GOV",
    }
}

text_enum! {
    /// What a customer of an MSP is kept for (metallic contract, section 8).
    AccountType, "account type" {
        /// A proof of concept.
        ProofOfConcept = "POC",
        /// The MSP's own use.
        Internal = "Internal",
        /// Business.
        Production = "Production",
    }
}

/// What an organization has beside its names. Kept as one JSON document; a member that is missing there has
/// its default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// A locale such as `en-US`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub preferred_language: String,
    /// One for a customer, at least one for a reseller.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub market_segments: Vec<MarketSegment>,
    /// Finer segments, such as `K_12`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub market_sub_segments: Vec<String>,
    /// Where it is at home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// People to talk to; the first is the primary one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Whether it may have deployments abroad.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub global_sales: bool,
    /// Its discount levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// Its benefits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub benefits: Vec<Benefit>,
    /// Marks that the vendor sets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The anniversary on which its subscriptions end together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coterm_date: Option<Date>,
    /// Its web site, as given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub website: String,
    /// What a customer of an MSP is kept for; none for what a new one is, and for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_type: Option<AccountType>,
    /// Whether a reseller gets into its customers' workloads.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub workload_access: bool,
}

impl Profile {
    /// Whether it is a large government agency's.
    pub fn is_large_agency(&self) -> bool {
        self.benefits.contains(&Benefit::LargeGovernmentAgency {})
    }
}

/// A postal address. Optional members that were not given are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The part of an ISO 3166-2 code after the hyphen, or `00`.
    pub region: String,
    /// The place.
    pub city: String,
    /// Street and number.
    pub line1: String,
    /// What did not fit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub line2: String,
    /// The postal code, as the country writes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// A telephone number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

/// A person to talk to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// A telephone number; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Where they are, when that differs from the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// A discount level for one type of offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// `LICENSE` or `CONSUMABLES`.
    pub offer_type: String,
    /// The level, such as `02` or `T1`.
    pub level: String,
}

/// A benefit that a customer has or has asked for (vipmp contract, section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Benefit {
    /// A commitment over three years: what runs, what was asked for, and what was asked for after that.
    ThreeYearCommit {
        /// The commitment that runs.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        commitment: Option<Commitment>,
        /// The first request.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        commitment_request: Option<Commitment>,
        /// The request that follows a commitment.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        recommitment_request: Option<Commitment>,
    },
    /// The customer is a large government agency. With braces, since a variant without would read any member beside its tag.
    LargeGovernmentAgency {},
}

/// A three-year commitment or a request for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The first day, once it runs.
    pub start: Option<Date>,
    /// The last day, once it runs.
    pub end: Option<Date>,
    /// Where it stands, such as `REQUESTED` or `COMMITTED`.
    pub status: String,
    /// What is committed to.
    pub minimum_quantities: Vec<MinimumQuantity>,
}

/// The least number of units of one type of offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumQuantity {
    /// `LICENSE` or `CONSUMABLES`.
    pub offer_type: String,
    /// Units.
    pub quantity: u32,
}
