//! Joining a fleet: an invitation becomes a credential of this server's own. The invitation carries the fingerprints by which
//! the control plane and its signing key are known, so nothing has to be taken on trust.

use std::time::Duration;

use landfall_core::{
    id::{PopId, ServerId, TenantId},
    model::{Environment, Placement, Platform},
};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use crate::{
    Address, AgentError, Identity, Security,
    link::{Stream, connect},
    state::{Digest, PublicKey},
};

/// Where invitations are taken.
const PATH: &str = "/landfall/v1/enrol";
/// The first part of every invitation.
const KIND: &str = "lfj1";
/// Bytes that an answer may have.
const ANSWER: usize = 64 * 1024;
/// How long joining may take.
const LIMIT: Duration = Duration::from_secs(30);

/// An invitation, as an operator has been shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    secret: String,
    /// SHA-256 of the public key that signs changes.
    key: [u8; 32],
    /// SHA-256 of the public key of the control plane's authority, if it has one.
    pub authority: Option<[u8; 32]>,
}

impl std::str::FromStr for Invitation {
    type Err = AgentError;

    fn from_str(text: &str) -> Result<Self, AgentError> {
        let fingerprint = |text: &str| text.parse::<Digest>().ok().map(|digest| digest.0);
        let parts: Vec<_> = text.trim().split('.').collect();
        let read = match parts[..] {
            [KIND, secret, key, authority] if !secret.is_empty() => {
                fingerprint(key).and_then(|key| {
                    let authority = match authority {
                        "-" => None,
                        text => Some(fingerprint(text)?),
                    };
                    let secret = secret.to_owned();
                    Some(Self {
                        secret,
                        key,
                        authority,
                    })
                })
            }
            _ => None,
        };
        let bad = || {
            AgentError::Configuration(
            "that is no invitation; `landfall server invite` shows one, which begins with lfj1.".to_owned(),
        )
        };
        read.ok_or_else(bad)
    }
}

#[derive(Serialize)]
struct Form<'a> {
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Deserialize)]
struct Answer {
    server: ServerId,
    name: String,
    tenant: TenantId,
    pop: PopId,
    platform: Platform,
    environment: Environment,
    credential: String,
    signing_keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    number: u64,
    public: String,
}

#[derive(Deserialize)]
struct Problem {
    detail: String,
}

/// What joining has given.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Who this server is from now on.
    pub identity: Identity,
    /// The name that it has.
    pub name: String,
}

/// Takes up an invitation. It is good once: what is given has to be kept.
pub async fn join(
    address: &Address,
    invitation: &Invitation,
    name: Option<&str>,
) -> Result<Joined, AgentError> {
    let failed = |reason: String| {
        AgentError::Configuration(format!("cannot join the fleet of {address}: {reason}"))
    };
    let asked = timeout(LIMIT, ask(address, invitation, name)).await;
    let answer = asked.unwrap_or_else(|_| Err("there was no answer in time".to_owned()));
    let answer = answer.map_err(failed)?;
    let mut keys = Vec::new();
    for key in &answer.signing_keys {
        let public: Digest = (key.public.parse())
            .map_err(|_| failed("a signing key is not 64 hexadecimal digits".to_owned()))?;
        keys.push((key.number, public.0));
    }
    let keys = believed(keys, invitation, &address.security);
    let keys = keys.ok_or_else(|| {
        failed("none of its signing keys is the one that the invitation names: it is another control plane".to_owned())
    })?;
    Ok(Joined {
        identity: Identity {
            server: answer.server,
            tenant: answer.tenant,
            placement: Placement {
                pop: answer.pop,
                platform: answer.platform,
                environment: answer.environment,
            },
            credential: answer.credential,
            keys,
        },
        name: answer.name,
    })
}

/// The key that the invitation names; and the others, which older changes are signed with, if the control plane has proved who
/// it is.
fn believed(
    keys: Vec<(u64, PublicKey)>,
    invitation: &Invitation,
    security: &Security,
) -> Option<Vec<(u64, PublicKey)>> {
    let named = |key: &PublicKey| digest(&SHA256, key).as_ref() == invitation.key;
    let proved = !matches!(security, Security::Plain);
    let some = keys.iter().any(|(_, key)| named(key));
    some.then(|| {
        keys.into_iter()
            .filter(|(_, key)| proved || named(key))
            .collect()
    })
}

