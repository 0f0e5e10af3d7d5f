//! The kinds of problem. A kind has a name that never changes, a title, a status and a page that says what to do.

use http::StatusCode;

/// Where the pages are.
pub(crate) const PAGES: &str = "/landfall/docs/problems";

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:ident, $title:literal;)*) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Kind {
            $($(#[$doc])* $variant,)*
        }

        impl Kind {
            /// Every kind, in the order in which the pages list them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The last part of its URL.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Its URL: the `type` of a problem.
            pub(crate) const fn url(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!("/landfall/docs/problems/", $name),)*
                }
            }

            /// What it is called, the same every time.
            pub(crate) const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }

            /// The status that it is answered with.
            pub(crate) const fn status(self) -> StatusCode {
                match self {
                    $(Self::$variant => StatusCode::$status,)*
                }
            }

            /// Its page, in Markdown.
            pub(crate) const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../../../docs/problems/", $name, ".md")),)*
                }
            }
        }
    };
}

kinds! {
    /// A parameter, or several, cannot be.
    InvalidParameter = "invalid-parameter", BAD_REQUEST, "A parameter is not valid";
    /// A page token is not one of ours, or of another list.
    InvalidPageToken = "invalid-page-token", BAD_REQUEST, "The page token does not belong to this list";
    /// A body is not what it should be.
    InvalidBody = "invalid-body", BAD_REQUEST, "The body is not valid";
    /// A signed-in user has to say for which organization they act.
    OrganizationRequired = "organization-required", BAD_REQUEST, "An organization has to be named";
    /// A request for a token cannot be answered with one.
    InvalidTokenRequest = "invalid-token-request", BAD_REQUEST, "The request for a token is not valid";
    /// Nobody calls.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "The caller is not known";
    /// A client does not say rightly who it is.
    InvalidClient = "invalid-client", UNAUTHORIZED, "The client is not known";
    /// A user does not.
    WrongCredentials = "wrong-credentials", UNAUTHORIZED, "The e-mail address or the password is wrong";
    /// A call by cookie comes without its header.
    CsrfRequired = "csrf-required", FORBIDDEN, "The CSRF header is missing or wrong";
    /// The caller is known and may not.
    Forbidden = "forbidden", FORBIDDEN, "The caller may not do this";
    /// An invitation into the fleet lets nobody in.
    NotInvited = "not-invited", FORBIDDEN, "The invitation lets nobody in";
    /// There is nothing there, as far as this caller is concerned.
    NotFound = "not-found", NOT_FOUND, "There is no such thing";
    /// The path takes other methods.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "The method is not allowed here";
    /// The answer is in no form that the caller takes.
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE, "The answer cannot be had in that form";
    /// The thing is not in a state for it.
    Conflict = "conflict", CONFLICT, "The thing is not in a state for this";
    /// Events cannot be had from there.
    PositionGone = "position-gone", GONE, "Events cannot be had from this position";
    /// The thing is not as the caller has seen it.
    PreconditionFailed = "precondition-failed", PRECONDITION_FAILED, "The thing has changed meanwhile";
    /// The body is too long.
    PayloadTooLarge = "payload-too-large", PAYLOAD_TOO_LARGE, "The body is too long";
    /// The body is in a form that is not read here.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "The body is in another form than expected";
    /// The path is spoken to in another protocol.
    UpgradeRequired = "upgrade-required", UPGRADE_REQUIRED, "The path is a WebSocket";
    /// Too many attempts.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS, "Too many attempts";
    /// Our fault.
    Internal = "internal", INTERNAL_SERVER_ERROR, "The server failed";
    /// Not now.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "The server cannot answer now";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_page_that_begins_with_its_title_and_names_its_status() {
        for kind in Kind::ALL {
            let page = kind.page();
            assert!(
                page.starts_with(&format!("# {}\n", kind.title())),
                "{}",
                kind.name()
            );
            assert!(
                page.contains(&format!("Status {}", kind.status().as_u16())),
                "{}",
                kind.name()
            );
            assert_eq!(kind.url(), format!("{PAGES}/{}", kind.name()));
        }
    }

    #[test]
    fn every_page_belongs_to_a_kind() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/problems");
        let mut pages: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|page| page.unwrap().file_name().into_string().unwrap())
            .collect();
        pages.sort_unstable();
        let mut kinds: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("{}.md", kind.name()))
            .collect();
        kinds.sort_unstable();
        assert_eq!(pages, kinds);
    }
}
