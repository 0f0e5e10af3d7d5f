//! Organizations, one and listed (akana contract, section 8).

use crate::{
    fixture::{
        ADMIN, BELOW_GRANTED, FOREIGN, GRANTED, NOBODY, OTHER_ADMIN, OWNING, READER, SUB_ADMIN,
        TENANT, root,
    },
    world::{Answer, OTHER_HOST, World},
};

const LIST: &str = "/api/businesses";
const ABSENT: &str = "00000000-0000-4000-8000-000000000000";

async fn as_admin(path: &str, accept: &str) -> Answer {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let answer = world.get(&admin, path, &[("accept", accept)]).await;
    assert_eq!(answer.header("vary"), "Accept, Cookie");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("etag"), "");
    answer
}

fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let list: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let list = list["Business"].as_array().unwrap();
    let name = |one: &serde_json::Value| one["Name"].as_str().unwrap().to_owned();
    list.iter().map(name).collect()
}

#[tokio::test]
async fn the_contracts_business() {
    let path = format!("{LIST}/{GRANTED}.acmepaymentscorp");
    for (accept, body) in [
        (
            "application/vnd.soa.v84+json",
            include_str!("../golden/business.json"),
        ),
        ("application/json", include_str!("../golden/business.json")),
        (
            "application/vnd.soa.v80+json",
            include_str!("../golden/business.json"),
        ),
        ("text/xml", include_str!("../golden/business.xml")),
        (
            "application/vnd.soa.v83+xml",
            include_str!("../golden/business.xml"),
        ),
    ] {
        let answer = as_admin(&path, accept).await;
        assert_eq!(answer.shown(), (200, body), "{accept}");
        assert_eq!(answer.header("content-type"), accept);
        assert_eq!(answer.header("landfall-total"), "");
    }
    let answer = as_admin(&path, "*/*").await;
    let content_type = answer.header("content-type");
    assert_eq!(content_type, "application/vnd.soa.v84+json");
}

#[tokio::test]
async fn the_list_in_every_shape() {
    for (accept, body) in [
        (
            "application/vnd.soa.v84+json",
            include_str!("../golden/businesses.json"),
        ),
        (
            "application/vnd.soa.v83+json",
            include_str!("../golden/businesses.json"),
        ),
        (
            "application/vnd.soa.v83+xml",
            include_str!("../golden/businesses.xml"),
        ),
        ("application/xml", include_str!("../golden/businesses.xml")),
        (
            "application/vnd.soa.v80+json",
            include_str!("../golden/businesses_rss.json"),
        ),
        ("text/xml", include_str!("../golden/businesses_rss.xml")),
    ] {
        let answer = as_admin(LIST, accept).await;
        assert_eq!(answer.shown(), (200, body), "{accept}");
        assert_eq!(answer.header("content-type"), accept);
        assert_eq!(answer.header("landfall-total"), "3");
    }
}

#[tokio::test]
async fn without_a_business_id_it_begins_at_the_callers_topmost() {
    let world = World::new().await;
    for (email, expected) in [
        (
            ADMIN,
            &["Acme Payments Corp", "Payments EU", "Payments Labs"][..],
        ),
        (
            READER,
            &["Acme Payments Corp", "Payments EU", "Payments Labs"],
        ),
        (SUB_ADMIN, &["Payments EU", "Payments EU South"]),
    ] {
        let visitor = world.login(email).await;
        for path in [
            LIST.to_owned(),
            format!("{LIST}?BusinessID="),
            format!("{LIST}?Federation=true&IncludeSettings=1&_=7&limit=x&y=%FF"),
        ] {
            let answer = world.get(&visitor, &path, &[]).await;
            assert_eq!(names(&answer), expected, "{email} {path}");
        }
    }
    let nobody = world.login(NOBODY).await;
    assert_eq!(world.get(&nobody, LIST, &[]).await.status, 403);
}

#[tokio::test]
async fn a_business_is_listed_with_those_directly_below_it() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for (id, expected) in [
        (
            "tenantbusiness".to_owned(),
            &["Acme Payments Corp", "Payments EU", "Payments Labs"][..],
        ),
        (
            GRANTED.to_uppercase(),
            &["Payments EU", "Payments EU South"],
        ),
        (OWNING.to_owned(), &["Payments Labs"]),
        (BELOW_GRANTED.to_owned(), &["Payments EU South"]),
    ] {
        let id = format!("{id}.acmepaymentscorp");
        let path = format!("{LIST}?BusinessID={id}&BusinessID={id}");
        let answer = world.get(&admin, &path, &[]).await;
        assert_eq!(names(&answer), expected, "{path}");
        let total = expected.len().to_string();
        assert_eq!(answer.header("landfall-total"), total);
    }
}

