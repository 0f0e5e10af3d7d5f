//! The fixed ways into the demonstration.

use landfall_core::model::TokenFamily;

/// The one tenant.
pub const TENANT: &str = "acmepaymentscorp";

/// The API client: reads and writes in every dialect, at or below the MSP it is bound to.
pub const CLIENT_ID: &str = "swo-app";
/// Its secret.
pub const CLIENT_SECRET: &str = "demo-secret";
/// A bearer token of the client that was given out already, one for each of [`BEARER_FAMILIES`].
pub const BEARER_TOKEN: &str = "demo-token";
/// The families that [`BEARER_TOKEN`] opens.
pub const BEARER_FAMILIES: [TokenFamily; 2] = [TokenFamily::Vipmp, TokenFamily::Metallic];

/// The client of the platform's owner: reads and writes in the native API, in the whole tenant. Its secret is
/// [`CLIENT_SECRET`] too.
pub const OPERATOR_CLIENT_ID: &str = "demo-operator";
/// A bearer token of it that was given out already.
pub const NATIVE_TOKEN: &str = "demo-native-token";

/// The `TOK` token of account `0001`.
pub const REST_TOKEN: &str = "12345678-1234-1234-1234-1234567890ab";

/// A user who may do everything in the tenant's zones.
pub const BUSINESS_ADMIN_EMAIL: &str = "admin@acmepaymentscorp.example";
/// A user who may read them.
pub const API_ADMIN_EMAIL: &str = "api-admin@acmepaymentscorp.example";
/// The password of both.
pub const PASSWORD: &str = "demo-password";
