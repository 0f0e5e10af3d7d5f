//! The SQL text of a request along a route, with its parameters.

use landfall_core::{model::Direction, rules::search};

use super::{
    Request, Resource, Route,
    route::{Index, Step},
};
use crate::listing::{Condition, Field, Operator, Value};

/// Whose SQL it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite: it has no statistics here and is told the way.
    Sqlite,
    /// PostgreSQL: it finds the way by its statistics.
    Postgres,
}

/// An SQL text and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    engine: Engine,
    /// The text.
    pub(crate) sql: String,
    /// The values of its parameters, in order.
    pub(crate) parameters: Vec<Value>,
}

impl Statement {
    /// The statement that gives `columns` of the rows of a page and of one more, then the value of each key. Where the columns
    /// say `{root}`, the view's root is meant.
    pub(crate) fn page<F: Resource>(
        engine: Engine,
        request: &Request<'_, F>,
        route: &Route,
        columns: &str,
    ) -> Self {
        let mut statement = Self::new(engine, "SELECT ");
        for (place, text) in columns.split("{root}").enumerate() {
            if place > 0 {
                statement.root(request.view);
            }
            statement.text(text);
        }
        for &(field, _) in &request.keys {
            statement.text(", ");
            statement.text(route.column(field.column()));
        }
        statement.rows(request, route);
        for condition in request.conditions {
            statement.text(" AND ");
            statement.condition(condition, route);
        }
        if let Some(after) = &request.after {
            statement.text(" AND ");
            statement.behind(&request.keys, after, route);
        }
        statement.text(" ORDER BY ");
        for (place, &(field, direction)) in request.keys.iter().enumerate() {
            if place > 0 {
                statement.text(", ");
            }
            statement.text(route.column(field.column()));
            statement.text(match direction {
                Direction::Ascending => " ASC",
                Direction::Descending => " DESC",
            });
            if field.is_optional() {
                statement.text(" NULLS LAST");
            }
        }
        statement.text(" LIMIT ");
        statement.value(Value::Integer(i64::from(request.limit) + 1));
        statement
    }

    /// The statement that counts the rows of a route, whatever the conditions, but not beyond `most`.
    pub(crate) fn count<F: Resource>(
        engine: Engine,
        request: &Request<'_, F>,
        route: &Route,
        most: u32,
    ) -> Self {
        let mut statement = Self::new(engine, "SELECT count(*) FROM (SELECT 1");
        statement.rows(request, route);
        statement.text(" LIMIT ");
        statement.value(Value::Integer(most.into()));
        statement.text(")");
        statement
    }

