//! A plain HTTP/1.1 client over the library that the binary itself speaks with.

use std::net::SocketAddr;

use http::{HeaderMap, StatusCode};

use super::Connection;

/// A call to be made.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The method.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Header names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; may be empty.
    pub body: &'a str,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }
}

/// Reads `target`.
pub fn get(address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Answer {
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
pub fn call(address: SocketAddr, call: &Call<'_>) -> Result<Answer, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async { Connection::to_partners(address).await?.send(call).await })
}
