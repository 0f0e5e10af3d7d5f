//! Who may call.

use async_trait::async_trait;
use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId, Timestamp, UserId},
    model::{
        ApiClient, Credential, HeldRole, Role, Session, Tenant, Token, TokenFamily, TokenHolder,
        User,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};

use super::accounts::{ORGANIZATION, ORGANIZATION_COLUMNS, organization};
use crate::{
    AccessReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed, uuid, uuid_option},
    },
};

macro_rules! client_columns {
    () => {
        "c.key, c.client_id, c.tenant, c.organization, c.description, c.person, c.grants, c.secret_hash, c.created_at, \
         c.revoked_at"
    };
}
/// The columns that [`client`] reads, of a table called `c`.
pub(in crate::sqlite) const CLIENT: &str = client_columns!();
const CLIENT_COLUMNS: usize = 10;

macro_rules! user_columns {
    () => {
        "u.id, u.uuid, u.tenant, u.email, u.name, u.first_name, u.last_name, u.password_hash, u.created_at, u.revoked_at"
    };
}
/// The columns that [`user`] reads, of a table called `u`.
pub(in crate::sqlite) const USER: &str = user_columns!();
const USER_COLUMNS: usize = 10;

macro_rules! token_columns {
    () => {
        "t.family, t.hash, t.tenant, t.client, t.user, t.account, t.slot, t.write, t.issued_at, t.expires_at, t.revoked_at"
    };
}
/// The columns that [`token`] reads, of a table called `t`.
pub(in crate::sqlite) const TOKEN: &str = token_columns!();
const TOKEN_COLUMNS: usize = 11;

const CLIENT_TOKEN: &str = concat!(
    "SELECT ",
    token_columns!(),
    ", ",
    client_columns!(),
    " FROM token t JOIN api_client c ON c.key = t.client WHERE t.family = ? AND t.hash = ?"
);
const USER_TOKEN: &str = concat!(
    "SELECT ",
    token_columns!(),
    ", ",
    user_columns!(),
    ", o.account_number FROM token t JOIN user u ON u.id = t.user JOIN organization o ON o.id = t.account
     WHERE t.family = ? AND t.hash = ?"
);
const SESSION: &str = concat!(
    "SELECT s.hash, s.user, s.tenant, s.issued_at, s.expires_at, s.revoked_at, ",
    user_columns!(),
    " FROM session s JOIN user u ON u.id = s.user WHERE s.hash = ?"
);

fn moment(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    number(row, column).map(Timestamp::from_seconds)
}

fn moment_option(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let seconds: Option<i64> = row.get(column)?;
    Ok(seconds.map(Timestamp::from_seconds))
}

/// An API client from the columns of [`CLIENT`], from column `first` on.
pub(in crate::sqlite) fn client(row: &Row<'_>, first: usize) -> rusqlite::Result<ApiClient> {
    Ok(ApiClient {
        key: ClientKey(number(row, first)?),
        client_id: row.get(first + 1)?,
        tenant: parsed(row, first + 2)?,
        organization: uuid_option(row, first + 3)?.map(OrganizationId),
        description: row.get(first + 4)?,
        person: row.get(first + 5)?,
        grants: document(row, first + 6)?,
        secret_hash: row.get(first + 7)?,
        created_at: moment(row, first + 8)?,
        revoked_at: moment_option(row, first + 9)?,
    })
}

/// A user from the columns of [`USER`], from column `first` on.
pub(in crate::sqlite) fn user(row: &Row<'_>, first: usize) -> rusqlite::Result<User> {
    Ok(User {
        id: UserId(number(row, first)?),
        uuid: uuid(row, first + 1)?,
        tenant: parsed(row, first + 2)?,
        email: row.get(first + 3)?,
        name: row.get(first + 4)?,
        first_name: row.get(first + 5)?,
        last_name: row.get(first + 6)?,
        password_hash: row.get(first + 7)?,
        created_at: moment(row, first + 8)?,
        revoked_at: moment_option(row, first + 9)?,
    })
}

/// A token from the columns of [`TOKEN`], which are the row's first.
pub(in crate::sqlite) fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    let client: Option<u64> = row.get(3)?;
    let holder = match client {
        Some(client) => TokenHolder::Client(ClientKey(client)),
        None => TokenHolder::User {
            user: UserId(number(row, 4)?),
            account: OrganizationId(uuid(row, 5)?),
            slot: parsed(row, 6)?,
            write: row.get(7)?,
        },
    };
    Ok(Token {
        family: parsed(row, 0)?,
        hash: row.get(1)?,
        tenant: parsed(row, 2)?,
        holder,
        issued_at: moment(row, 8)?,
        expires_at: moment_option(row, 9)?,
        revoked_at: moment_option(row, 10)?,
    })
}

fn client_credential(row: &Row<'_>) -> rusqlite::Result<Credential> {
    Ok(Credential {
        token: token(row)?,
        client: Some(client(row, TOKEN_COLUMNS)?),
        user: None,
    })
}

fn user_credential(row: &Row<'_>) -> rusqlite::Result<Credential> {
    let account = parsed(row, TOKEN_COLUMNS + USER_COLUMNS)?;
    Ok(Credential {
        token: token(row)?,
        client: None,
        user: Some((user(row, TOKEN_COLUMNS)?, account)),
    })
}

