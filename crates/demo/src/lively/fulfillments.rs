//! What partners ordered for their customers: every customer was created by an order or not, most got more services later,
//! some lost them, and a few orders are open at the moment of loading.

use landfall_core::{
    id::{FulfillmentId, Timestamp},
    model::{
        Failure, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentKind,
        FulfillmentStatus, Organization, OrganizationKind, SellerKind,
    },
};
use serde_json::{Value, json};

use super::{
    draw::Draw,
    services::{OFFERED, RETIRED},
    tree::Partners,
};
use crate::{Record, ids};

/// At most so many orders of a customer beside the one that made it.
const LATER_ORDERS: u32 = 14;
const MINUTE: i64 = 60;

/// Adds the orders.
pub(super) fn order(record: &mut Record, draw: &mut Draw, partners: &Partners) {
    for &(customer, seller) in &partners.customers {
        let (customer, seller) = (
            &record.organizations[customer],
            &record.organizations[seller],
        );
        let mut desk = Desk {
            draw,
            customer,
            seller,
        };
        let orders = desk.orders();
        record.fulfillments.extend(orders);
    }
}

/// One customer's orders being made up.
struct Desk<'a> {
    draw: &'a mut Draw,
    customer: &'a Organization,
    seller: &'a Organization,
}

impl Desk<'_> {
    fn orders(&mut self) -> Vec<FulfillmentDetail> {
        let mut orders = Vec::new();
        if self.draw.happens(70) {
            let begun = self
                .customer
                .created_at
                .plus(-i64::from(self.draw.number(5, 40)));
            let created = FulfillmentStatus::Complete;
            orders.push((begun, FulfillmentAction::CreateAccount, created));
        }
        for _ in 0..self.draw.number(0, LATER_ORDERS) {
            let action = match self.draw.number(0, 2) {
                0 => FulfillmentAction::CancelService,
                _ => FulfillmentAction::AddService,
            };
            let status = match self.draw.number(0, 19) {
                0 => FulfillmentStatus::Failed,
                1 => FulfillmentStatus::Cancelled,
                _ => FulfillmentStatus::Complete,
            };
            let at = self.draw.between(self.customer.created_at, self.draw.now);
            orders.push((at, action, status));
        }
        if self.draw.happens(8) {
            let status = *self
                .draw
                .one(&[FulfillmentStatus::Pending, FulfillmentStatus::InProgress]);
            let now = self.draw.now;
            let at = self.draw.between(now.plus(-10 * MINUTE), now);
            orders.push((at, FulfillmentAction::AddService, status));
        }
        orders.sort_by_key(|(at, _, _)| *at);
        self.served(&orders)
    }

    /// The orders in the order of their times, with what each is for: a service is ended that the customer has.
    fn served(
        &mut self,
        orders: &[(Timestamp, FulfillmentAction, FulfillmentStatus)],
    ) -> Vec<FulfillmentDetail> {
        let mut active: Vec<&str> = Vec::new();
        let mut served = Vec::new();
        for &(at, action, status) in orders {
            let ends = action == FulfillmentAction::CancelService && !active.is_empty();
            let (action, sku) = match action {
                FulfillmentAction::CancelService if ends => (action, *self.draw.one(&active)),
                FulfillmentAction::CreateAccount => (action, *self.draw.one(&OFFERED)),
                _ => (FulfillmentAction::AddService, *self.draw.one(&OFFERED)),
            };
            if status == FulfillmentStatus::Complete {
                active.retain(|known| !ends || *known != sku);
                active.extend((!ends).then_some(sku));
            }
            served.push(self.one((action, sku), status, at));
        }
        served
    }

    fn one(
        &mut self,
        (action, sku): (FulfillmentAction, &str),
        status: FulfillmentStatus,
        created_at: Timestamp,
    ) -> FulfillmentDetail {
        let external = &self.customer.external_reference;
        let lasted = match status {
            FulfillmentStatus::Pending => 0,
            _ => i64::from(self.draw.number(1, 90)),
        };
        let failure = (status == FulfillmentStatus::Failed).then(|| self.failure());
        let sku = match failure.as_ref().map(|failure| failure.code) {
            Some(2001) => RETIRED,
            _ => sku,
        };
        FulfillmentDetail {
            fulfillment: Fulfillment {
                id: FulfillmentId(self.draw.uuid()),
                tenant: ids::tenant(),
                seller: self.seller.id,
                kind: FulfillmentKind {
                    seller: self.seller_kind(),
                    action,
                },
                status,
                account: Some(self.customer.id),
                external_account_id: (!external.is_empty()).then(|| external.clone()),
                user: format!("orders@{}", self.seller.profile.website),
                created_at,
                updated_at: created_at.plus(lasted).min(self.draw.now).max(created_at),
            },
            request: self.request(action, sku).to_string(),
            failure,
        }
    }

    fn seller_kind(&self) -> SellerKind {
        match self.seller.kind {
            OrganizationKind::Msp => SellerKind::Msp,
            _ => SellerKind::Reseller,
        }
    }

    fn failure(&mut self) -> Failure {
        let (code, message) = *self.draw.one(&[
            (2001, "MTSP-ARCH-LEGACY is no longer offered"),
            (2004, "the target refused the order"),
            (2005, "gave up after 5 attempts"),
        ]);
        Failure {
            code,
            message: message.to_owned(),
        }
    }

    /// The body that was submitted.
    fn request(&mut self, action: FulfillmentAction, sku: &str) -> Value {
        let (seller, kind) = match self.seller_kind() {
            SellerKind::Msp => ("mspId", "msp_cancel_service"),
            SellerKind::Reseller => ("resellerId", "reseller_cancel_service"),
        };
        let seller_id = self.seller.id.to_string();
        let account = json!({ "id": self.customer.id.to_string() });
        match action {
            FulfillmentAction::CancelService => json!({
                seller: seller_id, "type": kind, "account": account, "service": { "skus": [{ "sku": sku }] },
            }),
            FulfillmentAction::AddService => json!({
                seller: seller_id, "account": account,
                "service": { "skus": [{ "sku": sku, "quantity": self.draw.number(1, 120) }] },
            }),
            FulfillmentAction::CreateAccount => json!({
                seller: seller_id, "account": self.new_account(),
                "service": { "skus": [{ "sku": sku, "quantity": self.draw.number(1, 120) }] },
            }),
        }
    }

    fn new_account(&self) -> Value {
        let (customer, profile) = (self.customer, &self.customer.profile);
        let address = profile.address.clone().unwrap_or_default();
        let contact = profile.contacts.first().cloned().unwrap_or_default();
        let mut account = json!({ "name": customer.name, "provisionCountry": address.country });
        if !customer.external_reference.is_empty() {
            account["externalId"] = json!(customer.external_reference);
        }
        account["contacts"] = json!([{
            "type": "admin", "email": contact.email, "firstName": contact.first_name, "lastName": contact.last_name,
            "address": {
                "addressLine1": address.line1, "city": address.city, "state": address.region,
                "country": address.country, "postalCode": address.postal_code,
            },
        }]);
        account
    }
}
