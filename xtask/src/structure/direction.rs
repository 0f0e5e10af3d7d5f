//! Which crate may name which. The table below is the architecture's diagram in the form a machine can read: who adds
//! a crate gives it a place here, and who needs a new arrow changes this table in the open.

use super::violation::Violation;
use super::workspace::{Dependency, DependencyKind, Package, Workspace};

/// A crate's place: what its manifest may name.
struct Place {
    name: &'static str,
    /// In `dependencies` and `build-dependencies`.
    below: &'static [&'static str],
    /// In `dev-dependencies` besides: tests use the real store and the real data, never a stand-in.
    tests: &'static [&'static str],
}

/// What a face (a dialect or the native API) stands on. It has no way round the use cases to the record.
const UNDER_A_FACE: &[&str] = &["landfall-control", "landfall-core", "landfall-http"];
const TESTS_OF_A_FACE: &[&str] = &["landfall-demo", "landfall-feed", "landfall-store"];

/// What the binary brings together; development commands may use the same.
const EVERY_LIBRARY: &[&str] = &[
    "landfall-agent",
    "landfall-akana",
    "landfall-control",
    "landfall-core",
    "landfall-demo",
    "landfall-feed",
    "landfall-http",
    "landfall-metallic",
    "landfall-native",
    "landfall-protocol",
    "landfall-rulesv4",
    "landfall-simulate",
    "landfall-store",
    "landfall-transfer",
    "landfall-vipmp",
];

/// What development commands bring together.
const COMMANDS: &[&str] = &[
    "landfall-control",
    "landfall-core",
    "landfall-http",
    "landfall-protocol",
    "landfall-store",
    "landfall-torture",
];

const PLACES: &[Place] = &[
    Place {
        name: "landfall-core",
        below: &[],
        tests: &[],
    },
    Place {
        name: "landfall-protocol",
        below: &["landfall-core"],
        tests: &[],
    },
    Place {
        name: "landfall-agent",
        below: &["landfall-core", "landfall-protocol"],
        tests: &["landfall-feed"],
    },
    Place {
        name: "landfall-simulate",
        below: &["landfall-agent", "landfall-core", "landfall-protocol"],
        tests: &[],
    },
    Place {
        name: "landfall-feed",
        below: &["landfall-core", "landfall-protocol"],
        tests: &[],
    },
    Place {
        name: "landfall-store",
        below: &["landfall-core"],
        tests: &[],
    },
    Place {
        name: "landfall-http",
        below: &["landfall-core"],
        tests: &[],
    },
    Place {
        name: "landfall-transfer",
        below: &["landfall-core"],
        tests: &[],
    },
    Place {
        name: "landfall-control",
        below: &[
            "landfall-core",
            "landfall-feed",
            "landfall-protocol",
            "landfall-store",
            "landfall-transfer",
        ],
        tests: &[],
    },
    Place {
        name: "landfall-vipmp",
        below: UNDER_A_FACE,
        tests: TESTS_OF_A_FACE,
    },
    Place {
        name: "landfall-akana",
        below: UNDER_A_FACE,
        tests: TESTS_OF_A_FACE,
    },
    Place {
        name: "landfall-rulesv4",
        below: UNDER_A_FACE,
        tests: TESTS_OF_A_FACE,
    },
    Place {
        name: "landfall-metallic",
        below: UNDER_A_FACE,
        tests: TESTS_OF_A_FACE,
    },
    Place {
        name: "landfall-native",
        // The face that streams of the feed are opened at.
        below: &[
            "landfall-control",
            "landfall-core",
            "landfall-http",
            "landfall-protocol",
        ],
        tests: TESTS_OF_A_FACE,
    },
    Place {
        name: "landfall-demo",
        below: &[
            "landfall-control",
            "landfall-core",
            "landfall-feed",
            "landfall-store",
            "landfall-transfer",
        ],
        tests: &[],
    },
    Place {
        name: "landfall-torture",
        // It looks at disks and streams from outside, and starts the product as a process.
        below: &[
            "landfall-agent",
            "landfall-core",
            "landfall-feed",
            "landfall-protocol",
            "landfall-store",
        ],
        tests: &[],
    },
    Place {
        name: "landfall",
        below: EVERY_LIBRARY,
        tests: &["landfall-torture"],
    },
    Place {
        name: "xtask",
        below: COMMANDS,
        tests: &["landfall"],
    },
];

