//! Media types that are sent and read, and the choice among them (akana contract, section 4).

use http::HeaderMap;
use landfall_http::{
    accept::Accept,
    content_type::media_type,
    openapi::{self, Operation, Reply},
};
use schemars::{Schema, json_schema};
use serde_json::Value;

use crate::error::Fault;

/// The shape of a representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The dialect's own objects, in JSON.
    Json,
    /// The same in XML.
    Xml,
    /// A feed in JSON, which older clients read.
    RssJson,
    /// A feed in XML.
    RssXml,
}

/// Documents what is sent in all of these media types: `json` and `feed` in JSON, and what stands in XML.
pub(crate) fn documented(reply: Reply, offers: &[Offer], shapes: &Documented) -> Reply {
    offers.iter().fold(reply, |reply, (media_type, shape)| {
        reply.body(
            media_type,
            match shape {
                Shape::Json => shapes.json.clone(),
                Shape::RssJson => shapes.feed.clone().unwrap_or_else(|| shapes.json.clone()),
                Shape::Xml => text(shapes.xml),
                Shape::RssXml => text("A feed, `<rss version=\"1.0\">`."),
            },
        )
    })
}

/// What an answer looks like in each shape.
pub(crate) struct Documented {
    /// As objects.
    pub(crate) json: openapi::Shape,
    /// As a feed in JSON, where there is one.
    pub(crate) feed: Option<openapi::Shape>,
    /// What stands in XML, in words.
    pub(crate) xml: &'static str,
}

fn text(description: &str) -> openapi::Shape {
    json_schema!({ "type": "string", "description": description }).into()
}

/// A media type, and the shape that it stands for in one place.
pub(crate) type Offer = (&'static str, Shape);

/// What a list of zones can be sent as, most preferred first.
pub(crate) const LISTS: [Offer; 14] = [
    ("application/vnd.soa.v84+json", Shape::Json),
    ("application/vnd.soa.v81+json", Shape::Json),
    ("application/json", Shape::Json),
    ("application/vnd.soa.v84+xml", Shape::Xml),
    ("application/vnd.soa.v81+xml", Shape::Xml),
    ("application/xml", Shape::Xml),
    ("application/vnd.soa.v80+json", Shape::RssJson),
    ("application/vnd.soa.v72+json", Shape::RssJson),
    ("application/vnd.soa.v71+json", Shape::RssJson),
    ("application/vnd.soa.v80+xml", Shape::RssXml),
    ("application/vnd.soa.v72+xml", Shape::RssXml),
    ("application/vnd.soa.v71+xml", Shape::RssXml),
    ("text/xml", Shape::RssXml),
    ("application/rss+xml", Shape::RssXml),
];
const LIST_NAMES: [&str; LISTS.len()] = names(&LISTS);

/// What a list of businesses can be sent as, most preferred first.
pub(crate) const BUSINESSES: [Offer; LISTS.len() + 2] = {
    let mut offers = [("", Shape::Json); LISTS.len() + 2];
    let (mut from, mut to) = (0, 0);
    while from < LISTS.len() {
        offers[to] = LISTS[from];
        (from, to) = (from + 1, to + 1);
        // Behind the three of each notation.
        if from == 3 {
            offers[to] = ("application/vnd.soa.v83+json", Shape::Json);
            to += 1;
        } else if from == 6 {
            offers[to] = ("application/vnd.soa.v83+xml", Shape::Xml);
            to += 1;
        }
    }
    offers
};
const BUSINESS_NAMES: [&str; BUSINESSES.len()] = names(&BUSINESSES);

/// What one thing can be sent as: what answers to a sign-in can, another one most preferred.
pub(crate) const ONES: [Offer; LOGINS.len()] = {
    let mut offers = LOGINS;
    (offers[0], offers[1]) = (LOGINS[1], LOGINS[0]);
    offers
};
const ONE_NAMES: [&str; ONES.len()] = names(&ONES);

/// What the answer to a sign-in can be sent as, most preferred first.
pub(crate) const LOGINS: [Offer; 15] = [
    ("application/json", Shape::Json),
    ("application/vnd.soa.v84+json", Shape::Json),
    ("application/vnd.soa.v83+json", Shape::Json),
    ("application/vnd.soa.v81+json", Shape::Json),
    ("application/vnd.soa.v80+json", Shape::Json),
    ("application/vnd.soa.v72+json", Shape::Json),
    ("application/vnd.soa.v71+json", Shape::Json),
    ("application/xml", Shape::Xml),
    ("text/xml", Shape::Xml),
    ("application/vnd.soa.v84+xml", Shape::Xml),
    ("application/vnd.soa.v83+xml", Shape::Xml),
    ("application/vnd.soa.v81+xml", Shape::Xml),
    ("application/vnd.soa.v80+xml", Shape::Xml),
    ("application/vnd.soa.v72+xml", Shape::Xml),
    ("application/vnd.soa.v71+xml", Shape::Xml),
];
const LOGIN_NAMES: [&str; LOGINS.len()] = names(&LOGINS);

/// What the answer to a deletion is sent as.
pub(crate) const DELETIONS: [&str; 1] = ["text/plain"];

/// Documents a body that is read in all of [`BODIES`]. In XML it is the same, which a schema cannot say.
pub(crate) fn sent(operation: Operation, schema: &Schema, example: &Value) -> Operation {
    let bodies = BODIES.iter().filter(|(_, form)| *form == BodyForm::Json);
    bodies.fold(operation, |operation, (media_type, _)| {
        operation.body(media_type, schema.clone(), Some(example.clone()))
    })
}

/// What request bodies are read as.
const BODIES: [(&str, BodyForm); 6] = [
    ("application/json", BodyForm::Json),
    ("application/xml", BodyForm::Xml),
    ("application/vnd.soa.v81+json", BodyForm::Json),
    ("application/vnd.soa.v81+xml", BodyForm::Xml),
    ("application/vnd.soa.v84+json", BodyForm::Json),
    ("application/vnd.soa.v84+xml", BodyForm::Xml),
];

/// The notation of a request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyForm {
    Json,
    Xml,
}

