//! The whole demonstration record taken out and brought in again: nothing is lost, nothing is secret, answers stay the same;
//! and what an import says of lines that do not fit what is there.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use landfall_control::{
    Control, Provenance, Settings, SystemClock,
    admin::{
        AdminCommand, AdminReply, AdminRequest, ImportOutcome, NewTenant, install_empty, read_lines,
    },
    query::PropagationStatus,
    secret::SealingKey,
};
use landfall_core::{
    id::{OrganizationId, TenantId, counter},
    model::{Item, View},
};
use landfall_demo::{Scale, testing::Loaded};
use landfall_store::{Create, Store, sqlite::SqliteStore, write};
use landfall_transfer::{Decoded, decode};
use tempfile::TempDir;

async fn empty() -> (Arc<dyn Store>, Arc<Control>, TempDir) {
    let (store, control, folder) = empty_control().await;
    (store, Arc::new(control), folder)
}

async fn empty_control() -> (Arc<dyn Store>, Control, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Create::New).unwrap());
    let sealing = SealingKey::random();
    install_empty(store.as_ref(), &SystemClock, &sealing)
        .await
        .unwrap();
    let settings = Settings::default();
    let control = Control::start(
        Arc::clone(&store),
        Arc::new(SystemClock),
        &sealing,
        settings,
    );
    (store, control.await.unwrap(), folder)
}

async fn exported(control: &Control) -> String {
    let mut pieces = control.export();
    let mut text = Vec::new();
    while let Some(piece) = pieces.recv().await {
        text.extend(piece.unwrap());
    }
    String::from_utf8(text).unwrap()
}

async fn import(control: &Control, text: &str, keep_going: bool) -> ImportOutcome {
    let lines = Arc::new(read_lines(1, text.as_bytes()));
    let provenance = Provenance::operator(None);
    control
        .import(lines, keep_going, &provenance)
        .await
        .unwrap()
}

