//! Whether a zone is the one that the caller has seen: `If-Match` with the tag of any of its representations (akana contract,
//! sections 5 and 7).

use std::sync::Arc;

use http::HeaderMap;
use landfall_control::command::ZoneSeen;
use landfall_core::rules::zones::OfferedZone;
use landfall_http::etag::Wanted;

use super::{
    media::{ONES, Shape},
    revalidated::tag,
    zones,
};

/// What the header says of a zone; none without the header.
pub(crate) fn zone_seen(headers: &HeaderMap) -> Option<ZoneSeen> {
    let wanted = Wanted::of(headers)?;
    Some(Arc::new(move |zone: &OfferedZone| {
        let (json, xml) = (zones::one(zone, Shape::Json), zones::one(zone, Shape::Xml));
        ONES.iter().any(|(media_type, shape)| {
            let body = match shape {
                Shape::Json | Shape::RssJson => &json,
                Shape::Xml | Shape::RssXml => &xml,
            };
            wanted.names(&tag(media_type, body))
        })
    }))
}
