//! Groups of large government agencies, as they are looked for.

use landfall_core::model::{
    FoundGroup, GroupKind, LargeAgencyGroup, MembershipGroup, MembershipRole,
};

use super::fixture::{Row, World, at, given, group, vipmp};
use crate::Store;

fn agency(world: &World, id: &str, (country, name): (&str, &str), second: i64) -> MembershipGroup {
    let group = group(world.id(), id);
    MembershipGroup {
        name: name.to_owned(),
        created_at: at(second),
        large_agency: group.large_agency.map(|agency| LargeAgencyGroup {
            country: country.to_owned(),
            ..agency
        }),
        ..group
    }
}

pub(super) async fn groups_are_found_by_country_and_a_part_of_their_name(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let groups = [
        agency(&world, "51000001", ("US", "Federal Müller Board"), 5),
        agency(&world, "51000002", ("US", "100% \\ State_Board"), 7),
        agency(&world, "51000003", ("CA", "Federal Board"), 6),
        agency(&world, "9100000", ("US", "Harbour Offices"), 5),
        agency(&world, "51000005", ("US", "Harbour Offices"), 5),
    ];
    let plain = MembershipGroup {
        kind: GroupKind::Standard,
        large_agency: None,
        ..agency(&world, "51000006", ("US", "Federal schools"), 9)
    };
    let theirs = agency(&stranger, "51000007", ("US", "Federal Board"), 9);
    let rows = groups.iter().chain([&plain, &theirs]).map(Row::from);
    given(store, rows).await;
    for (country, name, expected) in [
        ("US", "", vec![1, 4, 0, 3]),
        ("CA", "", vec![2]),
        ("us", "", vec![]),
        ("", "", vec![]),
        ("US", "federal", vec![0]),
        ("US", "MÜLLER b", vec![0]),
        ("US", "board", vec![1, 0]),
        ("US", "%", vec![1]),
        ("US", "_", vec![1]),
        ("US", "\\", vec![1]),
        ("US", "schools", vec![]),
        ("US", "federal board", vec![]),
    ] {
        let found = store.large_agency_groups(world.id(), country, name).await;
        let expected: Vec<_> = expected
            .into_iter()
            .map(|place: usize| FoundGroup {
                group: groups[place].clone(),
                members: 0,
            })
            .collect();
        assert_eq!(found.unwrap(), expected, "{country} {name}");
    }
    let found = store.large_agency_groups(stranger.id(), "US", "").await;
    let numbers = found.unwrap().into_iter().map(|found| found.group.vipmp_id);
    assert_eq!(numbers.collect::<Vec<_>>(), [vipmp("51000007")]);
}

pub(super) async fn a_group_counts_its_members_without_its_owner(store: &dyn Store) {
    let world = World::stored(store).await;
    let (one, other) = (group(world.id(), "51001315"), group(world.id(), "51001316"));
    let join = |customer: landfall_core::id::OrganizationId, group: &MembershipGroup, role| {
        Row::Membership(customer, group.vipmp_id.clone(), role)
    };
    given(
        store,
        [
            Row::from(&one),
            Row::from(&other),
            join(world.school.id, &one, MembershipRole::Owner),
            join(world.library.id, &one, MembershipRole::Member),
            join(world.harbour.id, &one, MembershipRole::Member),
        ],
    )
    .await;
    let found = store.large_agency_groups(world.id(), "CA", "").await;
    let counts = found
        .unwrap()
        .into_iter()
        .map(|found| (found.group, found.members));
    assert_eq!(counts.collect::<Vec<_>>(), [(other, 0), (one, 2)]);
}
