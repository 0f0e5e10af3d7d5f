//! Lists that are walked by key: whatever is asked for, the pages one behind the other are what a model of the list has.

mod model;
mod population;
mod resources;

use landfall_core::model::{Direction, OrganizationKind, View};
use proptest::prelude::any;

use self::{
    model::{Modelled, expected, listing, questions, walked},
    population::Population,
};
use super::{
    fixture::{Row, World, at, given, organization, organization_id},
    property,
};
use crate::{
    Store, StoreError,
    listing::{
        ClientField, Condition, CustomerField, CustomerName, DeployRequestField, DeploymentField,
        EventField, Field, FulfillmentField, GatewayGroupField, Listing, Operator,
        OrganizationField, PageKey, PolicyField, PopField, ServerField, SubscriptionField,
        UserField, Value, ZoneField,
    },
};

/// Asks random questions about random tenants, each in several views.
fn compare_with_the_model<F: Modelled>(store: &dyn Store) {
    let case = std::cell::Cell::new(0_u64);
    let cases = (any::<u64>(), proptest::collection::vec(questions(), 12));
    property::holds(6, &cases, async |(seed, questions)| {
        // Each case has a tenant of its own.
        let number = case.replace(case.get() + 1);
        let population = Population::stored(store, 0x1_0000 + number * 0x1000, seed).await;
        let all = F::in_view(&population, &population.view(0));
        for question in questions {
            for more in [0, question.view] {
                let view = population.view(question.view.wrapping_add(more));
                let in_view = F::in_view(&population, &view);
                let listing: Listing<F> = listing(&question, view, &all);
                let expected = expected(&listing, &in_view);
                assert_eq!(
                    walked(store, listing.clone()).await,
                    expected,
                    "{listing:?}"
                );
            }
        }
    });
}

macro_rules! compared {
    ($($check:ident: $field:ident,)+) => {
        $(pub(super) async fn $check(store: &dyn Store) {
            compare_with_the_model::<$field>(store);
        })+
    };
}

compared! {
    any_list_of_organizations_is_the_model_s: OrganizationField,
    any_list_of_customers_is_the_model_s: CustomerField,
    any_list_of_deployments_is_the_model_s: DeploymentField,
    any_list_of_subscriptions_is_the_model_s: SubscriptionField,
    any_list_of_zones_is_the_model_s: ZoneField,
    any_list_of_pops_is_the_model_s: PopField,
    any_list_of_gateway_groups_is_the_model_s: GatewayGroupField,
    any_list_of_servers_is_the_model_s: ServerField,
    any_list_of_policies_is_the_model_s: PolicyField,
    any_list_of_deploy_requests_is_the_model_s: DeployRequestField,
    any_list_of_fulfillments_is_the_model_s: FulfillmentField,
    any_list_of_events_is_the_model_s: EventField,
    any_list_of_clients_is_the_model_s: ClientField,
    any_list_of_users_is_the_model_s: UserField,
}

/// Everything in view, in its own order.
fn everything<F>(view: View, limit: u32) -> Listing<F> {
    Listing {
        view,
        conditions: Vec::new(),
        order: Vec::new(),
        after: None,
        limit,
    }
}

pub(super) async fn every_list_is_seen_in_its_views_only(store: &dyn Store) {
    async fn check<F: Modelled>(store: &dyn Store, population: &Population) {
        for number in 0..population.organizations.len() + 6 {
            let view = population.view(number);
            let listing = everything::<F>(view.clone(), u32::MAX);
            let page = F::page(store, &listing).await.unwrap();
            let in_view = F::in_view(population, &view);
            assert_eq!(page.items, expected(&listing, &in_view), "{view:?}");
            assert_eq!(page.next, None);
        }
    }
    let population = Population::stored(store, 0x1_0000, 7).await;
    check::<OrganizationField>(store, &population).await;
    check::<CustomerField>(store, &population).await;
    check::<DeploymentField>(store, &population).await;
    check::<SubscriptionField>(store, &population).await;
    check::<ZoneField>(store, &population).await;
    check::<PopField>(store, &population).await;
    check::<GatewayGroupField>(store, &population).await;
    check::<ServerField>(store, &population).await;
    check::<PolicyField>(store, &population).await;
    check::<DeployRequestField>(store, &population).await;
    check::<FulfillmentField>(store, &population).await;
    check::<EventField>(store, &population).await;
    check::<ClientField>(store, &population).await;
    check::<UserField>(store, &population).await;
}

pub(super) async fn a_page_has_as_many_items_as_asked_for(store: &dyn Store) {
    let world = World::stored(store).await;
    for (limit, items, goes_on) in [
        (0, 0, false),
        (1, 1, true),
        (8, 8, true),
        (9, 9, false),
        (10, 9, false),
        (u32::MAX, 9, false),
    ] {
        for view in [world.whole(), world.below(&world.root)] {
            let listing = everything::<OrganizationField>(view, limit);
            let page = store.list_organizations(&listing).await.unwrap();
            assert_eq!(
                (page.items.len(), page.next.is_some()),
                (items, goes_on),
                "{limit}"
            );
        }
    }
}

