//! The query of a list of accounts (vipmp contract, section 5).

use landfall_core::{
    id::Date,
    model::{AccountField, AccountQuery, Direction, NamePattern, PageRequest, Status},
};
use landfall_http::{openapi::Parameter, path::decode_segment};
use schemars::json_schema;

use super::{
    query::page_parameters,
    single::{Single, digits, limit},
};

/// How many accounts a page has where the caller does not say.
const DEFAULT_LIMIT: u32 = 20;
/// The most accounts of a page; who asks for more gets so many.
const MAXIMUM_LIMIT: u32 = 50;
/// Characters of a company name with its stars; names have at most 80.
const LONGEST_NAME: usize = 500;

/// Which accounts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountKind {
    Resellers,
    /// They can be asked for by when they were made, too.
    Customers,
}

/// The parameters of a list, for the document.
pub(crate) fn account_parameters(kind: AccountKind) -> Vec<Parameter> {
    let statuses = json_schema!({
        "type": "array",
        "items": { "type": "string", "enum": ["1000", "1002", "1004", "1026"] },
    });
    let name = json_schema!({ "type": "string", "maxLength": LONGEST_NAME });
    let field = json_schema!({
        "type": "string",
        "enum": ["creationDate", "companyName"],
        "default": "creationDate",
    });
    let direction = json_schema!({
        "type": "string",
        "pattern": "^([Aa][Ss][Cc]|[Dd][Ee][Ss][Cc])$",
        "default": "desc",
    });
    let day = || {
        json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        })
    };
    let mut all = vec![
        Parameter::query("status", statuses)
            .described("Only accounts of this status; given several times, of any of them. 1004 is every account that is out of use, and none is ever 1026.")
            .example("used", vec!["1000", "1002"]),
        Parameter::query("company-name", name)
            .described("The whole name, letter case aside; `*` is any run of characters. May be given once.")
            .example("some", "*a*"),
        Parameter::query("sort-by", field)
            .described("Names are sorted by code point. May be given once."),
        Parameter::query("order-by", direction)
            .described("In any letter case. May be given once.")
            .example("oldest", "asc"),
    ];
    if kind == AccountKind::Customers {
        all.extend([
            Parameter::query("from-created-date", day())
                .described("Only customers made on this day or later, UTC. May be given once.")
                .example("then", "2019-01-01"),
            Parameter::query("to-created-date", day())
                .described("Only customers made on this day or earlier, UTC. May be given once.")
                .example("then", "2099-12-31"),
        ]);
    }
    all.extend(page_parameters(
        "accounts",
        DEFAULT_LIMIT,
        MAXIMUM_LIMIT,
        [2, 1],
    ));
    all
}

/// The parameters that can be at fault, in the order of the vendor's table.
pub(crate) const PARAMETERS: [&str; 8] = [
    "status",
    "company-name",
    "sort-by",
    "order-by",
    "from-created-date",
    "to-created-date",
    "limit",
    "offset",
];

/// What a call wants to see of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AccountListQuery {
    /// Which part of the list, after defaults and limits.
    pub(crate) page: PageRequest,
    /// Which accounts, in which order.
    pub(crate) accounts: AccountQuery,
}

/// What was given so far.
#[derive(Default)]
struct Parameters {
    statuses: Vec<Status>,
    has_status: bool,
    bad_status: bool,
    name: Single<NamePattern>,
    field: Single<AccountField>,
    direction: Single<Direction>,
    from: Single<Date>,
    to: Single<Date>,
    limit: Single<u64>,
    offset: Single<u64>,
}

impl AccountListQuery {
    /// Reads a query; on an error, the names of all parameters at fault, in the order of the vendor's table. Other parameters
    /// are passed over, whatever is in them.
    pub(crate) fn parse(raw: Option<&str>, kind: AccountKind) -> Result<Self, Vec<&'static str>> {
        let mut parameters = Parameters::default();
        for pair in raw.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Some(name) = decode_segment(name) {
                parameters.take(&name, value, kind);
            }
        }
        parameters.finish()
    }
}

impl Parameters {
    fn take(&mut self, name: &str, value: &str, kind: AccountKind) {
        let value = value.replace('+', " ");
        let value = decode_segment(&value);
        let value = value.as_deref();
        let day = || value.and_then(|value| value.parse().ok());
        match name {
            "status" => {
                self.has_status = true;
                match value.and_then(statuses) {
                    Some(statuses) => self.statuses.extend(statuses),
                    None => self.bad_status = true,
                }
            }
            "company-name" => {
                let name = value.filter(|name| name.chars().count() <= LONGEST_NAME);
                self.name
                    .take(name.map(|name| NamePattern(name.to_owned())));
            }
            "sort-by" => self.field.take(match value {
                Some("creationDate") => Some(AccountField::CreatedAt),
                Some("companyName") => Some(AccountField::Name),
                _ => None,
            }),
            "order-by" => self.direction.take(match value {
                Some(order) if order.eq_ignore_ascii_case("asc") => Some(Direction::Ascending),
                Some(order) if order.eq_ignore_ascii_case("desc") => Some(Direction::Descending),
                _ => None,
            }),
            "from-created-date" if kind == AccountKind::Customers => self.from.take(day()),
            "to-created-date" if kind == AccountKind::Customers => self.to.take(day()),
            "limit" => self.limit.take(value.and_then(digits)),
            "offset" => self.offset.take(value.and_then(digits)),
            _ => {}
        }
    }