const fn names<const N: usize>(offers: &[Offer; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = offers[at].0;
        at += 1;
    }
    names
}

/// The media type and shape of a list of zones that the caller wants most: 406 if there is none.
pub(crate) fn of_list(headers: &HeaderMap) -> Result<Offer, Fault> {
    wanted(headers, &LISTS, &LIST_NAMES)
}

/// The media type and shape of a list of businesses that the caller wants most: 406 if there is none.
pub(crate) fn of_businesses(headers: &HeaderMap) -> Result<Offer, Fault> {
    wanted(headers, &BUSINESSES, &BUSINESS_NAMES)
}

/// The media type and shape of one zone or business that the caller wants most: 406 if there is none.
pub(crate) fn of_one(headers: &HeaderMap) -> Result<Offer, Fault> {
    wanted(headers, &ONES, &ONE_NAMES)
}

/// The media type and shape of the answer to a sign-in that the caller wants most: 406 if there is none.
pub(crate) fn of_login(headers: &HeaderMap) -> Result<Offer, Fault> {
    wanted(headers, &LOGINS, &LOGIN_NAMES)
}

/// That the caller takes the answer to a deletion: 406 if not.
pub(crate) fn of_deletion(headers: &HeaderMap) -> Result<&'static str, Fault> {
    match Accept::parse(headers).negotiate(&DELETIONS) {
        Some(choice) => Ok(DELETIONS[choice.index]),
        None => Err(Fault::not_acceptable(&DELETIONS)),
    }
}

