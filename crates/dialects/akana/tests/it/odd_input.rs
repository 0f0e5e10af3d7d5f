//! Whatever is sent, the dialect answers, and never with a fault of its own.

use axum::body::Body;
use http::{HeaderValue, Request};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    fixture::ADMIN,
    world::{Visitor, World},
};

struct Stage {
    runtime: tokio::runtime::Runtime,
    world: World,
    admin: Visitor,
}

impl Stage {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let world = runtime.block_on(World::new());
        let admin = runtime.block_on(world.login(ADMIN));
        Self {
            runtime,
            world,
            admin,
        }
    }

    fn status(&self, request: Request<Body>) -> u16 {
        let answer = self.runtime.block_on(self.world.answer(request));
        answer.status.as_u16()
    }
}

#[test]
fn any_query_is_answered() {
    let stage = Stage::new();
    let names =
        "OrgKey|ContextID|DzoneID|DZoneID|Implementation|Environment|APIImplementationPattern|x";
    let values = "(uddi:soa.com:atmosphere:business:)?[!-\"$-~]{0,20}|%[0-9A-F]{2}|a{2000}";
    let query = format!("(({names})=?({values})&){{0,6}}");
    let run = TestRunner::default().run(&query.as_str(), |query| {
        let uri = format!("/api/deploymentzones?{query}");
        let Ok(request) = Request::get(uri)
            .header("cookie", &stage.admin.cookie)
            .body(Body::empty())
        else {
            return Ok(());
        };
        let status = stage.status(request);
        prop_assert!([200, 400, 403].contains(&status), "{query}: {status}");
        Ok(())
    });
    run.unwrap();
}

#[test]
fn any_headers_are_answered() {
    let stage = Stage::new();
    let bytes = prop::collection::vec(32..=255_u8, 0..40);
    let run = TestRunner::default().run(&(bytes.clone(), bytes), |(accept, cookie)| {
        let mut request = Request::get("/api/deploymentzones")
            .body(Body::empty())
            .unwrap();
        let headers = request.headers_mut();
        for (name, bytes, prefix) in [
            ("accept", accept, ""),
            ("cookie", cookie, "AtmoAuthToken_acmepaymentscorp="),
        ] {
            let value = [prefix.as_bytes(), &bytes].concat();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.insert(name, value.clone());
                headers.append(name, value);
            }
        }
        prop_assert_eq!(stage.status(request), 401);
        Ok(())
    });
    run.unwrap();
}

#[test]
fn any_body_of_a_sign_in_is_answered() {
    let stage = Stage::new();
    let types = prop::sample::select(vec!["application/json", "application/xml", "text/plain"]);
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    let run = TestRunner::default().run(&(types, bytes), |(content_type, body)| {
        let request = Request::post("/api/login").header("content-type", content_type);
        let status = stage.status(request.body(Body::from(body)).unwrap());
        prop_assert!([400, 415].contains(&status), "{status}");
        Ok(())
    });
    run.unwrap();
}
