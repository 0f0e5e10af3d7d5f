//! A request as text. It is written once and then sent again and again.

use std::net::SocketAddr;

/// A request without its host.
#[derive(Debug, Clone)]
pub(super) struct Request {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Request {
    /// A GET of a path, with its query.
    pub(super) fn get(target: impl Into<String>) -> Self {
        Self {
            method: "GET",
            target: target.into(),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    /// A POST of a JSON document.
    pub(super) fn post_json(target: impl Into<String>, body: impl Into<String>) -> Self {
        let body = body.into();
        let request = Self {
            method: "POST",
            body,
            ..Self::get(target)
        };
        let length = request.body.len().to_string();
        request
            .header("Content-Type", "application/json")
            .header("Content-Length", length)
    }

    /// The request with one more header.
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same request for one of many: `name` stands where [`NAME`](super::target::NAME) does.
    pub(super) fn naming(&self, name: &str) -> Self {
        Self {
            target: self.target.replace(super::target::NAME, name),
            ..self.clone()
        }
    }

    /// The same request to the static peer, which keeps its answers under their numbers.
    pub(super) fn under(&self, number: usize) -> Self {
        Self {
            target: format!("/{number}{}", self.target),
            ..self.clone()
        }
    }

    /// The path and the query.
    pub(super) fn target(&self) -> &str {
        &self.target
    }

    /// What goes over the wire.
    pub(super) fn bytes(&self, host: SocketAddr) -> Vec<u8> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\n",
            self.method, self.target
        );
        for (name, value) in &self.headers {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text.push_str(&self.body);
        text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_whole() {
        let host = "127.0.0.1:80".parse().unwrap();
        let request = Request::get("/a?b=c").header("Accept", "text/xml");
        assert_eq!(
            request.under(7).bytes(host),
            b"GET /7/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAccept: text/xml\r\n\r\n"
        );
        assert_eq!(
            Request::post_json("/a", "{}").bytes(host),
            b"POST /a HTTP/1.1\r\nHost: 127.0.0.1:80\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        );
    }
}
