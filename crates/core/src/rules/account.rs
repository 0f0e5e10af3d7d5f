//! The forms of company names and e-mail addresses. What else an account must satisfy is in [`shown`](super::shown).

/// Whether a text has the form of a company name (vipmp contract, section 6).
pub fn is_company_name(text: &str) -> bool {
    (4..=80).contains(&text.chars().count()) && text.chars().all(is_company_name_character)
}

/// Whether a company name can have that character in it.
pub(super) fn is_company_name_character(c: char) -> bool {
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
}

/// Whether a text has the form of an e-mail address: one `@`, something on both sides, no blanks, at most 240 characters.
pub fn is_email(text: &str) -> bool {
    let sides = text.split_once('@');
    text.chars().count() <= 240
        && sides
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}')
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        id::{OrganizationId, Timestamp},
        model::{Address, Contact, Organization, OrganizationKind, Profile, Status},
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
                    first_name: "Lena".to_owned(),
                    last_name: "Brandt".to_owned(),
                    email: email.to_owned(),
                    ..Contact::default()
                }],
                ..Profile::default()
            },
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
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b\n",
            "a@\u{feff}b",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
