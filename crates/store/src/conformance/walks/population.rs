//! A tenant with some of everything, in which ties, missing values and texts that sort in unusual ways are frequent.

use landfall_core::{
    id::{AccountNumber, LogId, OrganizationId, Revision, Timestamp},
    model::{
        ApiClient, Customer, DeployState, Deployment, Environment, Event, Exception, Fulfillment,
        FulfillmentAction, FulfillmentKind, FulfillmentStatus, GatewayGroup, Grants,
        MembershipRole, Organization, OrganizationKind, Platform, PolicyState, PolicySummary, Pop,
        Role, RoleBinding, SellerKind, Server, ServerMembership, Service, Status, Subscription,
        User, View, ZoneRecord,
    },
};
use uuid::Uuid;

use crate::{
    Store,
    conformance::fixture::{
        Row, World, at, client, deploy_request, deployment, event, fulfillment, gateway_group,
        given, group, log, organization, organization_id, policy, pop, release, server,
        subscription, user, zone,
    },
    listing::{ListedDeployRequest, ListedServer},
};

/// Texts that collations, cases and UTF-16 order otherwise than code points do.
const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "aB",
    "Straße",
    "STRASSE",
    "É",
    "é",
    "10",
    "9",
    "\u{D7FF}",
    "\u{FFFD}",
    "\u{10400}x",
    "\u{10428}X",
    "\u{10FFFF}",
];

/// A tenant's things, as lists have to give them.
pub(super) struct Population {
    pub(super) world: World,
    /// An organization of another tenant.
    pub(super) foreign: OrganizationId,
    pub(super) organizations: Vec<Organization>,
    pub(super) customers: Vec<Customer>,
    pub(super) deployments: Vec<Deployment>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) zones: Vec<ZoneRecord>,
    pub(super) pops: Vec<Pop>,
    pub(super) gateway_groups: Vec<GatewayGroup>,
    pub(super) servers: Vec<ListedServer>,
    pub(super) policies: Vec<PolicySummary>,
    pub(super) deploy_requests: Vec<ListedDeployRequest>,
    pub(super) fulfillments: Vec<Fulfillment>,
    pub(super) events: Vec<Event>,
    pub(super) clients: Vec<ApiClient>,
    pub(super) users: Vec<(User, Vec<RoleBinding>)>,
}

/// Chooses for the members of a population.
struct Dice(fastrand::Rng);

impl Dice {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.0.usize(..of.len())].clone()
    }

    fn text(&mut self) -> String {
        self.one(TEXTS).to_owned()
    }

    fn time(&mut self) -> Timestamp {
        at(self.0.i64(-1..4))
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        self.0.bool().then_some(value)
    }
}

impl Population {
    /// A population with numbers from `number` on, stored; `seed` decides over it.
    pub(super) async fn stored(store: &dyn Store, number: u64, seed: u64) -> Self {
        let mut dice = Dice(fastrand::Rng::with_seed(seed));
        let foreign = World::new(&format!("foreign-{number}"), number + 0x800);
        given(store, foreign.rows()).await;
        let mut population = Self::empty(World::new(&format!("tenant-{number}"), number));
        population.foreign = foreign.root.id;
        let mut rows = vec![Row::from(&population.world.tenant)];
        rows.extend(population.add_accounts(number, &mut dice));
        rows.extend(population.add_fleet(number, &mut dice));
        rows.extend(population.add_sold(number, &mut dice));
        rows.extend(population.add_holders(number, &mut dice));
        rows.extend(population.add_policies(number, &mut dice));
        rows.extend(population.events(number, &mut dice));
        given(store, rows).await;
        let events = store.events(0, u32::MAX).await.unwrap();
        let tenant = Some(population.world.id());
        let own = events.into_iter();
        population.events = own
            .filter(|event| event.tenant.as_ref() == tenant)
            .collect();
        population
    }

    fn empty(world: World) -> Self {
        Self {
            world,
            foreign: organization_id(0),
            organizations: Vec::new(),
            customers: Vec::new(),
            deployments: Vec::new(),
            subscriptions: Vec::new(),
            zones: Vec::new(),
            pops: Vec::new(),
            gateway_groups: Vec::new(),
            servers: Vec::new(),
            policies: Vec::new(),
            deploy_requests: Vec::new(),
            fulfillments: Vec::new(),
            events: Vec::new(),
            clients: Vec::new(),
            users: Vec::new(),
        }
    }

