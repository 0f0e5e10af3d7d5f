//! Who may call.

use async_trait::async_trait;
use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId, UserId},
    model::{
        ApiClient, Credential, HeldRole, Role, Session, Tenant, Token, TokenFamily, TokenHolder,
        User,
    },
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    accounts::{ORGANIZATION_COLUMNS, organization, organization_columns},
    conditions::sought,
};
use crate::{
    AccessReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{
            document, get, hash, moment, moment_option, number, number_option, parsed,
            parsed_option, signed,
        },
    },
};

macro_rules! client_columns {
    () => {
        "c.key, c.client_id, c.tenant, c.organization, c.description, c.person, c.grants, c.secret_hash, c.created_at, \
         c.revoked_at"
    };
}
pub(in crate::postgres) use client_columns;
const CLIENT_COLUMNS: usize = 10;

macro_rules! user_columns {
    () => {
        "u.id, u.uuid, u.tenant, u.email, u.name, u.first_name, u.last_name, u.password_hash, u.created_at, u.revoked_at"
    };
}
pub(in crate::postgres) use user_columns;
const USER_COLUMNS: usize = 10;

macro_rules! token_columns {
    () => {
        "t.family, t.hash, t.tenant, t.client, t.\"user\", t.account, t.slot, t.write, t.issued_at, t.expires_at, \
         t.revoked_at"
    };
}
pub(in crate::postgres) use token_columns;
const TOKEN_COLUMNS: usize = 11;

const CLIENT_TOKEN: &str = concat!(
    "SELECT ",
    token_columns!(),
    ", ",
    client_columns!(),
    " FROM token t JOIN api_client c ON c.key = t.client WHERE t.family = $1 AND t.hash = $2"
);
const USER_TOKEN: &str = concat!(
    "SELECT ",
    token_columns!(),
    ", ",
    user_columns!(),
    ", o.account_number FROM token t JOIN \"user\" u ON u.id = t.\"user\" JOIN organization o ON o.id = t.account
     WHERE t.family = $1 AND t.hash = $2"
);
const SESSION: &str = concat!(
    "SELECT s.hash, s.\"user\", s.tenant, s.issued_at, s.expires_at, s.revoked_at, ",
    user_columns!(),
    " FROM session s JOIN \"user\" u ON u.id = s.\"user\" WHERE s.hash = $1"
);

/// An API client from the columns of `client_columns!`, from column `first` on.
pub(in crate::postgres) fn client(row: &Row, first: usize) -> Result<ApiClient, StoreError> {
    Ok(ApiClient {
        key: ClientKey(number(row, first)?),
        client_id: get(row, first + 1)?,
        tenant: parsed(row, first + 2)?,
        organization: get::<Option<Uuid>>(row, first + 3)?.map(OrganizationId),
        description: get(row, first + 4)?,
        person: get(row, first + 5)?,
        grants: document(row, first + 6)?,
        secret_hash: hash(row, first + 7)?,
        created_at: moment(row, first + 8)?,
        revoked_at: moment_option(row, first + 9)?,
    })
}

/// A user from the columns of `user_columns!`, from column `first` on.
pub(in crate::postgres) fn user(row: &Row, first: usize) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(number(row, first)?),
        uuid: get(row, first + 1)?,
        tenant: parsed(row, first + 2)?,
        email: get(row, first + 3)?,
        name: get(row, first + 4)?,
        first_name: get(row, first + 5)?,
        last_name: get(row, first + 6)?,
        password_hash: get(row, first + 7)?,
        created_at: moment(row, first + 8)?,
        revoked_at: moment_option(row, first + 9)?,
    })
}

/// A token from the columns of `token_columns!`, which are the row's first.
pub(in crate::postgres) fn token(row: &Row) -> Result<Token, StoreError> {
    let client: Option<u64> = number_option(row, 3)?;
    let holder = match client {
        Some(client) => TokenHolder::Client(ClientKey(client)),
        None => TokenHolder::User {
            user: UserId(number(row, 4)?),
            account: OrganizationId(get(row, 5)?),
            slot: parsed(row, 6)?,
            write: get(row, 7)?,
        },
    };
    Ok(Token {
        family: parsed(row, 0)?,
        hash: hash(row, 1)?,
        tenant: parsed(row, 2)?,
        holder,
        issued_at: moment(row, 8)?,
        expires_at: moment_option(row, 9)?,
        revoked_at: moment_option(row, 10)?,
    })
}

fn client_credential(row: &Row) -> Result<Credential, StoreError> {
    Ok(Credential {
        token: token(row)?,
        client: Some(client(row, TOKEN_COLUMNS)?),
        user: None,
    })
}

fn user_credential(row: &Row) -> Result<Credential, StoreError> {
    let account = parsed(row, TOKEN_COLUMNS + USER_COLUMNS)?;
    Ok(Credential {
        token: token(row)?,
        client: None,
        user: Some((user(row, TOKEN_COLUMNS)?, account)),
    })
}

