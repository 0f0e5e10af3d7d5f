//! What is tried of an operation: that it can be called, and what happens without credentials, as a stranger, and with bad
//! input.

/// A request of an operation, whose method the document has.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Path and query.
    pub(super) target: String,
    /// The lines of the head.
    pub(super) lines: String,
    /// The body; may be empty.
    pub(super) body: String,
}

/// One operation's case.
pub(super) struct Case {
    /// Its id.
    pub(super) operation: &'static str,
    /// What has to succeed.
    pub(super) good: Request,
    /// What it keeps from others; none where everybody may call.
    pub(super) closed: Option<Closed>,
    /// What has to be refused.
    pub(super) bad: Bad,
}

/// Who may not see what a good request shows.
pub(super) struct Closed {
    /// Heads without good credentials.
    pub(super) nobody: Vec<String>,
    /// Heads of those who may call, and may not see this.
    pub(super) strangers: Vec<String>,
    /// What they may not see.
    pub(super) hidden: Hidden,
}

/// What strangers may not see.
pub(super) enum Hidden {
    /// An object: the text in the target that names it, and one that names nothing.
    Object(String, String),
    /// What is in the good answer: texts that theirs may not have.
    Texts(Vec<String>),
    /// Nothing, for this reason: the answer is the same for all who may call, or about the caller alone.
    Nothing(&'static str),
}

/// What is refused as bad input.
pub(super) enum Bad {
    /// These requests, with these statuses.
    Requests(Vec<(Request, u16)>),
    /// There is nothing that could be wrong with a request, for this reason.
    Impossible(&'static str),
}

/// Who calls, for the cases of a table.
#[derive(Clone)]
pub(super) struct Callers {
    /// The head of one who may see what is asked for.
    pub(super) own: String,
    /// Heads without good credentials.
    pub(super) nobody: Vec<String>,
    /// Heads of strangers: of another tenant, and of another branch of the same one.
    pub(super) strangers: Vec<String>,
}

impl Callers {
    /// A case of an object, which the target names by `id`; `absent` names none.
    pub(super) fn object(
        &self,
        operation: &'static str,
        target: &str,
        id: &str,
        absent: &str,
    ) -> Case {
        let hidden = Hidden::Object(id.to_owned(), absent.to_owned());
        self.case(operation, target, hidden)
    }

    /// A case of a list, which shows these texts to nobody else.
    pub(super) fn list(&self, operation: &'static str, target: &str, shown: &[&str]) -> Case {
        let shown = shown.iter().map(|&text| text.to_owned());
        self.case(operation, target, Hidden::Texts(shown.collect()))
    }

    /// A case of a call that shows nothing of others.
    pub(super) fn about_nobody(
        &self,
        operation: &'static str,
        target: &str,
        reason: &'static str,
    ) -> Case {
        self.case(operation, target, Hidden::Nothing(reason))
    }

    fn case(&self, operation: &'static str, target: &str, hidden: Hidden) -> Case {
        let closed = Closed {
            nobody: self.nobody.clone(),
            strangers: self.strangers.clone(),
            hidden,
        };
        Case {
            closed: Some(closed),
            ..open(operation, target, &self.own, "")
        }
    }
}

/// A case of a call that everybody may make.
pub(super) fn open(operation: &'static str, target: &str, lines: &str, body: &str) -> Case {
    let good = Request {
        target: target.to_owned(),
        lines: lines.to_owned(),
        body: body.to_owned(),
    };
    Case {
        operation,
        good,
        closed: None,
        bad: Bad::Requests(Vec::new()),
    }
}

impl Case {
    /// The good request has this body.
    pub(super) fn with_body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.good.body);
        self
    }

    /// The good request with another target is refused with this status.
    pub(super) fn bad_target(self, target: &str, status: u16) -> Self {
        let request = Request {
            target: target.to_owned(),
            ..self.good.clone()
        };
        self.bad(request, status)
    }

    /// The good request with further query parameters is refused with this status.
    pub(super) fn bad_query(self, query: &str, status: u16) -> Self {
        let mark = if self.good.target.contains('?') {
            '&'
        } else {
            '?'
        };
        let target = format!("{}{mark}{query}", self.good.target);
        self.bad_target(&target, status)
    }

    /// The good request with another head is refused with this status.
    pub(super) fn bad_lines(self, lines: &str, status: u16) -> Self {
        let request = Request {
            lines: lines.to_owned(),
            ..self.good.clone()
        };
        self.bad(request, status)
    }

    /// The good request with another body is refused with this status.
    pub(super) fn bad_body(self, body: &str, status: u16) -> Self {
        let request = Request {
            body: body.to_owned(),
            ..self.good.clone()
        };
        self.bad(request, status)
    }

    /// Nothing can be wrong with a request, for this reason.
    pub(super) fn never_bad(self, reason: &'static str) -> Self {
        Self {
            bad: Bad::Impossible(reason),
            ..self
        }
    }

    fn bad(mut self, request: Request, status: u16) -> Self {
        if let Bad::Requests(requests) = &mut self.bad {
            requests.push((request, status));
        }
        self
    }
}
