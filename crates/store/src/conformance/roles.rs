//! Roles, which reach from an organization to everything below it.

use landfall_core::model::{HeldRole, Organization, Role, RoleBinding, User};

use super::fixture::{Row, World, given, organization_id, user};
use crate::Store;

fn binding(user: &User, organization: &Organization, role: Role) -> Row {
    let binding = RoleBinding {
        user: user.id,
        organization: organization.id,
        role,
    };
    binding.into()
}

async fn roles(store: &dyn Store, user: &User, organization: &Organization) -> Vec<Role> {
    let mut roles = store
        .roles_at(user, organization.id)
        .await
        .unwrap()
        .unwrap();
    roles.sort();
    roles
}

pub(super) async fn a_role_reaches_down_and_not_up(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 1);
    let rows = [
        (&user).into(),
        binding(&user, &world.reseller, Role::BusinessAdmin),
    ];
    given(store, rows).await;
    for organization in world.organizations() {
        let expected = if world.is_at_or_above(&world.reseller, organization.id) {
            vec![Role::BusinessAdmin]
        } else {
            vec![]
        };
        let found = roles(store, &user, organization).await;
        assert_eq!(found, expected, "{}", organization.name);
    }
}

pub(super) async fn roles_from_several_places_add_up_and_are_named_once(store: &dyn Store) {
    let world = World::stored(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    let rows = [
        Row::from(&one),
        Row::from(&two),
        binding(&one, &world.root, Role::ApiAdmin),
        binding(&one, &world.distributor, Role::ApiAdmin),
        binding(&one, &world.school, Role::BusinessAdmin),
        binding(&two, &world.school, Role::ApiAdmin),
        // Given again: nothing happens.
        binding(&two, &world.school, Role::ApiAdmin),
    ];
    given(store, rows).await;
    let both = [Role::BusinessAdmin, Role::ApiAdmin];
    assert_eq!(roles(store, &one, &world.school).await, both);
    assert_eq!(roles(store, &one, &world.harbour).await, [Role::ApiAdmin]);
    assert_eq!(roles(store, &two, &world.school).await, [Role::ApiAdmin]);
    assert_eq!(roles(store, &two, &world.library).await, []);
}

pub(super) async fn an_organization_that_is_not_the_tenant_s_has_no_roles_to_tell(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let user = user(world.id(), 1);
    let rows = [
        (&user).into(),
        binding(&user, &world.root, Role::BusinessAdmin),
    ];
    given(store, rows).await;
    for organization in [
        stranger.root.id,
        stranger.school.id,
        organization_id(u64::MAX),
    ] {
        let found = store.roles_at(&user, organization).await.unwrap();
        assert_eq!(found, None);
    }
}

pub(super) async fn roles_are_told_with_where_they_were_given(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let [one, two] = [1, 2].map(|number| user(world.id(), number));
    let rows = [
        Row::from(&one),
        Row::from(&two),
        binding(&one, &world.school, Role::BusinessAdmin),
        binding(&one, &world.school, Role::ApiAdmin),
        binding(&one, &world.root, Role::ApiAdmin),
        binding(&one, &stranger.root, Role::BusinessAdmin),
    ];
    given(store, rows).await;
    let mut held = store.roles_of(&one).await.unwrap();
    held.sort_by_key(|held| (held.depth, held.role));
    let expected = [
        (&world.root, 0, Role::ApiAdmin),
        (&world.school, 3, Role::BusinessAdmin),
        (&world.school, 3, Role::ApiAdmin),
    ];
    let expected = expected.map(|(organization, depth, role)| HeldRole {
        organization: organization.clone(),
        depth,
        role,
    });
    assert_eq!(held, expected);
    assert_eq!(store.roles_of(&two).await.unwrap(), []);
}
