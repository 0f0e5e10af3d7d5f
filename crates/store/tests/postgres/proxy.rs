//! A line to the database that can be cut at the moment of a commit.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
};

/// What happens to the next commit that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It arrives, and its answer does not come back.
    Behind = 1,
    /// It does not arrive.
    Before = 2,
    /// It arrives, its answer does not come back, and no other connection is made until the line is mended.
    ForGood = 3,
}

/// How the line is while nobody gets through.
const DEAD: u8 = 4;

/// The line.
pub(crate) struct Proxy {
    port: u16,
    cut: Arc<AtomicU8>,
}

impl Proxy {
    /// A line to the server that listens on the socket.
    pub(crate) async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = Arc::new(AtomicU8::new(0));
        tokio::spawn({
            let cut = Arc::clone(&cut);
            async move {
                while let Ok((near, _)) = listener.accept().await {
                    if cut.load(Ordering::SeqCst) == DEAD {
                        continue;
                    }
                    let far = UnixStream::connect(&socket).await.unwrap();
                    tokio::spawn(carry(near, far, Arc::clone(&cut)));
                }
            }
        });
        Self { port, cut }
    }

    /// The URL of the database through the line.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Cuts the connection at the next commit.
    pub(crate) fn cut(&self, how: Cut) {
        self.cut.store(how as u8, Ordering::SeqCst);
    }

    /// Lets connections through again.
    pub(crate) fn mend(&self) {
        self.cut.store(0, Ordering::SeqCst);
    }

    /// Whether the cut has been made.
    pub(crate) fn has_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst) == 0
    }
}

/// Carries bytes both ways until the line is cut or an end closes.
async fn carry(near: TcpStream, far: UnixStream, cut: Arc<AtomicU8>) {
    let (mut from_near, mut to_near) = near.into_split();
    let (mut from_far, mut to_far) = far.into_split();
    let (mut requests, mut answers) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = from_near.read(&mut requests) => {
                let Ok(length @ 1..) = read else { return };
                let request = &requests[..length];
                // The whole statement: an isolation level has the word in it too.
                let commits = request.windows(7).any(|bytes| bytes == b"COMMIT\0");
                let how = if commits { cut.load(Ordering::SeqCst) } else { 0 };
                if how != 0 {
                    let then = if how == Cut::ForGood as u8 { DEAD } else { 0 };
                    cut.store(then, Ordering::SeqCst);
                }
                match how {
                    0 => to_far.write_all(request).await.unwrap(),
                    1 | 3 => {
                        to_far.write_all(request).await.unwrap();
                        // The answer is there when the transaction has ended; it goes nowhere.
                        let _ = from_far.read(&mut answers).await;
                        return;
                    }
                    _ => return,
                }
            }
            read = from_far.read(&mut answers) => {
                let Ok(length @ 1..) = read else { return };
                if to_near.write_all(&answers[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
