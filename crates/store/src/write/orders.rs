//! Open orders: their jobs, what they may be called, and how they end.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId},
    model::{FulfillmentDetail, Job, JobQueue, Subscription},
};
use uuid::Uuid;

use crate::{JobClaim, OrderEnd, OrderNames, ResellerNames, StoreError, TakenNames, TakenReseller};

/// Writing open orders. Ask for the queue first, then for the job, the order and the account, each for as far as it is needed:
/// everybody does so in this order.
#[async_trait]
pub trait OrderWrites: Send {
    /// Makes a queue this transaction's until it ends: nobody else adds a job to it or takes one out.
    async fn join_queue(&mut self, queue: JobQueue) -> Result<(), StoreError>;

    /// Adds the job of an order of its tenant, behind those that are in its queue. It has not been tried or taken yet.
    async fn insert_job(&mut self, job: &Job) -> Result<(), StoreError>;

    /// Takes jobs that are due, the longest due first. What another transaction is about to take or end is passed over.
    async fn claim_jobs(&mut self, claim: &JobClaim) -> Result<Vec<Job>, StoreError>;

    /// Whether a job is still there and has not been taken by anybody else since; if so, it stays so until the transaction ends.
    /// Its queue is this transaction's from then on.
    async fn hold_job(&mut self, job: &Job) -> Result<bool, StoreError>;

    /// Gives a job back, to be taken at `due_micros` or later, when it has failed so often; false if somebody else has taken
    /// it, or it is gone.
    async fn postpone_job(
        &mut self,
        job: &Job,
        tries: u32,
        due_micros: i64,
    ) -> Result<bool, StoreError>;

    /// Takes a job out of its queue, whoever has it; false if it is not there. The next one of the queue can be taken.
    async fn end_job(&mut self, id: FulfillmentId, queue: JobQueue) -> Result<bool, StoreError>;

    /// Gives back all jobs that a holder has; how many.
    async fn release_jobs(&mut self, holder: Uuid) -> Result<u64, StoreError>;

    /// A fulfillment, as this transaction sees it. Nobody else changes it until the transaction ends.
    async fn find_fulfillment(
        &mut self,
        tenant: &TenantId,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError>;

    /// Ends an order that is in progress: it is complete, or has failed. False if it is not in progress.
    async fn end_order(&mut self, end: &OrderEnd) -> Result<bool, StoreError>;

    /// Which of these names are taken. Whoever asks for one of them meanwhile waits for the end of this transaction.
    async fn find_taken(&mut self, names: &OrderNames) -> Result<TakenNames, StoreError>;

    /// Which of these another reseller at or below an organization has. Whoever asks below the same organization meanwhile waits
    /// for the end of this transaction.
    async fn find_reseller_names(
        &mut self,
        names: &ResellerNames,
    ) -> Result<TakenReseller, StoreError>;

    /// The complete order of that name, at or below a partner, that made lines of an account; the newest if there are several.
    async fn find_order_named(
        &mut self,
        root: OrganizationId,
        account: OrganizationId,
        name: &str,
    ) -> Result<Option<FulfillmentId>, StoreError>;

    /// Every line that a customer has or had, oldest first. Not kept from change.
    async fn find_lines(
        &mut self,
        account: OrganizationId,
    ) -> Result<Vec<Subscription>, StoreError>;
}
