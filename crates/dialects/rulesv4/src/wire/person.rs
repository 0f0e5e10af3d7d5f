//! People, as histories and deploy requests show them.

use landfall_control::query::WithPeople;
use landfall_core::{id::UserId, model::User};
use schemars::JsonSchema;
use serde::Serialize;

use super::shapes::Id;

/// A user. All members are texts (rulesv4 contract, sections 5 and 8).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "User", deny_unknown_fields)]
pub(super) struct Person<'a> {
    #[schemars(with = "Id")]
    id: String,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
}

impl<'a> Person<'a> {
    /// The user of that number, with empty names should the record not know them.
    pub(super) fn of<T>(known: &'a WithPeople<T>, id: UserId) -> Self {
        let text = |of: fn(&User) -> &str| known.person(id).map_or("", of);
        Self {
            id: id.to_string(),
            first_name: text(|user| &user.first_name),
            last_name: text(|user| &user.last_name),
            email: text(|user| &user.email),
        }
    }
}
