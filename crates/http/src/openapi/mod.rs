//! OpenAPI 3.1 documents, made from the same table that the requests are routed by.
//!
//! A face enters each call once, as an [`Operation`] with its handler, in [`DocumentedRoutes`]: path and method have no
//! other place, so that the document cannot name a call that is not served, and none is served that it does not name. Bodies
//! are described by the types that they are written from ([`schemars::JsonSchema`]). What the model of a ready-made library
//! does not hold, constants, conditions and required headers, is JSON Schema here as everything else is.

mod document;
mod operation;
mod parameter;
mod reply;
mod routes;
mod shape;

pub use document::{Document, SecurityScheme};
pub use operation::Operation;
pub use parameter::Parameter;
pub use reply::{Reply, ReplyHeader};
pub use routes::DocumentedRoutes;
pub use shape::Shape;
