//! Orders, from the first submission until the last of them has been carried out: orders that make an account each, and orders
//! of a few accounts, which follow one another there.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};
use tokio::task::{JoinSet, LocalSet};

use super::load;
use super::subject::{MSP, ORDERS, SKU, Subject};
use crate::bench::connection::Connection;
use crate::bench::demonstration::Credentials;
use crate::bench::process::Server;
use crate::bench::procfs;
use crate::bench::request::Request;
use crate::error::Error;

/// Connections that submit at a time.
const CONNECTIONS: u16 = 64;
/// How often the record is asked how many are complete.
const ASKED_EVERY: Duration = Duration::from_millis(5);
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_mins(2);
const ACCEPTED: u16 = 202;
const NAME: &str = "orders";

/// How it went.
#[derive(Debug, Serialize)]
pub(super) struct Ordered {
    pub(super) orders: u64,
    /// How many accounts they are of.
    pub(super) accounts: u64,
    pub(super) connections: u16,
    /// Until the last submission was answered, in seconds.
    pub(super) answered_s: f64,
    /// Until the last order was complete, in seconds.
    pub(super) complete_s: f64,
    /// CPU time of the server for each order.
    pub(super) cpu_ms: f64,
}

/// Measures so many orders: of as many new accounts, and then of `accounts` of these.
pub(super) async fn measure(
    server: &Server,
    credentials: &Credentials,
    order: Rc<Subject>,
    (orders, accounts): (u64, u64),
) -> Result<[Ordered; 2], Error> {
    let mut record = Record::open(server, credentials).await?;
    record.settle().await?;
    let of_new: Rc<dyn Fn(u64) -> Request> = Rc::new(move |_| order.request(load::number()));
    let of_new = record.carry_out((orders, orders), of_new).await?;
    let known = record.newest_accounts(accounts).await?;
    let bearer = record.bearer.clone();
    let of_known: Rc<dyn Fn(u64) -> Request> = Rc::new(move |place| {
        let at = usize::try_from(place).unwrap_or_default() % known.len();
        let body = json!({
            "externalId": format!("ADD-{}", load::number()),
            "mspId": MSP,
            "account": { "id": known[at] },
            "service": { "skus": [{ "sku": SKU, "quantity": 3 }] },
        });
        Request::post_json(ORDERS, body.to_string()).header("Authorization", bearer.as_str())
    });
    let of_known = record.carry_out((orders, accounts), of_known).await?;
    Ok([of_new, of_known])
}

/// The record, as somebody sees it who may read orders and accounts.
struct Record<'s> {
    server: &'s Server,
    bearer: String,
    asking: Connection,
}

impl<'s> Record<'s> {
    async fn open(server: &'s Server, credentials: &Credentials) -> Result<Self, Error> {
        Ok(Self {
            server,
            bearer: format!("Bearer {}", credentials.bearer),
            asking: Connection::open(server.address)
                .await
                .map_err(Error::answer(NAME))?,
        })
    }

    async fn get(&mut self, target: String) -> Result<Value, Error> {
        let request = Request::get(target).header("Authorization", self.bearer.as_str());
        let answer = self.asking.ask(&request.bytes(self.server.address)).await;
        let answer = answer.map_err(Error::answer(NAME))?;
        if answer.status != 200 {
            return Err(Error::answer(NAME)(answer.body));
        }
        Ok(serde_json::from_str(&answer.body)?)
    }

    /// How many orders are complete.
    async fn complete(&mut self) -> Result<u64, Error> {
        let listed = self.get(format!("{ORDERS}?filter=status:complete&pageSize=1"));
        let count = listed.await?["metadata"]["pagination"]["totalRecords"].as_u64();
        count.ok_or_else(|| Error::answer(NAME)("the list has no total"))
    }

    /// Waits until earlier orders have been carried out.
    async fn settle(&mut self) -> Result<(), Error> {
        let (mut before, begun) = (self.complete().await?, Instant::now());
        loop {
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            let now = self.complete().await?;
            if now == before {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(Error::answer(NAME)("there is no end of earlier orders"));
            }
            before = now;
        }
    }

    /// The accounts that were made last.
    async fn newest_accounts(&mut self, count: u64) -> Result<Vec<String>, Error> {
        let target = format!("/api/v1/partner/accounts?sort=desc:insertTs&pageSize={count}");
        let listed = self.get(target).await?;
        let rows = listed["data"].as_array().into_iter().flatten();
        let ids = rows.filter_map(|row| row["id"].as_str().map(str::to_owned));
        let ids: Vec<String> = ids.collect();
        if ids.len() as u64 == count {
            return Ok(ids);
        }
        Err(Error::answer(NAME)(format!("{} accounts", ids.len())))
    }

    /// Submits orders, each as soon as its connection is free, and waits until all are complete.
    async fn carry_out(
        &mut self,
        (orders, accounts): (u64, u64),
        request: Rc<dyn Fn(u64) -> Request>,
    ) -> Result<Ordered, Error> {
        let wanted = self.complete().await? + orders;
        let (address, next) = (self.server.address, Rc::new(AtomicU64::new(0)));
        let mut open = Vec::new();
        for _ in 0..CONNECTIONS {
            let connection = Connection::open(address).await;
            open.push(connection.map_err(Error::answer(NAME))?);
        }
        let before = procfs::cpu_time(self.server.id)?;
        let begun = Instant::now();
        let (local, mut running) = (LocalSet::new(), JoinSet::new());
        for mut connection in open {
            let (request, next) = (Rc::clone(&request), Rc::clone(&next));
            let submitting = async move {
                loop {
                    let place = next.fetch_add(1, Relaxed);
                    if place >= orders {
                        return Ok(());
                    }
                    let answer = connection.ask(&request(place).bytes(address)).await?;
                    if answer.status != ACCEPTED {
                        return Err(format!("{}: {:.200}", answer.status, answer.body));
                    }
                }
            };
            running.spawn_local_on(submitting, &local);
        }
        let all = local.run_until(async {
            while let Some(ended) = running.join_next().await {
                ended.map_err(|error| error.to_string())??;
            }
            Ok::<_, String>(())
        });
        all.await.map_err(Error::answer(NAME))?;
        let answered = begun.elapsed();
        loop {
            let complete = self.complete().await?;
            if complete >= wanted {
                break;
            }
            if begun.elapsed() > PATIENCE {
                let problem = format!("{} of {orders} are not complete", wanted - complete);
                return Err(Error::answer(NAME)(problem));
            }
            tokio::time::sleep(ASKED_EVERY).await;
        }
        let complete = begun.elapsed();
        let cpu = procfs::cpu_time(self.server.id)?.saturating_sub(before);
        let each = f64::from(u32::try_from(orders).unwrap_or(u32::MAX));
        Ok(Ordered {
            orders,
            accounts,
            connections: CONNECTIONS,
            answered_s: answered.as_secs_f64(),
            complete_s: complete.as_secs_f64(),
            cpu_ms: 1e3 * cpu.as_secs_f64() / each,
        })
    }
}
