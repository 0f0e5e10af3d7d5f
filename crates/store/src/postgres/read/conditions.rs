//! Conditions of a list that depend on what is asked for. A part that asks for nothing is left out, so that the planner
//! sees which index serves and there are no more statements than kinds of questions.

use landfall_core::{
    id::OrganizationId,
    model::{PageRequest, View},
};
use tokio_postgres::types::ToSql;

use super::{offset, root};

/// A text to look for. No text in the record has a NUL in it, and PostgreSQL takes none: what is missing matches nothing.
pub(super) fn sought(text: impl Into<String>) -> Option<String> {
    Some(text.into()).filter(|text| !text.contains('\0'))
}

/// Conditions that all have to hold, with their parameters.
pub(super) struct Conditions {
    parts: Vec<String>,
    parameters: Vec<Box<dyn ToSql + Sync + Send>>,
}

impl Conditions {
    /// That a row of `table` is the tenant's.
    pub(super) fn of_tenant(table: &str, view: &View) -> Self {
        let mut this = Self {
            parts: Vec::new(),
            parameters: Vec::new(),
        };
        this.equal(&format!("{table}.tenant"), view.tenant.as_str());
        this
    }

    /// That a row of `table`, which has the columns `account` and `tenant`, is the account's and the account is in view.
    pub(super) fn of_account(table: &str, view: &View, account: OrganizationId) -> Self {
        let mut this = Self::of_tenant(table, view);
        let account = this.parameter(account.0);
        this.also(format!("{table}.account = {account}"));
        if let Some(root) = root(view) {
            let root = this.parameter(root);
            this.also(format!(
                "EXISTS (SELECT 1 FROM organization_closure WHERE descendant = {account} AND ancestor = {root})"
            ));
        }
        this
    }

    /// Adds a parameter; how it is written in a condition.
    pub(super) fn parameter(&mut self, value: impl ToSql + Sync + Send + 'static) -> String {
        self.parameters.push(Box::new(value));
        format!("${}", self.parameters.len())
    }

    /// Adds a condition.
    pub(super) fn also(&mut self, condition: String) {
        self.parts.push(condition);
    }

    /// Adds that a column has that text.
    pub(super) fn equal(&mut self, column: &str, text: &str) {
        let text = self.parameter(sought(text));
        self.also(format!("{column} = {text}"));
    }

    /// Adds that a column has one of those texts.
    pub(super) fn one_of<T: AsRef<str>>(&mut self, column: &str, texts: &[T]) {
        let texts = texts.iter().filter_map(|text| sought(text.as_ref()));
        let texts = self.parameter(texts.collect::<Vec<_>>());
        self.also(format!("{column} = ANY({texts})"));
    }

    /// The conditions as SQL.
    pub(super) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }

    /// Adds the parameters of a page; the clause that takes them.
    pub(super) fn part(&mut self, page: PageRequest) -> String {
        let limit = self.parameter(i64::from(page.limit));
        let offset = self.parameter(offset(page.offset));
        format!("LIMIT {limit} OFFSET {offset}")
    }

    /// No conditions, with the parameters of these.
    pub(super) fn into_parameters(self) -> Self {
        Self {
            parts: Vec::new(),
            parameters: self.parameters,
        }
    }

    /// How many parameters there are so far.
    pub(super) fn count(&self) -> usize {
        self.parameters.len()
    }

    /// The parameters, by number.
    pub(super) fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.parameters
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect()
    }
}