    fn add_accounts(&mut self, number: u64, dice: &mut Dice) -> Vec<Row> {
        let tree = self.world.organizations().map(Clone::clone);
        let sellers = [&tree[2], &tree[3], &tree[5]].map(Clone::clone);
        let mut all = tree.to_vec();
        for n in 0x10..0x20 {
            let parent = dice.one(&sellers).id;
            let id = self.world.id();
            all.push(organization(
                id,
                Some(parent),
                OrganizationKind::Customer,
                number + n,
            ));
        }
        for account in &mut all {
            account.name = dice.text();
            account.external_reference = dice.text();
            account.created_at = dice.time();
            account.updated_at = dice.time();
            if account.kind == OrganizationKind::Customer {
                account.status = dice.one(Status::ALL);
            }
        }
        let mut rows: Vec<Row> = all.iter().map(Row::from).collect();
        let group = group(self.world.id(), &(500_000_000 + number).to_string());
        rows.push(Row::from(&group));
        for account in all
            .iter()
            .filter(|one| one.kind == OrganizationKind::Customer)
        {
            let seller = sellers.iter().find(|one| Some(one.id) == account.parent);
            let seller = seller.expect("customers hang below sellers");
            let membership = dice.maybe((group.clone(), MembershipRole::Member));
            if membership.is_some() {
                let number = group.vipmp_id.clone();
                rows.push(Row::Membership(account.id, number, MembershipRole::Member));
            }
            self.customers.push(Customer {
                organization: account.clone(),
                reseller: seller.vipmp_id.clone().expect("sellers have a number"),
                membership,
            });
        }
        self.organizations = all;
        rows
    }

    fn add_fleet(&mut self, number: u64, dice: &mut Dice) -> Vec<Row> {
        for n in 1..6 {
            self.pops.push(Pop {
                region: dice.text(),
                place: dice.text(),
                code: dice.text(),
                position: dice.0.u32(..3),
                ..pop(self.world.id(), number + n)
            });
        }
        for n in 1..8 {
            let mut group = gateway_group(&dice.one(&self.pops), number + n);
            group.name = dice.text();
            group.placement.platform = dice.one(Platform::ALL);
            group.placement.environment = dice.one(Environment::ALL);
            self.gateway_groups.push(group);
            let mut server: Server = server(&dice.one(&self.pops), number + n);
            server.placement.platform = dice.one(Platform::ALL);
            server.membership = dice.one(ServerMembership::ALL);
            let seen = dice.time();
            server.last_seen_at = dice.maybe(seen);
            let slots = 1..=dice.0.u64(..3);
            let slots = slots.map(|n| (AccountNumber::from_value(n), Revision(n * 5)));
            self.servers.push((server, slots.collect()));
        }
        for n in 1..10 {
            let group = dice.one(&self.gateway_groups);
            let owner = dice.one(&self.organizations).id;
            let named = Grants::Some(vec![dice.one(&self.organizations).id]);
            let grants = dice.one(&[Grants::All, Grants::None, named]);
            let mut zone = zone(&group, owner, grants, u128::from(number + n));
            zone.name = dice.text();
            zone.virtual_host = dice.0.bool();
            zone.created_at = dice.time();
            zone.updated_at = dice.time();
            self.zones.push(ZoneRecord {
                zone,
                gateway_group: group,
            });
        }
        let mut rows: Vec<Row> = self.pops.iter().map(Row::from).collect();
        rows.extend(self.gateway_groups.iter().map(Row::from));
        rows.extend(self.zones.iter().map(|record| Row::from(&record.zone)));
        for (server, slots) in &self.servers {
            rows.push(Row::from(server));
            rows.extend(slots.iter().map(|(slot, running)| {
                Row::from(Exception {
                    server: server.id,
                    slot: slot.clone(),
                    running: *running,
                })
            }));
        }
        rows
    }

    fn add_sold(&mut self, number: u64, dice: &mut Dice) -> Vec<Row> {
        let world = &self.world;
        let sellers = [&world.house, &world.reseller, &world.msp].map(|seller| seller.id);
        let mut rows = Vec::new();
        for n in 1..20 {
            let customer = dice.one(&self.customers).organization.id;
            let seconds = dice.0.i64(-1..3);
            let mut order = fulfillment(
                self.world.id(),
                dice.one(&sellers),
                u128::from(dice.0.u64(..)) << 64 | u128::from(number + n),
            );
            let shown = &mut order.fulfillment;
            shown.kind = FulfillmentKind {
                seller: dice.one(SellerKind::ALL),
                action: dice.one(FulfillmentAction::ALL),
            };
            shown.status = dice.one(FulfillmentStatus::ALL);
            shown.account = dice.maybe(customer);
            let external = dice.text();
            shown.external_account_id = dice.maybe(external);
            shown.user = dice.text();
            shown.created_at = dice.time();
            shown.updated_at = dice.time();
            rows.push(Row::from(&order));
            let of_order = dice.maybe(order.fulfillment.id);
            self.fulfillments.push(order.fulfillment);

            let mut deployment = deployment(
                customer,
                &(100_000_000 + dice.0.u64(..2) * 900_000_000 + number + n).to_string(),
                seconds,
            );
            deployment.status = dice.one(&[Status::Active, Status::Inactive]);
            rows.push(Row::from(&deployment));
            self.deployments.push(deployment);

            let mut line = subscription(customer, u128::from(number + n), seconds);
            line.sku = dice.text();
            line.service = dice.one(&[Service::Paid, line.service]);
            let ended = dice.time();
            line.ended_at = dice.maybe(ended);
            line.fulfillment = of_order;
            rows.push(Row::from(&line));
            self.subscriptions.push(line);
        }
        rows
    }