async fn ask(
    address: &Address,
    invitation: &Invitation,
    name: Option<&str>,
) -> Result<Answer, String> {
    let token = &invitation.secret;
    let form = serde_json::to_string(&Form { token, name }).map_err(|error| error.to_string())?;
    let length = form.len();
    let request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{form}"
    );
    let mut stream = connect(address).await?;
    let broken = |error: std::io::Error| error.to_string();
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    let (status, body) = answered(&mut stream).await?;
    match status {
        200 | 201 => serde_json::from_slice(&body)
            .map_err(|error| format!("its answer is not understood: {error}")),
        _ => Err(match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => problem.detail,
            Err(_) => format!("it answers with status {status}"),
        }),
    }
}

/// Reads an answer whose length is said.
async fn answered(stream: &mut Box<dyn Stream>) -> Result<(u16, Vec<u8>), String> {
    let mut bytes = Vec::new();
    loop {
        if let Some((status, head, length)) = head(&bytes)? {
            if length > ANSWER {
                return Err("its answer is too long".to_owned());
            }
            if bytes.len() >= head + length {
                bytes.truncate(head + length);
                return Ok((status, bytes.split_off(head)));
            }
        }
        let read = stream
            .read_buf(&mut bytes)
            .await
            .map_err(|error| error.to_string())?;
        if read == 0 || bytes.len() > 2 * ANSWER {
            return Err("its answer did not arrive whole".to_owned());
        }
    }
}

/// The status, where the body begins, and its length, once the head is whole.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut headers);
    match answer.parse(bytes) {
        Ok(httparse::Status::Partial) => Ok(None),
        Ok(httparse::Status::Complete(head)) => {
            let named =
                |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case("content-length");
            let length = answer.headers.iter().find(named);
            let length =
                length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
            let length = length.ok_or("its answer does not say how long it is")?;
            Ok(Some((answer.code.unwrap_or_default(), head, length)))
        }
        Err(error) => Err(format!("its answer is not HTTP: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(key: &PublicKey) -> Invitation {
        let key = Digest(digest(&SHA256, key).as_ref().try_into().unwrap());
        format!("lfj1.secret.{key}.-\n").parse().unwrap()
    }

    #[test]
    fn an_invitation_is_read_whole_or_not_at_all() {
        let digits = "ab".repeat(32);
        let read: Invitation = format!("lfj1.s3cr3t.{digits}.{digits}").parse().unwrap();
        assert_eq!(
            (read.secret.as_str(), read.authority),
            ("s3cr3t", Some([0xAB; 32]))
        );
        for bad in [
            "",
            "lfj1",
            "lfj2.s.{}.-",
            "lfj1..{}.-",
            "lfj1.s.{}",
            "lfj1.s.{}.-.x",
            "lfj1.s.00.-",
            "lfj1.s.{}.00",
        ] {
            assert!(
                bad.replace("{}", &digits).parse::<Invitation>().is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn only_the_named_key_is_believed_of_a_control_plane_that_proved_nothing() {
        let keys = vec![(1, [1; 32]), (2, [2; 32])];
        let invitation = invitation(&[2; 32]);
        let plain = believed(keys.clone(), &invitation, &Security::Plain);
        assert_eq!(plain, Some(vec![(2, [2; 32])]));
        let proved = believed(keys.clone(), &invitation, &Security::Fingerprint([0; 32]));
        assert_eq!(proved, Some(keys));
        assert_eq!(
            believed(
                vec![(1, [1; 32])],
                &invitation,
                &Security::Fingerprint([0; 32])
            ),
            None
        );
    }

    #[test]
    fn an_answer_s_head_says_how_long_it_is() {
        let answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(head(answer), Ok(Some((403, answer.len() - 2, 2))));
        assert_eq!(head(&answer[..30]), Ok(None));
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