    fn finish(mut self) -> Result<AccountListQuery, Vec<&'static str>> {
        if !self.has_status {
            self.statuses.push(Status::Active);
        }
        let name = self.name.given();
        let field = self.field.or(AccountField::CreatedAt);
        let direction = self.direction.or(Direction::Descending);
        let (from, to) = (self.from.given(), self.to.given());
        let limit = limit(self.limit, DEFAULT_LIMIT, MAXIMUM_LIMIT);
        let offset = self.offset.or(0);
        let faults = [
            (self.bad_status, "status"),
            (name.is_err(), "company-name"),
            (field.is_none(), "sort-by"),
            (direction.is_none(), "order-by"),
            (from.is_err(), "from-created-date"),
            (to.is_err(), "to-created-date"),
            (limit.is_none(), "limit"),
            (offset.is_none(), "offset"),
        ];
        if let (false, Ok(name), Some(field), Some(direction)) =
            (self.bad_status, name, field, direction)
            && let (Ok(from), Ok(to), Some(limit), Some(offset)) = (from, to, limit, offset)
        {
            return Ok(AccountListQuery {
                page: PageRequest { offset, limit },
                accounts: AccountQuery {
                    statuses: self.statuses,
                    name,
                    from: from.map(Date::start),
                    to: to.map(Date::end),
                    sort: (field, direction),
                },
            });
        }
        let at_fault = faults.into_iter().filter(|(bad, _)| *bad);
        Err(at_fault.map(|(_, name)| name).collect())
    }
}

/// The statuses that a value of `status` selects: 1004 is every one out of use, and no account is ever in 1026.
fn statuses(value: &str) -> Option<&'static [Status]> {
    match value {
        "1000" => Some(&[Status::Active]),
        "1002" => Some(&[Status::Pending]),
        "1004" => Some(&[
            Status::Inactive,
            Status::InvalidAddress,
            Status::Blocked,
            Status::Duplicate,
        ]),
        "1026" => Some(&[]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers(raw: &str) -> Result<AccountListQuery, Vec<&'static str>> {
        AccountListQuery::parse(Some(raw), AccountKind::Customers)
    }

    #[test]
    fn defaults_and_limits() {
        let query = customers("").unwrap();
        assert_eq!((query.page.offset, query.page.limit), (0, 20));
        assert_eq!(query.accounts.statuses, [Status::Active]);
        assert_eq!(query.accounts.name, None);
        let sort = (AccountField::CreatedAt, Direction::Descending);
        assert_eq!(query.accounts.sort, sort);
        assert_eq!(customers("limit=51").unwrap().page.limit, 50);
        let query = customers("order-by=ASC&sort-by=companyName").unwrap();
        let sort = (AccountField::Name, Direction::Ascending);
        assert_eq!(query.accounts.sort, sort);
    }

    #[test]
    fn values_are_decoded() {
        let query = customers("company-name=Nord+%2B%2a&status=10%302").unwrap();
        let name = NamePattern("Nord +*".to_owned());
        assert_eq!(query.accounts.name, Some(name));
        assert_eq!(query.accounts.statuses, [Status::Pending]);
    }

    #[test]
    fn statuses_are_sets() {
        let query = customers("status=1026&status=1004&status=1002").unwrap();
        assert_eq!(query.accounts.statuses.len(), 5);
        let query = customers("status=1026").unwrap();
        assert_eq!(query.accounts.statuses, []);
    }

    #[test]
    fn both_days_are_included() {
        let query = customers("from-created-date=2025-03-09&to-created-date=2025-03-09");
        let query = query.unwrap().accounts;
        assert_eq!(query.from, Some("2025-03-09T00:00:00Z".parse().unwrap()));
        assert_eq!(query.to, Some("2025-03-09T23:59:59Z".parse().unwrap()));
        let raw = Some("from-created-date=x&to-created-date=");
        assert!(AccountListQuery::parse(raw, AccountKind::Resellers).is_ok());
    }

    #[test]
    fn all_faults_are_told_in_one_order() {
        let long = "x".repeat(LONGEST_NAME + 1);
        let raw = format!(
            "offset=-1&limit=0&to-created-date=9&from-created-date=2025-02-30&order-by=up&sort-by=name&company-name={long}&status=1010"
        );
        assert_eq!(
            customers(&raw).unwrap_err(),
            [
                "status",
                "company-name",
                "sort-by",
                "order-by",
                "from-created-date",
                "to-created-date",
                "limit",
                "offset"
            ]
        );
        for (bad, name) in [
            ("company-name=a&company-name=a", "company-name"),
            ("company-name=%FF", "company-name"),
            ("sort-by=", "sort-by"),
            ("sort-by=CreationDate", "sort-by"),
            ("order-by", "order-by"),
            ("order-by=asc&order-by=asc", "order-by"),
            ("from-created-date=2025-3-9", "from-created-date"),
            ("to-created-date=2025-03-09T00:00:00Z", "to-created-date"),
            ("status=", "status"),
            ("status=1000,1002", "status"),
            ("limit=+5", "limit"),
            ("offset=1&offset=1", "offset"),
        ] {
            assert_eq!(customers(bad).unwrap_err(), [name], "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_query_is_a_page_or_a_fault(raw in ".{0,60}|((limit|offset|status|order-by|from-created-date)=[0-9ascA-Z%+-]{0,10}&?){0,6}") {
            match customers(&raw) {
                Ok(query) => proptest::prop_assert!((1..=50).contains(&query.page.limit)),
                Err(names) => proptest::prop_assert!(!names.is_empty()),
            }
        }
    }
}