    fn add_holders(&mut self, number: u64, dice: &mut Dice) -> Vec<Row> {
        let mut rows = Vec::new();
        for n in 1..9 {
            let organization = dice.one(&self.organizations).id;
            let mut client = client(self.world.id(), organization, number + n);
            client.organization = dice.maybe(organization);
            let person = dice.text();
            client.person = dice.maybe(person);
            client.created_at = dice.time();
            let ended = dice.time();
            client.revoked_at = dice.maybe(ended);
            rows.push(Row::from(&client));
            self.clients.push(client);

            let mut user = user(self.world.id(), number + n);
            user.uuid = Uuid::from_u128(u128::from(dice.0.u64(..)) << 64 | u128::from(number + n));
            user.name = dice.text();
            user.created_at = dice.time();
            user.revoked_at = dice.maybe(ended);
            rows.push(Row::from(&user));
            let mut roles: Vec<RoleBinding> = Vec::new();
            for _ in 0..dice.0.usize(..4) {
                let role = RoleBinding {
                    user: user.id,
                    organization: dice.one(&self.organizations).id,
                    role: dice.one(Role::ALL),
                };
                if !roles.contains(&role) {
                    roles.push(role);
                    rows.push(Row::from(role));
                }
            }
            roles.sort_by_key(|role| (role.role.as_str(), role.organization));
            self.users.push((user, roles));
        }
        rows
    }

    fn add_policies(&mut self, number: u64, dice: &mut Dice) -> Vec<Row> {
        let mut log = log(self.world.id(), Environment::Staging, 0);
        log.id = LogId(Uuid::from_u128(number.into()));
        let mut rows = vec![Row::from(&log)];
        for n in 1..12 {
            let account = dice.one(&self.customers).organization.id;
            let mut policy = policy(self.world.id(), account, number + n);
            policy.summary.name = dice.text();
            policy.summary.state = dice.one(PolicyState::ALL);
            policy.summary.platform = dice.one(Platform::ALL);
            policy.summary.created_at = dice.time();
            policy.summary.updated_at = dice.time();
            rows.push(Row::from(&policy));
            let submitter = dice.one(&self.users).0;
            let mut request = deploy_request(&policy, &submitter, number + n);
            request.environment = dice.one(Environment::ALL);
            request.state = dice.one(DeployState::ALL);
            let is_taken = self
                .deploy_requests
                .iter()
                .any(|(other, _)| !other.state.is_final() && other.slot() == request.slot());
            if is_taken && !request.state.is_final() {
                request.state = DeployState::Canceled;
            }
            request.created_at = dice.time();
            request.updated_at = dice.time();
            rows.push(Row::from(&request));
            let revisions = 1..=dice.0.u64(..3);
            let mut releases = Vec::new();
            for revision in revisions {
                let mut release = release(&request, &log, revision);
                release.rolled_back_at = dice.maybe(Revision(9));
                let pops = release.pops.take();
                release.pops = dice.maybe(pops).flatten();
                rows.push(Row::from(&release));
                releases.push(release);
            }
            self.policies.push(policy.summary);
            self.deploy_requests.push((request, releases));
        }
        rows
    }

    fn events(&self, number: u64, dice: &mut Dice) -> Vec<Row> {
        let events = (1..20).map(|n| {
            let organization = dice.one(&self.organizations).id;
            let mut event = event(self.world.id(), u128::from(number + n));
            event.organization = dice.maybe(organization);
            event.kind = dice.one(&["organization.created", "token.issued"]);
            event.resource_id = dice.text();
            let correlation = dice.text();
            event.correlation_id = dice.maybe(correlation);
            event.at_micros = dice.0.i64(0..3);
            Row::from(event)
        });
        events.collect()
    }

    /// The view of that number: of the whole tenant, below each organization, and such as see nothing of it.
    pub(super) fn view(&self, number: usize) -> View {
        let tenant = self.world.id().clone();
        let organizations = self.organizations.len();
        match number % (organizations + 6) {
            0 | 1 => View::whole(tenant),
            2 => View::below(tenant, self.foreign),
            3 => View::below(tenant, organization_id(u64::MAX)),
            4 => View::whole("nobody".parse().unwrap()),
            5 => View::below("nobody".parse().unwrap(), self.world.root.id),
            n => View::below(tenant, self.organizations[n - 6].id),
        }
    }

    /// Whether what `owner` has is in view; without an owner it is the tenant's.
    pub(super) fn sees(&self, view: &View, owner: Option<OrganizationId>) -> bool {
        if view.tenant != self.world.tenant.id {
            return false;
        }
        let Some(root) = view.root else {
            return true;
        };
        let mut at = Some(owner.unwrap_or(self.world.root.id));
        while let Some(id) = at {
            if id == root {
                return true;
            }
            let known = self.organizations.iter().find(|one| one.id == id);
            at = known.and_then(|one| one.parent);
        }
        false
    }
}
