//! Server-sent events, taken from the bytes of a stream.

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerEvent {
    /// What kind it is; `message` if the server does not say.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) data: String,
    /// The last id that was given.
    pub(crate) id: Option<String>,
}

/// Takes events from bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// What has come of the next line.
    line: Vec<u8>,
    kind: Option<String>,
    data: Option<String>,
    /// The last id of a completed event.
    id: Option<String>,
    /// The id of the next one. Until that is complete, nobody has heard of it.
    next_id: Option<String>,
    after_return: bool,
}

impl Events {
    /// Takes bytes; the events that they complete, in order.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<ServerEvent> {
        let mut events = Vec::new();
        for &byte in bytes {
            let ends = match byte {
                // The second half of an end of line.
                b'\n' if self.after_return => {
                    self.after_return = false;
                    continue;
                }
                b'\n' | b'\r' => true,
                _ => false,
            };
            self.after_return = byte == b'\r';
            if ends {
                let line = std::mem::take(&mut self.line);
                events.extend(self.line(&String::from_utf8_lossy(&line)));
            } else {
                self.line.push(byte);
            }
        }
        events
    }

    /// Bytes of a line and an event that are not complete.
    pub(super) fn pending(&self) -> usize {
        self.line.len() + self.data.as_ref().map_or(0, String::len)
    }

    /// Forgets what has not been completed: the connection broke.
    pub(super) fn restart(&mut self) {
        *self = Self {
            id: self.id.take(),
            ..Self::default()
        };
    }

    /// The last id that was given with an event, or without one.
    pub(super) fn last_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn line(&mut self, line: &str) -> Option<ServerEvent> {
        if line.is_empty() {
            let kind = self.kind.take();
            if let Some(id) = self.next_id.take() {
                self.id = Some(id);
            }
            let data = self.data.take()?;
            return Some(ServerEvent {
                kind: kind.unwrap_or_else(|| "message".to_owned()),
                data,
                id: self.id.clone(),
            });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.kind = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.next_id = Some(value.to_owned()),
            // Comments, which keep the connection alive, and what is not known.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STREAM: &str = ": hello\n\nevent: progress\nid: 1\ndata: {\"a\":1}\n\ndata:x\r\ndata: y\r\n\r\nevent: nothing\n\nid: 7\rdata\r\rdata: unfinished";

    fn event(kind: &str, data: &str, id: &str) -> ServerEvent {
        ServerEvent {
            kind: kind.to_owned(),
            data: data.to_owned(),
            id: Some(id.to_owned()),
        }
    }

    fn expected() -> Vec<ServerEvent> {
        vec![
            event("progress", "{\"a\":1}", "1"),
            event("message", "x\ny", "1"),
            event("message", "", "7"),
        ]
    }

    #[test]
    fn what_is_not_completed_is_forgotten_but_for_the_id() {
        let mut events = Events::default();
        assert_eq!(events.take(STREAM.as_bytes()), expected());
        assert!(events.pending() > 0);
        events.restart();
        assert_eq!((events.pending(), events.last_id()), (0, Some("7")));
        assert_eq!(events.take(b"data: z\n\n"), [event("message", "z", "7")]);
    }

    /// An event that was cut off has to come again, and where nothing was for us we have been.
    #[test]
    fn an_id_counts_with_the_end_of_its_event() {
        let mut events = Events::default();
        assert_eq!(events.take(b"id: 5\n\n:\nid: 6\n\nid: 7\ndata: cut"), []);
        assert_eq!(events.last_id(), Some("6"));
        events.restart();
        assert_eq!(events.take(b"data: x\n\n"), [event("message", "x", "6")]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_the_stream_is_cut(cuts in proptest::collection::vec(0..STREAM.len(), 0..20)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let mut events = Events::default();
            let mut found = Vec::new();
            for pair in cuts.windows(2) {
                found.extend(events.take(&STREAM.as_bytes()[pair[0]..pair[1]]));
            }
            prop_assert_eq!(found, expected());
        }
    }
}