fn wanted(headers: &HeaderMap, offers: &[Offer], names: &[&'static str]) -> Result<Offer, Fault> {
    match Accept::parse(headers).negotiate(names) {
        Some(choice) => Ok(offers[choice.index]),
        None => Err(Fault::not_acceptable(names)),
    }
}

/// The notation of the request's body: 415 if it is none that is read, or is not said.
pub(crate) fn of_body(headers: &HeaderMap) -> Result<BodyForm, Fault> {
    let name = media_type(headers).unwrap_or_default();
    BODIES
        .iter()
        .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))
        .map(|(_, form)| *form)
        .ok_or_else(|| Fault::unsupported_body(&BODIES.map(|(name, _)| name)))
}

#[cfg(test)]
mod tests {
    use http::{
        HeaderName, HeaderValue,
        header::{ACCEPT, CONTENT_TYPE},
    };

    use super::*;

    fn header(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn every_type_of_a_list_is_sent_as_named() {
        for (name, shape) in LISTS {
            let found = of_list(&header(ACCEPT, name)).unwrap();
            assert_eq!(found, (name, shape));
        }
        for (accept, name) in [
            ("*/*", "application/vnd.soa.v84+json"),
            ("application/*", "application/vnd.soa.v84+json"),
            ("", "application/vnd.soa.v84+json"),
            ("text/*", "text/xml"),
        ] {
            assert_eq!(
                of_list(&header(ACCEPT, accept)).unwrap().0,
                name,
                "{accept}"
            );
        }
        for accept in [
            "application/vnd.soa.v83+json",
            "text/html",
            "application/yaml",
            "*/*;q=0",
        ] {
            assert!(of_list(&header(ACCEPT, accept)).is_err(), "{accept}");
        }
    }

    #[test]
    fn sign_ins_are_plain_json_by_default() {
        for (name, shape) in LOGINS {
            assert_eq!(of_login(&header(ACCEPT, name)).unwrap(), (name, shape));
        }
        for accept in ["", "*/*", "application/*"] {
            let found = of_login(&header(ACCEPT, accept)).unwrap();
            assert_eq!(found.0, "application/json", "{accept}");
        }
        assert!(of_login(&header(ACCEPT, "application/rss+xml")).is_err());
    }

    #[test]
    fn businesses_are_also_of_version_83() {
        for (name, shape) in LISTS.into_iter().chain([
            ("application/vnd.soa.v83+json", Shape::Json),
            ("application/vnd.soa.v83+xml", Shape::Xml),
        ]) {
            let found = of_businesses(&header(ACCEPT, name)).unwrap();
            assert_eq!(found, (name, shape));
        }
        let first = of_businesses(&HeaderMap::new()).unwrap();
        assert_eq!(first.0, "application/vnd.soa.v84+json");
        assert!(BUSINESS_NAMES.iter().all(|name| !name.is_empty()));
        assert!(of_businesses(&header(ACCEPT, "text/html")).is_err());
    }

    #[test]
    fn one_thing_is_an_object_in_every_version() {
        for (name, shape) in LOGINS {
            assert_eq!(of_one(&header(ACCEPT, name)).unwrap(), (name, shape));
        }
        for accept in ["", "*/*", "application/*"] {
            let found = of_one(&header(ACCEPT, accept)).unwrap();
            assert_eq!(found.0, "application/vnd.soa.v84+json", "{accept}");
        }
        assert!(of_one(&header(ACCEPT, "application/rss+xml")).is_err());
    }

    #[test]
    fn bodies_are_read_by_their_type_alone() {
        for (line, form) in [
            ("application/json", BodyForm::Json),
            ("Application/JSON ; charset=utf-8", BodyForm::Json),
            ("application/vnd.soa.v84+xml", BodyForm::Xml),
        ] {
            assert_eq!(
                of_body(&header(CONTENT_TYPE, line)).unwrap(),
                form,
                "{line}"
            );
        }
        for line in [
            "",
            "text/json",
            "application/x-www-form-urlencoded",
            "application/vnd.soa.v80+json",
            "application/json, application/json",
        ] {
            assert!(of_body(&header(CONTENT_TYPE, line)).is_err(), "{line}");
        }
        assert!(of_body(&HeaderMap::new()).is_err());
    }
}
