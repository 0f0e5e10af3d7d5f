//! Valid requests, changed at random in a few places, thousands of them on connections that are kept: each gets a well-formed
//! answer in the form of the dialect whose path it has. The same changes each time.

mod form;
mod request;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use request::Request;

use super::{akana, ends_well};
use crate::support::{Landfall, RawConnection};

const REQUESTS: u32 = 3_000;

fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn a_request_that_was_changed_is_answered_in_its_dialects_form() {
    let server = Landfall::demo(&[]);
    let session = akana(&server);
    let kept = RefCell::new(None);
    let seen = RefCell::new(BTreeMap::<(&str, u16), u32>::new());
    let connections = Cell::new(0);
    let outcome = runner(REQUESTS).run(&request::changed(&session), |request| {
        let open = || {
            connections.set(connections.get() + 1);
            RawConnection::to(server.address)
        };
        // Taken out: after a failure the next request begins with a new one.
        let mut connection = kept.take().unwrap_or_else(open);
        connection.send(&request.bytes());
        let answer = connection.answer(&request.method);
        let answer = answer.ok_or_else(|| TestCaseError::fail("the server closed instead"))?;
        let face = form::face(&request.path);
        form::check(face, &request, &answer).map_err(TestCaseError::fail)?;
        *seen.borrow_mut().entry((face, answer.status)).or_default() += 1;
        if answer.header("connection") != "close" {
            kept.replace(Some(connection));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}\n{}", server.logged()));
    // The changes leave enough whole, and break enough, in every dialect.
    let seen = seen.into_inner();
    for (face, statuses) in [
        ("vipmp", [200, 400, 401, 403, 404, 405].as_slice()),
        ("rulesv4", &[200, 400, 403, 404, 405]),
        ("metallic", &[200, 400, 401, 404, 405]),
        ("akana", &[200, 400, 401, 403, 404, 405, 406, 415]),
        ("native", &[200, 405]),
        ("none", &[404]),
    ] {
        for status in statuses {
            assert!(
                seen.contains_key(&(face, *status)),
                "{face} {status}: {seen:?}"
            );
        }
    }
    let opened = connections.get();
    assert!(
        opened < REQUESTS / 10,
        "{opened} connections: they are not kept"
    );
    ends_well(server);
}

/// With bytes changed anywhere, also in the framing, the answer may be a bare refusal, or none at all where the head never ended.
#[test]
fn a_request_with_changed_bytes_never_breaks_the_server() {
    let server = Landfall::demo(&[]);
    let session = akana(&server);
    let wild = (
        request::valid(&session),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    );
    let outcome = runner(REQUESTS / 3).run(&wild, |(request, changes): (Request, _)| {
        let mut bytes = request.bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let mut connection = RawConnection::to(server.address);
        connection.send(&bytes);
        connection.finish();
        // A changed HEAD has no body, or has one that must not be waited for; its answer is looked at as bytes only.
        if request.method == "HEAD" || bytes.starts_with(b"HEAD") {
            let rest = connection.rest();
            prop_assert!(rest.is_empty() || rest.starts_with(b"HTTP/1."), "{rest:?}");
            return Ok(());
        }
        while let Some(answer) = connection.answer("GET") {
            prop_assert!(answer.status < 500, "{answer:?} {}", answer.text());
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}\n{}", server.logged()));
    ends_well(server);
}
