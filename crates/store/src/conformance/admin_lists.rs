//! What operators list beside clients, users and tokens.

use landfall_core::{
    model::{KeyPurpose, Organization, OrganizationKind, SealedKey},
    rules::search::folded,
};

use super::fixture::{World, at, given, tenant_id};
use crate::Store;

pub(super) async fn organizations_are_listed_by_name(store: &dyn Store) {
    let _stranger = World::stranger(store).await;
    let mut world = World::new("acmepaymentscorp", 0x1000);
    let names = ["m", "M", "É", "a", "Z", "\u{FFFD}", "b", "B", "\u{10000}"];
    let organizations = [
        &mut world.root,
        &mut world.distributor,
        &mut world.house,
        &mut world.reseller,
        &mut world.aggregator,
        &mut world.msp,
        &mut world.school,
        &mut world.library,
        &mut world.harbour,
    ];
    for (organization, name) in organizations.into_iter().zip(names) {
        name.clone_into(&mut organization.name);
    }
    given(store, world.rows()).await;
    let mut expected: Vec<Organization> = world.organizations().map(Clone::clone).to_vec();
    let key = |row: &Organization| (folded(&row.name), row.id);
    expected.sort_by_key(key);

    let all = store.organizations(world.id(), None, 0, 1_000).await;
    assert_eq!(all.unwrap(), expected);
    for limit in [1, 4, 9, 10] {
        let mut walked = Vec::new();
        loop {
            let offset = walked.len() as u64;
            let page = store.organizations(world.id(), None, offset, limit).await;
            let page = page.unwrap();
            if page.is_empty() {
                break;
            }
            walked.extend(page);
        }
        assert_eq!(walked, expected, "{limit} at a time");
    }
    for &kind in OrganizationKind::ALL {
        let listed = store.organizations(world.id(), Some(kind), 0, 1_000).await;
        let of_kind = expected.iter().filter(|row| row.kind == kind);
        assert_eq!(
            listed.unwrap(),
            of_kind.cloned().collect::<Vec<_>>(),
            "{kind}"
        );
    }
    let customer = Some(OrganizationKind::Customer);
    let second = store.organizations(world.id(), customer, 1, 1).await;
    assert_eq!(second.unwrap(), [world.library.clone()]);
    let far = store.organizations(world.id(), None, u64::MAX, 10).await;
    assert_eq!(far.unwrap(), []);
    let nobody = store.organizations(&tenant_id("nobody"), None, 0, 10).await;
    assert_eq!(nobody.unwrap(), []);
}

pub(super) async fn keys_are_listed_oldest_first(store: &dyn Store) {
    assert_eq!(store.keys().await.unwrap(), []);
    let key = |id, purpose, public: &[u8]| SealedKey {
        id,
        purpose,
        public: public.to_vec(),
        sealed: vec![0, 255, 1],
        created_at: at(3),
    };
    let keys = [
        key(1, KeyPurpose::ChangeSigning, &[1, 2]),
        key(2, KeyPurpose::SessionSigning, &[]),
        key(10, KeyPurpose::ChangeSigning, &[3]),
    ];
    given(store, [2, 0, 1].map(|index: usize| (&keys[index]).into())).await;
    assert_eq!(store.keys().await.unwrap(), keys);
}
