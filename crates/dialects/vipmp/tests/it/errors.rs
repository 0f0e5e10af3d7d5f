//! Every row of the contract's error table that these calls can meet, and the order in which rows are met.

use http::Method;
use landfall_core::{
    id::ClientKey,
    model::{Dialect, Token, TokenFamily},
};
use landfall_demo::ids;

use crate::{
    accounts::token,
    world::{Answer, World, bare, empty, keyed, now, signed},
};

const CUSTOMER: &str = "/v3/customers/9876543210";
const LIST: &str = "/v3/customers/5556667778/deployments";
const DEPLOYMENT: &str = "/v3/customers/5556667778/deployments/345434543";

#[track_caller]
fn invalid_customer(answer: &Answer) {
    answer.is_error(404, "1116", "Invalid Customer", &[]);
}

#[track_caller]
fn invalid_deployment(answer: &Answer) {
    answer.is_error(404, "2138", "Invalid Deployment", &[]);
}

#[track_caller]
fn invalid_key(answer: &Answer) {
    answer.is_error(403, "4115", "API key is invalid or missing", &[]);
}

#[track_caller]
fn invalid_token(answer: &Answer) {
    answer.is_error(401, "4116", "Authorization token is invalid", &[]);
}

#[track_caller]
fn missing_token(answer: &Answer) {
    answer.is_error(403, "4117", "Authorization token is missing", &[]);
}

#[track_caller]
fn invalid_correlation_id(answer: &Answer) {
    answer.is_error(400, "4119", "Correlation ID is Invalid or Missing", &[]);
}

#[tokio::test]
async fn code_1116_unknown_customer_on_every_path_below_it() {
    let world = World::new().await;
    for id in [
        "0000000000",
        "abc",
        "%00",
        "98765%2F43210",
        "9876543210%00",
        "%FF%FE",
        "%F0%9F%92%A9%F0%9F%92%A9%F0%9F%92%A9%F0%9F%92%A9",
        "98765 43210".replace(' ', "+").as_str(),
        &"9".repeat(41),
        &"9".repeat(5_000),
        // Another type's ids: a distributor's, an organization's.
        "1203940056",
        ids::CUSTOMER,
        ids::CUSTOMER_ACCOUNT,
    ] {
        for below in ["", "/deployments", "/deployments/345434543"] {
            let answer = world.get(&format!("/v3/customers/{id}{below}")).await;
            invalid_customer(&answer);
        }
    }
    // An empty id is none.
    invalid_customer(&world.get("/v3/customers//deployments").await);
}

#[tokio::test]
async fn code_2138_unknown_deployment_of_a_known_customer() {
    let world = World::new().await;
    for id in ["000000000", "abc", "%00", "%FF", &"9".repeat(41)] {
        invalid_deployment(&world.get(&format!("{LIST}/{id}")).await);
    }
    // Another customer's.
    invalid_deployment(
        &world
            .get(&format!("{CUSTOMER}/deployments/345434543"))
            .await,
    );
}

#[tokio::test]
async fn code_1134_unknown_route() {
    let world = World::new().await;
    for path in [
        "/v3",
        "/v3/",
        "/v3/customers/",
        "/v3/customers/9876543210/",
        "/v3/customers/5556667778/deployments/",
        "/v3/customers/5556667778/deployments/345434543/more",
        "/v3/Customers/9876543210",
        "/ims",
        "/ims/token/v1",
        "/ims/exchange/jwt",
        "/ping/",
        "/partnerservice",
        "/v3/%FF",
    ] {
        for request in [
            signed(Method::GET, path),
            bare(Method::GET, path),
            bare(Method::POST, path),
            bare(Method::from_bytes(b"BREW").unwrap(), path),
        ] {
            let answer = world.send(empty(request)).await;
            assert!(answer.body.contains("1134"), "{path}");
            answer.is_error(404, "1134", "Invalid operation on path", &[]);
            assert!(!answer.headers.contains_key("allow"));
        }
    }
}

