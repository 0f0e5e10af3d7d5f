//! What operators' commands print.

mod deploys;

use landfall_control::admin::{
    AdminReply, ClientView, InvitationView, OrganizationView, ServerView, TenantView, TokenView,
    UserView,
};
use landfall_core::{
    id::Timestamp,
    model::{Grant, TenantSettings},
};

use crate::{
    error::CommandError,
    output::{self, COPY, table},
};

/// Prints a reply: as JSON, or as a table with what is to be known once below it.
pub(super) fn report(reply: &AdminReply, as_json: bool) -> Result<(), CommandError> {
    if as_json {
        return print_json(reply);
    }
    match reply {
        AdminReply::Tenant(tenant) => {
            output::line(&tenants(std::slice::from_ref(tenant)));
            if let (Some(distributor), Some(house)) = (&tenant.distributor, &tenant.house_reseller)
            {
                output::line(&format!(
                    "\nIts distributor is {distributor}, its house reseller {house}."
                ));
            }
        }
        AdminReply::Tenants(list) => output::line(&tenants(list)),
        AdminReply::Organization(one) => output::line(&organizations(std::slice::from_ref(one))),
        AdminReply::Organizations(list) => output::line(&organizations(list)),
        AdminReply::Client(client) => {
            output::line(&clients(std::slice::from_ref(client)));
            once("Its secret", client.secret.as_deref());
        }
        AdminReply::Clients(list) => output::line(&clients(list)),
        AdminReply::User(user) => {
            output::line(&users(std::slice::from_ref(user)));
            once("Their password", user.password.as_deref());
        }
        AdminReply::Users(list) => output::line(&users(list)),
        AdminReply::Token(token) => {
            output::line(&tokens(std::slice::from_ref(token)));
            once("The token", token.token.as_deref());
        }
        AdminReply::Tokens(list) => output::line(&tokens(list)),
        AdminReply::Reviews(list) => {
            output::line(&deploys::waiting(&list.waiting));
            output::line("");
            output::line(&deploys::reviewed(list.tenant, &list.accounts));
        }
        AdminReply::Ruled(one) => output::line(&deploys::waiting(std::slice::from_ref(one))),
        AdminReply::Freezes(list) => output::line(&deploys::frozen(list)),
        AdminReply::Invitation(invitation) => {
            output::line(&invitations(std::slice::from_ref(invitation)));
            once("The token", invitation.token.as_deref());
        }
        AdminReply::Invitations(list) => {
            // As they are given to agents, one a line.
            let tokens: Vec<_> = list.iter().filter_map(|one| one.token.as_deref()).collect();
            match tokens[..] {
                [] => output::line(&invitations(list)),
                _ => output::line(&tokens.join("\n")),
            }
        }
        AdminReply::Server(one) => output::line(&servers(std::slice::from_ref(one))),
        AdminReply::Servers(list) => output::line(&servers(list)),
        AdminReply::Events(list) => {
            let rows = list.iter().map(|event| {
                vec![
                    event.position.to_string(),
                    Timestamp::from_seconds(event.at_micros.div_euclid(1_000_000)).to_string(),
                    event.kind.clone(),
                    event.resource_id.clone(),
                    event.tenant.clone().unwrap_or_default(),
                    event.detail.to_string(),
                ]
            });
            let head = ["position", "time", "event", "resource", "tenant", "detail"];
            output::line(&table(&head, rows));
        }
        AdminReply::Revoked { what } => output::line(&format!("Ended: {what}.")),
    }
    Ok(())
}

/// The value itself, without the name of its kind around it.
fn print_json(reply: &AdminReply) -> Result<(), CommandError> {
    match reply {
        AdminReply::Tenant(one) => output::json(one),
        AdminReply::Tenants(list) => output::json(list),
        AdminReply::Organization(one) => output::json(one),
        AdminReply::Organizations(list) => output::json(list),
        AdminReply::Client(one) => output::json(one),
        AdminReply::Clients(list) => output::json(list),
        AdminReply::User(one) => output::json(one),
        AdminReply::Users(list) => output::json(list),
        AdminReply::Token(one) => output::json(one),
        AdminReply::Tokens(list) => output::json(list),
        AdminReply::Reviews(list) => output::json(list),
        AdminReply::Ruled(one) => output::json(one),
        AdminReply::Freezes(list) => output::json(list),
        AdminReply::Invitation(one) => output::json(one),
        AdminReply::Invitations(list) => output::json(list),
        AdminReply::Server(one) => output::json(one),
        AdminReply::Servers(list) => output::json(list),
        AdminReply::Events(list) => output::json(list),
        AdminReply::Revoked { .. } => output::json(reply),
    }
}

