//! Words for what is taken when a unique constraint is hurt; the schemas of all engines have the same names.

/// What is taken when a unique constraint over these columns is hurt, where the columns' own names do not say it well.
pub(crate) const TAKEN: &[(&str, &str)] = &[
    ("tenant.id", "a tenant of this name"),
    ("organization.id", "an organization of this id"),
    (
        "organization.vipmp_id, organization.vipmp_space",
        "an account of this type with this vipmp id",
    ),
    (
        "organization.account_number",
        "a customer with this account number",
    ),
    (
        "organization.account_value",
        "a customer whose account number has this value",
    ),
    ("membership_group.vipmp_id", "a group with this vipmp id"),
    ("membership.customer", "a membership of this customer"),
    ("deployment.vipmp_id", "a deployment with this vipmp id"),
    (
        "gateway_group.tenant, gateway_group.key",
        "a gateway group of this key in the tenant",
    ),
    ("zone.tenant, zone.key", "a zone of this key in the tenant"),
    (
        "server.tenant, server.name",
        "a server of this name in the tenant",
    ),
    ("join_token.hash", "an invitation of this text"),
    (
        "server_credential.hash",
        "a server's credential of this text",
    ),
    (
        "change_log.tenant, change_log.platform, change_log.environment",
        "a change log of this platform and environment in the tenant",
    ),
    (
        "deploy_request.account, deploy_request.platform, deploy_request.environment",
        "an open deploy request of this account, platform and environment",
    ),
    ("site.id", "a site of this id"),
    (
        "site.account, site.origin",
        "a site of the account with this origin",
    ),
    (
        "edge_cname.tenant, edge_cname.hostname",
        "a site of the tenant with this host name",
    ),
    ("edge_cname.id", "a host name of this id"),
    (
        "offer.tenant, offer.sku",
        "an offer of this SKU in the tenant",
    ),
    ("fulfillment.id", "a fulfillment of this id"),
    ("api_client.client_id", "an API client of this id"),
    (
        "user.tenant, user.email",
        "a user with this e-mail address in the tenant",
    ),
    ("session.hash", "a session with this cookie"),
    ("token.family, token.hash", "a token of this text"),
    (
        "idempotency.dialect, idempotency.scope, idempotency.key",
        "an answer to a call with this key",
    ),
];

/// Words for columns, each with its table before it, such as `zone.tenant, zone.key`.
pub(crate) fn taken(columns: &str) -> String {
    if let Some((_, words)) = TAKEN.iter().find(|(known, _)| *known == columns) {
        return (*words).to_owned();
    }
    let Some((table, _)) = columns.split_once('.') else {
        return columns.to_owned();
    };
    let columns = columns.replace(&format!("{table}."), "");
    format!("{table} of this {columns}").replace('_', " ")
}
