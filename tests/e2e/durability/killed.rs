//! Servers that are killed with signal 9 under load, again and again over the same store: whatever was answered is there when
//! the next one starts, once and whole.
//!
//! `LANDFALL_TORTURE_ROUNDS` says how often (a few times if it is not set), `LANDFALL_TORTURE_SEED` after how many answers each
//! time. What the threads of callers and server have reached by then is nobody's choice.

use tempfile::TempDir;

use super::{
    init, json,
    ledger::{Ledger, Unanswered},
    load::{Account, until_killed},
    text,
};
use crate::support::Landfall;

/// How often a server is killed when nothing else is said.
const ROUNDS: usize = 6;
/// How many servers a store sees killed: enough for its log to be carried over and begun again.
const LIVES: usize = 24;
/// How many writes a server answers at most before it is killed.
const ANSWERS: usize = 100;

#[test]
fn a_killed_server_has_kept_what_it_answered() {
    let rounds: usize = setting("LANDFALL_TORTURE_ROUNDS").unwrap_or(ROUNDS);
    let seed: u64 = setting("LANDFALL_TORTURE_SEED").unwrap_or_else(|| fastrand::u64(..));
    eprintln!("LANDFALL_TORTURE_ROUNDS={rounds} LANDFALL_TORTURE_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut unanswered = Unanswered::default();
    for store in (0..rounds).step_by(LIVES) {
        let lives = LIVES.min(rounds - store);
        let answers: Vec<usize> = (0..lives).map(|_| random.usize(0..=ANSWERS)).collect();
        let of_store = outlive(&answers);
        unanswered.done += of_store.done;
        unanswered.not_done += of_store.not_done;
        eprintln!(
            "{} kills; commands without an answer: {unanswered:?}",
            store + lives
        );
    }
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name}={value}: not a number")),
    )
}

/// A store whose servers are killed one after the other, each after so many answers.
fn outlive(answers: &[usize]) -> Unanswered {
    let folder = tempfile::tempdir().unwrap();
    let account = opened(&folder);
    let data = account.data.clone();
    let serve = || Landfall::serve(&data, &[]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut server = serve();
    let reader = json(
        &data,
        &[
            "token",
            "create",
            "--tenant",
            "acme",
            "--client",
            "reader",
            "--dialect",
            "vipmp",
        ],
    );
    let mut ledger = runtime.block_on(Ledger::open(account.clone(), text(&reader["token"])));
    let mut unanswered = Unanswered::default();
    for (life, answers) in answers.iter().enumerate() {
        eprintln!("life {life}: killed after {answers} answers");
        ledger.add(until_killed(
            server,
            &account,
            &format!("life-{life}"),
            *answers,
        ));
        server = serve();
        let found = ledger.find();
        unanswered.done += found.done;
        unanswered.not_done += found.not_done;
        runtime.block_on(async {
            ledger.use_all(&server).await;
            ledger.repeat(&server).await;
        });
        // Nothing is there twice now, and nothing is left open.
        assert_eq!(ledger.find(), Unanswered::default());
    }
    unanswered
}

/// A store with a reseller, and two clients that see what is below it: one that asks for tokens, and one that reads.
fn opened(folder: &TempDir) -> Account {
    let data = folder.path().to_owned();
    let password = init(&data);
    let reseller = json(
        &data,
        &[
            "organization",
            "create",
            "--tenant",
            "acme",
            "--kind",
            "reseller",
            "--name",
            "Nordwind Handel",
        ],
    );
    let reseller = text(&reseller["organization"]);
    let client = |id: &str| {
        let made = json(
            &data,
            &[
                "client",
                "create",
                id,
                "--tenant",
                "acme",
                "--grant",
                "vipmp=read",
                "--organization",
                &reseller,
            ],
        );
        text(&made["secret"])
    };
    client("reader");
    Account {
        client_id: "caller".to_owned(),
        client_secret: client("caller"),
        email: "root@acme.example".to_owned(),
        password,
        reseller: reseller.clone(),
        data: data.clone(),
    }
}
