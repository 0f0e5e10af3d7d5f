//! Where the control plane is, kept beside the servers that were enrolled there.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use landfall_agent::{Address, Invitation, Security, keep_private, state::Digest};
use serde::{Deserialize, Serialize};

use crate::error::CommandError;

const NAME: &str = "control-plane.json";

/// A control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ControlPlane {
    pub(super) url: String,
    /// SHA-256 of the certificate of its authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) authority: Option<String>,
    /// A PEM file with its authorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ca: Option<PathBuf>,
}

fn bad(what: impl std::fmt::Display) -> CommandError {
    CommandError::Usage(what.to_string())
}

impl ControlPlane {
    /// The one that was used the last time.
    pub(super) fn kept(folder: &Path) -> Result<Option<Self>, CommandError> {
        let path = folder.join(NAME);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| bad(format!("{}: {error}", path.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CommandError::file(path)(error)),
        }
    }

    pub(super) fn keep(&self, folder: &Path) -> Result<(), CommandError> {
        let path = folder.join(NAME);
        let text = serde_json::to_vec(self).map_err(bad)?;
        keep_private(&path, &text).map_err(CommandError::file(path))
    }

    /// Believes the certificate that an invitation names, unless something else was said.
    pub(super) fn learn(&mut self, invitation: &Invitation) {
        if self.ca.is_none() && self.authority.is_none() && self.is_secure() {
            self.authority = invitation.authority.map(|print| Digest(print).to_string());
        }
    }

    fn is_secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Where it is, and how it proves that.
    pub(super) fn address(&self) -> Result<Address, CommandError> {
        let form =
            || bad("connect: write it as http://127.0.0.1:8080 or https://control.example:8443");
        let (rest, standard) = match (
            self.url.strip_prefix("https://"),
            self.url.strip_prefix("http://"),
        ) {
            (Some(rest), _) => (rest, 443),
            (_, Some(rest)) => (rest, 80),
            _ => return Err(form()),
        };
        let rest = rest.trim_end_matches('/');
        let ends = if rest.starts_with('[') {
            rest.find(']')
        } else {
            None
        };
        let colon = rest[ends.unwrap_or(0)..]
            .rfind(':')
            .map(|at| at + ends.unwrap_or(0));
        let (host, port) = match colon {
            Some(at) => (&rest[..at], rest[at + 1..].parse().map_err(|_| form())?),
            None => (rest, standard),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(form());
        }
        Ok(Address {
            host: host.to_owned(),
            port,
            security: self.security()?,
        })
    }

    fn security(&self) -> Result<Security, CommandError> {
        if !self.is_secure() {
            return Ok(Security::Plain);
        }
        if let Some(path) = &self.ca {
            let pem = fs::read(path).map_err(CommandError::file(path))?;
            return Security::authorities(&pem)
                .map_err(|error| bad(format!("ca: {}: {error}", path.display())));
        }
        let authority = self
            .authority
            .as_deref()
            .and_then(|print| print.parse::<Digest>().ok());
        authority
            .map(|print| Security::Fingerprint(print.0))
            .ok_or_else(|| bad("the invitations name no certificate; give --ca FILE"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Option<(String, u16)> {
        let plane = ControlPlane {
            url: url.to_owned(),
            authority: Some("ab".repeat(32)),
            ca: None,
        };
        plane
            .address()
            .ok()
            .map(|address| (address.host, address.port))
    }

    #[test]
    fn an_address_is_a_url_without_a_path() {
        let is = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(address("http://127.0.0.1:8080"), is("127.0.0.1", 8080));
        assert_eq!(address("http://127.0.0.1:8080/"), is("127.0.0.1", 8080));
        assert_eq!(
            address("https://control.example"),
            is("control.example", 443)
        );
        assert_eq!(address("http://[::1]:80"), is("::1", 80));
        assert_eq!(address("https://[2001:db8::1]"), is("2001:db8::1", 443));
        for bad in [
            "",
            "control.example:80",
            "http://",
            "http://a:b",
            "http://a:1/feed",
            "ftp://a",
            "http://u@a",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
