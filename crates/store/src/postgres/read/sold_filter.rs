//! What decides over a list of sold accounts. Lists of values are one array each, so that the number of
//! values makes no other statement.

use landfall_core::{
    id::OrganizationId,
    model::{AccountType, SoldFilter, SoldStatus, View},
    rules::search::folded,
};
use uuid::Uuid;

use super::{
    conditions::{Conditions, sought},
    root,
};
use crate::sorting::STATUS;

fn uuids(ids: &[OrganizationId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}

/// The customer hangs below one of the organizations, if there are any. Of those out of view none counts.
fn add_below(wanted: &mut Conditions, view: &View, kinds: &str, sellers: &[OrganizationId]) {
    if sellers.is_empty() {
        return;
    }
    let tenant = wanted.parameter(view.tenant.as_str().to_owned());
    let sellers = wanted.parameter(uuids(sellers));
    let seen = root(view).map_or_else(String::new, |root| {
        let root = wanted.parameter(root);
        format!(
            " AND EXISTS (SELECT 1 FROM organization_closure v WHERE v.descendant = p.id AND v.ancestor = {root})"
        )
    });
    wanted.also(format!(
        "o.id IN (SELECT c.descendant FROM organization_closure c JOIN organization p ON p.id = c.ancestor
           WHERE p.id = ANY({sellers}) AND p.tenant = {tenant} AND p.kind IN ({kinds}){seen})"
    ));
}

/// What a customer of the list has to satisfy.
pub(super) fn wanted(view: &View, filter: &SoldFilter) -> Conditions {
    let mut wanted = Conditions::of_tenant("o", view);
    wanted.also("o.kind = 'customer'".to_owned());
    if let Some(root) = root(view) {
        let root = wanted.parameter(root);
        wanted.also(format!(
            "o.id IN (SELECT descendant FROM organization_closure WHERE ancestor = {root})"
        ));
    }
    let statuses = filter.statuses.iter().copied().map(SoldStatus::as_str);
    let types = filter.types.iter().copied().map(AccountType::as_str);
    for (column, texts) in [
        (STATUS, statuses.collect()),
        ("o.account_type", types.collect()),
        ("o.name", borrowed(&filter.names)),
        ("o.website", borrowed(&filter.websites)),
        (
            "o.external_reference",
            borrowed(&filter.external_references),
        ),
    ] {
        if !texts.is_empty() {
            wanted.one_of(column, &texts);
        }
    }
    if !filter.ids.is_empty() {
        let ids = wanted.parameter(uuids(&filter.ids));
        wanted.also(format!("o.id = ANY({ids})"));
    }
    if !filter.not_ids.is_empty() {
        let ids = wanted.parameter(uuids(&filter.not_ids));
        wanted.also(format!("o.id <> ALL({ids})"));
    }
    let sellers = "'distributor', 'aggregator', 'msp', 'reseller'";
    add_below(&mut wanted, view, sellers, &filter.sellers);
    add_below(&mut wanted, view, "'reseller'", &filter.resellers);
    if !filter.search.is_empty() {
        let terms = filter.search.iter().filter_map(|term| sought(folded(term)));
        let terms = wanted.parameter(terms.collect::<Vec<_>>());
        wanted.also(format!(
            "EXISTS (SELECT 1 FROM unnest({terms}::text[]) term
               WHERE strpos(o.name_key, term) > 0 OR strpos(o.email_key, term) > 0)"
        ));
    }
    wanted
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use tokio_postgres::types::ToSql;

    use super::*;
    use crate::{
        Create, StoreError,
        conformance::fixture::World,
        listing::{Condition, CustomerField, Listing, Operator, Value},
        postgres::{Options, PostgresStore, testing::Cluster},
        walk::{Engine, Request, Resource, Statement},
    };

    const MANY: &str = "INSERT INTO landfall.organization (id, tenant, parent, kind, name, description, status,
         external_reference, profile, name_key, email_key, website, created_at, updated_at)
       SELECT gen_random_uuid(), tenant, parent, kind, name, description, status, 'ref-' || n, profile, name_key, email_key,
         website, created_at + n, updated_at + n
       FROM landfall.organization, generate_series(1, 20000) n WHERE id = $1";

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn accounts_are_found_by_their_external_reference() {
        let cluster = Cluster::start();
        let (address, options) = (cluster.address(), Options::default());
        let store = PostgresStore::open(&address, Create::New, &options);
        let world = World::stored(&store.await.unwrap()).await;
        let by_hand = cluster.session().await;
        by_hand.execute(MANY, &[&world.school.id.0]).await.unwrap();
        let prepared = "SET search_path = landfall; ANALYZE organization";
        by_hand.batch_execute(prepared).await.unwrap();
        let uses_the_index = async |sql: &str, parameters: &[&(dyn ToSql + Sync)]| {
            let rows = by_hand.query(&format!("EXPLAIN {sql}"), parameters).await;
            let lines = rows.unwrap().into_iter().map(|row| row.get(0));
            let plan = lines.collect::<Vec<String>>().join("\n");
            assert!(plan.contains("organization_by_reference"), "{plan}\n{sql}");
        };
        let filter = SoldFilter {
            external_references: vec!["ref-777".to_owned()],
            ..SoldFilter::default()
        };
        let wanted = wanted(&world.whole(), &filter);
        let sql = format!("SELECT count(*) FROM organization o WHERE {}", wanted.sql());
        uses_the_index(&sql, &wanted.parameters()).await;
        let listing = Listing {
            view: world.whole(),
            conditions: vec![Condition {
                field: CustomerField::ExternalReference,
                operator: Operator::Equal,
                values: vec![Value::Text("ref-777".to_owned())],
            }],
            order: Vec::new(),
            after: None,
            limit: 25,
        };
        let request = Request::of(&listing).unwrap();
        let route = CustomerField::route(&request, |_| Ok::<_, StoreError>(false)).unwrap();
        let statement = Statement::page(Engine::Postgres, &request, &route, "o.id");
        let values = statement.parameters.iter().map(|value| match value {
            Value::Text(text) => Box::new(text.clone()) as Box<dyn ToSql + Sync>,
            Value::Integer(number) => Box::new(*number),
            other => panic!("{other:?}"),
        });
        let values: Vec<_> = values.collect();
        let parameters: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
        uses_the_index(&statement.sql, &parameters).await;
    }
}