    fn new(engine: Engine, text: &str) -> Self {
        Self {
            engine,
            sql: text.to_owned(),
            parameters: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// A parameter.
    pub(super) fn value(&mut self, value: Value) {
        self.parameters.push(value);
        let sign = match self.engine {
            Engine::Sqlite => '?',
            Engine::Postgres => '$',
        };
        self.sql.push(sign);
        self.sql.push_str(&self.parameters.len().to_string());
    }

    /// The rows of a route that are in view.
    fn rows<F: Resource>(&mut self, request: &Request<'_, F>, route: &Route) {
        self.text(" FROM ");
        for step in route.steps {
            self.step(step);
        }
        self.text(" WHERE ");
        self.sight(request, route.sight);
        if !route.also.is_empty() {
            self.text(" AND ");
            self.text(route.also);
        }
    }

    fn step(&mut self, step: &Step) {
        if !step.on.is_empty() {
            self.text(match (step.is_outer, self.engine) {
                (true, _) => " LEFT JOIN ",
                // It goes through the tables in this order.
                (false, Engine::Sqlite) => " CROSS JOIN ",
                (false, Engine::Postgres) => " JOIN ",
            });
        }
        self.text(step.table);
        if self.engine == Engine::Sqlite {
            match step.index {
                Index::Obvious => {}
                Index::Named(index) => {
                    self.text(" INDEXED BY ");
                    self.text(index);
                }
                Index::Table => self.text(" NOT INDEXED"),
            }
        }
        if !step.on.is_empty() {
            self.text(" ON ");
            self.text(step.on);
        }
    }

    fn condition<F: Resource>(&mut self, condition: &Condition<F>, route: &Route) {
        let field = condition.field;
        let column = route.column(field.column());
        let exact = route.column(field.exact());
        let compared = |sign| (column, sign);
        let (column, sign) = match condition.operator {
            Operator::Equal | Operator::In => {
                return self.one_of(exact, field, &condition.values, column);
            }
            Operator::NotEqual => (exact, " <> "),
            Operator::Prefix => return self.prefix(field, column, condition),
            Operator::Missing => return self.is(exact, " IS NULL"),
            Operator::Present => return self.is(exact, " IS NOT NULL"),
            Operator::Less => compared(" < "),
            Operator::LessOrEqual => compared(" <= "),
            Operator::Greater => compared(" > "),
            Operator::GreaterOrEqual => compared(" >= "),
        };
        let is_open = condition.operator == Operator::NotEqual && field.is_optional();
        if is_open {
            self.text("(");
        }
        for value in &condition.values {
            self.text(column);
            self.text(sign);
            if condition.operator == Operator::NotEqual {
                self.value(value.clone());
            } else {
                self.value(folded(field, value));
            }
        }
        if is_open {
            self.text(" OR ");
            self.text(column);
            self.text(" IS NULL)");
        }
    }

    fn is(&mut self, column: &str, what: &str) {
        self.text(column);
        self.text(what);
    }

    /// That a field is one of the values, exactly; where it has a folded form, that is compared too, because indexes have it.
    fn one_of<F: Resource>(&mut self, exact: &str, field: F, values: &[Value], column: &str) {
        self.list(exact, values.iter().cloned());
        if field.folds_case() {
            self.text(" AND ");
            self.list(column, values.iter().map(|value| folded(field, value)));
        }
    }

    fn list(&mut self, column: &str, values: impl ExactSizeIterator<Item = Value>) {
        if values.len() == 0 {
            // An empty list is no SQL everywhere.
            self.text("1 = 0");
            return;
        }
        self.text(column);
        let is_one = values.len() == 1;
        self.text(if is_one { " = " } else { " IN (" });
        for (place, value) in values.enumerate() {
            if place > 0 {
                self.text(", ");
            }
            self.value(value);
        }
        if !is_one {
            self.text(")");
        }
    }

    fn prefix<F: Resource>(&mut self, field: F, column: &str, condition: &Condition<F>) {
        let begin = condition.values.first().map(|value| folded(field, value));
        let Some(Value::Text(begin)) = begin else {
            self.text("1 = 0");
            return;
        };
        let end = behind_all_that_begin_with(&begin);
        self.text(column);
        self.text(" >= ");
        self.value(Value::Text(begin));
        if let Some(end) = end {
            self.text(" AND ");
            self.text(column);
            self.text(" < ");
            self.value(Value::Text(end));
        }
    }

    /// That a row stands behind the one that has these values.
    fn behind<F: Resource>(
        &mut self,
        keys: &[(F, Direction)],
        values: &[Option<&Value>],
        route: &Route,
    ) {
        let (_, direction) = keys[0];
        let is_plain = keys
            .iter()
            .all(|&(field, each)| each == direction && !field.is_optional());
        let columns: Vec<&str> = keys
            .iter()
            .map(|(field, _)| route.column(field.column()))
            .collect();
        if is_plain {
            self.text("(");
            self.text(&columns.join(", "));
            self.text(if direction == Direction::Ascending {
                ") > ("
            } else {
                ") < ("
            });
            for (place, value) in values.iter().flatten().enumerate() {
                if place > 0 {
                    self.text(", ");
                }
                self.value((*value).clone());
            }
            self.text(")");
            return;
        }
        if let (false, Some(first)) = (keys[0].0.is_optional(), values[0]) {
            // What follows says it too, but not so that an index is entered at the place.
            self.text(columns[0]);
            self.text(if direction == Direction::Ascending {
                " >= "
            } else {
                " <= "
            });
            self.value(first.clone());
            self.text(" AND ");
        }
        self.text("(1 = 0");
        for (place, &(field, direction)) in keys.iter().enumerate() {
            // Behind a missing value there are only other missing ones.
            let Some(value) = values[place] else {
                continue;
            };
            self.text(" OR (");
            for (column, value) in columns.iter().zip(values).take(place) {
                self.text(column);
                match value {
                    Some(value) => {
                        self.text(" = ");
                        self.value((*value).clone());
                    }
                    None => self.text(" IS NULL"),
                }
                self.text(" AND ");
            }
            self.text("(");
            self.text(columns[place]);
            self.text(if direction == Direction::Ascending {
                " > "
            } else {
                " < "
            });
            self.value(value.clone());
            if field.is_optional() {
                self.text(" OR ");
                self.text(columns[place]);
                self.text(" IS NULL");
            }
            self.text("))");
        }
        self.text(")");
    }
}

/// A value as the column that is ordered has it.
fn folded<F: Field>(field: F, value: &Value) -> Value {
    match value {
        Value::Text(text) if field.folds_case() => Value::Text(search::folded(text)),
        _ => value.clone(),
    }
}

/// The first text behind all that begin with `begin`; none if there is no such text.
fn behind_all_that_begin_with(begin: &str) -> Option<String> {
    let mut text = begin.to_owned();
    while let Some(last) = text.pop() {
        let next = match last {
            // Behind it come surrogates, which are no characters.
            '\u{D7FF}' => Some('\u{E000}'),
            _ => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}
