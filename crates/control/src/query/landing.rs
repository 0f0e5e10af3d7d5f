//! How far a deploy request has got, told in full: for people who watch it land.

use landfall_core::{
    id::{DeployRequestId, Generation, Revision},
    model::{DeployOutcome, DeployRequest, DeployState, Release, View},
    rules::counting::{Tally, outcome},
};
use landfall_feed::Landing;

use super::propagation::question;
use crate::{Control, ControlError, command::DeployPlace};

/// How far a deploy request has got, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployLanding {
    /// The request.
    pub request: DeployRequest,
    /// What it released, by revision; empty before it was handed to the fleet.
    pub releases: Vec<Release>,
    /// How far that has got; none before it was handed over.
    pub landing: Option<Landing>,
    /// What has become of it.
    pub outcome: DeployOutcome,
    /// What took its place in the log first.
    pub superseded_by: Option<Successor>,
    /// What undid it.
    pub rolled_back: Option<RolledBack>,
}

/// A later hand-over of the same account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor {
    /// Its generation.
    pub generation: Generation,
    /// Its deploy request.
    pub request: DeployRequestId,
    /// Where it stands in the log.
    pub revision: Revision,
}

/// That a hand-over was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RolledBack {
    /// At this revision.
    pub at: Revision,
    /// By this, if it came from a deploy request.
    pub by: Option<Successor>,
}

impl From<&Release> for Successor {
    fn from(release: &Release) -> Self {
        Self {
            generation: release.generation,
            request: release.request,
            revision: release.revision,
        }
    }
}

impl DeployLanding {
    /// The servers of all POPs; nobody before it was handed over.
    pub fn all(&self) -> Tally {
        self.landing.as_ref().map(Landing::all).unwrap_or_default()
    }
}

impl Control {
    /// How far a deploy request with these releases has got, counted from where the servers stand now: here, or by the process
    /// that owns the fleet. A point read and a walk over the servers of its fleet.
    pub async fn deploy_landing(
        &self,
        request: DeployRequest,
        releases: Vec<Release>,
    ) -> Result<DeployLanding, ControlError> {
        let handed_over = request.state == DeployState::Deployed;
        let later = match releases.first().filter(|_| handed_over) {
            None => Vec::new(),
            Some(own) => {
                let later = (self.store).later_releases(own.log, &own.slot, own.generation);
                later.await?
            }
        };
        let landing = if handed_over {
            let all = [releases.as_slice(), later.as_slice()].concat();
            Some(self.landing(&question(&request, all)).await?)
        } else {
            None
        };
        let superseded_by = later.first().map(Successor::from);
        let undone = releases.iter().filter_map(|release| release.rolled_back_at);
        let rolled_back = undone.min().map(|at| RolledBack {
            at,
            by: (later.iter())
                .find(|later| later.revision == at)
                .map(Successor::from),
        });
        let all = landing.as_ref().map(Landing::all).unwrap_or_default();
        let outcome = outcome(
            request.state,
            all,
            superseded_by.is_some(),
            rolled_back.is_some(),
        );
        Ok(DeployLanding {
            request,
            releases,
            landing,
            outcome,
            superseded_by,
            rolled_back,
        })
    }

    /// The same of the request at that place, whoever may see it; none if there is none. Point reads.
    pub(crate) async fn landing_at(
        &self,
        place: &DeployPlace,
    ) -> Result<Option<DeployLanding>, ControlError> {
        let view = View::whole(place.tenant.clone());
        let found = self.store.deploy_request(&view, place.account, place.id);
        match found.await? {
            None => Ok(None),
            Some((request, releases)) => Ok(Some(self.deploy_landing(request, releases).await?)),
        }
    }
}
