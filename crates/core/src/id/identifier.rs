//! Identifiers without a form of their own: UUIDs of the record's things, and numbers that a counter gave.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Malformed;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        /// Reads the hyphenated form, in either letter case.
        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let malformed = || Malformed::new($what, text, "a UUID such as 587d4d28-066c-406e-b975-5d04e4e47373");
                if text.len() != 36 {
                    return Err(malformed());
                }
                Uuid::try_parse(text).map(Self).map_err(|_| malformed())
            }
        }
    };
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// The largest number that every client's JSON reader keeps exactly.
            pub const MAX: u64 = (1 << 53) - 1;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        /// Reads decimal digits; no sign, no space, at least 1, below 2^53.
        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                match text.parse::<u64>() {
                    Ok(number) if digits && (1..=Self::MAX).contains(&number) => Ok(Self(number)),
                    _ => Err(Malformed::new($what, text, "a positive decimal number below 2^53")),
                }
            }
        }
    };
}

uuid_id! {
    /// An organization of any kind. For a customer it is also its `accountId` in metallic and the key of its akana names.
    OrganizationId, "organization id"
}
uuid_id! {
    /// A fulfillment, as metallic names it.
    FulfillmentId, "fulfillment id"
}
uuid_id! {
    /// A line of service that a customer has or had.
    SubscriptionId, "subscription id"
}
uuid_id! {
    /// An event of the record.
    EventId, "event id"
}
uuid_id! {
    /// A change log; a log that was lost and begun anew has another id.
    LogId, "log id"
}
uuid_id! {
    /// A deployment zone inside the store; clients see its key.
    ZoneId, "zone id"
}

number_id! {
    /// A point of presence.
    PopId, "POP id"
}
number_id! {
    /// A gateway group; also the `<n>` of a transient zone, fixed at enrolment and never reused.
    GatewayGroupId, "gateway group id"
}
number_id! {
    /// An edge server.
    ServerId, "server id"
}
number_id! {
    /// A policy.
    PolicyId, "policy id"
}
number_id! {
    /// A rule of a policy.
    RuleId, "rule id"
}
number_id! {
    /// A deploy request.
    DeployRequestId, "deploy request id"
}
number_id! {
    /// A site; rulesv4 knows it by its origin.
    SiteId, "site id"
}
number_id! {
    /// A name by which users reach a site.
    EdgeCnameId, "edge CNAME id"
}
number_id! {
    /// A user.
    UserId, "user id"
}

impl UserId {
    /// Landfall's own user, under whose number automatic decisions are recorded. No person has it.
    pub const SYSTEM: Self = Self(1);
}

number_id! {
    /// An API client inside the store; partners see its client id.
    ClientKey, "client key"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_read_in_either_case_and_written_in_lower_case() {
        let id: FulfillmentId = "587D4D28-066C-406E-B975-5D04E4E47373".parse().unwrap();
        assert_eq!(id.to_string(), "587d4d28-066c-406e-b975-5d04e4e47373");
        for bad in [
            "abc",
            "587d4d28066c406eb9755d04e4e47373",
            "{587d4d28-066c-406e-b975-5d04e4e47373}",
        ] {
            assert!(bad.parse::<FulfillmentId>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn numbers_survive_text(number in 1_u64..=PolicyId::MAX) {
            proptest::prop_assert_eq!(PolicyId(number).to_string().parse::<PolicyId>().unwrap(), PolicyId(number));
        }

        #[test]
        fn anything_else_is_refused(text in "[-+ 0-9a-f.]{0,24}") {
            if let Ok(id) = text.parse::<DeployRequestId>() {
                proptest::prop_assert!(id.0 >= 1 && id.0 <= DeployRequestId::MAX);
                proptest::prop_assert_eq!(text.trim_start_matches('0'), id.to_string());
            }
        }
    }
}
