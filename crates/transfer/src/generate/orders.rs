//! Fulfillments: most are complete, some failed or were withdrawn, and of the last few some are open.

use landfall_core::{
    id::FulfillmentId,
    model::{
        Failure, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentKind,
        FulfillmentStatus, SellerKind,
    },
};
use serde_json::{Value, json};

use super::{Chance, Plan, plan::Stream};

/// The services on offer.
const OFFERED: [&str; 8] = [
    "MTSP-M365E-USR",
    "MTSP-M365-STD",
    "MTSP-VM-BKP",
    "MTSP-VM-REPL",
    "MTSP-DB-BKP",
    "MTSP-ENDP-BKP",
    "MTSP-FILE-ARCH",
    "MTSP-K8S-BKP",
];
/// So many of the last orders may still be open.
const OPEN: u64 = 500;

impl Plan {
    /// A fulfillment.
    pub(super) fn fulfillment(&self, number: u64) -> FulfillmentDetail {
        let mut chance = self.chance(Stream::Fulfillment, number);
        let created_at = self.ordered(number);
        let customer = chance.0.u64(..self.customers_by(created_at));
        let seller = self.seller_of(customer);
        let action = if chance.happens(25) {
            FulfillmentAction::CancelService
        } else {
            FulfillmentAction::AddService
        };
        let is_last = self.fulfillments - number <= OPEN.min(self.fulfillments / 20);
        let status = match chance.number(0, 19) {
            0 => FulfillmentStatus::Failed,
            1 => FulfillmentStatus::Cancelled,
            2..8 if is_last => FulfillmentStatus::Pending,
            8..12 if is_last => FulfillmentStatus::InProgress,
            _ => FulfillmentStatus::Complete,
        };
        let lasted = match status {
            FulfillmentStatus::Pending => 0,
            _ => i64::from(chance.number(1, 90)),
        };
        let kind = FulfillmentKind {
            seller: self.seller_kind(seller),
            action,
        };
        FulfillmentDetail {
            fulfillment: Fulfillment {
                id: FulfillmentId(self.uuid(Stream::Fulfillment, number, created_at)),
                tenant: self.tenant.clone(),
                seller: self.partner_id(seller),
                kind,
                status,
                account: Some(self.customer_id(customer)),
                external_account_id: Self::reference(customer),
                user: self.orders_from(seller),
                created_at,
                updated_at: created_at.plus(lasted),
            },
            request: self
                .request(kind, seller, customer, &mut chance)
                .to_string(),
            failure: (status == FulfillmentStatus::Failed).then(|| failure(&mut chance)),
        }
    }

    /// The body that was submitted.
    fn request(
        &self,
        kind: FulfillmentKind,
        seller: u64,
        customer: u64,
        chance: &mut Chance,
    ) -> Value {
        let member = match kind.seller {
            SellerKind::Msp => "mspId",
            SellerKind::Reseller => "resellerId",
        };
        let (seller, account) = (
            self.partner_id(seller).to_string(),
            json!({ "id": self.customer_id(customer).to_string() }),
        );
        let sku = *chance.one(&OFFERED);
        if kind.action == FulfillmentAction::CancelService {
            return json!({
                member: seller, "type": kind.as_str(), "account": account,
                "service": { "skus": [{ "sku": sku }] },
            });
        }
        json!({
            member: seller, "account": account,
            "service": { "skus": [{ "sku": sku, "quantity": chance.number(1, 120) }] },
        })
    }
}

fn failure(chance: &mut Chance) -> Failure {
    let (code, message) = *chance.one(&[
        (2004, "the target refused the order"),
        (2005, "gave up after 5 attempts"),
    ]);
    Failure {
        code,
        message: message.to_owned(),
    }
}
