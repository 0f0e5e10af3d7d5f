//! Faults as the dialect's document shows them.

use landfall_http::openapi::{Reply, ReplyHeader};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::Fault;

/// What can come of a call, in the words of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told {
    /// The body of a sign-in is none.
    BadCredentials,
    /// Neither the address nor the password is said to be wrong.
    WrongCredentials,
    /// Sign-ins have to wait.
    TooManyFailures,
    /// The body is of a type that is not read.
    UnsupportedBody,
    /// A context or a filter is none.
    BadContext,
    /// A context is none, or what a body asks of a zone cannot be.
    BadZone,
    /// A part of a list is none.
    BadPart,
    /// There is no live session, or its CSRF header is not there.
    NotSignedIn,
    /// The organization is not for the caller.
    NotPermitted,
    /// No such tenant.
    UnknownHost,
    /// No such zone, or no such tenant.
    UnknownZone,
    /// The zone is another one than the caller has seen.
    StaleZone,
    /// The zone cannot be changed.
    UndefinedZone,
    /// The zone cannot be removed.
    UsedZone,
    /// The organization has too many zones.
    TooManyZones,
    /// Nothing that is wanted can be sent.
    NotAcceptable,
    /// Too long a body.
    TooLarge,
    /// A fault of ours.
    Failed,
}

impl Told {
    /// The answer, as the fault of it would be written.
    pub(crate) fn reply(self) -> Reply {
        let (fault, description) = self.fault();
        let reply = Reply::new(fault.status, description);
        let reply = match fault.retry_after {
            Some(_) => {
                let seconds = json_schema!({ "type": "integer", "minimum": 1 });
                reply.headers([ReplyHeader::always("Retry-After", seconds).described("Seconds.")])
            }
            None => reply,
        };
        let text: Value = if fault.status.is_server_error() {
            json!({ "const": fault.text })
        } else {
            json!({ "type": "string", "minLength": 1 })
        };
        reply
            .json(json_schema!({
                "type": "object",
                "additionalProperties": false,
                "required": ["faultcode", "faultstring"],
                "properties": { "faultcode": { "const": fault.code() }, "faultstring": text },
            }))
            .body("application/xml", xml())
    }

    fn fault(self) -> (Fault, &'static str) {
        match self {
            Self::BadCredentials => (
                Fault::bad_request(""),
                "The body is not the two members, once each, as text. XML must have no document type declaration.",
            ),
            Self::WrongCredentials => (
                Fault::wrong_credentials(),
                "The address or the password is wrong; which of them is not told.",
            ),
            Self::TooManyFailures => (
                Fault::too_many_failures(1),
                "Too many sign-ins have failed for this address.",
            ),
            Self::UnsupportedBody => (
                Fault::unsupported_body(&[]),
                "`Content-Type` names nothing that is read, or is missing; the fault lists what is.",
            ),
            Self::BadContext => (
                Fault::bad_request(""),
                "`OrgKey` has another form, or a parameter is given twice with different values.",
            ),
            Self::BadZone => (
                Fault::bad_request(""),
                "`OrgKey` has another form, a parameter is given twice with different values, or the body cannot be read, has a member that is unknown, or a value that cannot be; the fault names the members. XML must have no document type declaration.",
            ),
            Self::BadPart => (
                Fault::bad_request(""),
                "`Limit` or `Offset` is out of range, or a parameter is given twice with different values.",
            ),
            Self::NotSignedIn => (
                Fault::not_signed_in(),
                "There is no live session, or the CSRF header is missing, wrong or stale where it is asked for.",
            ),
            Self::NotPermitted => (
                Fault::not_permitted(),
                "The organization is unknown, another tenant's, or none where the caller may do this; the same fault for all three.",
            ),
            Self::UnknownHost => (Fault::unknown_path(), "The host stands for no tenant."),
            Self::UnknownZone => (
                Fault::unknown_zone(),
                "There is no such zone in this context; or the host stands for no tenant.",
            ),
            Self::StaleZone => (
                Fault::stale(),
                "`If-Match` names no tag of the zone as it is now.",
            ),
            Self::UndefinedZone => (
                Fault::transient_zone(),
                "The zone was not defined, but follows from a gateway.",
            ),
            Self::UsedZone => (
                Fault::zone_in_use(),
                "The zone was not defined, but follows from a gateway; or it is the last one of a customer that has an active deployment.",
            ),
            Self::TooManyZones => (
                Fault::too_many_zones(),
                "The organization has as many zones of its own as one can have.",
            ),
            Self::NotAcceptable => (
                Fault::not_acceptable(&[]),
                "`Accept` names nothing that can be sent; the fault lists what can.",
            ),
            Self::TooLarge => (Fault::too_large(), "The body is longer than 1 MiB."),
            Self::Failed => (Fault::internal(), "The server failed."),
        }
    }
}

fn xml() -> Schema {
    json_schema!({
        "type": "string",
        "description": "`<Fault><faultcode>…</faultcode><faultstring>…</faultstring></Fault>`",
    })
}

/// The answers for all of them.
pub(crate) fn faults(told: impl IntoIterator<Item = Told>) -> Vec<Reply> {
    told.into_iter().map(Told::reply).collect()
}