fn session(row: &Row<'_>) -> rusqlite::Result<(Session, User)> {
    let session = Session {
        hash: row.get(0)?,
        user: UserId(number(row, 1)?),
        tenant: parsed(row, 2)?,
        issued_at: moment(row, 3)?,
        expires_at: moment(row, 4)?,
        revoked_at: moment_option(row, 5)?,
    };
    Ok((session, user(row, 6)?))
}

/// A tenant from the columns `id, organization, settings, created_at`.
pub(in crate::sqlite) fn tenant(row: &Row<'_>) -> rusqlite::Result<Tenant> {
    Ok(Tenant {
        id: parsed(row, 0)?,
        organization: OrganizationId(uuid(row, 1)?),
        settings: document(row, 2)?,
        created_at: moment(row, 3)?,
    })
}

fn roles_at(
    connection: &Connection,
    user: &User,
    organization: OrganizationId,
) -> Result<Option<Vec<Role>>, StoreError> {
    let known: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM organization WHERE id = ? AND tenant = ?)")?
        .query_row(
            params![organization.0.as_bytes(), user.tenant.as_str()],
            |row| row.get(0),
        )?;
    if !known {
        return Ok(None);
    }
    let roles = connection
        .prepare_cached(
            "SELECT DISTINCT b.role FROM organization_closure above
             JOIN role_binding b ON b.organization = above.ancestor
             WHERE above.descendant = ? AND b.user = ?",
        )?
        .query_map(params![organization.0.as_bytes(), user.id.0], |row| {
            parsed(row, 0)
        })?
        .collect::<Result<_, _>>()?;
    Ok(Some(roles))
}

#[async_trait]
impl AccessReads for SqliteStore {
    async fn tenant(&self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT id, organization, settings, created_at FROM tenant WHERE id = ?",
                )?
                .query_row([id.as_str()], tenant)
                .optional()?;
            Ok(found)
        })
    }

    async fn client(&self, client_id: &str) -> Result<Option<ApiClient>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(concat!(
                    "SELECT ",
                    client_columns!(),
                    " FROM api_client c WHERE c.client_id = ?"
                ))?
                .query_row([client_id], |row| client(row, 0))
                .optional()?;
            Ok(found)
        })
    }

    async fn credential(
        &self,
        family: TokenFamily,
        hash: &[u8; 32],
    ) -> Result<Option<Credential>, StoreError> {
        self.readers.point(|connection| {
            let parameters = params![family.as_str(), hash];
            let found = if family == TokenFamily::Rulesv4Rest {
                connection
                    .prepare_cached(USER_TOKEN)?
                    .query_row(parameters, user_credential)
            } else {
                connection
                    .prepare_cached(CLIENT_TOKEN)?
                    .query_row(parameters, client_credential)
            };
            Ok(found.optional()?)
        })
    }

    async fn user_by_email(
        &self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(concat!(
                    "SELECT ",
                    user_columns!(),
                    " FROM user u WHERE u.tenant = ? AND u.email = ?"
                ))?
                .query_row(params![tenant.as_str(), email], |row| user(row, 0))
                .optional()?;
            Ok(found)
        })
    }

    async fn session(&self, hash: &[u8; 32]) -> Result<Option<(Session, User)>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(SESSION)?
                .query_row([hash], session)
                .optional()?;
            Ok(found)
        })
    }

    async fn people(&self, tenant: &TenantId, numbers: &[UserId]) -> Result<Vec<User>, StoreError> {
        let mut numbers: Vec<u64> = numbers.iter().map(|number| number.0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        // No user has a number that SQLite's do not reach.
        let numbers = numbers
            .into_iter()
            .map_while(|number| i64::try_from(number).ok());
        let mut parameters = vec![Value::Text(tenant.as_str().to_owned())];
        parameters.extend(numbers.map(Value::Integer));
        let marks = vec!["?"; parameters.len() - 1].join(", ");
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(&format!(
                    "SELECT {USER} FROM user u WHERE u.tenant = ? AND u.id IN ({marks}) ORDER BY u.id"
                ))?
                .query_map(params_from_iter(&parameters), |row| user(row, 0))?
                .collect::<Result<_, _>>()?;
            Ok(found)
        })
    }

    async fn roles_of(&self, user: &User) -> Result<Vec<HeldRole>, StoreError> {
        self.readers.point(|connection| {
            let held = connection
                .prepare_cached(&format!(
                    "SELECT {ORGANIZATION}, b.role,
                       (SELECT count(*) - 1 FROM organization_closure above WHERE above.descendant = o.id)
                     FROM role_binding b JOIN organization o ON o.id = b.organization
                     WHERE b.user = ? AND o.tenant = ?"
                ))?
                .query_map(params![user.id.0, user.tenant.as_str()], |row| {
                    Ok(HeldRole {
                        organization: organization(row)?,
                        role: parsed(row, ORGANIZATION_COLUMNS)?,
                        depth: number(row, ORGANIZATION_COLUMNS + 1)?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(held)
        })
    }

    async fn roles_at(
        &self,
        user: &User,
        organization: OrganizationId,
    ) -> Result<Option<Vec<Role>>, StoreError> {
        self.readers
            .point(|connection| roles_at(connection, user, organization))
    }
}

const _: () = assert!(CLIENT_COLUMNS == 10 && TOKEN_COLUMNS == 11);
