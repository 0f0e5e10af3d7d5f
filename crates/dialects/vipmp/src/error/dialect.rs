//! The error object of the dialect: a code, its message and what it is about (vipmp contract, section 3).

use axum::response::Response;
use http::{Method, StatusCode};
use landfall_control::{ControlError, once::Answer};
use landfall_core::rules::writing::{Reason, Refused};
use landfall_http::respond;
use serde::Serialize;

use super::TokenError;
use crate::{ids::Ids, wire};

/// Why a call is not answered with what it asked for.
#[derive(Debug)]
pub(crate) enum Error {
    /// 1115: there is no such reseller, or it is out of view.
    InvalidReseller,
    /// 1116: there is no such customer, or it is out of view.
    InvalidCustomer,
    /// 2138: the customer is there, but has no such deployment.
    InvalidDeployment,
    /// 1118: the country of a search is missing, or none that has what is looked for; which of the two.
    InvalidAddress(&'static str),
    /// 1143: no group is like that.
    NoSuchGroup,
    /// 1164: the tenant has no large government agencies.
    LargeAgenciesNotEnabled,
    /// 1132: these query parameters have values that cannot be.
    InvalidSearchParameters(Vec<&'static str>),
    /// 1133: the page would begin behind the end of the list.
    OffsetOutOfRange,
    /// 1134: nothing has this path.
    UnknownPath,
    /// 1134: the path is there, but not with this method.
    WrongMethod(Method),
    /// 4115: no key, a key of nobody, or not that of the client the token was issued to.
    InvalidKey,
    /// 4116: the token is malformed, has ended or was revoked.
    InvalidToken,
    /// 4117: there is no token.
    MissingToken,
    /// 4119: no correlation id, or one that cannot be.
    InvalidCorrelationId,
    /// 4120: the request id was used for another write.
    RequestIdUsed,
    /// 4121: the client has no right to write.
    NotAllowed,
    /// 4122: the same write is still being carried out.
    StillProcessing,
    /// A write that cannot be done.
    Refused(Refused),
    /// 1124: a use case could not be carried out.
    Failed(ControlError),
    /// 1124: a fault that has its line in the log already.
    Internal,
    /// An answer of the token endpoint, which has a form of its own.
    Token(TokenError),
}

/// A row of the contract's table: the status, the code and its message.
pub(super) type Row = (StatusCode, &'static str, &'static str);

/// The error object.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorObject<'a> {
    code: &'static str,
    message: &'static str,
    additional_details: &'a [&'a str],
}

impl Error {
    /// The answer. A fault of ours is logged here under the call's name, and the answer tells nothing of it.
    pub(crate) fn into_response(self, ids: &Ids) -> Response {
        match self {
            Self::Token(error) => error.into_response(ids),
            Self::Failed(error) => {
                log(&error, ids);
                Self::Internal.object(&[])
            }
            Self::InvalidSearchParameters(ref names) => self.object(names),
            Self::InvalidAddress(detail) => self.object(&[detail]),
            Self::OffsetOutOfRange => self.object(&["offset"]),
            Self::WrongMethod(ref method) => self.object(&[method.as_str()]),
            Self::Refused(ref refused) => self.object(&details_of(refused)),
            _ => self.object(&[]),
        }
    }

    /// The answer to a write that is refused, as it is kept.
    pub(crate) fn refusal(refused: &Refused) -> Answer {
        let row = row_of(refused.reason);
        Answer {
            status: row.0.as_u16(),
            body: body(row, &details_of(refused)),
        }
    }

    fn object(&self, additional_details: &[&str]) -> Response {
        let row = self.row();
        respond::json(row.0, body(row, additional_details))
    }

    /// The error's row of the contract's table.
    pub(super) fn row(&self) -> Row {
        match self {
            Self::InvalidReseller => (StatusCode::NOT_FOUND, "1115", "Invalid Reseller"),
            Self::InvalidAddress(_) => (StatusCode::BAD_REQUEST, "1118", "Invalid Address"),
            Self::NoSuchGroup => (
                StatusCode::NOT_FOUND,
                "1143",
                "Linked Account Group Not Found",
            ),
            Self::LargeAgenciesNotEnabled => (
                StatusCode::BAD_REQUEST,
                "1164",
                "Large Government Agency is not enabled for partner",
            ),
            Self::InvalidCustomer => (StatusCode::NOT_FOUND, "1116", "Invalid Customer"),
            Self::InvalidDeployment => (StatusCode::NOT_FOUND, "2138", "Invalid Deployment"),
            Self::InvalidSearchParameters(_) => (
                StatusCode::BAD_REQUEST,
                "1132",
                "Invalid value for search parameter",
            ),
            Self::OffsetOutOfRange => (StatusCode::BAD_REQUEST, "1133", "Offset out of range"),
            Self::UnknownPath => (StatusCode::NOT_FOUND, "1134", "Invalid operation on path"),
            Self::WrongMethod(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "1134",
                "Invalid operation on path",
            ),
            Self::InvalidKey => (
                StatusCode::FORBIDDEN,
                "4115",
                "API key is invalid or missing",
            ),
            Self::InvalidToken => (
                StatusCode::UNAUTHORIZED,
                "4116",
                "Authorization token is invalid",
            ),
            Self::MissingToken => (
                StatusCode::FORBIDDEN,
                "4117",
                "Authorization token is missing",
            ),
            Self::InvalidCorrelationId => (
                StatusCode::BAD_REQUEST,
                "4119",
                "Correlation ID is Invalid or Missing",
            ),
            Self::RequestIdUsed => (
                StatusCode::BAD_REQUEST,
                "4120",
                "Duplicate request id, same requestId has already been processed",
            ),
            Self::NotAllowed => (
                StatusCode::FORBIDDEN,
                "4121",
                "You are not allowed to perform that action on this resource",
            ),
            Self::StillProcessing => (
                StatusCode::BAD_REQUEST,
                "4122",
                "This request is already being processed. Please wait a moment and try again.",
            ),
            Self::Refused(refused) => row_of(refused.reason),
            Self::Failed(_) | Self::Internal | Self::Token(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "1124",
                "Internal Server Error",
            ),
        }
    }
}

