//! The rules that an object keeps by itself, whatever else there is. What it may refer to is looked up where it is brought in.

use std::collections::HashSet;

use landfall_core::{
    id::{AccountNumber, Timestamp},
    model::{
        Behavior, DeployRequest, Deployment, FulfillmentDetail, GatewayGroup, Grants, Item,
        Organization, OrganizationKind, Policy, Pop, Site, Status, User, Zone,
    },
    rules::{
        account::{check_account, is_email},
        log::LOG_SLOT,
    },
};
use serde::de::IgnoredAny;

use crate::Fault;

/// The largest number that an object may bring along: the counter behind it keeps as many again to give out.
const LARGEST: u64 = (1 << 52) - 1;
/// The same for account numbers, which have twelve hexadecimal digits at most.
const LARGEST_ACCOUNT: u64 = (1 << 47) - 1;

/// What is wrong with an object by itself; none if nothing is.
pub fn check(item: &Item) -> Option<Fault> {
    faults(item).err()
}

fn faults(item: &Item) -> Result<(), Fault> {
    match item {
        Item::Tenant(it) => {
            for environment in &it.settings.environments {
                length("tenant.settings.environments", environment, 1, 100)?;
            }
            Ok(())
        }
        Item::Organization(it) => organization(it),
        Item::Group(it) => length("group.name", &it.name, 1, 80),
        Item::Membership(_) => Ok(()),
        Item::Role(it) => number("role.user", it.user.0, 1),
        Item::Deployment(it) => deployment(it),
        Item::Pop(it) => pop(it),
        Item::GatewayGroup(it) => gateway_group(it),
        Item::Zone(it) => zone(it),
        Item::User(it) => user(it),
        Item::Client(it) => client(it),
        Item::Site(it) => site(it),
        Item::Policy(it) => policy(it),
        Item::Log(it) => {
            number("log.head", it.head.0, 0)?;
            number("log.floor", it.floor.0, 0)?;
            if it.floor > it.head {
                return Err(Fault::new("log.floor", "at most head"));
            }
            Ok(())
        }
        Item::Server(it) => {
            number("server.id", it.id.0, 1)?;
            length("server.name", &it.name, 1, 255)?;
            number("server.placement.pop", it.placement.pop.0, 1)?;
            number("server.cursor.revision", it.cursor.revision.0, 0)?;
            number("server.counted.revision", it.counted.revision.0, 0)
        }
        Item::Exception(it) => {
            number("exception.server", it.server.0, 1)?;
            account_number("exception.slot", &it.slot)?;
            number("exception.running", it.running.0, 0)
        }
        Item::DeployRequest(it) => deploy_request(it),
        Item::Release(it) => {
            number("release.request", it.request.0, 1)?;
            number("release.generation", it.generation.0, 1)?;
            account_number("release.slot", &it.slot)?;
            number("release.revision", it.revision.0, 1)?;
            for pop in it.pops.iter().flatten() {
                number("release.pops", pop.0, 1)?;
            }
            number(
                "release.rolled_back_at",
                it.rolled_back_at.map_or(0, |at| at.0),
                0,
            )
        }
        Item::Fulfillment(it) => fulfillment(it),
        Item::Subscription(it) => {
            length("subscription.sku", &it.sku, 1, 255)?;
            number("subscription.quantity", it.quantity.into(), 1)
        }
    }
}

fn organization(it: &Organization) -> Result<(), Fault> {
    if (it.parent.is_none()) != (it.kind == OrganizationKind::Tenant) {
        return Err(Fault::new(
            "organization.parent",
            "every organization but a tenant's own hangs below another",
        ));
    }
    if let Some(fault) = check_account(it).first() {
        let member = match fault.member {
            "external reference" => "external_reference",
            "country" => "profile.address.country",
            "region" => "profile.address.region",
            "email" => "profile.contacts[0].email",
            other => other,
        };
        return Err(Fault::new(format!("organization.{member}"), fault.rule));
    }
    length("organization.description", &it.description, 0, 1000)?;
    let numbered = !matches!(
        it.kind,
        OrganizationKind::Tenant | OrganizationKind::Aggregator
    );
    if it.vipmp_id.is_some() && !numbered {
        return Err(Fault::new(
            "organization.vipmp_id",
            format!("an organization of kind {} has none", it.kind),
        ));
    }
    match &it.account_number {
        Some(_) if it.kind != OrganizationKind::Customer => {
            return Err(Fault::new(
                "organization.account_number",
                "customers alone have one",
            ));
        }
        Some(number) => account_number("organization.account_number", number)?,
        None => {}
    }
    order("organization.updated_at", it.created_at, it.updated_at)
}