#[tokio::test]
async fn code_1134_wrong_method_names_it_and_allow_the_others() {
    let world = World::new().await;
    let read = &["GET", "HEAD"][..];
    for (path, there) in [
        (CUSTOMER, &["GET", "HEAD", "PATCH"][..]),
        ("/v3/customers", &["POST"][..]),
        ("/v3/resellers", &["GET", "HEAD", "POST"][..]),
        ("/v3/resellers/5556667778", &["GET", "HEAD", "PATCH"][..]),
        ("/v3/linked_membership_groups", read),
        (LIST, &["GET", "HEAD", "POST"][..]),
        (DEPLOYMENT, &["GET", "HEAD", "PATCH"][..]),
        ("/ping", read),
        ("/partnerservice/ping", read),
    ] {
        let methods = [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
        ];
        for method in methods.iter().filter(|method| !there.contains(method)) {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = world.send(empty(bare(method.clone(), path))).await;
            let message = "Invalid operation on path";
            answer.is_error(405, "1134", message, &[method.as_str()]);
            assert_eq!(allowed(&answer), there, "{path}");
        }
    }
    for path in ["/ims/token/v3", "/ims/token/v2"] {
        for method in [Method::GET, Method::DELETE] {
            let answer = world.send(empty(bare(method.clone(), path))).await;
            let message = "Invalid operation on path";
            answer.is_error(405, "1134", message, &[method.as_str()]);
            assert_eq!(allowed(&answer), ["POST"]);
        }
    }
}

fn allowed(answer: &Answer) -> Vec<&str> {
    answer.header("allow").split(',').map(str::trim).collect()
}

/// HEAD is GET without the body: the same status and headers, the length of the body included.
#[tokio::test]
async fn head_is_get_without_a_body() {
    let world = World::new().await;
    for path in [
        CUSTOMER,
        LIST,
        DEPLOYMENT,
        "/ping",
        "/partnerservice/ping",
        "/v3/customers/0000000000",
        "/v3/nothing",
    ] {
        let get = world.get(path).await;
        let head = world.send(empty(signed(Method::HEAD, path))).await;
        assert_eq!(
            (head.status, head.body.as_str()),
            (get.status, ""),
            "{path}"
        );
        assert_eq!(head.headers, get.headers, "{path}");
        let length = head.header("content-length").parse();
        assert_eq!(length, Ok(get.body.len()), "{path}");
    }
}

#[tokio::test]
async fn code_4115_keys_that_are_none() {
    let world = World::new().await;
    world.put_client("second-app", None, "second-token").await;
    for path in [CUSTOMER, LIST, DEPLOYMENT, "/partnerservice/ping", "/ping"] {
        let with = |key: &str| {
            let mut request = empty(signed(Method::GET, path));
            request
                .headers_mut()
                .insert("X-Api-Key", key.parse().unwrap());
            request
        };
        for key in ["", "unknown", "SWO-APP", "swo-app\u{e9}"] {
            invalid_key(&world.send(with(key)).await);
        }
        let twice = signed(Method::GET, path).header("X-Api-Key", "swo-app");
        invalid_key(&world.send(empty(twice)).await);
        // A key that is good in itself, with another client's token.
        let another_s = world.send(with("second-app")).await;
        if path == "/ping" {
            assert_eq!((another_s.status.as_u16(), &*another_s.body), (200, "pong"));
        } else {
            invalid_key(&another_s);
        }
    }
}

#[tokio::test]
async fn code_4115_a_client_that_was_revoked_or_has_no_grant() {
    let world = World::new().await;
    world.get(CUSTOMER).await.good();
    let tenant = ids::tenant();
    world
        .put(move |transaction| {
            let tenant = tenant.clone();
            Box::pin(async move {
                let at = now();
                assert!(transaction.revoke_client(&tenant, "swo-app", at).await?);
                Ok(())
            })
        })
        .await;
    world.clock.advance(1);
    invalid_key(&world.get(CUSTOMER).await);
    invalid_key(&world.get("/ping").await);

    let mut elsewhere = world.demo_client().await;
    elsewhere.key = ClientKey(77);
    elsewhere.client_id = "elsewhere-app".to_owned();
    elsewhere.revoked_at = None;
    elsewhere
        .grants
        .retain(|grant| grant.dialect != Dialect::Vipmp);
    let at = now();
    let token = token(&elsewhere, "elsewhere-token", at);
    world
        .put(move |transaction| {
            let (client, token) = (elsewhere.clone(), token.clone());
            Box::pin(async move {
                transaction.insert_client(&client).await?;
                transaction.insert_token(&token).await
            })
        })
        .await;
    let request = bare(Method::GET, CUSTOMER)
        .header("X-Api-Key", "elsewhere-app")
        .header("Authorization", "Bearer elsewhere-token")
        .header("X-Correlation-Id", "1");
    invalid_key(&world.send(empty(request)).await);
}

