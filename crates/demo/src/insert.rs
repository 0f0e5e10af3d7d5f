//! Writing the demonstration record.

use landfall_store::{StoreError, Transaction};

use crate::Record;

/// Writes everything; each thing after what it refers to.
pub(crate) async fn insert(
    record: &Record,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    insert_accounts(record, transaction).await?;
    insert_access(record, transaction).await?;
    insert_fleet(record, transaction).await?;
    insert_deploys(record, transaction).await?;
    for offer in &record.offers {
        transaction.put_offer(offer).await?;
    }
    for fulfillment in &record.fulfillments {
        transaction.insert_fulfillment(fulfillment).await?;
    }
    for line in &record.subscriptions {
        transaction.insert_subscription(line).await?;
    }
    for event in &record.events {
        transaction.append_event(event).await?;
    }
    for key in &record.keys {
        transaction.insert_key(key).await?;
    }
    for (counter, value) in record.highest_numbers() {
        transaction.raise_counter(counter, value).await?;
    }
    Ok(())
}

async fn insert_accounts(
    record: &Record,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    transaction.insert_tenant(&record.tenant).await?;
    for organization in &record.organizations {
        transaction.insert_organization(organization).await?;
    }
    for group in &record.groups {
        transaction.insert_group(group).await?;
    }
    for (customer, group, role) in &record.memberships {
        transaction
            .insert_membership(*customer, group, *role)
            .await?;
    }
    for deployment in &record.deployments {
        transaction.insert_deployment(deployment).await?;
    }
    Ok(())
}

async fn insert_access(
    record: &Record,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    for user in &record.users {
        transaction.insert_user(user).await?;
    }
    for role in &record.roles {
        transaction.bind_role(role).await?;
    }
    for client in &record.clients {
        transaction.insert_client(client).await?;
    }
    for token in &record.tokens {
        transaction.insert_token(token).await?;
    }
    Ok(())
}

async fn insert_fleet(
    record: &Record,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    for pop in &record.pops {
        transaction.insert_pop(pop).await?;
    }
    for group in &record.gateway_groups {
        transaction.insert_gateway_group(group).await?;
    }
    for zone in &record.zones {
        transaction.insert_zone(zone).await?;
    }
    for server in &record.servers {
        transaction.insert_server(server).await?;
    }
    Ok(())
}

async fn insert_deploys(
    record: &Record,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    for site in &record.sites {
        transaction.insert_site(site).await?;
    }
    for policy in &record.policies {
        transaction.insert_policy(policy).await?;
    }
    for request in &record.deploy_requests {
        transaction.insert_deploy_request(request).await?;
    }
    for log in &record.logs {
        transaction.insert_log(log).await?;
        // An entry is then appended at once, and not behind the releases below, which may be of later generations.
        transaction.lock_log(log.id).await?;
    }
    for change in &record.changes {
        transaction.append_change(change).await?;
    }
    for release in &record.releases {
        transaction.insert_release(release).await?;
    }
    Ok(())
}