fn deployment(it: &Deployment) -> Result<(), Fault> {
    if !matches!(it.status, Status::Active | Status::Inactive) {
        return Err(Fault::new(
            "deployment.status",
            "1000 or 1004, which is all that deployments have",
        ));
    }
    if landfall_core::rules::country::is_country(&it.address.country) {
        return Ok(());
    }
    Err(Fault::new(
        "deployment.address.country",
        "a two-letter ISO code of a country that is served, such as DE",
    ))
}

fn pop(it: &Pop) -> Result<(), Fault> {
    number("pop.id", it.id.0, 1)?;
    for (member, text) in [
        ("pop.region", &it.region),
        ("pop.place", &it.place),
        ("pop.code", &it.code),
    ] {
        length(member, text, 1, 100)?;
    }
    if !(-90.0..=90.0).contains(&it.latitude) {
        return Err(Fault::new("pop.latitude", "-90 to 90 degrees north"));
    }
    if !(-180.0..=180.0).contains(&it.longitude) {
        return Err(Fault::new("pop.longitude", "-180 to 180 degrees east"));
    }
    Ok(())
}

fn gateway_group(it: &GatewayGroup) -> Result<(), Fault> {
    number("gateway_group.id", it.id.0, 1)?;
    length("gateway_group.key", &it.key, 1, 255)?;
    length("gateway_group.name", &it.name, 1, 255)?;
    number("gateway_group.placement.pop", it.placement.pop.0, 1)
}

fn zone(it: &Zone) -> Result<(), Fault> {
    length("zone.key", &it.key, 1, 255)?;
    length("zone.name", &it.name, 1, 100)?;
    number("zone.gateway_group", it.gateway_group.0, 1)?;
    if it.host_name.is_some() != (it.address_override == Behavior::Allow) {
        return Err(Fault::new(
            "zone.host_name",
            "present exactly when address_override is com.akana.allow",
        ));
    }
    if let Grants::Some(organizations) = &it.grants
        && !organizations.is_sorted_by(|one, next| one < next)
    {
        return Err(Fault::new(
            "zone.grants.some",
            "in ascending order, each organization once",
        ));
    }
    order("zone.updated_at", it.created_at, it.updated_at)
}

fn user(it: &User) -> Result<(), Fault> {
    number("user.id", it.id.0, 1)?;
    length("user.name", &it.name, 1, 240)?;
    length("user.first_name", &it.first_name, 0, 240)?;
    length("user.last_name", &it.last_name, 0, 240)?;
    // Landfall's own user, which never signs in, has none.
    if it.email.is_empty() || (is_email(&it.email) && it.email == it.email.to_lowercase()) {
        return Ok(());
    }
    Err(Fault::new(
        "user.email",
        "an address such as name@example.com in lower case, at most 240 characters",
    ))
}

fn client(it: &landfall_core::model::ApiClient) -> Result<(), Fault> {
    let visible = it
        .client_id
        .bytes()
        .all(|b| b.is_ascii_graphic() && b != b':');
    if !(1..=128).contains(&it.client_id.len()) || !visible {
        return Err(Fault::new(
            "client.client_id",
            "1 to 128 visible ASCII characters without spaces and colons",
        ));
    }
    length("client.description", &it.description, 0, 1000)?;
    let mut dialects: Vec<_> = it.grants.iter().map(|grant| grant.dialect).collect();
    dialects.sort();
    dialects.dedup();
    if dialects.len() == it.grants.len() {
        return Ok(());
    }
    Err(Fault::new("client.grants", "each dialect at most once"))
}

