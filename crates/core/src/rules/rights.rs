//! What a role lets a user do (akana contract, section 2).

use crate::{
    id::OrganizationId,
    model::{HeldRole, Role},
};

/// What is asked for about the things of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// To see them.
    Read,
    /// To make new ones.
    Add,
    /// To change them.
    Modify,
    /// To remove them.
    Delete,
}

/// Whether `roles`, which a user has in an organization or above it, give `right` there.
pub fn permits(roles: &[Role], right: Right) -> bool {
    roles.iter().any(|role| match role {
        Role::BusinessAdmin => true,
        Role::ApiAdmin => right == Right::Read,
    })
}

/// Whether `roles`, which a user has in an organization or above it, let them see who else may call there: API clients and
/// users. That is for those who decide over it.
pub fn administers(roles: &[Role]) -> bool {
    permits(roles, Right::Modify)
}

/// The topmost of the organizations in which a user was given a role with that right. Of several on one level it is the first
/// by name, then by id.
pub fn topmost(held: &[HeldRole], right: Right) -> Option<OrganizationId> {
    held.iter()
        .filter(|held| permits(&[held.role], right))
        .map(|held| (held.depth, &held.organization.name, held.organization.id))
        .min()
        .map(|(_, _, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::account::tests::customer;

    #[test]
    fn the_topmost_organization_is_the_one_with_the_fewest_above_it() {
        let held = |number: u128, name: &str, depth, role| {
            let mut organization = customer(name, "DE", "a@b.example");
            organization.id = OrganizationId(uuid::Uuid::from_u128(number));
            HeldRole {
                organization,
                depth,
                role,
            }
        };
        let admin = Role::BusinessAdmin;
        let reader = Role::ApiAdmin;
        let found = |held: &[HeldRole], right| topmost(held, right).map(|id| id.0.as_u128());
        let all = [
            held(1, "A", 2, admin),
            held(4, "B", 1, reader),
            held(3, "B", 1, admin),
            held(2, "C", 1, admin),
        ];
        assert_eq!(found(&all, Right::Read), Some(3));
        assert_eq!(found(&all[..2], Right::Read), Some(4));
        assert_eq!(found(&all[..2], Right::Add), Some(1));
        assert_eq!(found(&all[1..2], Right::Add), None);
        assert_eq!(found(&[], Right::Read), None);
    }

    const RIGHTS: [Right; 4] = [Right::Read, Right::Add, Right::Modify, Right::Delete];

    #[test]
    fn business_admins_may_do_everything_api_admins_read_and_others_nothing() {
        let given = |roles: &[Role]| RIGHTS.map(|right| permits(roles, right));
        assert_eq!(given(&[Role::BusinessAdmin]), [true; 4]);
        assert_eq!(given(&[Role::ApiAdmin]), [true, false, false, false]);
        assert_eq!(given(&[]), [false; 4]);
        assert_eq!(given(&[Role::ApiAdmin, Role::BusinessAdmin]), [true; 4]);
    }

    #[test]
    fn only_those_who_may_change_things_administer() {
        assert!(administers(&[Role::BusinessAdmin]));
        assert!(!administers(&[Role::ApiAdmin]));
        assert!(!administers(&[]));
    }
}