fn session(row: &Row) -> Result<(Session, User), StoreError> {
    let session = Session {
        hash: hash(row, 0)?,
        user: UserId(number(row, 1)?),
        tenant: parsed(row, 2)?,
        issued_at: moment(row, 3)?,
        expires_at: moment(row, 4)?,
        revoked_at: moment_option(row, 5)?,
    };
    Ok((session, user(row, 6)?))
}

/// A tenant from the columns `id, organization, settings, created_at`.
pub(in crate::postgres) fn tenant(row: &Row) -> Result<Tenant, StoreError> {
    Ok(Tenant {
        id: parsed(row, 0)?,
        organization: OrganizationId(get(row, 1)?),
        settings: document(row, 2)?,
        created_at: moment(row, 3)?,
    })
}

#[async_trait]
impl AccessReads for PostgresStore {
    async fn tenant(&self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        let found = self
            .row(
                "SELECT id, organization, settings, created_at FROM tenant WHERE id = $1",
                &[&id.as_str()],
            )
            .await?;
        found.as_ref().map(tenant).transpose()
    }

    async fn client(&self, client_id: &str) -> Result<Option<ApiClient>, StoreError> {
        let sql = concat!(
            "SELECT ",
            client_columns!(),
            " FROM api_client c WHERE c.client_id = $1"
        );
        let found = self.row(sql, &[&sought(client_id)]).await?;
        found.map(|row| client(&row, 0)).transpose()
    }

    async fn credential(
        &self,
        family: TokenFamily,
        hash: &[u8; 32],
    ) -> Result<Option<Credential>, StoreError> {
        let of_user = family == TokenFamily::Rulesv4Rest;
        let sql = if of_user { USER_TOKEN } else { CLIENT_TOKEN };
        let found = self.row(sql, &[&family.as_str(), &hash.as_slice()]).await?;
        let credential = if of_user {
            user_credential
        } else {
            client_credential
        };
        found.as_ref().map(credential).transpose()
    }

    async fn user_by_email(
        &self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError> {
        let sql = concat!(
            "SELECT ",
            user_columns!(),
            " FROM \"user\" u WHERE u.tenant = $1 AND u.email = $2"
        );
        let found = self.row(sql, &[&tenant.as_str(), &sought(email)]).await?;
        found.map(|row| user(&row, 0)).transpose()
    }

    async fn session(&self, hash: &[u8; 32]) -> Result<Option<(Session, User)>, StoreError> {
        let found = self.row(SESSION, &[&hash.as_slice()]).await?;
        found.as_ref().map(session).transpose()
    }

    async fn people(&self, tenant: &TenantId, numbers: &[UserId]) -> Result<Vec<User>, StoreError> {
        // No user has a number that the database's do not reach.
        let numbers = numbers
            .iter()
            .filter_map(|number| i64::try_from(number.0).ok());
        let numbers: Vec<i64> = numbers.collect();
        let sql = concat!(
            "SELECT ",
            user_columns!(),
            " FROM \"user\" u WHERE u.tenant = $1 AND u.id = ANY($2) ORDER BY u.id"
        );
        let rows = self.rows(sql, &[&tenant.as_str(), &numbers]).await?;
        rows.iter().map(|row| user(row, 0)).collect()
    }

    async fn roles_of(&self, user: &User) -> Result<Vec<HeldRole>, StoreError> {
        let sql = concat!(
            "SELECT ",
            organization_columns!(),
            ", b.role, (SELECT count(*) - 1 FROM organization_closure above WHERE above.descendant = o.id)
             FROM role_binding b JOIN organization o ON o.id = b.organization
             WHERE b.\"user\" = $1 AND o.tenant = $2"
        );
        let rows = self
            .rows(sql, &[&signed(user.id.0)?, &user.tenant.as_str()])
            .await?;
        let held = rows.iter().map(|row| {
            Ok(HeldRole {
                organization: organization(row)?,
                role: parsed(row, ORGANIZATION_COLUMNS)?,
                depth: number(row, ORGANIZATION_COLUMNS + 1)?,
            })
        });
        held.collect()
    }

    async fn roles_at(
        &self,
        user: &User,
        organization: OrganizationId,
    ) -> Result<Option<Vec<Role>>, StoreError> {
        let rows = self
            .rows(
                "SELECT DISTINCT b.role FROM organization o
                 LEFT JOIN organization_closure above ON above.descendant = o.id
                 LEFT JOIN role_binding b ON b.organization = above.ancestor AND b.\"user\" = $3
                 WHERE o.id = $1 AND o.tenant = $2",
                &[&organization.0, &user.tenant.as_str(), &signed(user.id.0)?],
            )
            .await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let roles = rows
            .iter()
            .filter_map(|row| parsed_option(row, 0).transpose());
        roles.collect::<Result<_, _>>().map(Some)
    }
}

const _: () = assert!(CLIENT_COLUMNS == 10 && TOKEN_COLUMNS == 11);
