//! What can be ordered.

/// The services on offer.
pub(super) const OFFERED: [&str; 8] = [
    "MTSP-M365E-USR",
    "MTSP-M365-STD",
    "MTSP-VM-BKP",
    "MTSP-VM-REPL",
    "MTSP-DB-BKP",
    "MTSP-ENDP-BKP",
    "MTSP-FILE-ARCH",
    "MTSP-K8S-BKP",
];
/// One that was on offer once.
pub(super) const RETIRED: &str = "MTSP-ARCH-LEGACY";
