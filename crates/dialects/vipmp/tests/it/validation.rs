//! What becomes of accounts that were written: the contract's section 8.

use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};

use crate::{
    world::World,
    writing::{CUSTOMERS, nordwind, nordwind_but},
};

impl World {
    async fn status(&self, path: &str) -> String {
        let shown = self.get(path).await.json();
        shown["status"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn trap_36_postal_codes_have_the_form_of_their_country() {
    let world = World::new().await;
    for (number, (country, region, code, status)) in [
        ("DE", "BY", "01000", "1010"),
        ("CA", "ON", "K1A0B1", "1010"),
        ("CA", "ON", "K1A 0B1", "1000"),
        ("FR", "20R", "2A004", "1000"),
        ("GB", "ENG", "EC1A1BB", "1000"),
        ("HK", "00", "", "1000"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = nordwind_but(&[
            (
                "/companyProfile/companyName",
                json!(format!("Nordwind {number}")),
            ),
            ("/companyProfile/address/country", json!(country)),
            ("/companyProfile/address/region", json!(region)),
            ("/companyProfile/address/postalCode", json!(code)),
        ]);
        let path = world.customer(&number.to_string(), &body).await;
        assert_eq!(world.status(&path).await, status, "{country} {code}");
    }
}

#[tokio::test]
async fn a_second_customer_of_one_name_and_contact_is_a_duplicate() {
    let world = World::new().await;
    let first = world.customer("c1", &nordwind()).await;
    assert_eq!(world.status(&first).await, "1000");
    let upper = nordwind_but(&[
        (
            "/companyProfile/companyName",
            json!(" NORDWIND papier GmbH "),
        ),
        (
            "/companyProfile/contacts/0/email",
            json!("LENA@nordwind.example"),
        ),
    ]);
    let second = world.customer("c2", &upper).await;
    assert_eq!(world.status(&second).await, "1014");
    let other = nordwind_but(&[(
        "/companyProfile/contacts/0/email",
        json!("ole@nordwind.example"),
    )]);
    let other = world.customer("c3", &other).await;
    assert_eq!(world.status(&other).await, "1000");
    let elsewhere = nordwind_but(&[("/resellerId", json!(landfall_demo::ids::MSP_VIPMP))]);
    let elsewhere = world.customer("c4", &elsewhere).await;
    assert_eq!(world.status(&elsewhere).await, "1000");
    assert_eq!(world.events("organization.validated").await, 4);
    // Another contact makes it another company, and whatever was found invalid is validated again.
    let mut shown = world.get(&second).await.json();
    shown["companyProfile"]["contacts"][0]["email"] = json!("else@nordwind.example");
    let changed = world.patch(&second, "c5", &shown).await.object(200);
    assert_eq!(changed["status"], "1002");
    world.control.look_after_pending().await.unwrap();
    assert_eq!(world.status(&second).await, "1000");
}

#[tokio::test]
async fn a_postal_code_that_was_wrong_has_to_be_mended() {
    let world = World::new().await;
    let wrong = nordwind_but(&[("/companyProfile/address/postalCode", json!("1000"))]);
    let path = world.customer("c1", &wrong).await;
    let mut shown = world.get(&path).await.json();
    assert_eq!(shown["status"], "1010");
    let again = world.patch(&path, "c2", &shown).await;
    let detail = "companyProfile.address.postalCode";
    again.is_error(400, "1118", "Invalid Address", &[detail]);
    shown["companyProfile"]["address"]["postalCode"] = json!("86150");
    let mended = world.patch(&path, "c3", &shown).await.object(200);
    assert_eq!(mended["status"], "1002");
    let pending = world.patch(&path, "c4", &shown).await;
    pending.has_code("1125", &[]);
    world.control.look_after_pending().await.unwrap();
    assert_eq!(world.status(&path).await, "1000");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_equal_customers_one_becomes_active() {
    let world = World::new().await;
    let posts = (0..50).map(async |number| {
        let posted = world
            .post(CUSTOMERS, &format!("c{number}"), &nordwind())
            .await;
        let object = posted.object(201);
        // Others validate while some are still being made.
        world.control.look_after_pending().await.unwrap();
        object["links"]["self"]["uri"].as_str().unwrap().to_owned()
    });
    let paths = join_all(posts).await;
    let statuses = join_all(paths.iter().map(|path| world.status(path))).await;
    let count = |status: &str| statuses.iter().filter(|is| *is == status).count();
    assert_eq!((count("1000"), count("1014")), (1, 49));
}

#[tokio::test]
async fn the_worker_validates_without_being_asked() {
    let world = World::new().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    // Made before there is a worker, as by a process that has died since.
    let early = world.post(CUSTOMERS, "c1", &nordwind()).await.object(201);
    let worker = tokio::spawn(std::sync::Arc::clone(&world.control).work(async {
        let _ = stopped.await;
    }));
    let other = nordwind_but(&[("/companyProfile/companyName", json!("Nordwind Holz GmbH"))]);
    let late = world.post(CUSTOMERS, "c2", &other).await.object(201);
    for made in [early, late] {
        let path = made["links"]["self"]["uri"].as_str().unwrap();
        let active = async {
            while world.status(path).await != "1000" {
                tokio::task::yield_now().await;
            }
        };
        let within = std::time::Duration::from_secs(30);
        tokio::time::timeout(within, active).await.unwrap();
    }
    stop.send(()).unwrap();
    worker.await.unwrap();
}

#[tokio::test]
async fn trap_11_a_replay_shows_the_old_state() {
    let world = World::new().await;
    let first = world.post(CUSTOMERS, "c1", &nordwind()).await;
    let path = first.object(201)["links"]["self"]["uri"].clone();
    world.control.look_after_pending().await.unwrap();
    assert_eq!(world.status(path.as_str().unwrap()).await, "1000");
    let again = world.post(CUSTOMERS, "c1", &nordwind()).await;
    assert_eq!(again.body, first.body);
    assert!(again.is_replay());
    assert_eq!(again.object(201)["status"], "1002");
}

#[tokio::test]
async fn trap_29_a_new_customer_is_listed_as_pending() {
    let world = World::new().await;
    let made = world.post(CUSTOMERS, "c1", &nordwind()).await.object(201);
    let listed = async |query: &str| {
        let path = format!("/v3/resellers/5556667778/customers?limit=50{query}");
        let page = world.get(&path).await.json();
        let accounts: Vec<Value> = page["accounts"].as_array().unwrap().clone();
        let ids = accounts.iter().map(|account| account["customerId"].clone());
        ids.collect::<Vec<_>>().contains(&made["customerId"])
    };
    assert!(!listed("").await);
    assert!(listed("&status=1002").await);
    world.control.look_after_pending().await.unwrap();
    assert!(listed("").await);
}

#[tokio::test]
async fn a_customer_s_status_is_nobody_s_to_write() {
    let world = World::new().await;
    let path = world.customer("c1", &nordwind()).await;
    let mut shown = world.get(&path).await.json();
    shown["status"] = json!("1004");
    let body = shown.to_string();
    let changed = world.write(Method::PATCH, &path, ("c2", None), &body).await;
    changed.has_code("1119", &["status"]);
}
