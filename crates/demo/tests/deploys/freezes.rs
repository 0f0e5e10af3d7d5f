//! A frozen fleet: requests are taken and wait, and go on when it is thawed.

use std::sync::Arc;

use landfall_control::{
    Provenance,
    admin::{AdminCommand, AdminReply, AdminRequest, FleetChange},
};
use landfall_core::model::{DeployState, Environment};
use landfall_demo::ids;

use crate::{
    on_both_engines,
    place::{Engine, POLICIES, Place, Process, production},
};

on_both_engines! {
    what_waits_for_a_frozen_fleet_goes_on_when_it_is_thawed,
}

fn change(reason: &str) -> FleetChange {
    FleetChange {
        tenant: ids::tenant(),
        platform: None,
        environment: Some(Environment::Production),
        reason: reason.to_owned(),
    }
}

async fn done(process: &Process, command: AdminCommand) -> usize {
    let request = AdminRequest {
        command,
        idempotency_key: None,
    };
    let operator = Provenance::operator(None);
    match process.control.administer(request, &operator).await {
        Ok(AdminReply::Freezes(freezes)) => freezes.len(),
        other => panic!("{other:?}"),
    }
}

async fn what_waits_for_a_frozen_fleet_goes_on_when_it_is_thawed(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    let works = tokio::spawn(Arc::clone(&process.control).work(std::future::pending()));
    // All three platforms.
    assert_eq!(
        done(&process, AdminCommand::FleetFreeze(change("audit"))).await,
        3
    );
    let id = process.submit(production(POLICIES[0])).await.unwrap().id;
    assert_eq!(process.state(id).await, DeployState::Approved);
    record.clock.advance(30);
    process.until(id, DeployState::DeploymentDelayed).await;
    record.clock.advance(600);
    let before = process.head(Environment::Production).await;
    assert_eq!(done(&process, AdminCommand::FleetThaw(change(""))).await, 0);
    process.until(id, DeployState::Deployed).await;
    assert_eq!(process.head(Environment::Production).await.0, before.0 + 1);
    works.abort();
}
