//! Conditions of a list that depend on what is asked for. A part that asks for nothing is left out, so that the planner
//! sees which index serves and there are no more statements than kinds of questions.

use landfall_core::{
    id::OrganizationId,
    model::{PageRequest, View},
};
use rusqlite::types::Value;

use super::root;

/// Conditions that all have to hold, with their parameters.
pub(super) struct Conditions {
    parts: Vec<String>,
    parameters: Vec<Value>,
}

impl Conditions {
    /// That a row of `table`, which has the columns `account` and `tenant`, is the account's and the account is in view.
    pub(super) fn of_account(table: &str, view: &View, account: OrganizationId) -> Self {
        let mut this = Self {
            parts: Vec::new(),
            parameters: Vec::new(),
        };
        let account = this.parameter(Value::Blob(account.0.as_bytes().to_vec()));
        this.also(format!("{table}.account = {account}"));
        this.equal(&format!("{table}.tenant"), view.tenant.as_str());
        if let Some(root) = root(view) {
            let root = this.parameter(Value::Blob(root.to_vec()));
            this.also(format!(
                "EXISTS (SELECT 1 FROM organization_closure WHERE descendant = {account} AND ancestor = {root})"
            ));
        }
        this
    }

    /// Adds a parameter; how it is written in a condition.
    fn parameter(&mut self, value: Value) -> String {
        self.parameters.push(value);
        format!("?{}", self.parameters.len())
    }

    /// Adds a text as a parameter; how it is written in a condition.
    pub(super) fn text(&mut self, text: String) -> String {
        self.parameter(Value::Text(text))
    }

    /// Adds a condition.
    pub(super) fn also(&mut self, condition: String) {
        self.parts.push(condition);
    }

    /// Adds that a column has that text.
    pub(super) fn equal(&mut self, column: &str, text: &str) {
        let text = self.text(text.to_owned());
        self.also(format!("{column} = {text}"));
    }

    /// Adds that a column has one of those numbers.
    pub(super) fn one_of(&mut self, column: &str, numbers: impl Iterator<Item = u64>) {
        // No row has a number that SQLite's do not reach.
        let numbers = numbers.filter_map(|number| i64::try_from(number).ok());
        let marks: Vec<String> = numbers
            .map(|number| self.parameter(Value::Integer(number)))
            .collect();
        self.also(format!("{column} IN ({})", marks.join(", ")));
    }

    /// The conditions as SQL.
    pub(super) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }

    /// The parameters, by number.
    pub(super) fn parameters(&self) -> &[Value] {
        &self.parameters
    }

    /// Adds the parameters of a page; the clause that takes them.
    pub(super) fn part(&mut self, page: PageRequest) -> String {
        let limit = self.parameter(Value::Integer(page.limit.into()));
        let offset = i64::try_from(page.offset).unwrap_or(i64::MAX);
        let offset = self.parameter(Value::Integer(offset));
        format!("LIMIT {limit} OFFSET {offset}")
    }
}
