//! How reads find their rows. Point reads run on serving threads, so they may not walk through a table, however small.

use std::sync::mpsc::Receiver;

use landfall_core::{
    id::{DeployRequestId, EdgeCnameId, PolicyId, SiteId, UserId, VipmpId},
    model::{
        AccountField, AccountQuery, DeployFilter, Direction, Environment, FulfillmentField,
        FulfillmentStatus, Grants, MembershipRole, Organization, PageRequest, PolicyFilter, Role,
        RoleBinding, SoldField, SoldFilter, Status, TokenFamily, TokenSlot, View,
    },
};

use crate::{
    AccessReads, AccountListReads, AccountReads, AdminReads, DeployReads, DeploymentReads,
    FulfillmentReads, SiteReads, SubscriptionReads, ZoneReads,
    conformance::fixture::{
        Row, World, answer, answer_key, client, client_token, deploy_request, deployment, event,
        fulfillment, gateway_group, given, group, hash, log, policy, pop, release, session, site,
        subscription, user, user_token, zone,
    },
    sqlite::{
        Create, SqliteStore,
        plan::{plan, scans, sorts},
    },
};

/// A store with one of everything, so that no read stops half-way, and what it runs.
struct Traced {
    world: World,
    store: SqliteStore,
    statements: Receiver<String>,
    _folder: tempfile::TempDir,
}

const REQUEST: DeployRequestId = DeployRequestId(1);

impl Traced {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("landfall.db");
        let store = SqliteStore::open(&path, Create::New).unwrap();
        let world = World::stored(&store).await;
        given(&store, rows(&world)).await;
        Self {
            world,
            statements: store.readers.statements(),
            store,
            _folder: folder,
        }
    }

    /// The plans of the statements that were run since the last time, at least `least`.
    fn plans(&self, what: &str, least: usize) -> Vec<(String, Vec<String>)> {
        let run: Vec<String> = self.statements.try_iter().collect();
        let plans = run.into_iter().filter(|sql| {
            let ends = ["BEGIN", "COMMIT", "ROLLBACK"];
            !ends.iter().any(|word| sql.starts_with(word))
        });
        let plans = self.store.readers.point(|connection| {
            let plans = plans.map(|sql| {
                let plan = plan(connection, &sql);
                (sql, plan)
            });
            Ok(plans.collect::<Vec<_>>())
        });
        let plans = plans.unwrap();
        assert!(plans.len() >= least, "{what} ran only {plans:?}");
        // Asking for plans was heard of, too.
        let _ = self.statements.try_iter().count();
        plans
    }

    /// The statements that were run since the last time, at least `least`, found their rows by indexes and in order.
    fn searches(&self, what: &str, least: usize) {
        for (sql, plan) in self.plans(what, least) {
            for line in plan {
                assert!(!scans(&line) && !sorts(&line), "{what}: {line}\n{sql}");
            }
        }
    }

    /// The view of the whole tenant and one of a part of it.
    fn views(&self) -> [View; 2] {
        [
            self.world.whole(),
            self.world.below(&self.world.distributor),
        ]
    }
}

fn rows(world: &World) -> Vec<Row> {
    let (id, account) = (world.id(), world.school.id);
    let (user, client) = (user(id, 1), client(id, world.msp.id, 1));
    let group = group(id, "51001315");
    let policy = policy(id, account, 1);
    let request = deploy_request(&policy, &user, REQUEST.0);
    let log = log(id, Environment::Production, 1);
    let pop = pop(id, 1);
    let gateway = gateway_group(&pop, 1);
    let role = RoleBinding {
        user: user.id,
        organization: world.root.id,
        role: Role::ApiAdmin,
    };
    vec![
        Row::from(&user),
        Row::from(&client),
        Row::from(&group),
        Row::Membership(account, group.vipmp_id, MembershipRole::Owner),
        deployment(account, "345434543", 1).into(),
        Row::from(&policy),
        Row::from(&request),
        Row::from(&log),
        release(&request, &log, 1).into(),
        Row::from(&pop),
        Row::from(&gateway),
        zone(&gateway, world.root.id, Grants::Some(vec![account]), 1).into(),
        fulfillment(id, world.msp.id, 1).into(),
        subscription(account, 1, 1).into(),
        site(id, account, 1).into(),
        role.into(),
        session(&user, 1).into(),
        client_token(&client, TokenFamily::Vipmp, 1).into(),
        user_token(&user, account, TokenSlot::Primary, 1).into(),
        event(id, 1).into(),
        answer("a", 0, 1).into(),
    ]
}

fn number(organization: &Organization) -> &VipmpId {
    organization.vipmp_id.as_ref().unwrap()
}

