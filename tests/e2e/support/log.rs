//! What a process writes to one of its outputs, read all the time: a pipe that is full would stop the process.

use std::{
    io::{BufRead, BufReader, Read},
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver},
    },
    thread::JoinHandle,
    time::Duration,
};

/// Something that is being read.
pub(crate) struct Log {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
    ended: Mutex<Receiver<()>>,
}

impl Log {
    /// Reads what comes from now on.
    pub(crate) fn read<R: Read + Send + 'static>(mut pipe: BufReader<R>) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let (ending, ended) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            let _ending = ending;
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).unwrap() > 0 {
                let mut text = written.lock().unwrap();
                text.push_str(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        Self {
            text,
            reader,
            ended: Mutex::new(ended),
        }
    }

    /// What came so far.
    pub(crate) fn so_far(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    /// What came until the end, or within this time: somebody else may hold the pipe.
    pub(crate) fn until(&self, most: Duration) -> String {
        // It ends by hanging up.
        let _ = self.ended.lock().unwrap().recv_timeout(most);
        self.so_far()
    }

    /// Waits for the end, and gives everything.
    pub(crate) fn until_the_end(self) -> String {
        self.reader.join().unwrap();
        std::mem::take(&mut *self.text.lock().unwrap())
    }
}
