//! The service catalogue.

use landfall_core::{id::TenantId, model::Offer};

use super::fixture::{World, at, transact};
use crate::Store;

pub(super) fn offer(tenant: &TenantId, sku: &str, offered: bool) -> Offer {
    Offer {
        tenant: tenant.clone(),
        sku: sku.to_owned(),
        name: format!("Größe of {sku}"),
        offered,
        updated_at: at(5),
    }
}

async fn put(store: &dyn Store, offers: Vec<Offer>) {
    let put = transact(store, offers, |transaction, offers| {
        Box::pin(async move {
            for offer in offers {
                transaction.put_offer(offer).await?;
            }
            Ok(())
        })
    });
    put.await.unwrap();
}

pub(super) async fn an_offer_is_there_once_and_replaced(store: &dyn Store) {
    let world = World::stored(store).await;
    let first = offer(world.id(), "MTSP-M365E-USR", true);
    put(store, vec![first.clone()]).await;
    let found = store.offer(world.id(), &first.sku).await.unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    let second = Offer {
        offered: false,
        name: "Another".to_owned(),
        updated_at: at(9),
        ..first.clone()
    };
    put(store, vec![second.clone()]).await;
    let found = store.offers(world.id(), "", 10).await.unwrap();
    assert_eq!(found, [second]);
    let other_case = store.offer(world.id(), "mtsp-m365e-usr").await.unwrap();
    assert_eq!(other_case, None);
}

pub(super) async fn a_catalogue_is_a_tenant_s_own_and_read_by_sku(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = ["B", "a", "Z", "É"].map(|sku| offer(world.id(), sku, true));
    let theirs = offer(stranger.id(), "B", false);
    put(store, ours.iter().chain([&theirs]).cloned().collect()).await;
    let skus = |offers: Vec<Offer>| offers.into_iter().map(|it| it.sku).collect::<Vec<_>>();
    let all = store.offers(world.id(), "", 10).await.unwrap();
    assert_eq!(skus(all), ["B", "Z", "a", "É"]);
    let page = store.offers(world.id(), "B", 2).await.unwrap();
    assert_eq!(skus(page), ["Z", "a"]);
    let found = transact(store, world.tenant.id.clone(), |transaction, tenant| {
        Box::pin(async move {
            let wanted = ["B", "É", "nothing"].map(str::to_owned);
            transaction.find_offers(tenant, &wanted).await
        })
    });
    let mut found = found.await.unwrap();
    found.sort_by(|one, other| one.sku.cmp(&other.sku));
    assert_eq!(found, [ours[0].clone(), ours[3].clone()]);
}

pub(super) async fn an_offer_that_is_there_is_not_added_again(store: &dyn Store) {
    let world = World::stored(store).await;
    let first = offer(world.id(), "B", true);
    let insert = async |offer: &Offer| {
        let inserted = transact(store, offer.clone(), |transaction, offer| {
            Box::pin(async move { transaction.insert_offer(offer).await })
        });
        inserted.await
    };
    insert(&first).await.unwrap();
    let again = Offer {
        offered: false,
        ..first.clone()
    };
    let refused = insert(&again).await.unwrap_err();
    assert!(refused.to_string().contains("of this SKU"), "{refused}");
    let found = store.offer(world.id(), "B").await.unwrap();
    assert_eq!(found, Some(first));
}
