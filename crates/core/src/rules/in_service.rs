//! Whether a customer that was ordered is still in use (vipmp contract, sections 6 and 8; metallic contract, section 7).

use crate::model::{CustomerUse, Status};

/// The status that a customer comes into when something of it has begun or ended. One that was ordered is out of use when its last
/// line has ended and no deployment is active, and in use again when either returns. Others, and those that are out of use for
/// a reason of their own, stay as they are.
pub fn status_in_service(status: Status, used: CustomerUse) -> Status {
    let is_used = used.is_in_use();
    match status {
        Status::Active if used.ordered && !is_used => Status::Inactive,
        Status::Inactive if used.ordered && is_used => Status::Active,
        status => status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordered_customer_follows_what_is_in_use() {
        for ordered in [true, false] {
            for lines in [true, false] {
                for deployments in [true, false] {
                    let used = CustomerUse {
                        ordered,
                        lines,
                        deployments,
                    };
                    for &status in Status::ALL {
                        let expected = match (ordered, status) {
                            (true, Status::Active | Status::Inactive) if lines || deployments => {
                                Status::Active
                            }
                            (true, Status::Active | Status::Inactive) => Status::Inactive,
                            _ => status,
                        };
                        assert_eq!(status_in_service(status, used), expected, "{used:?}");
                    }
                }
            }
        }
    }
}
