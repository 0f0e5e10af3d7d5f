//! What partners write.

/// One of the writes that partners make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    CreateCustomer,
    ChangeCustomer,
    CreateReseller,
    ChangeReseller,
    AddDeployment,
    EndDeployment,
    OrderAccount,
    OrderService,
    EndService,
    Withdraw,
    IntroduceReseller,
    RecordCustomer,
    RecordReseller,
    RecordDeployment,
    RecordOrder,
    AddSite,
    AddPolicy,
    AddZone,
    DefineZone,
    ReplaceZone,
    AssociateZone,
    DeleteZone,
}

/// Which contract a write is one of: how it is signed, and how it is known when it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Vipmp,
    Metallic,
    Native,
    Akana,
}

pub(super) const ALL: [Kind; 22] = [
    Kind::CreateCustomer,
    Kind::ChangeCustomer,
    Kind::CreateReseller,
    Kind::ChangeReseller,
    Kind::AddDeployment,
    Kind::EndDeployment,
    Kind::OrderAccount,
    Kind::OrderService,
    Kind::EndService,
    Kind::Withdraw,
    Kind::IntroduceReseller,
    Kind::RecordCustomer,
    Kind::RecordReseller,
    Kind::RecordDeployment,
    Kind::RecordOrder,
    Kind::AddSite,
    Kind::AddPolicy,
    Kind::AddZone,
    Kind::DefineZone,
    Kind::ReplaceZone,
    Kind::AssociateZone,
    Kind::DeleteZone,
];

impl Kind {
    /// The contract.
    pub(super) fn face(self) -> Face {
        match self {
            Self::CreateCustomer
            | Self::ChangeCustomer
            | Self::CreateReseller
            | Self::ChangeReseller
            | Self::AddDeployment
            | Self::EndDeployment => Face::Vipmp,
            Self::OrderAccount
            | Self::OrderService
            | Self::EndService
            | Self::Withdraw
            | Self::IntroduceReseller => Face::Metallic,
            Self::RecordCustomer
            | Self::RecordReseller
            | Self::RecordDeployment
            | Self::RecordOrder
            | Self::AddSite
            | Self::AddPolicy
            | Self::AddZone => Face::Native,
            Self::DefineZone | Self::ReplaceZone | Self::AssociateZone | Self::DeleteZone => {
                Face::Akana
            }
        }
    }

    /// What its event is called.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::CreateCustomer
            | Self::CreateReseller
            | Self::IntroduceReseller
            | Self::RecordCustomer
            | Self::RecordReseller => "organization.created",
            Self::ChangeCustomer | Self::ChangeReseller => "organization.updated",
            Self::AddDeployment | Self::RecordDeployment => "deployment.created",
            Self::EndDeployment => "deployment.updated",
            Self::OrderAccount | Self::OrderService | Self::EndService | Self::RecordOrder => {
                "fulfillment.submitted"
            }
            Self::Withdraw => "fulfillment.cancelled",
            Self::AddSite => "site.created",
            Self::AddPolicy => "policy.created",
            Self::AddZone | Self::DefineZone => "zone.created",
            Self::ReplaceZone | Self::AssociateZone => "zone.updated",
            Self::DeleteZone => "zone.deleted",
        }
    }

    /// Whether it has a name under which it is carried out once.
    pub(super) fn is_named(self) -> bool {
        match self.face() {
            Face::Vipmp | Face::Native => true,
            Face::Metallic => self != Self::Withdraw,
            Face::Akana => false,
        }
    }

    /// Whether it makes an order.
    pub(super) fn orders(self) -> bool {
        matches!(
            self,
            Self::OrderAccount | Self::OrderService | Self::EndService | Self::RecordOrder
        )
    }

    /// How many lines an order of this kind begins.
    pub(super) fn lines(self) -> usize {
        match self {
            Self::OrderAccount => 2,
            Self::OrderService | Self::RecordOrder => 1,
            _ => 0,
        }
    }

    /// Whether what it makes is validated in the background.
    pub(super) fn is_validated(self) -> bool {
        matches!(
            self,
            Self::CreateCustomer
                | Self::CreateReseller
                | Self::RecordCustomer
                | Self::RecordReseller
        )
    }

    /// What the answer calls the thing.
    pub(super) fn id_member(self) -> &'static str {
        match self {
            Self::CreateCustomer | Self::ChangeCustomer => "/customerId",
            Self::CreateReseller | Self::ChangeReseller => "/resellerId",
            Self::AddDeployment | Self::EndDeployment => "/deploymentId",
            Self::OrderAccount
            | Self::OrderService
            | Self::EndService
            | Self::Withdraw
            | Self::IntroduceReseller => "/data/id",
            Self::RecordCustomer
            | Self::RecordReseller
            | Self::RecordDeployment
            | Self::RecordOrder
            | Self::AddSite
            | Self::AddPolicy
            | Self::AddZone => "/id",
            Self::DefineZone | Self::ReplaceZone | Self::AssociateZone | Self::DeleteZone => {
                "/DeploymentZoneID"
            }
        }
    }
}
