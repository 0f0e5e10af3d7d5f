//! The table that both the router and the document are made from.

use axum::{Router, routing::MethodRouter};
use serde_json::Value;

use super::{Document, Operation};

/// The calls of a face with their handlers, whose state is an `S`.
#[derive(Debug)]
pub struct DocumentedRoutes<S> {
    document: Document,
    operations: Vec<Operation>,
    router: Router<S>,
}

impl<S: Clone + Send + Sync + 'static> DocumentedRoutes<S> {
    /// No calls yet.
    pub fn new(document: Document) -> Self {
        Self {
            document,
            operations: Vec::new(),
            router: Router::new(),
        }
    }

    /// A path with one call.
    #[must_use]
    pub fn route(self, operation: Operation, handler: MethodRouter<S>) -> Self {
        self.path([operation], handler)
    }

    /// A path with its calls, which are all of this path.
    ///
    /// # Panics
    ///
    /// When they are of different paths, or none.
    #[must_use]
    pub fn path<const N: usize>(
        mut self,
        operations: [Operation; N],
        handlers: MethodRouter<S>,
    ) -> Self {
        let path = operations[0].path;
        assert!(
            operations.iter().all(|operation| operation.path == path),
            "the calls of a route have one path"
        );
        self.operations.extend(operations);
        self.router = self.router.route(path, handlers);
        self
    }

    /// The routes.
    pub fn into_router(self) -> Router<S> {
        self.router
    }

    /// The document.
    pub fn document(&self) -> Value {
        self.document.to_json(&self.operations)
    }
}
