//! Passwords: Argon2id, off the serving threads, a few at a time.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::ControlError;

/// A hash that no password has: checking against it takes the same time as against a real one, so an unknown e-mail
/// address answers no faster than a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bGFuZGZhbGwtbm9ib2R5$Y2Nqb1RkZ0hBVnJ4QkVGT0V3Z0pXYmM3Y2RQU2h0Q2c";

/// Checks and makes password hashes.
pub struct Passwords {
    at_a_time: Arc<Semaphore>,
}

impl Passwords {
    /// At most `at_a_time` hashes are computed together; each takes about 20 MiB and tens of milliseconds.
    pub fn new(at_a_time: usize) -> Self {
        Self {
            at_a_time: Arc::new(Semaphore::new(at_a_time.max(1))),
        }
    }

    /// Whether `password` is the one behind `hash`; without a hash it never is, and takes as long.
    pub async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, ControlError> {
        self.compute(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let parsed = PasswordHash::new(&hash)
                .map_err(|error| ControlError::Internal(format!("a password hash: {error}")))?;
            let matches = Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok();
            Ok(matches && known)
        })
        .await
    }

    /// The hash to keep for `password`.
    pub async fn hash(&self, password: String) -> Result<String, ControlError> {
        self.compute(move || {
            let hash = Argon2::default()
                .hash_password_with_salt(password.as_bytes(), &super::random_bytes::<16>())
                .map_err(|error| ControlError::Internal(format!("a password hash: {error}")))?;
            Ok(hash.to_string())
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ControlError> + Send + 'static,
    ) -> Result<T, ControlError> {
        let permit = Arc::clone(&self.at_a_time)
            .acquire_owned()
            .await
            .map_err(|_| ControlError::Unavailable("shutting down".to_owned()))?;
        // A caller that stops waiting does not stop the computation, so the permit goes along with it.
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        task.await.unwrap_or_else(|error| {
            Err(ControlError::Internal(format!(
                "a password check ended early: {error}"
            )))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_and_no_other() {
        let passwords = Passwords::new(1);
        let hash = passwords.hash("demo-password".to_owned()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verify = |password: &str, hash: Option<&String>| {
            passwords.verify(password.to_owned(), hash.cloned())
        };
        assert!(verify("demo-password", Some(&hash)).await.unwrap());
        assert!(!verify("demo-passwore", Some(&hash)).await.unwrap());
        assert!(!verify("demo-password", None).await.unwrap());
    }
}
