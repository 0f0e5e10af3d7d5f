//! What others have written to the record while a fleet was being counted.

use landfall_core::{
    id::{PopId, Revision, ServerId},
    model::{Exception, Platform, Pop, ServerMembership},
};

use crate::fixture::{
    at, head, joining, pop, release, report, server, shares, slot, status, two_pops,
};

#[test]
fn what_is_new_is_added_and_what_is_known_stays_as_it_is() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    // As the record has it: it does not know yet what server 1 has said.
    let old = |id| server(id, 1, Platform::Adn, at(3, 41));
    let failed = Exception {
        server: ServerId(4),
        slot: slot(),
        running: Revision(41),
    };
    let known = Exception {
        server: ServerId(1),
        ..failed.clone()
    };
    let gone = landfall_core::model::Server {
        membership: ServerMembership::Removed,
        ..server(6, 3, Platform::Adn, at(3, 41))
    };
    let added = fleet
        .add_recorded(
            vec![
                pop(1, "Europe", "Riga"),
                pop(2, "South America", "Lima, Peru"),
                pop(3, "Europe", "Turku"),
            ],
            vec![
                old(1),
                old(2),
                server(3, 3, Platform::Adn, at(3, 42)),
                server(4, 3, Platform::Adn, at(3, 42)),
                joining(server(5, 3, Platform::Adn, at(0, 0))),
                gone,
            ],
            &[failed, known],
        )
        .unwrap();
    assert_eq!(added, 3);
    let counted = status(&fleet, &[release(42)]);
    assert_eq!(
        shares(&counted),
        [("Europe : Riga", 1, 2), ("Europe : Turku", 1, 2)]
    );
    // The same again changes nothing.
    let again = vec![old(1), server(3, 3, Platform::Adn, at(0, 0))];
    let pops = vec![pop(1, "Europe", "Riga")];
    assert_eq!(fleet.add_recorded(pops, again, &[]).unwrap(), 0);
    assert_eq!(shares(&status(&fleet, &[release(42)])), shares(&counted));
}

#[test]
fn a_pop_that_was_changed_has_its_new_name() {
    let fleet = two_pops(1, 1);
    let renamed = Pop {
        place: "Liepaja".into(),
        ..pop(1, "Europe", "Riga")
    };
    fleet.add_recorded(vec![renamed], Vec::new(), &[]).unwrap();
    let counted = status(&fleet, &[release(41)]);
    assert_eq!(
        shares(&counted),
        [
            ("Europe : Liepaja", 1, 1),
            ("South America : Lima, Peru", 1, 1)
        ]
    );
    assert_eq!(fleet.pops(&crate::fixture::tenant())[0].pop.id, PopId(1));
}
