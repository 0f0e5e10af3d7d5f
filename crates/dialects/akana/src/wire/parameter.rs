//! Parameters of a query. One without a value was not given.

use landfall_http::query::Query;

use crate::error::Fault;

/// Every value of a parameter.
pub(super) fn given<'q>(query: &'q Query<'_>, name: &'static str) -> impl Iterator<Item = &'q str> {
    query.all(name).filter(|value| !value.is_empty())
}

/// The value of a parameter whose repeats have to be equal: 400 if they are not.
pub(super) fn single<'q>(
    query: &'q Query<'_>,
    name: &'static str,
) -> Result<Option<&'q str>, Fault> {
    let mut values = given(query, name);
    let first = values.next();
    if values.all(|value| Some(value) == first) {
        Ok(first)
    } else {
        let text = format!("{name} is given more than once, with different values");
        Err(Fault::bad_request(text))
    }
}
