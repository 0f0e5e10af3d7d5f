//! Carrying deploy requests through their states.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, OrganizationId, TenantId, Timestamp},
    model::{
        Actor, DeployRequest, DeploySlot, Environment, Freeze, LogHead, Platform, Review,
        SlotRequests,
    },
};

use crate::StoreError;

/// Writing what becomes of deploy requests, and what holds them up.
#[async_trait]
pub trait DeployingWrites: Send {
    /// What is open and what is active in a slot. Whoever asks for the same slot meanwhile waits for the end of this
    /// transaction, also when there is nothing yet, and finds what it has left.
    async fn find_slot(&mut self, slot: &DeploySlot) -> Result<SlotRequests, StoreError>;

    /// A deploy request, kept as it is until the transaction has ended.
    async fn find_deploy_request(
        &mut self,
        id: DeployRequestId,
    ) -> Result<Option<DeployRequest>, StoreError>;

    /// Takes over a request's state, its history and when it last changed; false if there is no such request.
    async fn update_deploy_request(&mut self, request: &DeployRequest) -> Result<bool, StoreError>;

    /// Notes who sent a request, and that it was sent, for the first time or again, at `at`.
    async fn note_sent(
        &mut self,
        id: DeployRequestId,
        credential: Actor,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// The log of a fleet. Where it ends is not kept: that is [`lock_log`](crate::DeployWrites::lock_log)'s.
    async fn find_log(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<LogHead>, StoreError>;

    /// Whether requests of an account are reviewed, and how.
    async fn find_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<Option<Review>, StoreError>;

    /// Whether requests of an account are reviewed, in each environment. Nobody else finds that so until the transaction ends.
    async fn find_reviews(&mut self, account: OrganizationId) -> Result<Vec<Review>, StoreError>;

    /// Has requests of an account reviewed, in place of how they were before.
    async fn set_review(&mut self, review: &Review) -> Result<(), StoreError>;

    /// Has requests of an account reviewed no more; false if they were not.
    async fn delete_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<bool, StoreError>;

    /// Whether a fleet is frozen. Nobody freezes or thaws it until the transaction has ended; others may ask too.
    async fn find_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<Freeze>, StoreError>;

    /// Freezes a fleet, once those who have found it [not frozen](Self::find_freeze) are done; false if it is frozen
    /// already, which stays as it is. For several fleets in the order of platform and environment.
    async fn insert_freeze(&mut self, freeze: &Freeze) -> Result<bool, StoreError>;

    /// Thaws a fleet; false if it was not frozen.
    async fn delete_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<bool, StoreError>;
}
