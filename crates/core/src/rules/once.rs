//! Calls that are carried out once, however often they arrive: what each face of the product promises about that. The promises
//! are data; whoever writes keeps all of them by one mechanism.

/// What a face promises to callers that repeat a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OncePolicy {
    /// The request header that names a call.
    pub key_header: &'static str,
    /// The header of an answer that was given before; its value says no more than that.
    pub replay_header: &'static str,
    /// For how many seconds an answer is kept, from the moment it was given; a repetition does not lengthen that.
    pub kept_seconds: i64,
    /// What becomes of a call whose equal still runs.
    pub concurrent: Concurrent,
    /// What becomes of a call that has the name of an earlier one and asks for something else.
    pub other_body: OtherBody,
    /// Which answers are kept.
    pub kept: Kept,
}

/// What becomes of a call whose equal still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concurrent {
    /// It waits for the answer, so many seconds at most, and is carried out if there is none to keep.
    Waits(u64),
    /// It is refused.
    IsRefused,
}

/// What becomes of a call that has the name of an earlier one and asks for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherBody {
    /// It gets the earlier answer: the name alone counts.
    IsIgnored,
    /// It is refused.
    IsRefused,
}

/// Which answers are kept. One of a fault of ours (500 and above) never is: the next attempt may do better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Good ones, and refusals that a repetition would meet as well: not those of who may call (401, 403) and how often (429).
    Final,
    /// Good ones.
    Good,
}

const DAY: i64 = 86_400;

/// vipmp's (vipmp contract, section 4): ten days; one of equal calls at a time is carried out, and the others get its answer.
pub const VIPMP: OncePolicy = OncePolicy {
    key_header: "x-correlation-id",
    replay_header: "landfall-idempotent-replay",
    kept_seconds: 10 * DAY,
    concurrent: Concurrent::Waits(30),
    other_body: OtherBody::IsIgnored,
    kept: Kept::Final,
};

/// metallic's (metallic contract, section 5).
pub const METALLIC: OncePolicy = OncePolicy {
    key_header: "idempotency-key",
    replay_header: "idempotent-replayed",
    kept_seconds: DAY,
    concurrent: Concurrent::IsRefused,
    other_body: OtherBody::IsRefused,
    kept: Kept::Good,
};

/// That of the native API: as metallic's.
pub const NATIVE: OncePolicy = METALLIC;

/// That of operators' commands, which have nobody to tell "try again" but a person: equal ones wait for each other.
pub const OPERATOR: OncePolicy = OncePolicy {
    concurrent: Concurrent::Waits(30),
    ..NATIVE
};

impl OncePolicy {
    /// Whether an answer of that HTTP status is kept.
    pub fn keeps(&self, status: u16) -> bool {
        match self.kept {
            Kept::Final => !matches!(status, 401 | 403 | 429 | 500..),
            Kept::Good => (200..300).contains(&status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_a_repetition_would_meet_as_well_are_kept() {
        let kept = |policy: OncePolicy| {
            let statuses = [200, 201, 400, 401, 403, 404, 405, 409, 429, 500, 503];
            statuses.map(|status| policy.keeps(status))
        };
        let (yes, no) = (true, false);
        assert_eq!(
            kept(VIPMP),
            [yes, yes, yes, no, no, yes, yes, yes, no, no, no]
        );
        for policy in [METALLIC, NATIVE, OPERATOR] {
            assert_eq!(kept(policy), [yes, yes, no, no, no, no, no, no, no, no, no]);
        }
    }
}
