//! Walks a document with a table of cases: first whether the two have the same operations, then every case.

use std::collections::BTreeSet;

use super::{
    case::{Bad, Case, Closed, Hidden, Request},
    document::{Document, Operation},
    told,
};
use crate::{
    support::{Landfall, RawAnswer},
    world::send,
};

/// What is missing in the table: operations without a case, cases without an operation, and what a case leaves out.
pub(super) fn gaps(document: &Document, cases: &[Case]) -> Vec<String> {
    let operations = document.operations();
    let tried: BTreeSet<_> = cases.iter().map(|case| case.operation).collect();
    let untried = operations.keys().filter(|id| !tried.contains(**id));
    let mut gaps: Vec<_> = untried.map(|id| format!("{id} has no case")).collect();
    for case in cases {
        let id = case.operation;
        let Some(operation) = operations.get(id) else {
            gaps.push(format!("{id} is no operation"));
            continue;
        };
        if !operation.fits(&case.good.target) {
            gaps.push(format!("{id} is not called by {}", case.good.target));
        }
        match &case.closed {
            None if !operation.is_open() => gaps.push(format!("{id} is not for everybody")),
            Some(_) if operation.is_open() => gaps.push(format!("{id} is for everybody")),
            Some(closed) if closed.nobody.is_empty() => {
                gaps.push(format!("{id} is not tried without credentials"));
            }
            Some(closed) if closed.strangers.is_empty() => {
                gaps.push(format!("{id} is not tried by strangers"));
            }
            Some(closed)
                if operation.names_an_object() && !matches!(closed.hidden, Hidden::Object(..)) =>
            {
                gaps.push(format!("{id} names an object that its case does not"));
            }
            _ => {}
        }
        if matches!(&case.bad, Bad::Requests(requests) if requests.is_empty()) {
            gaps.push(format!("{id} is not tried with bad input"));
        }
    }
    gaps
}

/// Tries all cases.
pub(super) fn walk(server: &Landfall, document: &Document, cases: &[Case]) {
    let gaps = gaps(document, cases);
    assert!(gaps.is_empty(), "{}: {gaps:#?}", document.name);
    let operations = document.operations();
    let faults = cases.iter().flat_map(|case| {
        let walker = Walker {
            server,
            operation: &operations[case.operation],
        };
        let faults = walker.faults(case).into_iter();
        faults.map(|fault| format!("{} {}: {fault}", document.name, case.operation))
    });
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{faults:#?}\n{}", server.troubles());
}

struct Walker<'w> {
    server: &'w Landfall,
    operation: &'w Operation<'w>,
}

impl Walker<'_> {
    /// The good request comes last: some end the session that they are made with.
    fn faults(&self, case: &Case) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(closed) = &case.closed {
            for lines in &closed.nobody {
                faults.extend(self.unknown_caller(case, closed, lines));
            }
            for lines in &closed.strangers {
                faults.extend(self.stranger(case, closed, lines));
            }
        }
        match &case.bad {
            Bad::Impossible(reason) => assert!(!reason.is_empty()),
            Bad::Requests(requests) => {
                for (request, status) in requests {
                    faults.extend(self.bad_input(request, *status));
                }
            }
        }
        faults.extend(self.good(case));
        faults
    }

    fn good(&self, case: &Case) -> Vec<String> {
        let before = self.writes().then(|| told::position(self.server));
        let answer = self.send(&case.good);
        let mut faults = Vec::new();
        // A stream that is opened is a success too.
        if !(200..300).contains(&answer.status) && answer.status != 101 {
            faults.push(format!("the good request failed: {answer:?}"));
        }
        faults.extend(self.documented("the good request", &answer));
        if let Some(before) = before {
            faults.extend(told::fault(self.server, case.operation, &before));
        }
        if let Some(Closed {
            hidden: Hidden::Texts(shown),
            ..
        }) = &case.closed
        {
            let text = answer.text();
            let missing = shown.iter().filter(|shown| !text.contains(*shown));
            faults.extend(missing.map(|shown| format!("the good answer lacks {shown}: {text}")));
        }
        faults
    }

    /// Whether it is a call to change something.
    fn writes(&self) -> bool {
        !["GET", "HEAD"].contains(&self.operation.method.as_str())
    }

    fn unknown_caller(&self, case: &Case, closed: &Closed, lines: &str) -> Vec<String> {
        let request = with_lines(&case.good, lines);
        let answer = self.send(&request);
        let who = format!("without credentials ({lines:?})");
        let mut faults = self.documented(&who, &answer);
        if ![401, 403].contains(&answer.status) {
            faults.push(format!("{who}: {answer:?}"));
        }
        faults.extend(self.told_apart(&who, &request, &answer, &closed.hidden));
        faults
    }

    fn stranger(&self, case: &Case, closed: &Closed, lines: &str) -> Vec<String> {
        let request = with_lines(&case.good, lines);
        let answer = self.send(&request);
        let who = format!("as a stranger ({lines:?})");
        let mut faults = self.documented(&who, &answer);
        match &closed.hidden {
            Hidden::Object(..) if answer.status < 400 => {
                faults.push(format!("{who} it is seen: {answer:?}"));
            }
            Hidden::Texts(shown) => {
                let text = answer.text();
                let seen = shown.iter().filter(|shown| text.contains(*shown));
                faults.extend(seen.map(|shown| format!("{who} {shown} is seen: {text}")));
            }
            Hidden::Nothing(reason) => assert!(!reason.is_empty()),
            Hidden::Object(..) => {}
        }
        faults.extend(self.told_apart(&who, &request, &answer, &closed.hidden));
        faults
    }

    fn bad_input(&self, request: &Request, status: u16) -> Vec<String> {
        let answer = self.send(request);
        let mut faults = self.documented("bad input", &answer);
        if answer.status != status || !(400..500).contains(&status) {
            faults.push(format!("bad input, {request:?}, not {status}: {answer:?}"));
        }
        faults
    }

    /// Whether an answer about an object differs from the one about an absent object in anything but the name that the
    /// caller gave.
    fn told_apart(
        &self,
        who: &str,
        request: &Request,
        seen: &RawAnswer,
        hidden: &Hidden,
    ) -> Option<String> {
        let Hidden::Object(id, absent) = hidden else {
            return None;
        };
        let mut request = request.clone();
        request.target = request
            .target
            .replace(&format!("/{id}"), &format!("/{absent}"));
        let mut unseen = self.send(&request);
        unseen.body = unseen.text().replace(absent, id).into_bytes();
        if id.len() != absent.len() {
            let length = seen.header("content-length");
            for (name, value) in &mut unseen.headers {
                if name == "content-length" {
                    value.clone_from(&length.clone().into_bytes());
                }
            }
        }
        let mut seen = seen.clone();
        // What the log calls a request is different each time.
        for answer in [&mut seen, &mut unseen] {
            answer.headers.retain(|(name, _)| name != "x-request-id");
        }
        (unseen != seen).then(|| format!("{who}, {seen:?} is not {unseen:?}"))
    }

    fn documented(&self, what: &str, answer: &RawAnswer) -> Vec<String> {
        let fault = self.operation.fault_of(answer).into_iter();
        fault
            .map(|fault| format!("{what}: {fault}; {answer:?}"))
            .collect()
    }

    fn send(&self, request: &Request) -> RawAnswer {
        let method = &self.operation.method;
        send(
            self.server,
            method,
            &request.target,
            &request.lines,
            &request.body,
        )
    }
}

fn with_lines(request: &Request, lines: &str) -> Request {
    Request {
        lines: lines.to_owned(),
        ..request.clone()
    }
}