pub(super) async fn what_is_added_between_pages_repeats_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    let customer = |number, second| {
        let mut new = organization(
            world.id(),
            Some(world.reseller.id),
            OrganizationKind::Customer,
            number,
        );
        new.created_at = at(second);
        new
    };
    for n in 0..6 {
        given(store, [Row::from(customer(0x5000 + n * 0x10, 20))]).await;
    }
    for field in [
        OrganizationField::CreatedAt,
        OrganizationField::Name,
        OrganizationField::Id,
    ] {
        let all = everything::<OrganizationField>(world.below(&world.distributor), u32::MAX);
        let before = store.list_organizations(&all).await.unwrap().items;
        let mut listing = Listing {
            order: vec![(field, Direction::Descending)],
            limit: 2,
            ..all
        };
        let mut seen = Vec::new();
        let mut added = 0x6000 + u64::from(field.as_str().as_bytes()[0]) * 0x100;
        loop {
            let page = store.list_organizations(&listing).await.unwrap();
            seen.extend(page.items.into_iter().map(|item| item.id));
            // Before, at and behind the place where the page ended.
            for second in [0, 20, 40] {
                added += 1;
                given(store, [Row::from(customer(added, second))]).await;
            }
            // There is something new at each end; the walk ends all the same with what was there at first.
            listing.after = page.next;
            if listing.after.is_none() || seen.len() > 10 * before.len() {
                break;
            }
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{field:?}");
        assert!(
            before.iter().all(|item| seen.contains(&item.id)),
            "{field:?}"
        );
    }
}

pub(super) async fn a_customer_is_found_by_each_of_its_names(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let school = &world.school;
    let names = [
        CustomerName::Id(school.id),
        CustomerName::Vipmp(school.vipmp_id.clone().unwrap()),
        CustomerName::Account(school.account_number.clone().unwrap()),
    ];
    for name in &names {
        for view in world.views_of(school.id) {
            let found = store.customer_named(&view, name).await.unwrap();
            assert_eq!(found.unwrap().organization, *school, "{name:?} {view:?}");
        }
        for view in world.views_without(school.id, &stranger) {
            let found = store.customer_named(&view, name).await.unwrap();
            assert_eq!(found, None, "{name:?} {view:?}");
        }
    }
    for nobody in [
        CustomerName::Id(world.reseller.id),
        CustomerName::Vipmp(world.reseller.vipmp_id.clone().unwrap()),
        CustomerName::Id(organization_id(u64::MAX)),
        CustomerName::Vipmp("9999999999".parse().unwrap()),
        CustomerName::Account("FFFFFFFF".parse().unwrap()),
    ] {
        let found = store.customer_named(&world.whole(), &nobody).await;
        assert_eq!(found.unwrap(), None, "{nobody:?}");
    }
}

pub(super) async fn a_listing_that_does_not_fit_is_refused(store: &dyn Store) {
    let world = World::stored(store).await;
    let condition = |field, operator, values| Condition {
        field,
        operator,
        values,
    };
    let text = |text: &str| Value::Text(text.to_owned());
    for condition in [
        condition(
            CustomerField::Name,
            Operator::Equal,
            vec![Value::Integer(1)],
        ),
        condition(
            CustomerField::CreatedAt,
            Operator::Less,
            vec![Value::Integer(1)],
        ),
        condition(
            CustomerField::CreatedAt,
            Operator::Prefix,
            vec![Value::Time(at(1))],
        ),
        condition(CustomerField::Name, Operator::Equal, vec![]),
        condition(
            CustomerField::Name,
            Operator::Less,
            vec![text("a"), text("b")],
        ),
        condition(
            CustomerField::Name,
            Operator::In,
            vec![text("a"), text("\0")],
        ),
    ] {
        let listing = Listing {
            conditions: vec![condition],
            ..everything(world.whole(), 10)
        };
        let refused = store.list_customers(&listing).await;
        assert!(matches!(refused, Err(StoreError::Engine(_))), "{listing:?}");
    }
    let id = Value::Uuid(world.school.id.0);
    for (values, id) in [
        (vec![], id.clone()),
        (vec![Some(Value::Time(at(1)))], Value::Integer(1)),
        (vec![None], id.clone()),
        (vec![Some(text("a"))], id.clone()),
        (vec![Some(Value::Time(at(1))), Some(text("a"))], id),
    ] {
        let listing = Listing {
            after: Some(PageKey { values, id }),
            ..everything::<CustomerField>(world.whole(), 10)
        };
        let refused = store.list_customers(&listing).await;
        assert!(matches!(refused, Err(StoreError::Engine(_))), "{listing:?}");
    }
}
