//! How the rows of a page are found: in order, along an index, wherever the page begins.

use landfall_core::{
    id::{OrganizationId, TenantId, Timestamp},
    model::{Direction, View},
};
use uuid::Uuid;

use crate::{
    StoreError,
    listing::{
        ClientField, Condition, CustomerField, DeployRequestField, DeploymentField, EventField,
        Field, FulfillmentField, GatewayGroupField, Listing, Operator, OrganizationField, PageKey,
        PolicyField, PopField, ServerField, SubscriptionField, UserField, Value, ValueKind,
        ZoneField,
    },
    sqlite::{
        Create, SqliteStore,
        plan::{plan, scans, sorts},
    },
    walk::{Engine, Request, Resource, Statement},
};

struct Empty {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl Empty {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("landfall.db");
        Self {
            store: SqliteStore::open(&path, Create::New).unwrap(),
            _folder: folder,
        }
    }

    /// The plan of a page where so much is in view that it cannot be gathered.
    fn plan<F: Resource>(&self, listing: &Listing<F>) -> (String, Vec<String>) {
        let request = Request::of(listing).unwrap();
        let route = F::route(&request, |_| Ok::<_, StoreError>(false)).unwrap();
        let sql = Statement::page(Engine::Sqlite, &request, &route, "1").sql;
        let lines = self
            .store
            .readers
            .point(|connection| Ok(plan(connection, &sql)));
        (sql, lines.unwrap())
    }

    /// Pages of the listing are found in order, in every view and direction; those behind the first begin at their place.
    fn walks<F: Resource>(&self, wanted: &[(F, Operator)], field: F) {
        let tenant: TenantId = "acmepaymentscorp".parse().unwrap();
        let part = View::below(tenant.clone(), OrganizationId(Uuid::nil()));
        for view in [View::whole(tenant), part] {
            for direction in [Direction::Ascending, Direction::Descending] {
                for is_first in [true, false] {
                    let key = PageKey {
                        values: if field == F::ID {
                            vec![]
                        } else {
                            vec![Some(value(field))]
                        },
                        id: value(F::ID),
                    };
                    let listing = Listing {
                        view: view.clone(),
                        conditions: wanted.iter().map(condition).collect(),
                        order: vec![(field, direction)],
                        after: (!is_first).then_some(key),
                        limit: 25,
                    };
                    let (sql, lines) = self.plan(&listing);
                    for line in &lines {
                        assert!(!sorts(line), "{line}\n{sql}");
                        // The first page of a table that is in order of the id begins at the table's own beginning.
                        let begins = is_first && field == F::ID;
                        assert!(begins || !scans(line), "{line}\n{sql}");
                    }
                }
            }
        }
    }
}

fn value(field: impl Field) -> Value {
    match field.kind() {
        ValueKind::Text => Value::Text("1004".to_owned()),
        ValueKind::Integer => Value::Integer(1),
        ValueKind::Time => Value::Time(Timestamp::from_seconds(1)),
        ValueKind::Uuid => Value::Uuid(Uuid::nil()),
        ValueKind::Bool => Value::Bool(true),
    }
}

fn condition<F: Field>(&(field, operator): &(F, Operator)) -> Condition<F> {
    Condition {
        field,
        operator,
        values: vec![value(field)],
    }
}

#[test]
fn every_resource_is_walked_in_its_own_order() {
    let store = Empty::new();
    store.walks(&[], OrganizationField::ORDER.0);
    store.walks(&[], CustomerField::ORDER.0);
    store.walks(&[], DeploymentField::ORDER.0);
    store.walks(&[], SubscriptionField::ORDER.0);
    store.walks(&[], ZoneField::ORDER.0);
    store.walks(&[], PopField::ORDER.0);
    store.walks(&[], GatewayGroupField::ORDER.0);
    store.walks(&[], ServerField::ORDER.0);
    store.walks(&[], PolicyField::ORDER.0);
    store.walks(&[], DeployRequestField::ORDER.0);
    store.walks(&[], FulfillmentField::ORDER.0);
    store.walks(&[], EventField::ORDER.0);
    store.walks(&[], ClientField::ORDER.0);
    store.walks(&[], UserField::ORDER.0);
    store.walks(&[], ServerField::Id);
}

