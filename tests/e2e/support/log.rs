//! What a server writes to its standard error, read all the time: a pipe that is full would stop the server.

use std::{
    io::{BufRead, BufReader},
    process::ChildStderr,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

/// A log that is being read.
pub(super) struct Log {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Log {
    /// Reads what comes from now on.
    pub(super) fn read(mut pipe: BufReader<ChildStderr>) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).unwrap() > 0 {
                let mut text = written.lock().unwrap();
                text.push_str(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        Self { text, reader }
    }

    /// What came so far.
    pub(super) fn so_far(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    /// Waits for the end, and gives everything.
    pub(super) fn until_the_end(self) -> String {
        self.reader.join().unwrap();
        std::mem::take(&mut *self.text.lock().unwrap())
    }
}
