//! What becomes of an account that was written and waits for validation (vipmp contract, section 8).

use super::postal_code::is_postal_code;
use crate::model::{Organization, OrganizationKind, Status};

/// The status that an account comes into. A postal code has to have the form of its country; of customers of one seller with
/// the same name and first contact one is active, so that one with a twin is not.
pub fn validated(account: &Organization, has_twin: bool) -> Status {
    let address = account.profile.address.as_ref();
    if address.is_some_and(|it| !is_postal_code(&it.country, &it.postal_code)) {
        Status::InvalidAddress
    } else if has_twin && account.kind == OrganizationKind::Customer {
        Status::Duplicate
    } else {
        Status::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::account::tests::customer;

    #[test]
    fn an_address_comes_before_a_twin_and_resellers_have_none() {
        use OrganizationKind::{Customer, Reseller};
        let mut account = customer("Nordwind Papier GmbH", "DE", "lena@nordwind.example");
        let mut with = |code: &str, kind, has_twin| {
            let address = account.profile.address.as_mut().unwrap();
            code.clone_into(&mut address.postal_code);
            account.kind = kind;
            validated(&account, has_twin)
        };
        assert_eq!(with("86150", Customer, false), Status::Active);
        assert_eq!(with("86150", Customer, true), Status::Duplicate);
        assert_eq!(with("86150", Reseller, true), Status::Active);
        assert_eq!(with("01000", Customer, true), Status::InvalidAddress);
        assert_eq!(with("", Reseller, false), Status::InvalidAddress);
        account.profile.address = None;
        assert_eq!(validated(&account, false), Status::Active);
    }
}