fn site(it: &Site) -> Result<(), Fault> {
    number("site.id", it.id.0, 1)?;
    for (index, upstream) in it.upstreams.iter().enumerate() {
        length(
            &format!("site.upstreams[{index}].host"),
            &upstream.host,
            1,
            253,
        )?;
        if upstream.port == 0 {
            return Err(Fault::new(
                format!("site.upstreams[{index}].port"),
                "a number from 1 to 65535",
            ));
        }
    }
    let mut names = HashSet::new();
    for (index, cname) in it.hostnames.iter().enumerate() {
        number(&format!("site.hostnames[{index}].id"), cname.id.0, 1)?;
        if !names.insert(cname.hostname.as_str()) {
            return Err(Fault::new(
                format!("site.hostnames[{index}].hostname"),
                "each host name once",
            ));
        }
    }
    if !it.hostnames.is_sorted_by(|one, next| one.id < next.id) {
        return Err(Fault::new(
            "site.hostnames",
            "in ascending order of their ids, each id once",
        ));
    }
    order("site.updated_at", it.created_at, it.updated_at)
}

fn policy(it: &Policy) -> Result<(), Fault> {
    number("policy.id", it.summary.id.0, 1)?;
    length("policy.name", &it.summary.name, 1, 50)?;
    for (index, rule) in it.rules.iter().enumerate() {
        number(&format!("policy.rules[{index}].id"), rule.id.0, 1)?;
        json(&format!("policy.rules[{index}].matches"), &rule.matches)?;
    }
    for (index, step) in it.history.iter().enumerate() {
        number(&format!("policy.history[{index}].id"), step.id, 1)?;
        number(&format!("policy.history[{index}].user"), step.user.0, 0)?;
    }
    order(
        "policy.updated_at",
        it.summary.created_at,
        it.summary.updated_at,
    )
}

fn deploy_request(it: &DeployRequest) -> Result<(), Fault> {
    number("deploy_request.id", it.id.0, 1)?;
    length("deploy_request.message", &it.message, 0, 4000)?;
    number("deploy_request.policy", it.policy.0, 1)?;
    number("deploy_request.submitter", it.submitter.0, 1)?;
    for (index, step) in it.history.iter().enumerate() {
        number(&format!("deploy_request.history[{index}].id"), step.id, 1)?;
        number(
            &format!("deploy_request.history[{index}].user"),
            step.user.0,
            0,
        )?;
    }
    let last = it.history.last();
    if last.is_some_and(|last| last.state != it.state) {
        return Err(Fault::new(
            "deploy_request.state",
            "the state that its history ends with",
        ));
    }
    order("deploy_request.updated_at", it.created_at, it.updated_at)
}

fn fulfillment(it: &FulfillmentDetail) -> Result<(), Fault> {
    length("fulfillment.user", &it.fulfillment.user, 1, 240)?;
    if let Some(external) = &it.fulfillment.external_account_id {
        length("fulfillment.external_account_id", external, 0, 255)?;
    }
    json("fulfillment.request", &it.request)?;
    order(
        "fulfillment.updated_at",
        it.fulfillment.created_at,
        it.fulfillment.updated_at,
    )
}

fn length(member: &str, text: &str, least: usize, most: usize) -> Result<(), Fault> {
    // Bytes are never fewer than characters, so most texts need no count.
    let fits = text.len() <= most || text.chars().count() <= most;
    if fits && (least == 0 || text.chars().count() >= least) {
        return Ok(());
    }
    Err(Fault::new(
        member,
        format!("{least} to {most} characters, not {}", text.chars().count()),
    ))
}

fn number(member: &str, number: u64, least: u64) -> Result<(), Fault> {
    if (least..=LARGEST).contains(&number) {
        return Ok(());
    }
    Err(Fault::new(
        member,
        format!("a number from {least} to {LARGEST}"),
    ))
}

fn account_number(member: &str, number: &AccountNumber) -> Result<(), Fault> {
    match number.value() {
        LOG_SLOT => Err(Fault::new(member, "not 0, which is no account's")),
        1..=LARGEST_ACCOUNT => Ok(()),
        _ => Err(Fault::new(member, "at most 7FFFFFFFFFFF")),
    }
}

fn json(member: &str, text: &str) -> Result<(), Fault> {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Fault::new(member, format!("JSON as text: {error}"))),
    }
}

fn order(member: &str, created_at: Timestamp, updated_at: Timestamp) -> Result<(), Fault> {
    if created_at <= updated_at {
        return Ok(());
    }
    Err(Fault::new(member, "not before created_at"))
}
