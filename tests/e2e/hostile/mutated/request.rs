//! Requests in parts, good ones and ways to change them.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

/// A request whose parts can be changed; its framing is always right.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    /// With its first slash.
    pub(super) path: String,
    /// Pairs of names and values, as they are sent.
    query: Vec<String>,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    fn of(line: &str, headers: &[(&'static str, &str)], body: &str) -> Self {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let headers = headers.iter();
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs.map(str::to_owned).collect(),
            headers: headers
                .map(|(name, value)| (*name, value.as_bytes().to_vec()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// What is sent.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mark = if self.query.is_empty() { "" } else { "?" };
        let query = self.query.join("&");
        let mut bytes = format!(
            "{} {}{mark}{query} HTTP/1.1\r\nHost: localhost\r\n",
            self.method, self.path
        )
        .into_bytes();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if !self.body.is_empty() || self.method == "POST" {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

/// Requests that are answered as their sender hopes. `session` is the lines that let a caller into akana.
pub(super) fn valid(session: &str) -> impl Strategy<Value = Request> + use<> {
    let cookie = session.split("Cookie: ").nth(1).unwrap().trim_end();
    let vipmp = [
        ("X-Api-Key", "swo-app"),
        ("Authorization", "Bearer demo-token"),
        ("X-Correlation-Id", "correlation"),
        ("X-Request-Id", "request"),
    ];
    let tok = [
        ("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab"),
        ("Accept", "application/json"),
    ];
    let bearer = [("Authorization", "Bearer demo-token")];
    let zones = [
        ("Cookie", cookie),
        ("Accept", "application/json, */*;q=0.1"),
        ("If-None-Match", "\"a\""),
    ];
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let json = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
    ];
    let client = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let requests = [
        Request::of("GET /v3/customers/9876543210", &vipmp, ""),
        Request::of(
            "GET /v3/customers/5556667778/deployments?offset=3&limit=3&status=1000",
            &vipmp,
            "",
        ),
        Request::of(
            "GET /v3/customers/5556667778/deployments/345434543",
            &vipmp,
            "",
        ),
        Request::of("GET /partnerservice/ping", &vipmp, ""),
        Request::of("GET /ping", &vipmp, ""),
        Request::of("POST /ims/token/v3", &form, client),
        Request::of("GET /v2/mcc/customers/0001/rulesv4/123456/status", &tok, ""),
        Request::of(
            "GET //v2/mcc/customers/0001/rulesv4/123450/status/",
            &tok,
            "",
        ),
        Request::of(
            "POST /connect/token",
            &form,
            &format!("{client}&scope=ec.rules"),
        ),
        Request::of(
            "GET /api/v1/partner/fulfillments?filter=status:complete&sort=desc:insertTs&pageNumber=0&pageSize=25",
            &bearer,
            "",
        ),
        Request::of("GET /api/v1/partner/fulfillments", &bearer, ""),
        Request::of("POST /api/v1/token", &form, client),
        Request::of(
            "GET /api/deploymentzones?ContextID=87da343c-e260-43e2-8fbf-2fab7fae9203.acmepaymentscorp",
            &zones,
            "",
        ),
        Request::of(
            "GET /api/deploymentzones?OrgKey=uddi:soa.com:atmosphere:business:89535988-cfe8-44e0-8fdb-15f8ebf2109f",
            &zones,
            "",
        ),
        Request::of(
            "GET /api/deploymentzones?Implementation=Live&Environment=Production&DzoneID=container-1051.acmepaymentscorp",
            &zones,
            "",
        ),
        Request::of("GET /api/login/status", &zones, ""),
        Request::of(
            "POST /api/login",
            &json,
            r#"{"email":"api-admin@acmepaymentscorp.example","password":"demo-password"}"#,
        ),
        Request::of("GET /readyz", &[], ""),
    ];
    select(requests.to_vec())
}

/// One change.
#[derive(Debug, Clone)]
enum Change {
    Method(String),
    Segment(Index, String),
    MoreSegments(String),
    FewerSegments,
    Pair(String),
    PairValue(Index, String),
    PairTwice(Index),
    NoQuery,
    Header(Index, Vec<u8>),
    HeaderTwice(Index),
    NoHeader(Index),
    OtherHeader(&'static str, Vec<u8>),
    Body(Vec<u8>),
    BodyByte(Index, u8),
    BodyEnd(Index),
}

impl Change {
    fn apply(self, request: &mut Request) {
        let headers = &mut request.headers;
        match self {
            Self::Method(method) => request.method = method,
            Self::Segment(place, text) => {
                let mut segments: Vec<&str> = request.path[1..].split('/').collect();
                let place = place.index(segments.len());
                segments[place] = &text;
                request.path = format!("/{}", segments.join("/"));
            }
            Self::MoreSegments(text) => request.path = format!("{}/{text}", request.path),
            Self::FewerSegments => {
                let end = request.path.rfind('/').unwrap();
                request.path.truncate(end.max(1));
            }
            Self::Pair(pair) => request.query.push(pair),
            Self::PairValue(place, value) if !request.query.is_empty() => {
                let pair = place.index(request.query.len());
                let pair = &mut request.query[pair];
                let name = pair.split('=').next().unwrap_or_default();
                *pair = format!("{name}={value}");
            }
            Self::PairTwice(place) if !request.query.is_empty() => {
                let pair = place.get(&request.query).clone();
                request.query.push(pair);
            }
            Self::NoQuery => request.query.clear(),
            Self::Header(place, value) if !headers.is_empty() => {
                let place = place.index(headers.len());
                headers[place].1 = value;
            }
            Self::HeaderTwice(place) if !headers.is_empty() => {
                let header = place.get(headers).clone();
                headers.push(header);
            }
            Self::NoHeader(place) if !headers.is_empty() => {
                headers.remove(place.index(headers.len()));
            }
            Self::OtherHeader(name, value) => headers.push((name, value)),
            Self::Body(body) => request.body = body,
            Self::BodyByte(place, byte) if !request.body.is_empty() => {
                let place = place.index(request.body.len());
                request.body[place] = byte;
            }
            Self::BodyEnd(place) if !request.body.is_empty() => {
                request.body.truncate(place.index(request.body.len()));
            }
            _ => {}
        }
    }
}

/// Text that may stand in a target: its characters, and escapes of any byte.
fn text() -> impl Strategy<Value = String> {
    let known = select(vec![
        "9876543210",
        "5556667778",
        "345434543",
        "deployments",
        "customers",
        "0001",
        "0002",
        "123456",
        "status",
        "token",
        "v3",
        "99999999999999999999999",
        "-1",
        "1e400",
        "%00",
        "%FF",
        "%C0%AF",
        "..",
        "%2F",
        "",
        "desc:updateTs",
        "status:complete",
        "acmepaymentscorp",
        "1000",
        "0",
        "1",
    ]);
    prop_oneof![
        known.prop_map(str::to_owned),
        "([A-Za-z0-9._~!$'()*+,;=:@-]|%[0-9A-Fa-f]{2}|%){0,16}",
        "[0-9]{1,40}",
    ]
}

/// A header's value: anything but the bytes that no value may have.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![8 => 0x20..=0x7E_u8, 1 => 0x80..=0xFF_u8, 1 => Just(b'\t')];
    let known = select(vec![
        "",
        "Bearer ",
        "Bearer demo-token",
        "TOK: 12345678-1234-1234-1234-1234567890ab",
        "swo-app",
        "*/*",
        "text/xml",
        "text/html",
        "application/xml",
        "application/vnd.soa.v80+json",
        "application/json;q=0",
        "*",
        "Basic c3dvLWFwcDpkZW1vLXNlY3JldA==",
        "application/x-www-form-urlencoded",
        "text/plain",
    ]);
    prop_oneof![
        known.prop_map(|text| text.as_bytes().to_vec()),
        vec(byte, 0..40)
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let names = select(vec![
        "limit",
        "offset",
        "status",
        "pageNumber",
        "pageSize",
        "filter",
        "sort",
        "OrgKey",
        "ContextID",
        "Implementation",
        "DzoneID",
        "x",
    ]);
    let others = select(vec![
        "Accept",
        "Authorization",
        "Content-Type",
        "Cookie",
        "If-None-Match",
        "X-Api-Key",
        "X-Correlation-Id",
        "X-Request-Id",
        "Content-Encoding",
        "X-Forwarded-For",
        "Range",
    ]);
    let methods = prop_oneof![
        select(vec![
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"
        ])
        .prop_map(str::to_owned),
        "[A-Za-z!#$%&'*+.^_|~-]{1,12}",
    ];
    let place = any::<Index>;
    prop_oneof![
        methods.prop_map(Change::Method),
        (place(), text()).prop_map(|(place, text)| Change::Segment(place, text)),
        text().prop_map(Change::MoreSegments),
        Just(Change::FewerSegments),
        (names, text()).prop_map(|(name, text)| Change::Pair(format!("{name}={text}"))),
        text().prop_map(Change::Pair),
        (place(), text()).prop_map(|(place, text)| Change::PairValue(place, text)),
        place().prop_map(Change::PairTwice),
        Just(Change::NoQuery),
        (place(), value()).prop_map(|(place, value)| Change::Header(place, value)),
        place().prop_map(Change::HeaderTwice),
        place().prop_map(Change::NoHeader),
        (others, value()).prop_map(|(name, value)| Change::OtherHeader(name, value)),
        vec(any::<u8>(), 0..200).prop_map(Change::Body),
        (place(), any::<u8>()).prop_map(|(place, byte)| Change::BodyByte(place, byte)),
        place().prop_map(Change::BodyEnd),
    ]
}

/// Valid requests with none to three changes.
pub(super) fn changed(session: &str) -> impl Strategy<Value = Request> + use<> {
    (valid(session), vec(change(), 0..4)).prop_map(|(mut request, changes)| {
        for change in changes {
            change.apply(&mut request);
        }
        request
    })
}