/// A secret that is shown this once, or the reason why it is not.
fn once(what: &str, secret: Option<&str>) {
    match secret {
        Some(secret) => output::line(&format!(
            "\n{what}, shown this once:  {COPY}{secret}{COPY:#}"
        )),
        None => output::line(
            "\nThis was done before under the same key; secrets are shown the first time only.",
        ),
    }
}

fn tenants(list: &[TenantView]) -> String {
    let rows = list.iter().map(|tenant| {
        vec![
            tenant.tenant.clone(),
            tenant.organization.clone(),
            tenant.created_at.clone(),
            settings(&tenant.settings),
        ]
    });
    table(&["tenant", "organization", "made", "settings"], rows)
}

/// What a tenant's owner has switched on, and what they have named.
fn settings(settings: &TenantSettings) -> String {
    let mut words: Vec<String> = [
        ("global-sales", settings.global_sales),
        (
            "large-government-agencies",
            settings.large_government_agencies,
        ),
        ("read-csrf", settings.read_csrf),
        ("write-csrf", settings.write_csrf),
    ]
    .into_iter()
    .filter(|&(_, on)| on)
    .map(|(name, _)| name.to_owned())
    .collect();
    words.push(format!("environments={}", settings.environments.join(",")));
    let times = [
        ("production", settings.review.production),
        ("staging", settings.review.staging),
    ];
    let times = times
        .into_iter()
        .filter_map(|(environment, within)| Some(format!("{environment}={}", within? / 60)));
    let times: Vec<String> = times.collect();
    if !times.is_empty() {
        words.push(format!("review={}", times.join(",")));
    }
    words.join(" ")
}

fn organizations(list: &[OrganizationView]) -> String {
    let rows = list.iter().map(|organization| {
        vec![
            organization.organization.clone(),
            organization.kind.clone(),
            organization.name.clone(),
            organization.status.clone(),
            organization.vipmp_id.clone().unwrap_or_default(),
            organization.account_number.clone().unwrap_or_default(),
        ]
    });
    let head = ["organization", "kind", "name", "status", "vipmp", "account"];
    table(&head, rows)
}

fn clients(list: &[ClientView]) -> String {
    let rows = list.iter().map(|client| {
        vec![
            client.client_id.clone(),
            client
                .grants
                .iter()
                .map(grant)
                .collect::<Vec<_>>()
                .join(" "),
            client
                .organization
                .clone()
                .unwrap_or_else(|| "whole tenant".to_owned()),
            ended(client.revoked_at.as_deref()),
        ]
    });
    table(&["client", "grants", "sees", "state"], rows)
}

fn grant(grant: &Grant) -> String {
    let right = if grant.write { "write" } else { "read" };
    format!("{}={right}", grant.dialect)
}

fn users(list: &[UserView]) -> String {
    let rows = list.iter().map(|user| {
        let roles: Vec<String> = user
            .roles
            .iter()
            .map(|role| format!("{} at {}", role.role, role.organization))
            .collect();
        vec![
            user.email.clone(),
            user.name.clone(),
            roles.join(", "),
            ended(user.revoked_at.as_deref()),
        ]
    });
    table(&["user", "name", "roles", "state"], rows)
}

fn tokens(list: &[TokenView]) -> String {
    let rows = list.iter().map(|token| {
        vec![
            token.id.clone(),
            token.family.clone(),
            token.holder.clone(),
            token.issued_at.clone(),
            token
                .expires_at
                .clone()
                .unwrap_or_else(|| "until rotated".to_owned()),
        ]
    });
    table(&["token", "opens", "holder", "made", "ends"], rows)
}

fn invitations(list: &[InvitationView]) -> String {
    let rows = list.iter().map(|one| {
        vec![
            one.pop.to_string(),
            one.platform.clone(),
            one.environment.clone(),
            one.name.clone().unwrap_or_else(|| "as it says".to_owned()),
            one.expires_at.clone(),
        ]
    });
    table(
        &["pop", "platform", "environment", "name", "good until"],
        rows,
    )
}

fn servers(list: &[ServerView]) -> String {
    let rows = list.iter().map(|server| {
        let (epoch, revision) = server.cursor;
        vec![
            server.server.to_string(),
            server.name.clone(),
            server.pop.to_string(),
            format!("{} {}", server.platform, server.environment),
            server.membership.clone(),
            server.health.clone(),
            if server.connected { "yes" } else { "no" }.to_owned(),
            format!("{epoch}/{revision}"),
            server.trouble.clone(),
        ]
    });
    let head = [
        "server", "name", "pop", "fleet", "state", "health", "stream", "cursor", "trouble",
    ];
    table(&head, rows)
}

fn ended(at: Option<&str>) -> String {
    at.map_or_else(|| "good".to_owned(), |at| format!("ended {at}"))
}
