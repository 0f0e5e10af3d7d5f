//! What an account must satisfy: the intersection of the four contracts, so that every dialect can show every account.

use std::fmt;

use super::country::is_country;
use crate::model::{Organization, OrganizationKind};

/// What is wrong with an account: the member, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFault {
    /// The member.
    pub member: &'static str,
    /// What it should be.
    pub rule: &'static str,
}

impl fmt::Display for AccountFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.rule)
    }
}

/// Everything that is wrong with an account, in the order of its members. Resellers and customers need a name of the
/// company-name pattern (vipmp contract, section 6); a customer also a country and the e-mail address of a contact.
pub fn check_account(organization: &Organization) -> Vec<AccountFault> {
    let mut faults = Vec::new();
    let mut check = |good: bool, member, rule| {
        if !good {
            faults.push(AccountFault { member, rule });
        }
    };
    let sells_or_buys = matches!(
        organization.kind,
        OrganizationKind::Customer | OrganizationKind::Reseller | OrganizationKind::Msp
    );
    if sells_or_buys {
        check(
            is_company_name(&organization.name),
            "name",
            "4 to 80 letters, digits, spaces and any of _ , . & ' ( ) \" / -",
        );
    } else {
        let length = organization.name.trim().chars().count();
        check((1..=100).contains(&length), "name", "1 to 100 characters");
    }
    check(
        organization.external_reference.chars().count() <= 35
            && !organization.external_reference.contains(['<', '>', '"']),
        "external reference",
        "at most 35 characters without < > \"",
    );
    let address = organization.profile.address.as_ref();
    let country = address.map_or("", |address| address.country.as_str());
    if organization.kind == OrganizationKind::Customer || !country.is_empty() {
        check(
            is_country(country),
            "country",
            "a two-letter ISO code of a country that is served, such as DE",
        );
    }
    let region = address.map_or("00", |address| address.region.as_str());
    check(
        region == "00"
            || ((1..=3).contains(&region.len())
                && region
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())),
        "region",
        "00, or 1 to 3 upper-case letters or digits",
    );
    let email = organization
        .profile
        .contacts
        .first()
        .map_or("", |contact| contact.email.as_str());
    if organization.kind == OrganizationKind::Customer || !email.is_empty() {
        check(
            is_email(email),
            "email",
            "an address such as name@example.com, at most 240 characters",
        );
    }
    faults
}

/// Whether a text has the form of a company name (vipmp contract, section 6).
pub fn is_company_name(text: &str) -> bool {
    let length = text.chars().count();
    let allowed = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '\u{3000}'
                    | '_'
                    | ','
                    | '.'
                    | '&'
                    | '＆'
                    | '・'
                    | '\''
                    | '('
                    | ')'
                    | '（'
                    | '）'
                    | '"'
                    | '/'
                    | '-'
            )
    };
    (4..=80).contains(&length) && text.chars().all(allowed)
}

/// Whether a text has the form of an e-mail address: one `@`, something on both sides, no blanks, at most 240 characters.
pub fn is_email(text: &str) -> bool {
    let sides = text.split_once('@');
    text.chars().count() <= 240
        && sides
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        id::{OrganizationId, Timestamp},
        model::{Address, Contact, Profile, Status},
    };

    pub(crate) fn customer(name: &str, country: &str, email: &str) -> Organization {
        Organization {
            id: OrganizationId(uuid::Uuid::nil()),
            tenant: "acme".parse().unwrap(),
            parent: None,
            kind: OrganizationKind::Customer,
            name: name.to_owned(),
            description: String::new(),
            status: Status::Active,
            external_reference: String::new(),
            vipmp_id: None,
            account_number: None,
            created_at: Timestamp::from_seconds(0),
            updated_at: Timestamp::from_seconds(0),
            profile: Profile {
                address: Some(Address {
                    country: country.to_owned(),
                    region: "00".to_owned(),
                    ..Address::default()
                }),
                contacts: vec![Contact {
                    email: email.to_owned(),
                    ..Contact::default()
                }],
                ..Profile::default()
            },
        }
    }

    #[test]
    fn every_fault_is_named_at_once() {
        assert_eq!(
            check_account(&customer(
                "Nordwind Papier GmbH",
                "DE",
                "lena@nordwind.example"
            )),
            []
        );
        for country in ["de", "XX", "DEU", ""] {
            let faults = check_account(&customer("Foo", country, "lena"));
            let members: Vec<_> = faults.iter().map(|fault| fault.member).collect();
            assert_eq!(members, ["name", "country", "email"], "{country}");
        }
    }

    #[test]
    fn names_and_addresses_have_their_forms() {
        for good in [
            "Fairmont",
            "ＡＢＣ　株式会社",
            "O'Neill & Sons (UK) \"Ltd\" / a-b_c.",
        ] {
            assert!(is_company_name(good), "{good}");
        }
        for bad in ["abc", "a<bc", "abcd\0", "semi;colon", &"x".repeat(81)] {
            assert!(!is_company_name(bad), "{bad:?}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n"] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
