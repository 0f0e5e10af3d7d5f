//! What a role lets a user do (akana contract, section 2).

use crate::model::Role;

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

#[cfg(test)]
mod tests {
    use super::*;

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