/// Crates that would give the core I/O, an event loop or randomness. Its tests may use them.
const NOT_IN_THE_CORE: &[&str] = &[
    "axum",
    "getrandom",
    "hyper",
    "rand",
    "rusqlite",
    "tokio",
    "tokio-postgres",
];

/// Every arrow that points the wrong way, and every crate that the table and the workspace do not both know.
pub(crate) fn violations(workspace: &Workspace) -> Vec<Violation> {
    let names = workspace.names();
    let mut found = Vec::new();
    for package in &workspace.packages {
        match PLACES.iter().find(|place| place.name == package.name) {
            Some(place) => found.extend(wrong_arrows(package, place, |name| names.contains(name))),
            None => found.push(Violation::Unplaced {
                name: package.name.clone(),
            }),
        }
    }
    let vacant = PLACES.iter().filter(|place| !names.contains(place.name));
    found.extend(vacant.map(|place| Violation::Vacant { name: place.name }));
    found
}

fn wrong_arrows(
    package: &Package,
    place: &Place,
    in_workspace: impl Fn(&str) -> bool,
) -> Vec<Violation> {
    let judge = |dependency: &Dependency| {
        let (name, kind) = (dependency.name.as_str(), dependency.kind);
        let mut allowed = place.below.to_vec();
        if kind == DependencyKind::Dev {
            allowed.extend(place.tests);
        }
        // A crate may name itself in its dev-dependencies, to turn one of its own features on.
        let itself = kind == DependencyKind::Dev && name == place.name;
        if in_workspace(name) && !itself && !allowed.contains(&name) {
            Some(Violation::Direction {
                from: package.name.clone(),
                to: name.to_owned(),
                kind,
                allowed,
            })
        } else if place.name == "landfall-core"
            && kind != DependencyKind::Dev
            && NOT_IN_THE_CORE.contains(&name)
        {
            Some(Violation::ImpureCore {
                to: name.to_owned(),
            })
        } else {
            None
        }
    };
    package.dependencies.iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// A workspace with every crate of the table, in which `from` names `to` in its table `kind`.
    fn workspace(from: &str, to: &str, kind: DependencyKind) -> Workspace {
        let package = |place: &Place| Package {
            name: place.name.to_owned(),
            dependencies: if place.name == from {
                vec![Dependency {
                    name: to.to_owned(),
                    kind,
                }]
            } else {
                Vec::new()
            },
        };
        Workspace {
            packages: PLACES.iter().map(package).collect(),
            root: PathBuf::from("/w"),
            target_directory: PathBuf::from("/w/target"),
        }
    }

    fn is_allowed(from: &str, to: &str, kind: DependencyKind) -> bool {
        let found = violations(&workspace(from, to, kind));
        assert!(found.len() <= 1, "one arrow gave {found:?}");
        found.is_empty()
    }

    const NORMAL: DependencyKind = DependencyKind::Normal;
    const DEV: DependencyKind = DependencyKind::Dev;
    const DIALECTS: [&str; 4] = [
        "landfall-vipmp",
        "landfall-akana",
        "landfall-rulesv4",
        "landfall-metallic",
    ];

    #[test]
    fn the_core_depends_on_no_crate_of_the_workspace() {
        for place in PLACES.iter().filter(|place| place.name != "landfall-core") {
            assert!(
                !is_allowed("landfall-core", place.name, NORMAL),
                "{}",
                place.name
            );
        }
    }

    #[test]
    fn the_core_has_no_event_loop_but_its_tests_may() {
        assert!(!is_allowed("landfall-core", "tokio", NORMAL));
        assert!(!is_allowed("landfall-core", "tokio", DependencyKind::Build));
        assert!(is_allowed("landfall-core", "tokio", DEV));
        assert!(is_allowed("landfall-store", "tokio", NORMAL));
    }

    #[test]
    fn store_and_feed_do_not_know_each_other() {
        assert!(is_allowed("landfall-store", "landfall-core", NORMAL));
        assert!(is_allowed("landfall-feed", "landfall-core", NORMAL));
        assert!(!is_allowed("landfall-store", "landfall-feed", NORMAL));
        assert!(!is_allowed("landfall-feed", "landfall-store", NORMAL));
    }

    #[test]
    fn a_face_reaches_the_store_only_in_its_tests() {
        for face in DIALECTS.into_iter().chain(["landfall-native"]) {
            assert!(is_allowed(face, "landfall-control", NORMAL), "{face}");
            assert!(!is_allowed(face, "landfall-store", NORMAL), "{face}");
            assert!(
                !is_allowed(face, "landfall-store", DependencyKind::Build),
                "{face}"
            );
            assert!(is_allowed(face, "landfall-store", DEV), "{face}");
        }
    }

    #[test]
    fn no_face_knows_another_not_even_in_its_tests() {
        for from in DIALECTS.into_iter().chain(["landfall-native"]) {
            for to in DIALECTS
                .into_iter()
                .chain(["landfall-native"])
                .filter(|to| *to != from)
            {
                assert!(!is_allowed(from, to, NORMAL), "{from} to {to}");
                assert!(!is_allowed(from, to, DEV), "{from} to {to}");
            }
        }
    }

    #[test]
    fn the_use_cases_know_no_face() {
        for face in DIALECTS
            .into_iter()
            .chain(["landfall-native", "landfall-http"])
        {
            assert!(!is_allowed("landfall-control", face, NORMAL), "{face}");
        }
    }

    #[test]
    fn nothing_names_the_development_commands() {
        for place in PLACES.iter().filter(|place| place.name != "xtask") {
            assert!(!is_allowed(place.name, "xtask", NORMAL), "{}", place.name);
        }
    }

    #[test]
    fn a_crate_may_turn_its_own_features_on_for_its_tests() {
        assert!(is_allowed("landfall-store", "landfall-store", DEV));
    }

    #[test]
    fn a_crate_without_a_place_is_reported_and_so_is_a_place_without_a_crate() {
        let mut workspace = workspace("landfall-core", "serde", NORMAL);
        workspace.packages[0].name = "landfall-newcomer".to_owned();
        assert_eq!(
            violations(&workspace),
            [
                Violation::Unplaced {
                    name: "landfall-newcomer".to_owned()
                },
                Violation::Vacant {
                    name: "landfall-core"
                },
            ]
        );
    }

    /// The table is in order from the ground up, so it cannot hold a circle.
    #[test]
    fn the_table_has_no_circle() {
        for (position, place) in PLACES.iter().enumerate() {
            for name in place.below.iter().chain(place.tests) {
                let below = PLACES.iter().position(|other| other.name == *name);
                assert!(
                    below.is_some(),
                    "{} may name {name}, which has no place",
                    place.name
                );
                let only_in_tests = place.tests.contains(name);
                assert!(
                    only_in_tests || below < Some(position),
                    "{} stands below {name}",
                    place.name
                );
            }
        }
    }

    #[test]
    fn a_violation_says_what_would_be_allowed() {
        let found = violations(&workspace("landfall-vipmp", "landfall-store", NORMAL));
        assert_eq!(
            found[0].to_string(),
            "landfall-vipmp names landfall-store in its dependencies; \
             there it may name landfall-control, landfall-core, landfall-http"
        );
    }
}
