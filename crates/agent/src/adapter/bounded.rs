//! Reading what a command says: the first and the last of it, whatever the length, so that a command that talks without end
//! neither fills memory nor waits for a reader.

use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes kept of the beginning, where the cause often stands, and of the end.
const KEPT: usize = 2 * 1024;

/// What was read of an output.
#[derive(Debug, Default)]
pub(super) struct Bounded {
    head: Vec<u8>,
    tail: Vec<u8>,
    left_out: bool,
}

impl Bounded {
    /// Reads to the end. What was read before this is dropped stays.
    pub(super) async fn read_from(&mut self, mut output: impl AsyncRead + Unpin) {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut buffer).await {
            self.take(&buffer[..count]);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let (head, rest) = bytes.split_at(bytes.len().min(KEPT - self.head.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(rest);
        if self.tail.len() > KEPT {
            self.left_out = true;
            self.tail.drain(..self.tail.len() - KEPT);
        }
    }

    /// The text, with a mark where something is left out.
    pub(super) fn text(&self) -> String {
        let head = String::from_utf8_lossy(&self.head);
        let tail = String::from_utf8_lossy(&self.tail);
        let mark = if self.left_out { " … " } else { "" };
        format!("{head}{mark}{tail}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_lies_between_is_left_out() {
        let mut short = Bounded::default();
        short.read_from(&b"all of it"[..]).await;
        assert_eq!(short.text(), "all of it");
        let mut long = Bounded::default();
        let bytes = [vec![b'a'; 9_000], b"the end".to_vec()].concat();
        long.read_from(&bytes[..]).await;
        let text = long.text();
        assert!(text.starts_with("aaaa") && text.contains(" … ") && text.ends_with("the end"));
        assert!(text.len() <= 2 * KEPT + 5);
    }
}
