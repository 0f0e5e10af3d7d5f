//! A plain HTTP/1.1 client over the library that the binary itself speaks with.

use std::net::SocketAddr;

use http::{HeaderMap, StatusCode};

use super::Connection;

/// A call to be made.
#[derive(Debug, Clone)]
pub(crate) struct Call<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// Path and query.
    pub(crate) target: &'a str,
    /// Header names and values.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// The body; may be empty.
    pub(crate) body: &'a str,
}

/// What was answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }
}

/// Reads `target`.
pub(crate) fn get(address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Answer {
    call(
        address,
        &Call {
            method: "GET",
            target,
            headers,
            body: "",
        },
    )
    .unwrap()
}

/// Makes a call on a connection of its own.
pub(crate) fn call(address: SocketAddr, call: &Call<'_>) -> Result<Answer, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async { Connection::to_partners(address).await?.send(call).await })
}
