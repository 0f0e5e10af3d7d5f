//! How many connections one process may have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::SimulateError;

/// Descriptors that are needed beside those of the connections.
const BESIDE: u64 = 64;

/// Raises the limit on open files as far as the system allows without being asked for rights, and says whether `servers`
/// connections fit.
pub fn raise_descriptors(servers: usize) -> Result<(), SimulateError> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let allowed = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    // None: there is no limit.
    let most = allowed.map_or(u64::MAX, |most| most.saturating_sub(BESIDE));
    if servers as u64 <= most {
        return Ok(());
    }
    Err(SimulateError::Descriptors {
        wanted: servers,
        most: usize::try_from(most).unwrap_or(usize::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_with_what_does() {
        raise_descriptors(10).unwrap();
        if let Some(maximum) = getrlimit(Resource::Nofile).maximum {
            let wanted = usize::try_from(maximum).unwrap();
            let refused = raise_descriptors(wanted).unwrap_err().to_string();
            let most = maximum - BESIDE;
            assert!(
                refused.contains(&format!("at most {most} servers")),
                "{refused}"
            );
            raise_descriptors(usize::try_from(most).unwrap()).unwrap();
        }
    }
}
