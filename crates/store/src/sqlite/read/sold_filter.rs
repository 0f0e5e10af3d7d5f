//! What decides over a list of sold accounts. Lists of values are one JSON parameter each, so that
//! the number of values makes no other statement.

use landfall_core::{
    id::OrganizationId,
    model::{AccountType, SoldField, SoldFilter, SoldOrder, View},
    rules::search::folded,
};
use rusqlite::types::Value;

use super::root;
use crate::{
    StoreError,
    sorting::STATUS,
    sqlite::{codec::json, readers::Cost},
};

/// Ids as a JSON array of hexadecimal texts.
pub(super) fn ids(ids: impl IntoIterator<Item = OrganizationId>) -> Result<String, StoreError> {
    let hex: Vec<String> = ids
        .into_iter()
        .map(|id| id.0.simple().to_string())
        .collect();
    json(&hex)
}

/// A condition that grows by parts, with its parameters.
struct Condition {
    text: String,
    parameters: Vec<Value>,
}

impl Condition {
    fn and(&mut self, part: &str, parameters: impl IntoIterator<Item = Value>) {
        self.text.push_str(" AND ");
        self.text.push_str(part);
        self.parameters.extend(parameters);
    }

    /// The column is one of the texts, if there are any.
    fn and_one_of<T: AsRef<str>>(&mut self, column: &str, texts: &[T]) -> Result<(), StoreError> {
        if !texts.is_empty() {
            let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            let part = format!("{column} IN (SELECT value FROM json_each(?))");
            self.and(&part, [Value::Text(json(&texts)?)]);
        }
        Ok(())
    }

    /// The customer hangs below one of the organizations, if there are any. Of those out of view none counts.
    fn and_below(
        &mut self,
        view: &View,
        kinds: &str,
        sellers: &[OrganizationId],
    ) -> Result<(), StoreError> {
        if sellers.is_empty() {
            return Ok(());
        }
        let seen = match view.root {
            None => "",
            Some(_) => {
                " AND EXISTS (SELECT 1 FROM organization_closure v WHERE v.descendant = p.id AND v.ancestor = ?)"
            }
        };
        let part = format!(
            "o.id IN (SELECT c.descendant FROM organization_closure c JOIN organization p ON p.id = c.ancestor
               WHERE p.id IN (SELECT unhex(value) FROM json_each(?)) AND p.tenant = ? AND p.kind IN ({kinds}){seen})"
        );
        let root = root(view).map(|root| Value::Blob(root.to_vec()));
        let parameters = [
            Value::Text(ids(sellers.iter().copied())?),
            Value::Text(view.tenant.as_str().to_owned()),
        ];
        self.and(&part, parameters.into_iter().chain(root));
        Ok(())
    }
}

/// The condition of a list and its parameters. A part that asks for nothing is left out, so that the planner sees which
/// index serves.
pub(super) fn condition(
    view: &View,
    filter: &SoldFilter,
) -> Result<(String, Vec<Value>), StoreError> {
    let mut condition = Condition {
        text: "o.tenant = ? AND o.kind = 'customer'".to_owned(),
        parameters: vec![Value::Text(view.tenant.as_str().to_owned())],
    };
    if let Some(root) = root(view) {
        let below = "o.id IN (SELECT descendant FROM organization_closure WHERE ancestor = ?)";
        condition.and(below, [Value::Blob(root.to_vec())]);
    }
    let statuses = filter.statuses.iter().map(|status| status.as_str());
    condition.and_one_of(STATUS, &statuses.collect::<Vec<_>>())?;
    if !filter.ids.is_empty() {
        let wanted = ids(filter.ids.iter().copied())?;
        let part = "o.id IN (SELECT unhex(value) FROM json_each(?))";
        condition.and(part, [Value::Text(wanted)]);
    }
    if !filter.not_ids.is_empty() {
        let unwanted = ids(filter.not_ids.iter().copied())?;
        let part = "o.id NOT IN (SELECT unhex(value) FROM json_each(?))";
        condition.and(part, [Value::Text(unwanted)]);
    }
    condition.and_one_of("o.name", &filter.names)?;
    condition.and_one_of("o.website", &filter.websites)?;
    let types = filter.types.iter().copied().map(AccountType::as_str);
    condition.and_one_of("o.account_type", &types.collect::<Vec<_>>())?;
    condition.and_one_of("o.external_reference", &filter.external_references)?;
    let sellers = "'distributor', 'aggregator', 'msp', 'reseller'";
    condition.and_below(view, sellers, &filter.sellers)?;
    condition.and_below(view, "'reseller'", &filter.resellers)?;
    if !filter.search.is_empty() {
        let terms: Vec<String> = filter.search.iter().map(|term| folded(term)).collect();
        let part = "EXISTS (SELECT 1 FROM json_each(?) term
           WHERE instr(o.name_key, term.value) > 0 OR instr(o.email_key, term.value) > 0)";
        condition.and(part, [Value::Text(json(&terms)?)]);
    }
    Ok((condition.text, condition.parameters))
}

/// Whether it asks for references, none of them empty: few accounts have the same one.
fn names_references(filter: &SoldFilter) -> bool {
    let references = &filter.external_references;
    !references.is_empty() && references.iter().all(|reference| !reference.is_empty())
}

/// The table of accounts as `o`, by the index that finds the few that are asked for; the planner would rather have them in
/// order.
pub(super) fn accounts(filter: &SoldFilter) -> &'static str {
    if filter.ids.is_empty() && names_references(filter) {
        "organization o INDEXED BY organization_by_reference"
    } else {
        "organization o"
    }
}

/// What a list costs: indexes have the accounts by id, by external reference and by their last change.
pub(super) fn cost(filter: &SoldFilter, sort: &[SoldOrder]) -> Cost {
    let is_found = !filter.ids.is_empty() || names_references(filter);
    let selects = !filter.statuses.is_empty()
        || !filter.names.is_empty()
        || !filter.websites.is_empty()
        || !filter.types.is_empty()
        || !filter.sellers.is_empty()
        || !filter.resellers.is_empty()
        || !filter.search.is_empty();
    let is_in_order = matches!(sort, [(SoldField::UpdatedAt, _)]);
    if is_found || is_in_order && !selects {
        Cost::Light
    } else {
        Cost::Dear
    }
}
