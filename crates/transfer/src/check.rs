//! The rules that an object keeps by itself, whatever else there is: those of the record, and those that every dialect needs to
//! show it ([`landfall_core::rules::shown`]). What it may refer to is looked up where it is brought in.

use std::collections::HashSet;

use landfall_core::{
    id::{AccountNumber, Timestamp},
    model::{
        DeployRequest, FulfillmentDetail, GatewayGroup, Grants, Item, Organization,
        OrganizationKind, Policy, Pop, Site, User, Zone,
    },
    rules::{
        account::is_email,
        log::LOG_SLOT,
        review::REVIEW_SECONDS,
        shown::{self, Findings},
    },
};

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
    kept(item)?;
    let mut findings = Findings::default();
    findings.within(item.key().kind().as_str(), |findings| {
        unshown(item, findings);
    });
    match findings.into_vec().into_iter().next() {
        None => Ok(()),
        Some(unfit) => Err(Fault::new(unfit.member, unfit.rule)),
    }
}

/// What keeps the dialects from showing an object.
fn unshown(item: &Item, findings: &mut Findings) {
    match item {
        Item::Organization(it) => shown::check_organization(it, findings),
        Item::Group(it) => shown::check_group(it, findings),
        Item::Deployment(it) => shown::check_deployment(it, findings),
        Item::Pop(it) => shown::check_pop(it, findings),
        Item::GatewayGroup(it) => shown::check_gateway_group(it, findings),
        Item::Zone(it) => shown::check_zone(it, findings),
        Item::Offer(it) => shown::check_offer(it, findings),
        Item::Policy(it) => shown::check_policy(it, findings),
        Item::DeployRequest(it) => shown::check_deploy_request(it, findings),
        Item::Fulfillment(it) => shown::check_fulfillment(it, findings),
        Item::Subscription(it) => shown::check_subscription(it, findings),
        Item::Tenant(_)
        | Item::Membership(_)
        | Item::Role(_)
        | Item::User(_)
        | Item::Client(_)
        | Item::Site(_)
        | Item::Log(_)
        | Item::Server(_)
        | Item::Exception(_)
        | Item::Release(_) => {}
    }
}

/// What the record itself needs.
fn kept(item: &Item) -> Result<(), Fault> {
    match item {
        Item::Tenant(it) => {
            for environment in &it.settings.environments {
                length("tenant.settings.environments", environment, 1, 100)?;
            }
            let review = it.settings.review;
            seconds("tenant.settings.review.production", review.production)?;
            seconds("tenant.settings.review.staging", review.staging)
        }
        Item::Organization(it) => organization(it),
        Item::Group(_)
        | Item::Membership(_)
        | Item::Deployment(_)
        | Item::Offer(_)
        | Item::Subscription(_) => Ok(()),
        Item::Role(it) => number("role.user", it.user.0, 1),
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
    }
}

fn organization(it: &Organization) -> Result<(), Fault> {
    if (it.parent.is_none()) != (it.kind == OrganizationKind::Tenant) {
        return Err(Fault::new(
            "organization.parent",
            "every organization but a tenant's own hangs below another",
        ));
    }
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

fn pop(it: &Pop) -> Result<(), Fault> {
    number("pop.id", it.id.0, 1)
}

fn gateway_group(it: &GatewayGroup) -> Result<(), Fault> {
    number("gateway_group.id", it.id.0, 1)?;
    number("gateway_group.placement.pop", it.placement.pop.0, 1)
}

fn zone(it: &Zone) -> Result<(), Fault> {
    number("zone.gateway_group", it.gateway_group.0, 1)?;
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
    if it.person.as_deref().is_some_and(|person| !is_email(person)) {
        return Err(Fault::new(
            "client.person",
            "an address such as name@example.com, at most 240 characters",
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
    for (index, rule) in it.rules.iter().enumerate() {
        number(&format!("policy.rules[{index}].id"), rule.id.0, 1)?;
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
    order("deploy_request.updated_at", it.created_at, it.updated_at)
}

fn fulfillment(it: &FulfillmentDetail) -> Result<(), Fault> {
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

/// Seconds for a decision over a deploy request.
fn seconds(member: &str, seconds: Option<u32>) -> Result<(), Fault> {
    if seconds.is_none_or(|seconds| REVIEW_SECONDS.contains(&seconds)) {
        return Ok(());
    }
    Err(Fault::new(
        member,
        format!(
            "null, or a number from {} to {}: a minute to four weeks",
            REVIEW_SECONDS.start(),
            REVIEW_SECONDS.end()
        ),
    ))
}

fn account_number(member: &str, number: &AccountNumber) -> Result<(), Fault> {
    match number.value() {
        LOG_SLOT => Err(Fault::new(member, "not 0, which is no account's")),
        1..=LARGEST_ACCOUNT => Ok(()),
        _ => Err(Fault::new(member, "at most 7FFFFFFFFFFF")),
    }
}

fn order(member: &str, created_at: Timestamp, updated_at: Timestamp) -> Result<(), Fault> {
    if created_at <= updated_at {
        return Ok(());
    }
    Err(Fault::new(member, "not before created_at"))
}