fn items(text: &str) -> Vec<Item> {
    let items = text
        .lines()
        .filter_map(|line| match decode(line.as_bytes()) {
            Ok(Decoded::Item(item)) => Some(item),
            Ok(Decoded::Header) => None,
            Err(fault) => panic!("{fault}: {line}"),
        });
    items.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_taken_out_and_brought_in_is_taken_out_the_same() {
    let loaded = Loaded::new(Arc::new(SystemClock), Scale::Full)
        .await
        .unwrap();
    let first = loaded.start().await.unwrap();
    let text = exported(&first).await;
    let (store, second, _folder) = empty().await;
    // In stretches, as a command sends them.
    let lines: Vec<&str> = text.lines().collect();
    let mut outcome = ImportOutcome::default();
    let mut stretches = 0;
    for stretch in lines.chunks(700) {
        let brought = import(&second, &stretch.join("\n"), false).await;
        stretches += usize::from(brought.added > 0);
        outcome.extend(brought);
    }
    assert!(stretches > 2, "{stretches}");
    // One event for each of them.
    assert_eq!(second_events(&second).await, stretches);
    assert_eq!(outcome.bad, []);
    assert_eq!(outcome.added, lines.len() as u64 - 1);
    assert!(exported(&second).await == text);
    let tenant = landfall_demo::ids::tenant();
    let offers = store.offers(&tenant, "", 100).await.unwrap();
    assert!(!offers.is_empty());
    assert_eq!(offers, loaded.store.offers(&tenant, "", 100).await.unwrap());

    // Every request stands where it stood, also without a restart: the fleet in memory was told.
    let mut handed_over = 0;
    for item in items(&text) {
        let Item::DeployRequest(request) = item else {
            continue;
        };
        let view = View::whole(request.tenant.clone());
        let mut both = Vec::new();
        for control in [&first, &second] {
            let status = control
                .propagation(&view, request.account, request.id)
                .await;
            let status = status.unwrap().unwrap();
            handed_over += u32::from(matches!(status, PropagationStatus::HandedOver(_)));
            both.push(format!("{status:?}"));
        }
        assert_eq!(both[0], both[1], "{}", request.id);
    }
    assert!(handed_over > 20, "{handed_over}");

    // Sites are found by the same rules: which rule names which site was read from the rules again.
    let mut named = 0;
    for item in items(&text) {
        let Item::Site(site) = item else { continue };
        let view = View::whole(site.tenant.clone());
        let mut both = Vec::new();
        for store in [&loaded.store, &store] {
            let mut rules = vec![store.rules_of_origin(&view, site.account, site.id).await];
            for cname in &site.hostnames {
                let of_cname = store.rules_of_edge_cname(&view, site.account, cname.id);
                rules.push(of_cname.await);
            }
            both.push(rules.into_iter().map(Result::unwrap).collect::<Vec<_>>());
        }
        assert_eq!(both[0], both[1], "{}", site.id);
        named += both[0].iter().flatten().flatten().count();
    }
    assert!(named > 0, "no rule names a site");

    // Once more changes nothing and leaves no event.
    let events = second_events(&second).await;
    let again = import(&second, &text, false).await;
    assert_eq!((again.added, again.unchanged), (0, outcome.added));
    assert_eq!(second_events(&second).await, events);
    for secret in ["secret", "password", "argon2", "token_hash", "demo-token"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

async fn second_events(control: &Control) -> usize {
    let request = AdminRequest {
        command: AdminCommand::EventList {
            after: 0,
            limit: 1000,
        },
        idempotency_key: None,
    };
    let reply = control
        .administer(request, &Provenance::operator(None))
        .await;
    match reply.unwrap() {
        AdminReply::Events(events) => {
            assert!(events.iter().all(|event| event.kind == "record.imported"));
            events.len()
        }
        other => panic!("{other:?}"),
    }
}

/// A small record: the samples of every kind that the form's own tests use.
const SAMPLES: &str = include_str!("../../transfer/tests/samples.ndjson");

fn sample(kind: &str, changes: &[(&str, &str)]) -> String {
    let line = SAMPLES
        .lines()
        .rfind(|line| line.starts_with(&format!("{{\"{kind}\":")));
    let mut line = line.unwrap().to_owned();
    for (from, to) in changes {
        assert!(line.contains(from), "{line} has no {from}");
        line = line.replace(from, to);
    }
    line
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn lines_that_do_not_fit_what_is_there_are_named_with_their_members() {
    let (_, control, _folder) = empty().await;
    let loaded = import(&control, SAMPLES, false).await;
    assert_eq!(loaded.bad, []);
    let other_tenant = "{\"tenant\":{\"id\":\"other\",\"organization\":\"00000000-0000-4000-8000-0000000000f0\",\"created_at\":\"2020-01-01T00:00:00Z\"}}";
    assert_eq!(import(&control, other_tenant, false).await.added, 1);
    let nowhere = "00000000-0000-4000-8000-0000000000ff";
    let customer = "00000000-0000-4000-8000-000000000004";
    let reseller = "00000000-0000-4000-8000-000000000003";
    let fresh = (
        "\"id\":\"00000000-0000-4000-8000-000000000004\"",
        "\"id\":\"00000000-0000-4000-8000-0000000000aa\"",
    );
    let no_numbers = [
        fresh,
        ("\"vipmp_id\":\"1000000004\",", ""),
        ("\"account_number\":\"00AB\",", ""),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&no_numbers[..], more].concat();
    let id = |kind: &str, from: &str, to: &str, more: &[(&str, &str)]| {
        sample(kind, &[&[(from, to)], more].concat())
    };
    let zone = ("00000000000a\",\"tenant", "0000000000ab\",\"tenant");
    let order = ("00000000000d\",\"tenant", "0000000000ab\",\"tenant");
    let cases: Vec<(String, &str, &str)> = vec![
        // There already, with another content.
        (
            sample(
                "organization",
                &[("ein Text", "another"), ("K_12", "HIGHER_ED")],
            ),
            "organization.description, organization.profile.market_sub_segments",
            "differs here",
        ),
        (sample("pop", &[("VPO", "VAP")]), "pop.code", "differs here"),
        (
            sample("tenant", &[("\"read_csrf\":false", "\"read_csrf\":true")]),
            "tenant.settings.read_csrf",
            "differs here",
        ),
        (
            sample("offer", &[("\"offered\":true", "\"offered\":false")]),
            "offer.offered",
            "differs here",
        ),
        (
            sample("client", &[("orders", "other")]),
            "client.description",
            "differs here",
        ),
        (
            sample("user", &[(",\"revoked_at\":\"2021-01-03T00:00:00Z\"", "")]),
            "user.revoked_at",
            "differs here",
        ),
        (
            sample("site", &[("8443", "9443"), ("www.groesse", "web.groesse")]),
            "site.upstreams, site.hostnames",
            "differs here",
        ),
        // What is referred to is not there, or is something else.
        (
            sample(
                "organization",
                &with(&[(
                    "\"parent\":\"00000000-0000-4000-8000-000000000003\"",
                    "\"parent\":\"00000000-0000-4000-8000-0000000000ff\"",
                )]),
            ),
            "organization.parent",
            "has no organization",
        ),
        (
            sample(
                "organization",
                &with(&[(
                    "\"parent\":\"00000000-0000-4000-8000-000000000003\"",
                    "\"parent\":\"00000000-0000-4000-8000-000000000004\"",
                )]),
            ),
            "organization.parent",
            "below a customer",
        ),
        (
            sample(
                "organization",
                &with(&[("\"tenant\":\"acme\"", "\"tenant\":\"nobody\"")]),
            ),
            "organization.tenant",
            "there is no tenant nobody",
        ),
        (
            sample(
                "organization",
                &with(&[("\"tenant\":\"acme\"", "\"tenant\":\"other\"")]),
            ),
            "organization.parent",
            "tenant other has no organization",
        ),
        (
            sample(
                "deployment",
                &[("345434543", "345434544"), (customer, reseller)],
            ),
            "deployment.customer",
            "not a customer",
        ),
        (
            sample(
                "deployment",
                &[("345434543", "345434544"), (customer, nowhere)],
            ),
            "deployment.customer",
            "there is no customer",
        ),
        (
            sample(
                "deployment",
                &[("345434543", "345434544"), ("\"FR\"", "\"DE\"")],
            ),
            "deployment.address.country",
            "another country than the customer's own, which is DE",
        ),
        (
            id(
                "group",
                "51001315",
                "51001316",
                &[("\"tenant\":\"acme\"", "\"tenant\":\"nobody\"")],
            ),
            "group.tenant",
            "there is no tenant",
        ),
        (
            sample("membership", &[(customer, reseller)]),
            "membership.customer",
            "not a customer",
        ),
        (
            sample(
                "gateway_group",
                &[
                    ("\"id\":1051", "\"id\":1052"),
                    ("container-1051", "c"),
                    ("\"pop\":7", "\"pop\":8"),
                ],
            ),
            "gateway_group.placement.pop",
            "has no pop 8",
        ),
        (
            sample(
                "zone",
                &[
                    zone,
                    ("zone-1", "zone-2"),
                    ("\"gateway_group\":1051", "\"gateway_group\":1"),
                ],
            ),
            "zone.gateway_group",
            "has no gateway group 1",
        ),
        (
            sample("zone", &[zone, ("zone-1", "zone-2"), (customer, nowhere)]),
            "zone.grants.some[0]",
            "has no organization",
        ),
        (
            sample("role", &[("\"user\":77", "\"user\":78")]),
            "role.user",
            "there is no user 78",
        ),
        (
            sample("site", &[("\"id\":51", "\"id\":61"), (customer, nowhere)]),
            "site.account",
            "there is no customer",
        ),
        (
            sample("site", &[("\"id\":51", "\"id\":61"), (customer, reseller)]),
            "site.account",
            "not a customer",
        ),
        (
            sample(
                "site",
                &[
                    ("\"id\":51", "\"id\":61"),
                    ("\"tenant\":\"acme\"", "\"tenant\":\"other\""),
                ],
            ),
            "site.account",
            "there is no customer",
        ),
        (
            sample("policy", &[("\"id\":5", "\"id\":6"), (customer, nowhere)]),
            "policy.account",
            "there is no customer",
        ),
        (
            sample(
                "server",
                &[
                    ("\"id\":12", "\"id\":13"),
                    ("vpo-1", "vpo-2"),
                    ("\"pop\":7", "\"pop\":9"),
                ],
            ),
            "server.placement.pop",
            "has no pop 9",
        ),
        (
            sample("exception", &[("\"server\":12", "\"server\":14")]),
            "exception.server",
            "there is no server 14",
        ),
        (
            sample(
                "deploy_request",
                &[("\"id\":8", "\"id\":18"), ("\"policy\":5", "\"policy\":50")],
            ),
            "deploy_request.policy",
            "has no policy 50",
        ),
        (
            sample(
                "deploy_request",
                &[
                    ("\"id\":8", "\"id\":18"),
                    ("\"submitter\":77", "\"submitter\":76"),
                ],
            ),
            "deploy_request.submitter",
            "has no user 76",
        ),
        (
            sample(
                "deploy_request",
                &[("\"id\":8", "\"id\":18"), ("\"adn\"", "\"http_large\"")],
            ),
            "deploy_request.platform",
            "of its policy",
        ),
        (
            sample("release", &[("\"request\":8", "\"request\":9")]),
            "release.request",
            "there is no deploy request 9",
        ),
        (
            sample("fulfillment", &[order, (reseller, customer)]),
            "fulfillment.seller",
            "who sells nothing",
        ),
        (
            sample("fulfillment", &[order, (customer, nowhere)]),
            "fulfillment.account",
            "there is no customer",
        ),
        (
            sample(
                "subscription",
                &[
                    ("00000000000e", "0000000000ab"),
                    ("00000000000d", "0000000000ff"),
                ],
            ),
            "subscription.fulfillment",
            "has no fulfillment",
        ),
        (
            sample(
                "organization",
                &with(&[(
                    "\"parent\":\"00000000-0000-4000-8000-000000000003\"",
                    "\"parent\":\"00000000-0000-4000-8000-000000000002\"",
                )]),
            ),
            "organization.parent",
            "needs a reseller or an MSP above it",
        ),
        // Taken by another.
        (
            sample(
                "organization",
                &[fresh, ("\"account_number\":\"00AB\",", "")],
            ),
            "organization.vipmp_id",
            "exists already",
        ),
        (
            sample(
                "organization",
                &[fresh, ("\"vipmp_id\":\"1000000004\",", "")],
            ),
            "organization.account_number",
            "exists already",
        ),
        (sample("zone", &[zone]), "zone.key", "exists already"),
        (
            id(
                "site",
                "\"id\":51",
                "\"id\":61",
                &[
                    ("\"id\":520", "\"id\":620"),
                    ("\"id\":521", "\"id\":621"),
                    ("groesse", "other"),
                ],
            ),
            "site.origin",
            "exists already",
        ),
        (
            id(
                "site",
                "\"id\":51",
                "\"id\":61",
                &[
                    ("Shop_1", "Shop_2"),
                    ("\"id\":520", "\"id\":620"),
                    ("\"id\":521", "\"id\":621"),
                    ("shop.groesse", "new.groesse"),
                ],
            ),
            "site.hostnames",
            "a site of the tenant with this host name exists already",
        ),
        (
            id(
                "site",
                "\"id\":51",
                "\"id\":61",
                &[
                    ("Shop_1", "Shop_2"),
                    ("\"id\":520", "\"id\":510"),
                    ("groesse", "other"),
                ],
            ),
            "site.hostnames",
            "a host name of this id exists already",
        ),
        (
            id("gateway_group", "\"id\":1051", "\"id\":1052", &[]),
            "gateway_group.key",
            "exists already",
        ),
        (
            id(
                "user",
                "\"id\":77",
                "\"id\":78",
                &[("00000000000b", "0000000000ab")],
            ),
            "user.email",
            "exists already",
        ),
        (
            id("user", "\"id\":77", "\"id\":78", &[("desk@", "other@")]),
            "user.uuid",
            "exists already",
        ),
        (
            id("server", "\"id\":12", "\"id\":13", &[]),
            "server.name",
            "exists already",
        ),
    ];
    let good = sample("pop", &[("\"id\":7", "\"id\":70")]);
    let before = exported(&control).await;
    for (line, member, text) in &cases {
        let outcome = import(&control, &format!("\n{line}\n{good}"), false).await;
        let [bad] = outcome.bad.as_slice() else {
            panic!("{line}: {outcome:?}");
        };
        assert_eq!((bad.line, bad.member.as_str()), (2, *member), "{bad:?}");
        assert!(bad.text.contains(text), "{bad:?}");
        assert!(outcome.stopped && outcome.added == 0, "{outcome:?}");
    }
    assert_eq!(exported(&control).await, before);

    // All of them at once, with good lines between them, which are all kept.
    let mut text = String::new();
    for (number, (line, ..)) in cases.iter().enumerate() {
        let good = sample("pop", &[("\"id\":7", &format!("\"id\":{}", 100 + number))]);
        text.extend([line, "\n", &good, "\n"]);
    }
    let outcome = import(&control, &text, true).await;
    let bad: Vec<_> = outcome.bad.iter().map(|bad| bad.member.as_str()).collect();
    let expected: Vec<_> = cases.iter().map(|(_, member, _)| *member).collect();
    assert_eq!(bad, expected);
    assert_eq!(outcome.added, cases.len() as u64);
    assert!(!outcome.stopped);
    assert_eq!(
        exported(&control).await.lines().count(),
        before.lines().count() + cases.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_kept_or_given_and_counters_are_above_them() {
    let (store, control, _folder) = empty().await;
    assert_eq!(import(&control, SAMPLES, false).await.bad, []);
    let bare = sample(
        "organization",
        &[
            ("-000000000004\"", "-0000000000aa\""),
            ("\"vipmp_id\":\"1000000004\",", ""),
            ("\"account_number\":\"00AB\",", ""),
        ],
    );
    // Twice in one file, and once more later: it is one customer.
    let outcome = import(&control, &format!("{bare}\n{bare}"), false).await;
    assert_eq!((outcome.added, outcome.unchanged), (1, 1), "{outcome:?}");
    assert_eq!(import(&control, &bare, false).await.unchanged, 1);
    let tenant: TenantId = "acme".parse().unwrap();
    let id: OrganizationId = "00000000-0000-4000-8000-0000000000aa".parse().unwrap();
    let found = store
        .organization(&View::whole(tenant), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.account_number.unwrap().as_str(), "00AC");
    assert_eq!(found.vipmp_id.unwrap().as_str().len(), 10);
    for (counter, next) in [
        (counter::POP, 8),
        (counter::GATEWAY_GROUP, 1052),
        (counter::USER, 78),
        (counter::SITE, 52),
        (counter::EDGE_CNAME, 522),
        (counter::POLICY, 6),
        (counter::RULE, 10),
        (counter::SERVER, 13),
        (counter::DEPLOY_REQUEST, 9),
        (counter::TRANSITION, 4),
        (counter::GENERATION, 5),
        (counter::CLIENT, 2),
    ] {
        let given = write::<_, landfall_store::StoreError, _>(store.as_ref(), move |transaction| {
            Box::pin(async move { transaction.next_number(counter).await })
        });
        assert_eq!(given.await.unwrap(), next, "{counter}");
    }
}

async fn next_number(store: &Arc<dyn Store>, counter: &'static str) -> u64 {
    let given = write::<_, landfall_store::StoreError, _>(store.as_ref(), move |transaction| {
        Box::pin(async move { transaction.next_number(counter).await })
    });
    given.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_do_not_heed_lines_that_are_not_added() {
    let (store, control, _folder) = empty().await;
    assert_eq!(import(&control, SAMPLES, false).await.bad, []);
    let nowhere = sample(
        "gateway_group",
        &[
            ("\"id\":1051", "\"id\":5000"),
            ("container-1051", "c"),
            ("\"pop\":7", "\"pop\":8"),
        ],
    );
    let behind = sample("pop", &[("\"id\":7", "\"id\":70")]);
    let outcome = import(&control, &nowhere, true).await;
    assert_eq!((outcome.added, outcome.bad.len()), (0, 1), "{outcome:?}");
    let outcome = import(&control, &format!("{nowhere}\n{behind}"), false).await;
    assert_eq!((outcome.added, outcome.bad.len()), (0, 1), "{outcome:?}");
    assert_eq!(next_number(&store, counter::GATEWAY_GROUP).await, 1052);
    assert_eq!(next_number(&store, counter::POP).await, 8);
    // What is kept beside a bad line counts.
    let outcome = import(&control, &format!("{nowhere}\n{behind}"), true).await;
    assert_eq!((outcome.added, outcome.bad.len()), (1, 1), "{outcome:?}");
    assert_eq!(next_number(&store, counter::GATEWAY_GROUP).await, 1053);
    assert_eq!(next_number(&store, counter::POP).await, 71);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_at_home_is_refused_beside_its_customer_too() {
    let (_, control, _folder) = empty().await;
    let text = SAMPLES.replace("\"country\":\"FR\"", "\"country\":\"DE\"");
    assert_ne!(text, SAMPLES);
    let outcome = import(&control, &text, true).await;
    let [bad] = outcome.bad.as_slice() else {
        panic!("{outcome:?}");
    };
    assert_eq!(bad.member, "deployment.address.country");
}

/// A customer without numbers of its own.
fn bare_customer(number: u32) -> String {
    sample(
        "organization",
        &[
            (
                "\"id\":\"00000000-0000-4000-8000-000000000004\"",
                &format!("\"id\":\"00000000-0000-4000-8000-00000000{number:04x}\""),
            ),
            ("\"vipmp_id\":\"1000000004\",", ""),
            ("\"account_number\":\"00AB\",", ""),
        ],
    )
}

async fn administer(
    control: &Control,
    command: AdminCommand,
) -> Result<AdminReply, landfall_control::ControlError> {
    let request = AdminRequest {
        command,
        idempotency_key: None,
    };
    control
        .administer(request, &Provenance::operator(None))
        .await
}

fn new_organization() -> AdminCommand {
    let command = serde_json::json!({ "organization_create": {
        "tenant": "acme", "kind": "reseller", "name": "Reseller of numbers",
    } });
    serde_json::from_value(command).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_somebody_has_are_drawn_again() {
    let (_, control, _folder) = empty_control().await;
    // Each number comes three times, and all of them are low, as those of the samples are.
    let drawn = Arc::new(AtomicU64::new(0));
    let source = Arc::clone(&drawn);
    let control = control.drawing(move || source.fetch_add(1, Ordering::Relaxed) / 3);
    assert_eq!(import(&control, SAMPLES, false).await.bad, []);
    let brings = sample(
        "organization",
        &[
            (
                "\"id\":\"00000000-0000-4000-8000-000000000004\"",
                "\"id\":\"00000000-0000-4000-8000-00000000ffff\"",
            ),
            ("1000000004", "1000000001"),
            ("\"account_number\":\"00AB\",", ""),
        ],
    );
    let mut lines: Vec<String> = (0x100..0x10A).map(bare_customer).collect();
    lines.push(brings);
    let outcome = import(&control, &lines.join("\n"), false).await;
    assert_eq!((outcome.added, outcome.bad.len()), (11, 0), "{outcome:?}");

    // From two numbers back: what is drawn first is taken.
    drawn.fetch_sub(6, Ordering::Relaxed);
    administer(&control, new_organization()).await.unwrap();
    drawn.fetch_sub(6, Ordering::Relaxed);
    let born = AdminCommand::TenantCreate(NewTenant {
        tenant: "other".parse().unwrap(),
        name: "Other".to_owned(),
        global_sales: false,
    });
    administer(&control, born).await.unwrap();
    let mut numbers: Vec<String> = items(&exported(&control).await)
        .iter()
        .filter_map(|item| match item {
            Item::Organization(it) => it.vipmp_id.as_ref().map(ToString::to_string),
            _ => None,
        })
        .collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "{numbers:?}");
    assert!(all >= 14, "{numbers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_gives_one_number_only_is_given_up() {
    let (_, control, _folder) = empty_control().await;
    let control = control.drawing(|| 4);
    assert_eq!(import(&control, SAMPLES, false).await.bad, []);
    let refused = administer(&control, new_organization()).await.unwrap_err();
    assert!(
        refused.to_string().contains("no vipmp id that is free"),
        "{refused}"
    );
}