#[tokio::test]
async fn point_reads_search_by_an_index_in_every_table() {
    let traced = Traced::new().await;
    let (store, world) = (&traced.store, &traced.world);
    let customer = number(&world.school);
    let id: VipmpId = "345434543".parse().unwrap();
    for view in traced.views() {
        let found = store.organization(&view, world.school.id).await.unwrap();
        assert!(found.is_some());
        traced.searches("organization", 1);
        let found = store.customer(&view, customer).await.unwrap();
        assert!(found.unwrap().membership.is_some());
        traced.searches("customer", 1);
        let found = store.reseller(&view, number(&world.reseller)).await;
        assert!(found.unwrap().is_some());
        traced.searches("reseller", 1);
        let found = store.sold_account(&view, world.school.id).await.unwrap();
        assert_eq!(found.unwrap().services.len(), 1);
        traced.searches("sold account", 2);
        let order = fulfillment(world.id(), world.msp.id, 1).fulfillment.id;
        assert!(store.fulfillment(&view, order).await.unwrap().is_some());
        traced.searches("fulfillment", 1);
        let found = store.deployment(&view, customer, &id).await.unwrap();
        assert!(found.unwrap().is_some());
        traced.searches("deployment", 2);
        let found = store.deploy_request(&view, world.school.id, REQUEST).await;
        assert_eq!(found.unwrap().unwrap().1.len(), 1);
        traced.searches("deploy request", 2);
        let found = store.deploy_record(&view, world.school.id, REQUEST).await;
        assert!(found.unwrap().is_some());
        traced.searches("deploy record", 1);
        let found = store.policy(&view, world.school.id, PolicyId(1)).await;
        assert!(found.unwrap().is_some());
        traced.searches("policy", 1);
        let account = world.school.id;
        let found = store.rules_of_origin(&view, account, SiteId(1)).await;
        assert_eq!(found.unwrap(), Some(Vec::new()));
        traced.searches("rules of an origin", 1);
        let found = store.rules_of_edge_cname(&view, account, EdgeCnameId(11));
        assert_eq!(found.await.unwrap(), Some(Vec::new()));
        traced.searches("rules of a host name", 1);
        let value = world.school.account_number.as_ref().unwrap().value();
        let found = store.account_of_value(&view, value).await;
        assert!(found.unwrap().is_some());
        traced.searches("account of a value", 1);
    }
    assert!(store.tenant(world.id()).await.unwrap().is_some());
    traced.searches("tenant", 1);
    assert!(store.client("client-1").await.unwrap().is_some());
    traced.searches("client", 1);
    for &family in TokenFamily::ALL {
        store.credential(family, &hash(1)).await.unwrap();
        traced.searches("credential", 1);
    }
    let user = user(world.id(), 1);
    let found = store.user_by_email(world.id(), &user.email).await.unwrap();
    assert!(found.is_some());
    traced.searches("user", 1);
    assert!(store.session(&hash(1)).await.unwrap().is_some());
    traced.searches("session", 1);
    let roles = store.roles_at(&user, world.school.id).await.unwrap();
    assert_eq!(roles, Some(vec![Role::ApiAdmin]));
    traced.searches("roles", 2);
    assert_eq!(store.roles_of(&user).await.unwrap().len(), 1);
    traced.searches("roles of a user", 1);
    let numbers = [UserId(1), UserId(2)];
    let found = store.people(world.id(), &numbers).await.unwrap();
    assert_eq!(found.len(), 1);
    traced.searches("people", 1);
    let account = world.school.account_number.as_ref().unwrap();
    let found = store.account(world.id(), account).await.unwrap();
    assert!(found.is_some());
    traced.searches("account", 1);
    let found = store.idempotency(&answer_key("a")).await.unwrap();
    assert!(found.is_some());
    traced.searches("idempotency", 1);
}

