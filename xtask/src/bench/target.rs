//! Whom to ask what, and what has to come back: the same each time, or one of many by chance.

use std::net::SocketAddr;
use std::sync::Arc;

use super::connection::Connection;
use super::exchange::Answer;
use super::request::Request;

/// Where the name of what is asked for stands in a request for one of many.
pub(super) const NAME: &str = "{name}";

/// A server and the requests to it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Whom to ask.
    pub(super) address: SocketAddr,
    questions: Questions,
    /// One answer, which every other one equals or resembles.
    pub(super) sample: Answer,
}

#[derive(Debug, Clone)]
enum Questions {
    /// The request as it goes over the wire; its answer has to be the sample.
    Same(Vec<u8>),
    /// What stands before and behind the name; an answer has to have the sample's status and the name in it.
    Any {
        before: Vec<u8>,
        behind: Vec<u8>,
        names: Arc<[Box<str>]>,
    },
}

impl Target {
    /// The same request every time.
    pub(super) fn same(address: SocketAddr, request: &Request, sample: Answer) -> Self {
        Self {
            address,
            questions: Questions::Same(request.bytes(address)),
            sample,
        }
    }

    /// A request with [`NAME`] in it, for one of `names`, of which there is at least one, each as likely as any other.
    pub(super) fn any(
        address: SocketAddr,
        request: &Request,
        names: Arc<[Box<str>]>,
        sample: Answer,
    ) -> Self {
        let bytes = request.bytes(address);
        let place = bytes
            .windows(NAME.len())
            .position(|window| window == NAME.as_bytes());
        let questions = match place {
            Some(place) => Questions::Any {
                before: bytes[..place].to_vec(),
                behind: bytes[place + NAME.len()..].to_vec(),
                names,
            },
            None => Questions::Same(bytes),
        };
        Self {
            address,
            questions,
            sample,
        }
    }

    /// Somebody who asks.
    pub(super) fn asking(&self) -> Asking {
        Asking {
            target: self.clone(),
            chance: fastrand::Rng::new(),
            request: Vec::new(),
        }
    }
}

/// Somebody who asks, again and again.
#[derive(Debug)]
pub(super) struct Asking {
    target: Target,
    chance: fastrand::Rng,
    request: Vec<u8>,
}

impl Asking {
    /// Asks once and checks the answer.
    pub(super) async fn ask(&mut self, connection: &mut Connection) -> Result<(), String> {
        let sample = &self.target.sample;
        match &self.target.questions {
            Questions::Same(request) => connection.expect(request, sample).await,
            Questions::Any {
                before,
                behind,
                names,
            } => {
                let name = &names[self.chance.usize(..names.len())];
                self.request.clear();
                self.request.extend_from_slice(before);
                self.request.extend_from_slice(name.as_bytes());
                self.request.extend_from_slice(behind);
                connection
                    .expect_naming(&self.request, sample.status, name)
                    .await
            }
        }
    }
}