fn body((_, code, message): Row, additional_details: &[&str]) -> Vec<u8> {
    wire::json(&ErrorObject {
        code,
        message,
        additional_details,
    })
}

/// What a refused write is about: a text of the contract for some reasons, and for the others what was found.
fn details_of(refused: &Refused) -> Vec<&str> {
    match text_of(refused.reason) {
        Some(text) => vec![text],
        None => refused.details.iter().map(String::as_str).collect(),
    }
}

/// The text by which the contract tells some reasons from others of the same code.
pub(super) fn text_of(reason: Reason) -> Option<&'static str> {
    let text = match reason {
        Reason::AgencyAnniversary => "Invalid coterm date for Large Government Agency",
        Reason::CommittedAgency => "3YC Customer not allowed for Large Government Agency",
        Reason::OtherDistributor => {
            "Account and Linked Account group are not part of the same distributor"
        }
        Reason::GroupElsewhere => {
            "Account country does not match with the linked account group country"
        }
        Reason::MarketRemoved => "Reseller is not permitted to remove existing market segments",
        _ => return None,
    };
    Some(text)
}

/// The row of the contract's table for a write that is refused.
fn row_of(reason: Reason) -> Row {
    let (code, message) = match reason {
        Reason::NoCustomer => return Error::InvalidCustomer.row(),
        Reason::NoReseller => return Error::InvalidReseller.row(),
        Reason::NoDeployment => return Error::InvalidDeployment.row(),
        Reason::NoGroup => return Error::NoSuchGroup.row(),
        Reason::PartnerWithoutAgencies => return Error::LargeAgenciesNotEnabled.row(),
        Reason::NoDistributor => ("1114", "Invalid Distributor"),
        Reason::Fields | Reason::AgencyAnniversary => ("1117", "Some Fields are Invalid"),
        Reason::Address | Reason::GroupElsewhere => ("1118", "Invalid Address"),
        Reason::Fixed => ("1119", "Some fields are not editable"),
        Reason::Unexpected => ("1121", "Request contains additional unexpected fields."),
        Reason::Missing => ("1122", "Request is Missing Required Fields"),
        Reason::AccountNotEditable => (
            "1125",
            "Account cannot be updated while status is pending or blocked",
        ),
        Reason::ResellerNotActive => (
            "1126",
            "Customer cannot be created because reseller account is inactive",
        ),
        Reason::TooFew => ("1135", "Minimum quantity out of range"),
        Reason::PartnerWithoutGlobalSales => ("1139", "Partner is not enabled for global sales"),
        Reason::CustomerWithoutGlobalSales => ("1140", "Customer is not enabled for global sales"),
        Reason::SameCountry => ("1141", "Deployment and customer country cannot be the same"),
        Reason::GlobalSalesForBusinessOnly => {
            ("1142", "Market segment not allowed for global sales")
        }
        Reason::CommittedAgency | Reason::CommittedInGroup => ("1147", "3YC Customer not allowed"),
        Reason::OtherDistributor => ("1153", "Invalid group id"),
        Reason::AgencyOfOtherMarket => (
            "1163",
            "Market segment not allowed for Large Government Agency",
        ),
        Reason::CustomerIsNoAgency => (
            "1165",
            "Large Government Agency is not enabled for customer",
        ),
        Reason::GroupOfNoAgencies => (
            "1166",
            "Large Government Agency is not enabled for linked account group",
        ),
        Reason::AgencyElsewhere => ("1167", "Invalid country for Large Government Agency"),
        Reason::AgencyOfOtherPart => (
            "1168",
            "Market subsegment not allowed for Large Government Agency",
        ),
        Reason::LongReference => (
            "2126",
            "externalReferenceId exceeds maximum character limit",
        ),
        Reason::MarketNotSold => ("2135", "Invalid market segment used for customer"),
        Reason::MarketRemoved => ("5122", "Invalid Request"),
    };
    (StatusCode::BAD_REQUEST, code, message)
}

impl From<ControlError> for Error {
    fn from(error: ControlError) -> Self {
        Self::Failed(error)
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

/// Tells the operator what the caller does not learn. No call of the dialect can meet the other kinds of error.
pub(super) fn log(error: &ControlError, ids: &Ids) {
    tracing::error!(request_id = %ids.logged(), %error, "a call of the vipmp dialect failed");
}