#[test]
fn accounts_are_walked_by_name_and_found_by_what_it_begins_with() {
    let store = Empty::new();
    for operator in [Operator::Prefix, Operator::Equal] {
        store.walks(
            &[(OrganizationField::Name, operator)],
            OrganizationField::Name,
        );
        store.walks(&[(CustomerField::Name, operator)], CustomerField::Name);
    }
    let equal = Operator::Equal;
    let by = OrganizationField::ExternalReference;
    store.walks(&[(by, equal)], OrganizationField::CreatedAt);
    let by = CustomerField::ExternalReference;
    store.walks(&[(by, equal)], CustomerField::CreatedAt);
    store.walks(&[], OrganizationField::Name);
    store.walks(&[], CustomerField::Name);
}

#[test]
fn common_filters_keep_the_order_of_creation() {
    let store = Empty::new();
    let (equal, customer) = (Operator::Equal, CustomerField::CreatedAt);
    store.walks(
        &[(OrganizationField::Parent, equal)],
        OrganizationField::CreatedAt,
    );
    store.walks(&[(CustomerField::Parent, equal)], customer);
    store.walks(
        &[(OrganizationField::Status, equal)],
        OrganizationField::CreatedAt,
    );
    store.walks(&[(CustomerField::Status, equal)], customer);
    store.walks(
        &[(DeployRequestField::Account, equal)],
        DeployRequestField::CreatedAt,
    );
    store.walks(
        &[(SubscriptionField::Account, equal)],
        SubscriptionField::OrderedAt,
    );
    store.walks(&[(PolicyField::Account, equal)], PolicyField::UpdatedAt);
    let fulfillment = FulfillmentField::CreatedAt;
    store.walks(&[(FulfillmentField::Account, equal)], fulfillment);
    store.walks(&[(FulfillmentField::Status, equal)], fulfillment);
    store.walks(&[(FulfillmentField::Seller, equal)], fulfillment);
    for field in [
        EventField::Organization,
        EventField::ResourceId,
        EventField::Kind,
    ] {
        store.walks(&[(field, equal)], EventField::Position);
    }
}

#[test]
fn what_has_a_name_of_its_own_is_found_by_it() {
    let store = Empty::new();
    let equal = Operator::Equal;
    for field in [
        OrganizationField::Id,
        OrganizationField::VipmpId,
        OrganizationField::AccountNumber,
    ] {
        finds(&store, field, equal);
    }
    for field in [
        CustomerField::Id,
        CustomerField::VipmpId,
        CustomerField::AccountNumber,
    ] {
        finds(&store, field, equal);
    }
    finds(&store, CustomerField::Reseller, equal);
    finds(&store, CustomerField::Parent, equal);
    finds(&store, OrganizationField::Kind, equal);
    finds(&store, DeploymentField::Customer, equal);
    finds(&store, DeploymentField::Id, equal);
    finds(&store, SubscriptionField::Id, equal);
    finds(&store, ZoneField::Key, equal);
    finds(&store, ServerField::Id, equal);
    finds(&store, ServerField::Name, equal);
    finds(&store, PolicyField::Id, equal);
    finds(&store, DeployRequestField::Id, equal);
    finds(&store, DeployRequestField::Policy, equal);
    finds(&store, FulfillmentField::Id, equal);
    finds(&store, EventField::Position, equal);
    finds(&store, ClientField::Id, equal);
    finds(&store, UserField::Email, equal);
}

fn finds<F: Resource>(store: &Empty, field: F, operator: Operator) {
    let listing = Listing {
        view: View::whole("acmepaymentscorp".parse().unwrap()),
        conditions: vec![condition(&(field, operator))],
        order: Vec::new(),
        after: None,
        limit: 1,
    };
    let (sql, lines) = store.plan(&listing);
    for line in &lines {
        assert!(!scans(line), "{line}\n{sql}");
    }
}
