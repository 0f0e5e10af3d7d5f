//! Tenants and their settings.

use landfall_core::model::TenantSettings;

use super::fixture::{World, given, put, tenant, tenant_id, transact};
use crate::{Store, StoreError};

pub(super) async fn a_tenant_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let _stranger = World::stranger(store).await;
    let found = store.tenant(world.id()).await.unwrap();
    assert_eq!(found, Some(world.tenant));
    assert_eq!(store.tenant(&tenant_id("nobody")).await.unwrap(), None);
    // Compared exactly: names that differ in letter case are two names.
    let other_case = tenant_id("AcmePaymentsCorp");
    assert_eq!(store.tenant(&other_case).await.unwrap(), None);
}

pub(super) async fn a_transaction_finds_a_tenant_that_it_has_added(store: &dyn Store) {
    let new = tenant("acmepaymentscorp", 1);
    let found = transact(store, new.clone(), |transaction, new| {
        Box::pin(async move {
            let before = transaction.find_tenant(&new.id).await?;
            transaction.insert_tenant(new).await?;
            Ok((before, transaction.find_tenant(&new.id).await?))
        })
    });
    assert_eq!(found.await.unwrap(), (None, Some(new)));
}

pub(super) async fn tenants_are_listed_by_name(store: &dyn Store) {
    assert_eq!(store.tenants().await.unwrap(), []);
    let names = ["b", "Z", "a-1", "_", "a"];
    let tenants: Vec<_> = (1..).zip(names).map(|(n, name)| tenant(name, n)).collect();
    given(store, tenants.iter().map(Into::into)).await;
    let listed = store.tenants().await.unwrap();
    let names: Vec<_> = listed.iter().map(|tenant| tenant.id.as_str()).collect();
    assert_eq!(names, ["Z", "_", "a", "a-1", "b"]);
    assert_eq!(listed[2], tenants[4]);
}

pub(super) async fn settings_are_replaced_whole(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let settings = TenantSettings {
        large_government_agencies: true,
        write_csrf: false,
        environments: Vec::new(),
        ..TenantSettings::default()
    };
    let input = (world.id().clone(), settings.clone());
    let known = transact(store, input, |transaction, (tenant, settings)| {
        Box::pin(async move {
            let known = transaction.set_tenant_settings(tenant, settings).await?;
            let unknown = tenant_id("nobody");
            let unknown = transaction.set_tenant_settings(&unknown, settings).await?;
            Ok((known, unknown))
        })
    });
    assert_eq!(known.await.unwrap(), (true, false));
    let stored = store.tenant(world.id()).await.unwrap().unwrap();
    assert_eq!(stored.settings, settings);
    let other = store.tenant(stranger.id()).await.unwrap().unwrap();
    assert_eq!(other, stranger.tenant);
}

pub(super) async fn a_tenant_s_name_is_given_once(store: &dyn Store) {
    let world = World::stored(store).await;
    let again = put(store, [tenant(world.id().as_str(), 77).into()]).await;
    assert!(
        matches!(again, Err(StoreError::Conflict { .. })),
        "{again:?}"
    );
    let found = store.tenant(world.id()).await.unwrap();
    assert_eq!(found, Some(world.tenant));
}
