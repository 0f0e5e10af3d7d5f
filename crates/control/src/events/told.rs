//! An event as it is handed to everybody who follows, and who that is.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use landfall_core::{
    id::OrganizationId,
    model::{Event, ResourceKind, View},
};
use landfall_store::listing::{Condition, EventField, Operator, Value};

use crate::{
    access::NativeCaller,
    query::{is_open_resource, open_resources},
};

/// What an event takes beside its texts, about.
const FRAME: usize = 1024;

/// An event, shared by all who are told of it.
#[derive(Debug)]
pub struct Told {
    /// The event.
    pub event: Event,
    /// The organizations in whose view it lies: its own and those above.
    above: Arc<[OrganizationId]>,
    written: OnceLock<Bytes>,
}

impl Told {
    pub(super) fn new(event: Event, above: Arc<[OrganizationId]>) -> Self {
        Self {
            event,
            above,
            written: OnceLock::new(),
        }
    }

    /// The event in the words of the one face that has them, written once for all who are told of it.
    pub fn written(&self, write: impl FnOnce(&Event) -> Bytes) -> Bytes {
        self.written.get_or_init(|| write(&self.event)).clone()
    }

    /// Bytes of memory, about, once it is written.
    pub(super) fn size(&self) -> usize {
        FRAME + 2 * (self.event.detail.len() + self.event.resource_id.len())
    }
}

/// Which events are asked for: all that is named has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// How their kinds begin.
    pub kind: Option<String>,
    /// What kind of thing they are about.
    pub resource: Option<ResourceKind>,
    /// Which thing they are about.
    pub resource_id: Option<String>,
}

/// Which events somebody follows: those in their view that they ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventScope {
    view: View,
    /// Whether events about who may call are shown too.
    administrator: bool,
    filter: EventFilter,
}

impl EventScope {
    /// What `caller` may see of what is asked for.
    pub fn new(caller: &NativeCaller, filter: EventFilter) -> Self {
        Self {
            view: caller.view.clone(),
            administrator: caller.administrator,
            filter,
        }
    }

    pub(super) fn view(&self) -> &View {
        &self.view
    }

    /// Whether this one is among them.
    pub(super) fn has(&self, told: &Told) -> bool {
        let event = &told.event;
        let filter = &self.filter;
        event.tenant.as_ref() == Some(&self.view.tenant)
            && self.view.root.is_none_or(|root| told.above.contains(&root))
            && (self.administrator || is_open_resource(event.resource))
            && (filter.kind.as_ref()).is_none_or(|kind| event.kind.starts_with(kind))
            && filter.resource.is_none_or(|kind| event.resource == kind)
            && (filter.resource_id.as_ref()).is_none_or(|id| event.resource_id == *id)
    }

    /// The same as conditions of a list, but for the view.
    pub(super) fn conditions(&self) -> Vec<Condition<EventField>> {
        let filter = &self.filter;
        let text = |field, operator, text: &str| Condition {
            field,
            operator,
            values: vec![Value::Text(text.to_owned())],
        };
        let kind =
            (filter.kind.as_deref()).map(|kind| text(EventField::Kind, Operator::Prefix, kind));
        let resource = (filter.resource)
            .map(|kind| text(EventField::Resource, Operator::Equal, kind.as_str()));
        let id = (filter.resource_id.as_deref())
            .map(|id| text(EventField::ResourceId, Operator::Equal, id));
        let open = (!self.administrator).then(open_resources);
        [kind, resource, id, open].into_iter().flatten().collect()
    }
}