#[tokio::test]
async fn a_part_of_the_list_comes_with_the_number_of_all() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for (query, expected) in [
        ("Limit=1", &["Acme Payments Corp"][..]),
        ("Limit=2&Offset=1", &["Payments EU", "Payments Labs"]),
        ("Limit=1000&Offset=2", &["Payments Labs"]),
        ("Offset=3", &[]),
        ("Offset=99999999999999999999", &[]),
        ("Limit=&Offset=2", &["Payments Labs"]),
    ] {
        let answer = world.get(&admin, &format!("{LIST}?{query}"), &[]).await;
        assert_eq!(names(&answer), expected, "{query}");
        assert_eq!(answer.header("landfall-total"), "3");
    }
    for query in [
        "Limit=0",
        "Limit=1001",
        "Limit=-1",
        "Limit=x",
        "Limit=99999999999999999999",
        "Offset=-1",
        "Offset=1.0",
        "Limit=1&Limit=2",
        "BusinessID=a&BusinessID=b",
        "Limit=%FF",
        "Offset=%FF",
    ] {
        let answer = world.get(&admin, &format!("{LIST}?{query}"), &[]).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.body.starts_with(r#"{"faultcode":"Client","#));
    }
}

#[tokio::test]
async fn a_business_key_is_what_org_key_takes() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let list = world.get(&admin, LIST, &[]).await;
    let list: serde_json::Value = serde_json::from_str(&list.body).unwrap();
    for (place, zones) in [(0, 1), (1, 1), (2, 1)] {
        let key = list["Business"][place]["BusinessKey"].as_str().unwrap();
        let found = world.zone_ids(&format!("?OrgKey={key}")).await;
        assert_eq!(found.len(), zones, "{key}");
    }
}

/// Whoever may not read an organization gets what they would get if there were none, byte for byte.
#[tokio::test]
async fn what_is_not_yours_does_not_exist() {
    let world = World::new().await;
    let own_uuid = root(TENANT).to_string();
    for (email, host, hidden) in [
        (
            Some(ADMIN),
            "acme.example",
            &[FOREIGN, own_uuid.as_str(), "TenantBusiness"][..],
        ),
        (
            Some(SUB_ADMIN),
            "acme.example",
            &[OWNING, FOREIGN, "tenantbusiness"],
        ),
        (Some(NOBODY), "acme.example", &[GRANTED, "tenantbusiness"]),
        (Some(OTHER_ADMIN), OTHER_HOST, &[GRANTED, OWNING]),
        (None, "acme.example", &[GRANTED, "tenantbusiness"]),
    ] {
        let cookie = match email {
            Some(email) => world.login(email).await.cookie,
            None => String::new(),
        };
        let headers = [("host", host), ("cookie", cookie.as_str())];
        let asked = async |path: &str| {
            let get = world.send("GET", path, &headers, "").await;
            let head = world.send("HEAD", path, &headers, "").await;
            assert_eq!((head.status, &head.headers), (get.status, &get.headers));
            get
        };
        for form in ["/api/businesses?BusinessID={}", "/api/businesses/{}"] {
            let of = |id: &str| form.replace("{}", id);
            let absent = asked(&of(&format!("{ABSENT}.acmepaymentscorp"))).await;
            let status = if email.is_some() { 403 } else { 401 };
            assert_eq!(absent.status, status);
            for id in hidden {
                for tenant in [".acmepaymentscorp", ".globex", ".nobody", ""] {
                    let path = of(&format!("{id}{tenant}"));
                    assert_eq!(asked(&path).await, absent, "{email:?} {path}");
                }
            }
            for junk in ["junk", ".", "%00", "%2F", "%FF"] {
                assert_eq!(asked(&of(junk)).await, absent, "{email:?} {junk}");
            }
        }
    }
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for path in [
        format!("{LIST}?Limit=x&BusinessID=junk"),
        format!("{LIST}/junk"),
    ] {
        let html = ("accept", "text/html");
        assert_eq!(world.send("GET", &path, &[html], "").await.status, 401);
        assert_eq!(world.get(&admin, &path, &[html]).await.status, 406);
    }
    let path = format!("{LIST}?Limit=x&BusinessID=junk");
    assert_eq!(world.get(&admin, &path, &[]).await.status, 400);
    world.set_csrf(true, true).await;
    for path in [LIST, "/api/businesses/junk"] {
        assert_eq!(world.get(&admin, path, &[]).await.status, 401);
        let csrf = ("X-Csrf-Token_acmepaymentscorp", admin.csrf.as_str());
        let status = world.get(&admin, path, &[csrf]).await.status;
        assert_ne!(status, 401);
    }
}
