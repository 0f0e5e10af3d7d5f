//! A file in stretches of lines, read on a thread of its own while the stretch before is written.

use std::{
    io::{BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use landfall_control::admin::{BadLine, ObjectLine, read_lines};
use landfall_transfer::{Decoded, Lines, decode};
use tokio::sync::mpsc;

use crate::error::CommandError;

/// How many lines a stretch has at most: what is lost of them when the machine stops is read once more, and other writers of
/// a running server wait for one stretch at most.
const LINES: u64 = 1000;
/// The same where nobody else writes: a row touches a dozen pages all over the indexes, and each is written once for all rows
/// of a stretch that touch it.
const LINES_ALONE: u64 = 32 * LINES;
/// How many bytes a stretch has at most before its last line, for each line that it may have.
const BYTES_A_LINE: u64 = 1 << 10;

/// How many empty lines a stretch has at most between two of its lines.
const EMPTY_LINES: u64 = 1 << 10;

/// How long stretches are: they grow while every line is good. The lines of a stretch that the engine has refused are written
/// again without the bad one, so stretches with bad lines are short.
#[derive(Debug, Clone)]
pub(super) struct Length {
    lines: Arc<AtomicU64>,
    most: u64,
}

impl Length {
    /// For a store that this process writes `alone`, or for one that others write, too.
    pub(super) fn new(alone: bool) -> Self {
        Self {
            lines: Arc::new(AtomicU64::new(LINES)),
            most: if alone { LINES_ALONE } else { LINES },
        }
    }

    /// A stretch was brought in, with all its lines `good` or not.
    pub(super) fn heard(&self, good: bool) {
        let now = self.lines();
        let next = if good { now * 2 } else { LINES };
        self.lines.store(next.min(self.most), Ordering::Relaxed);
    }

    fn lines(&self) -> u64 {
        self.lines.load(Ordering::Relaxed)
    }
}

/// A stretch of a file.
pub(super) struct Stretch {
    /// The number of its first line.
    pub(super) first: u64,
    /// The number of its last line.
    pub(super) last: u64,
    /// How many bytes of the file it took.
    pub(super) taken: u64,
    /// What is in it.
    pub(super) content: Content,
}

/// What is in a stretch.
pub(super) enum Content {
    /// Lines as they are, for a server to read.
    Text(Vec<u8>),
    /// Lines that were read here.
    Objects(Arc<Vec<ObjectLine>>),
    /// One line that is longer than any can be, and was not kept.
    Refused(BadLine),
}

/// Reads a file to its end; decodes its lines if `decodes`. What is sent last is the error that ended the reading, if one did.
pub(super) fn read(
    file: impl Read,
    decodes: bool,
    length: &Length,
    to: &mpsc::Sender<Result<Stretch, CommandError>>,
) {
    let reader = BufReader::with_capacity(1 << 17, file);
    if let Err(error) = read_all(reader, decodes, length, to) {
        // Whoever received has gone.
        let _ = to.blocking_send(Err(error));
    }
}

fn read_all(
    reader: impl BufRead,
    decodes: bool,
    length: &Length,
    to: &mpsc::Sender<Result<Stretch, CommandError>>,
) -> Result<(), CommandError> {
    let mut lines = Lines::new(reader);
    let mut gathered = Gathered::default();
    let mut begun = false;
    while let Some(line) = lines
        .next_line()
        .map_err(CommandError::file("the records"))?
    {
        let bytes = match line.bytes {
            Ok(bytes) => bytes,
            Err(trouble) => {
                let stretch = Stretch {
                    first: line.number,
                    last: line.number,
                    taken: line.taken,
                    content: Content::Refused(BadLine {
                        line: line.number,
                        member: String::new(),
                        text: trouble.to_string(),
                    }),
                };
                if !send(gathered.take(decodes), to) || !send(Some(stretch), to) {
                    return Ok(());
                }
                continue;
            }
        };
        if !begun {
            check_header(line.number, &bytes)?;
            begun = true;
        }
        if gathered.is_far_from(line.number) && !send(gathered.take(decodes), to) {
            return Ok(());
        }
        gathered.add(line.number, line.taken, &bytes);
        if gathered.is_full(length.lines()) && !send(gathered.take(decodes), to) {
            return Ok(());
        }
    }
    if !begun {
        return Err(CommandError::Usage(format!(
            "there are no lines: a file of records begins with {}",
            header_text()
        )));
    }
    send(gathered.take(decodes), to);
    Ok(())
}

fn header_text() -> String {
    String::from_utf8_lossy(&landfall_transfer::header())
        .trim_end()
        .to_owned()
}

fn check_header(number: u64, line: &[u8]) -> Result<(), CommandError> {
    match decode(line) {
        Ok(Decoded::Header) => Ok(()),
        Err(fault) if fault.member.starts_with("landfall") => Err(CommandError::Usage(format!(
            "line {number}: {fault}; nothing was imported"
        ))),
        _ => Err(CommandError::Usage(format!(
            "line {number}: a file of records begins with {}; nothing was imported",
            header_text()
        ))),
    }
}

/// Whether somebody still receives.
fn send(stretch: Option<Stretch>, to: &mpsc::Sender<Result<Stretch, CommandError>>) -> bool {
    stretch.is_none_or(|stretch| to.blocking_send(Ok(stretch)).is_ok())
}

/// Lines that make the next stretch.
#[derive(Default)]
struct Gathered {
    first: u64,
    last: u64,
    taken: u64,
    lines: u64,
    text: Vec<u8>,
}

impl Gathered {
    fn add(&mut self, number: u64, taken: u64, line: &[u8]) {
        if self.lines == 0 {
            self.first = number;
        } else {
            // Empty lines that were passed over keep their numbers; there are few.
            for _ in self.last..number {
                self.text.push(b'\n');
            }
        }
        self.text.extend_from_slice(line);
        self.last = number;
        self.taken += taken;
        self.lines += 1;
    }

    /// Whether so many empty lines come before the line that it had better begin another stretch.
    fn is_far_from(&self, number: u64) -> bool {
        self.lines > 0 && number - self.last > EMPTY_LINES
    }

    fn is_full(&self, lines: u64) -> bool {
        self.lines >= lines || self.text.len() as u64 >= lines * BYTES_A_LINE
    }

    fn take(&mut self, decodes: bool) -> Option<Stretch> {
        let gathered = std::mem::take(self);
        if gathered.lines == 0 {
            return None;
        }
        let content = if decodes {
            Content::Objects(Arc::new(read_lines(gathered.first, &gathered.text)))
        } else {
            Content::Text(gathered.text)
        };
        Some(Stretch {
            first: gathered.first,
            last: gathered.last,
            taken: gathered.taken,
            content,
        })
    }
}
