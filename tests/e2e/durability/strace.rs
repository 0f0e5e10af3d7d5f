//! Reading what strace writes with `-f -yy -ttt`: which system calls there were, and which was over before which began.
//!
//! strace stops a thread where it enters a call and where it leaves it, and writes a line at that moment. A call that others
//! interrupt is written in two halves, `fdatasync(… <unfinished ...>` and `<... fdatasync resumed>) = 0`: it began at the
//! first line and was over at the second. So the order of lines is the order of events, whatever the clock says.

use std::collections::HashMap;

/// A system call, with the lines at which it began and was over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SystemCall {
    pub(super) name: String,
    /// The file descriptor that it is about, if that is its first argument.
    pub(super) descriptor: Option<u32>,
    /// What the descriptor stands for: a path, or something like `TCP:[127.0.0.1:8080->127.0.0.1:40000]`.
    pub(super) target: String,
    /// All arguments as printed.
    pub(super) arguments: String,
    /// What it returned as printed; `?` when the process ended in it, none when the trace ends before.
    pub(super) result: Option<String>,
    pub(super) began: usize,
    /// The line that has the result; behind all lines when there is none.
    pub(super) over: usize,
}

impl SystemCall {
    /// Whether it returned, and without an error.
    pub(super) fn succeeded(&self) -> bool {
        self.number().is_some_and(|number| number >= 0)
    }

    /// The number that it returned.
    pub(super) fn number(&self) -> Option<i64> {
        let result = self.result.as_deref()?;
        result.split(' ').next()?.parse().ok()
    }

    /// The other end of the connection that it is about.
    pub(super) fn far_end(&self) -> Option<&str> {
        let (_, far) = self.target.split_once("->")?;
        far.split([',', ']']).next()
    }
}

/// The calls of a trace in the order in which they began. A line of an unknown form is an error: nothing is passed over.
pub(super) fn parse(trace: &str) -> Result<Vec<SystemCall>, String> {
    let mut calls: Vec<SystemCall> = Vec::new();
    let mut unfinished: HashMap<&str, usize> = HashMap::new();
    for (at, line) in trace.lines().enumerate() {
        let strange = || format!("line {}: {line}", at + 1);
        let (thread, event) = thread_and_event(line).ok_or_else(strange)?;
        if let Some(resumed) = event.strip_prefix("<... ") {
            let call = unfinished.remove(thread).ok_or_else(strange)?;
            let (name, rest) = resumed.split_once(" resumed>").ok_or_else(strange)?;
            let call = &mut calls[call];
            if call.name != name {
                return Err(strange());
            }
            let (arguments, result) = arguments_and_result(rest).ok_or_else(strange)?;
            call.arguments.push_str(arguments);
            call.result = Some(result.to_owned());
            call.over = at;
        } else if !(event.starts_with("+++ ") || event.starts_with("--- ")) {
            let (name, rest) = event.split_once('(').ok_or_else(strange)?;
            if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(strange());
            }
            let (arguments, result) = if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
                if unfinished.insert(thread, calls.len()).is_some() {
                    return Err(strange());
                }
                (begun, None)
            } else {
                let (arguments, result) = arguments_and_result(rest).ok_or_else(strange)?;
                (arguments, Some(result.to_owned()))
            };
            let (descriptor, target) = subject(arguments);
            calls.push(SystemCall {
                name: name.to_owned(),
                descriptor,
                target: target.to_owned(),
                arguments: arguments.to_owned(),
                over: if result.is_some() { at } else { usize::MAX },
                result,
                began: at,
            });
        }
    }
    Ok(calls)
}

/// Splits `1234  1700000000.123456 event`.
fn thread_and_event(line: &str) -> Option<(&str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (time, event) = rest.trim_start().split_once(' ')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (number(thread) && number(time)).then_some((thread, event))
}

/// Splits `arguments) = result`.
fn arguments_and_result(text: &str) -> Option<(&str, &str)> {
    let (arguments, result) = text.rsplit_once(" = ")?;
    Some((arguments.trim_end().strip_suffix(')')?, result))
}

/// The descriptor and what it stands for, of arguments that begin like `12</a/path>` or `12</a/path>, …`.
fn subject(arguments: &str) -> (Option<u32>, &str) {
    let first = match arguments.split_once(">, ") {
        Some((first, _)) => first,
        None => arguments.strip_suffix('>').unwrap_or(arguments),
    };
    let Some((descriptor, target)) = first.split_once('<') else {
        return (None, "");
    };
    match descriptor.parse() {
        Ok(descriptor) => (Some(descriptor), target),
        Err(_) => (None, ""),
    }
}

#[test]
fn calls_in_one_line_and_in_two_are_read() {
    let trace = "\
7  1.000001 fdatasync(12</d/landfall.db-wal> <unfinished ...>
81 1.000002 writev(19<TCP:[127.0.0.1:80->127.0.0.1:9]>, [{iov_base=\"a) = 1 <unfinished ...>\\n\", iov_len=3}], 1) = 3
81 1.000003 recvfrom(19<TCP:[127.0.0.1:80->127.0.0.1:9]>,  <unfinished ...>
7  1.000004 <... fdatasync resumed>)       = -1 EIO (Input/output error)
7  1.000005 --- SIGPIPE {si_signo=SIGPIPE} ---
81 1.000006 <... recvfrom resumed>\"x\", 8192, 0, NULL, NULL) = 1
7  1.000007 fsync(12</d/landfall.db-wal>) = ?
7  1.000008 +++ killed by SIGKILL +++
";
    let calls = parse(trace).unwrap();
    let order: Vec<_> = calls.iter().map(|call| (call.began, call.over)).collect();
    assert_eq!(order, [(0, 3), (1, 1), (2, 5), (6, 6)]);
    let [sync, answer, request, cut] = &calls[..] else {
        panic!("{calls:?}");
    };
    assert_eq!(sync.target, "/d/landfall.db-wal");
    assert_eq!(sync.number(), Some(-1));
    assert!(!sync.succeeded());
    assert_eq!(answer.descriptor, Some(19));
    assert_eq!(answer.far_end(), Some("127.0.0.1:9"));
    assert!(answer.succeeded());
    assert!(request.arguments.contains("\"x\""), "{request:?}");
    assert!(!cut.succeeded());
}

#[test]
fn a_unix_socket_is_known_by_its_other_end() {
    let line = "5 1.0 write(19<UNIX-STREAM:[395686->396569,\"/d/admin.sock\"]>, \"HTTP/1.1 200 OK\", 15) = 15";
    assert_eq!(parse(line).unwrap()[0].far_end(), Some("396569"));
}

#[test]
fn what_cannot_be_read_is_no_trace() {
    for line in [
        "strace: Process 12 attached",
        "5 1.0 <... write resumed>) = 1",
        "5 1.0 write(1, \"",
        "5 1.0 what is this",
    ] {
        assert!(parse(line).is_err(), "{line}");
    }
    let twice = "5 1.0 fsync(1</d> <unfinished ...>\n5 1.0 fsync(1</d> <unfinished ...>\n";
    assert!(parse(twice).is_err());
    let other = "5 1.0 fsync(1</d> <unfinished ...>\n5 1.0 <... write resumed>) = 1\n";
    assert!(parse(other).is_err());
}
