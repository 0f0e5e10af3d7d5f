//! The query of a list of deployments (vipmp contract, section 5).

use landfall_core::model::{PageRequest, Status};
use landfall_http::{openapi::Parameter, path::decode_segment};
use schemars::json_schema;

use super::single::{Single, digits, limit};

/// How many deployments a page has where the caller does not say.
const DEFAULT_LIMIT: u32 = 25;
/// The most deployments of a page; who asks for more gets so many.
const MAXIMUM_LIMIT: u32 = 100;

/// The parameters of a list's page, for the document.
pub(crate) fn page_parameters(
    what: &str,
    default: u32,
    most: u32,
    examples: [u32; 2],
) -> [Parameter; 2] {
    let [limit, offset] = examples;
    let limits = json_schema!({ "type": "integer", "minimum": 1, "default": default });
    let offsets = json_schema!({ "type": "integer", "minimum": 0, "default": 0 });
    [
        Parameter::query("limit", limits)
            .described(format!(
                "How many {what} a page has, in decimal digits; more than {most} is taken for {most}, and the answer says {most}. May be given once."
            ))
            .example("some", limit),
        Parameter::query("offset", offsets)
            .described(format!(
                "How many {what} come before the page, in decimal digits; at most the total, which gives an empty page. May be given once."
            ))
            .example("next", offset),
    ]
}

/// What a call wants to see of a customer's deployments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DeploymentQuery {
    /// Which part of the list, after defaults and limits.
    pub(crate) page: PageRequest,
    /// The wanted statuses as they were sent, repetitions included; empty for all.
    pub(crate) statuses: Vec<Status>,
}

impl DeploymentQuery {
    /// The parameters of the list, for the document.
    pub(crate) fn documented() -> [Parameter; 3] {
        let statuses = [Status::Active, Status::Inactive].map(Status::as_str);
        let statuses =
            json_schema!({ "type": "array", "items": { "type": "string", "enum": statuses } });
        let status = Parameter::query("status", statuses)
            .described("Only deployments of this status; given several times, of any of them.")
            .example("active", vec!["1000"]);
        let [limit, offset] = page_parameters("deployments", DEFAULT_LIMIT, MAXIMUM_LIMIT, [3, 3]);
        [status, limit, offset]
    }

    /// Reads a query; on an error, the names of all parameters at fault, in the order of the vendor's table.
    ///
    /// Other parameters are passed over, whatever is in them. A `+`, which stands for a space in a query, needs no decoding:
    /// no value that is allowed here has a space or a plus in it.
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, Vec<&'static str>> {
        let mut asked_limit = Single::default();
        let mut offset = Single::default();
        let mut statuses = Vec::new();
        let mut bad_status = false;
        for pair in raw.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = || decode_segment(value);
            match decode_segment(name).as_deref() {
                Some("limit") => asked_limit.take(value().as_deref().and_then(digits)),
                Some("offset") => offset.take(value().as_deref().and_then(digits)),
                Some("status") => match value().as_deref() {
                    Some("1000") => statuses.push(Status::Active),
                    Some("1004") => statuses.push(Status::Inactive),
                    _ => bad_status = true,
                },
                _ => {}
            }
        }
        let limit = limit(asked_limit, DEFAULT_LIMIT, MAXIMUM_LIMIT);
        let offset = offset.or(0);
        if let (false, Some(limit), Some(offset)) = (bad_status, limit, offset) {
            return Ok(Self {
                page: PageRequest { offset, limit },
                statuses,
            });
        }
        let faults = [
            (bad_status, "status"),
            (limit.is_none(), "limit"),
            (offset.is_none(), "offset"),
        ];
        let at_fault = faults.into_iter().filter(|(bad, _)| *bad);
        Err(at_fault.map(|(_, name)| name).collect())
    }

    /// The statuses to look for, each once.
    pub(crate) fn filter(&self) -> &'static [Status] {
        let wants = |status| self.statuses.contains(&status);
        match (wants(Status::Active), wants(Status::Inactive)) {
            (true, false) => &[Status::Active],
            (false, true) => &[Status::Inactive],
            (true, true) | (false, false) => &[Status::Active, Status::Inactive],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(raw: &str) -> Result<(u64, u32), Vec<&'static str>> {
        DeploymentQuery::parse(Some(raw)).map(|query| (query.page.offset, query.page.limit))
    }

    #[test]
    fn defaults_and_limits() {
        assert_eq!(page(""), Ok((0, 25)));
        assert_eq!(page("limit=100&offset=007"), Ok((7, 100)));
        assert_eq!(page("limit=101"), Ok((0, 100)));
        assert_eq!(page("limit=99999999999999999999999"), Ok((0, 100)));
        assert_eq!(page("offset=99999999999999999999999"), Ok((u64::MAX, 25)));
        assert_eq!(page("%6cimit=%35"), Ok((0, 5)));
    }

    #[test]
    fn all_faults_are_told_in_one_order() {
        assert_eq!(
            page("offset=-1&limit=0&status=1002"),
            Err(vec!["status", "limit", "offset"])
        );
        for bad in [
            "limit=0",
            "limit=00",
            "limit=",
            "limit",
            "limit=x",
            "limit=5.0",
            "limit=-1",
            "limit=%2B5",
            "limit=+5",
            "limit=1&limit=1",
            "limit=%FF",
            "limit=٣",
            "limit=5%00",
        ] {
            assert_eq!(page(bad), Err(vec!["limit"]), "{bad}");
        }
        for bad in [
            "status=",
            "status=1000,1004",
            "status=1000%20",
            "status=active",
        ] {
            assert_eq!(page(bad), Err(vec!["status"]), "{bad}");
        }
    }

    #[test]
    fn other_parameters_are_passed_over() {
        assert_eq!(
            page("Limit=x&%FF=1&foo=%FF&&=&limits=0&limit=3"),
            Ok((0, 3))
        );
    }

    #[test]
    fn statuses_are_kept_as_sent_and_looked_for_once() {
        let query = |raw| DeploymentQuery::parse(Some(raw)).unwrap();
        let both = query("status=1004&status=1000&status=1004");
        assert_eq!(
            both.statuses,
            [Status::Inactive, Status::Active, Status::Inactive]
        );
        assert_eq!(both.filter(), [Status::Active, Status::Inactive]);
        assert_eq!(query("").filter(), [Status::Active, Status::Inactive]);
        assert_eq!(query("status=1004").filter(), [Status::Inactive]);
    }

    proptest::proptest! {
        #[test]
        fn any_query_is_a_page_or_a_fault(raw in ".{0,60}|((limit|offset|status)=[0-9%+-]{0,8}&?){0,6}") {
            match DeploymentQuery::parse(Some(&raw)) {
                Ok(query) => proptest::prop_assert!((1..=100).contains(&query.page.limit)),
                Err(names) => proptest::prop_assert!(!names.is_empty()),
            }
        }
    }
}