#[tokio::test]
async fn few_fulfillments_among_many_are_gathered_by_an_index() {
    let traced = Traced::new().await;
    let (store, world) = (&traced.store, &traced.world);
    let others = (2..200).map(|n| Row::from(fulfillment(world.id(), world.house.id, n)));
    given(store, others).await;
    let page = PageRequest {
        offset: 0,
        limit: 25,
    };
    let view = world.below(&world.msp);
    for (field, status) in [
        (FulfillmentField::User, None),
        (FulfillmentField::User, Some(FulfillmentStatus::Pending)),
    ] {
        let sort = [(field, Direction::Descending)];
        let found = store.fulfillments(&view, status, &sort, page).await;
        assert_eq!(found.unwrap().total, 1);
        for (sql, plan) in traced.plans("fulfillments", 4) {
            assert!(!plan.iter().any(|line| scans(line)), "{sql}: {plan:?}");
            let wanted = sql.contains("ORDER BY f.");
            let found = plan
                .iter()
                .any(|line| line.contains("SEARCH e USING PRIMARY KEY (scope=? AND list=?"));
            assert!(found || !wanted, "{sql}: {plan:?}");
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a table of calls")]
#[tokio::test]
async fn default_lists_follow_an_index() {
    let traced = Traced::new().await;
    let (store, world) = (&traced.store, &traced.world);
    let page = PageRequest {
        offset: 0,
        limit: 25,
    };
    for view in traced.views() {
        for status in [None, Some(FulfillmentStatus::Pending)] {
            for sort in [
                (FulfillmentField::UpdatedAt, Direction::Descending),
                (FulfillmentField::UpdatedAt, Direction::Ascending),
                (FulfillmentField::CreatedAt, Direction::Ascending),
            ] {
                let found = store.fulfillments(&view, status, &[sort], page).await;
                assert_eq!(found.unwrap().rows.len(), 1);
                traced.searches("fulfillments", 4);
            }
        }
    }
    for view in traced.views() {
        let both = [Status::Active, Status::Inactive];
        let found = store.deployments(&view, number(&world.school), &both, page);
        assert_eq!(found.await.unwrap().unwrap().rows.len(), 1);
        traced.searches("deployments", 3);
        let account = world.school.id;
        for search in [None, Some("A".to_owned())] {
            let filter = PolicyFilter {
                search: search.clone(),
                ..PolicyFilter::default()
            };
            let found = store.policies(&view, account, &filter, page).await;
            assert!(found.is_ok());
            traced.searches("policies", 2);
            let filter = DeployFilter {
                search,
                ..DeployFilter::default()
            };
            let found = store.deploy_records(&view, account, &filter, page).await;
            assert!(found.is_ok());
            traced.searches("deploy records", 2);
        }
        let found = store.family(&view, world.distributor.id, page).await;
        assert_eq!(found.unwrap().unwrap().total, 4);
        traced.searches("family", 3);
    }
    let accounts = AccountQuery {
        statuses: vec![Status::Active],
        name: None,
        from: None,
        to: None,
        sort: (AccountField::CreatedAt, Direction::Descending),
    };
    for view in traced.views() {
        let seller = number(&world.reseller);
        let found = store.customers(&view, seller, &accounts, page).await;
        assert_eq!(found.unwrap().unwrap().total, 2);
        traced.searches("customers", 3);
        let found = store.subscriptions(&view, world.school.id).await.unwrap();
        assert_eq!(found.unwrap().len(), 1);
        traced.searches("subscriptions", 2);
        let found = store.sites(&view, world.school.id).await.unwrap();
        assert_eq!(found.len(), 1);
        traced.searches("sites", 1);
    }
    let found = store.large_agency_groups(world.id(), "CA", "").await;
    assert_eq!(found.unwrap().len(), 1);
    traced.searches("groups", 1);
    let newest = [(SoldField::UpdatedAt, Direction::Descending)];
    let everything = SoldFilter::default();
    let whole = world.whole();
    let found = store
        .sold_accounts(&whole, &everything, &newest, page)
        .await;
    assert_eq!(found.unwrap().total, 3);
    for (sql, plan) in traced.plans("sold accounts", 3) {
        for line in plan {
            // The ids of a page come as one parameter.
            let is_parameter = line.contains("json_each");
            assert!(
                is_parameter || !scans(&line) && !sorts(&line),
                "{line}\n{sql}"
            );
        }
    }
    let referenced = SoldFilter {
        external_references: vec![world.school.external_reference.clone()],
        ..SoldFilter::default()
    };
    for view in traced.views() {
        let found = store.sold_accounts(&view, &referenced, &newest, page).await;
        assert_eq!(found.unwrap().total, 1);
        let plans = traced.plans("accounts by reference", 3);
        for (sql, plan) in plans
            .iter()
            .filter(|(sql, _)| sql.contains("external_reference IN"))
        {
            let has_index = |line: &String| {
                line.contains("organization_by_reference (tenant=? AND external_reference=?)")
            };
            assert!(plan.iter().any(has_index), "{plan:#?}\n{sql}");
        }
    }
    store.organizations(world.id(), None, 1, 25).await.unwrap();
    traced.searches("organizations", 1);
    store.events(0, 25).await.unwrap();
    traced.searches("events", 1);
    store.zones(world.id(), world.school.id).await.unwrap();
    traced.searches("zones", 2);
}