#[tokio::test]
async fn codes_4116_and_4117_tokens_that_are_none() {
    let world = World::new().await;
    let of_another_dialect = Token {
        family: TokenFamily::Metallic,
        ..token(&world.demo_client().await, "metallic's", now())
    };
    world.put_token(of_another_dialect).await;
    for path in [CUSTOMER, "/partnerservice/ping"] {
        let with = |authorization: &[u8]| {
            let mut request = empty(signed(Method::GET, path));
            let value = http::HeaderValue::from_bytes(authorization).unwrap();
            request.headers_mut().insert("Authorization", value);
            request
        };
        for missing in [
            "",
            "Bearer",
            "Bearer ",
            "bearer   ",
            "demo-token",
            "Basic ZDp0",
            "Bearerdemo-token",
        ] {
            missing_token(&world.send(with(missing.as_bytes())).await);
        }
        for bad in [
            b"Bearer unknown".as_slice(),
            b"Bearer metallic's",
            b"Bearer demo-token demo-token",
            b"Bearer demo-token,",
            b"Bearer DEMO-TOKEN",
            b"Bearer \xc3\xa9",
            b"Bearer \xff",
        ] {
            invalid_token(&world.send(with(bad)).await);
        }
        invalid_token(
            &world
                .send(with(&[b"Bearer ".as_slice(), &[b'9'; 9_000]].concat()))
                .await,
        );
        let twice = signed(Method::GET, path).header("Authorization", "Bearer demo-token");
        invalid_token(&world.send(empty(twice)).await);
        for good in ["bearer demo-token", "BEARER  demo-token"] {
            assert_eq!(world.send(with(good.as_bytes())).await.status, 200);
        }
    }
}

#[tokio::test]
async fn code_4116_a_token_that_was_revoked() {
    let world = World::new().await;
    world.get(CUSTOMER).await.good();
    let tenant = ids::tenant();
    world
        .put(move |transaction| {
            let tenant = tenant.clone();
            Box::pin(async move {
                let at = now();
                let hash = landfall_control::secret::hash(b"demo-token");
                let family = TokenFamily::Vipmp;
                assert!(transaction.revoke_token(&tenant, family, &hash, at).await?);
                Ok(())
            })
        })
        .await;
    world.clock.advance(1);
    invalid_token(&world.get(CUSTOMER).await);
}

#[tokio::test]
async fn code_4119_correlation_ids_that_are_none() {
    let world = World::new().await;
    let long = "9".repeat(129);
    for path in [CUSTOMER, LIST, DEPLOYMENT] {
        for bad in [
            b"".as_slice(),
            b" ",
            b"a b",
            b"caf\xc3\xa9",
            b"a\tb",
            long.as_bytes(),
        ] {
            let value = http::HeaderValue::from_bytes(bad).unwrap();
            let request = keyed(Method::GET, path).header("X-Correlation-Id", value.clone());
            let answer = world.send(empty(request)).await;
            invalid_correlation_id(&answer);
            // What was sent is echoed, also when it is no good; a blank one was not sent.
            let echoed = answer.headers.get("x-correlation-id");
            assert_eq!(
                echoed,
                Some(&value).filter(|_| !bad.trim_ascii().is_empty())
            );
        }
        let twice = signed(Method::GET, path).header("X-Correlation-Id", "corr-7");
        invalid_correlation_id(&world.send(empty(twice)).await);
    }
}

/// 4115, 4117 or 4116, 4119, the path's objects, the query: each hides what comes after it.
#[tokio::test]
async fn checks_come_in_the_contract_s_order() {
    let world = World::new().await;
    let everything_wrong = "/v3/customers/0000000000/deployments?limit=x";
    let bad_query = "/v3/customers/5556667778/deployments?limit=x";

    let nothing = bare(Method::GET, everything_wrong);
    invalid_key(&world.send(empty(nothing)).await);
    let key_of_nobody = bare(Method::GET, everything_wrong)
        .header("X-Api-Key", "nobody")
        .header("Authorization", "Bearer unknown");
    invalid_key(&world.send(empty(key_of_nobody)).await);
    let key = bare(Method::GET, everything_wrong).header("X-Api-Key", "swo-app");
    missing_token(&world.send(empty(key)).await);
    let key_and_bad_token = bare(Method::GET, everything_wrong)
        .header("X-Api-Key", "swo-app")
        .header("Authorization", "Bearer unknown");
    invalid_token(&world.send(empty(key_and_bad_token)).await);
    let no_ids = keyed(Method::GET, everything_wrong);
    invalid_correlation_id(&world.send(empty(no_ids)).await);
    invalid_customer(&world.get(everything_wrong).await);
    let answer = world.get(bad_query).await;
    let message = "Invalid value for search parameter";
    answer.is_error(400, "1132", message, &["limit"]);
}
