//! The problems that each kind of call may answer with, for the OpenAPI document.

use utoipa::IntoResponses;

use crate::error::ProblemDocument as Document;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $status:literal, $text:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(IntoResponses)]
            #[expect(dead_code, reason = "answers as the document describes them")]
            pub(crate) enum $name {
                $(
                    #[response(status = $status, description = $text, content_type = "application/problem+json")]
                    $variant(#[to_schema] Document<'static>),
                )*
            }
        )*
    };
}

problems! {
    /// Of calls that read.
    ReadProblems {
        Invalid = 400, "A parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may not";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of adding something.
    AddProblems {
        Invalid = 400, "The body or a parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "The organization is not within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "The idempotency key was used for something else, what it belongs to is not in a state for it, or there are as many as there can be";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of adding a site.
    SiteProblems {
        Invalid = 400, "The body or a parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is no such customer within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "A deploy request of the account is open, it has too many sites, or the idempotency key was used for something else";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of changing something.
    ChangeProblems {
        Invalid = 400, "The body or a parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "It is not in a state for this change";
        Changed = 412, "It has changed since the caller read it";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of deleting something.
    DeleteProblems {
        Invalid = 400, "A parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "It is not in a state for this";
        Changed = 412, "What it is part of has changed since the caller read it";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of deciding over something.
    DecisionProblems {
        Invalid = 400, "The body or a parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "It does not wait for this decision, or not for this caller's";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of watching something.
    WatchProblems {
        Invalid = 400, "A parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may not";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "The answer is text/event-stream";
        TooMany = 429, "The caller has as many streams as one may have";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of following what happens.
    FollowProblems {
        Invalid = 400, "A parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may not";
        NotFound = 404, "The organization is not within the caller's view";
        NotAcceptable = 406, "Answers are application/json or text/event-stream";
        Gone = 410, "The position is too old, or none of this record; `oldest` names one to go on from";
        TooMany = 429, "The caller has as many streams and waits as one may have";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of applying a policy.
    DeployProblems {
        Invalid = 400, "The body or a parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is no such account within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "Another request of the account is open, or the policy is a draft";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of withdrawing something.
    CancelProblems {
        Invalid = 400, "A parameter cannot be, or an organization has to be named";
        Unauthenticated = 401, "The caller is not known";
        Forbidden = 403, "The CSRF header is missing, or the caller may only read";
        NotFound = 404, "There is nothing of that name within the caller's view";
        NotAcceptable = 406, "Answers are application/json";
        Conflict = 409, "It does not wait for anybody";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of signing in.
    SignInProblems {
        Invalid = 400, "The body cannot be read";
        Wrong = 401, "The e-mail address or the password is wrong";
        NotAcceptable = 406, "Answers are application/json";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        TooMany = 429, "Too many attempts have failed";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of calls about the session.
    SessionProblems {
        Unauthenticated = 401, "There is no session";
        Csrf = 403, "The CSRF header is missing or wrong";
        NotAcceptable = 406, "Answers are application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of joining the fleet.
    EnrolProblems {
        Invalid = 400, "The body cannot be read";
        NotInvited = 403, "The invitation is unknown, was used, or is over";
        Taken = 409, "Another server of the tenant has that name";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be application/json";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
    /// Of opening a stream.
    FeedProblems {
        Invalid = 400, "The handshake lacks its key, or offers another protocol";
        Unauthenticated = 401, "The credential is missing, unknown or revoked";
        Upgrade = 426, "The request is no WebSocket handshake over HTTP/1.1";
        Internal = 500, "The server failed";
        Unavailable = 503, "Another process counts the fleet, or the server is stopping";
    }
    /// Of asking for a token.
    TokenProblems {
        Invalid = 400, "The request cannot be answered with a token";
        Client = 401, "The client is not known";
        TooLarge = 413, "The body is too long";
        OtherForm = 415, "The body has to be a form";
        Internal = 500, "The server failed";
        Unavailable = 503, "The server cannot answer now";
    }
}
