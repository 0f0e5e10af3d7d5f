//! Fixture G1 of the rulesv4 contract (section 9): 70 POPs, 2,288 servers, 61 of them done.

use landfall_core::{id::Cursor, model::Platform};
use landfall_feed::Fleet;

use crate::fixture::{at, fleet, pop, release, report, server, shares, status};

/// The places in the inventory's order, one POP each.
const PLACES: [(&str, &[&str]); 10] = [
    (
        "South America",
        &[
            "Valparaiso, Chile",
            "Barranquilla, Colombia",
            "Bogota, Colombia",
            "Buenos Aires, Argentina",
            "Medellin, Colombia",
            "Rio de Janeiro, Brazil",
            "Santiago, Chile",
            "Sao Paulo, Brazil",
        ],
    ),
    (
        "North America",
        &[
            "Ashburn",
            "Atlanta",
            "Boston",
            "Chicago",
            "Dallas",
            "Denver",
            "Detroit",
            "Guadalajara",
            "Houston",
            "Las Vegas",
            "Los Angeles",
            "Mexico City",
            "Miami",
            "New York",
            "Newark",
            "Philadelphia",
            "Phoenix",
            "Pittsburgh",
            "Puebla",
            "Queretaro",
            "Seattle",
        ],
    ),
    (
        "Europe",
        &[
            "Amsterdam",
            "Bucharest",
            "Copenhagen",
            "Frankfurt",
            "Helsinki",
            "Lisbon",
            "London",
            "Madrid",
            "Manchester",
            "Marseille",
            "Milan",
            "Munich",
            "Paris",
            "Riga",
            "Sofia",
            "Stockholm",
            "Vienna",
            "Warsaw",
        ],
    ),
    (
        "Asia",
        &[
            "Bangkok",
            "Bengaluru",
            "Chennai",
            "Delhi",
            "Hong Kong",
            "Jakarta",
            "Kaohsiung",
            "Manila",
            "Mumbai",
            "Osaka",
            "Singapore",
            "Taipei",
            "Tokyo",
        ],
    ),
    ("Middle East", &["Fujairah", "Kuwait", "Muscat"]),
    ("Africa", &["Johannesburg", "Nairobi"]),
    ("Australia", &["Melbourne", "Sydney"]),
    ("South America", &["Lima, Peru"]),
    ("North America", &["San Jose"]),
    ("Australia", &["Auckland"]),
];

const BEFORE: u64 = 40;
const RELEASED: u64 = 41;

/// How many servers a place has, and how many of them are done; `others` counts the places that the sample does not name.
fn servers_of(place: &str, others: &mut u64) -> (u64, u64) {
    match place {
        "Valparaiso, Chile" => (19, 1),
        "Lima, Peru" => (10, 1),
        "San Jose" => (25, 1),
        "Auckland" => (27, 1),
        _ => {
            *others += 1;
            (33 + u64::from(*others <= 29), u64::from(*others <= 57))
        }
    }
}

fn g1() -> Fleet {
    let places = PLACES
        .iter()
        .flat_map(|(region, places)| places.iter().map(move |p| (*region, *p)));
    let (mut pops, mut servers, mut others) = (Vec::new(), Vec::new(), 0);
    for (number, (region, place)) in (1..).zip(places) {
        pops.push(pop(number, region, place));
        let (all, done) = servers_of(place, &mut others);
        for index in 0..all {
            let cursor = at(3, if index < done { RELEASED } else { BEFORE });
            let id = servers.len() as u64 + 1;
            servers.push(server(id, number, Platform::Adn, cursor));
        }
    }
    fleet(pops, servers, Vec::new())
}

#[test]
fn g1_prints_the_sample() {
    let propagation = status(&g1(), &[release(RELEASED)]);
    assert_eq!((propagation.done(), propagation.all()), (61, 2288));
    assert_eq!(propagation.percent().to_string(), "2.666083916083916");
    assert!(!propagation.complete());

    let printed: Vec<_> = (propagation.pops.iter())
        .map(|pop| (&*pop.name, pop.percent().to_string()))
        .collect();
    assert_eq!(printed.len(), 70);
    let (first, last) = (&printed[0], &printed[67..]);
    assert_eq!(
        (first.0, first.1.as_str()),
        ("South America : Valparaiso, Chile", "5.263157894736842")
    );
    let last: Vec<_> = last
        .iter()
        .map(|(name, percent)| (*name, percent.as_str()))
        .collect();
    assert_eq!(
        last,
        [
            ("South America : Lima, Peru", "10.0"),
            ("North America : San Jose", "4.0"),
            ("Australia : Auckland", "3.7037037037037033"),
        ]
    );
}

#[test]
fn g1_finishes_when_every_server_has_reported() {
    let fleet = g1();
    let all: Vec<_> = fleet.servers(&crate::fixture::tenant());
    let behind = |cursor: Cursor| cursor.revision.0 < RELEASED;
    for server in all.iter().filter(|server| behind(server.cursor)) {
        assert!(!status(&fleet, &[release(RELEASED)]).complete());
        fleet.report(server.id, &report(at(3, RELEASED))).unwrap();
    }
    let propagation = status(&fleet, &[release(RELEASED)]);
    assert!(propagation.complete());
    assert_eq!(propagation.percent().to_string(), "100.0");
    assert!(
        shares(&propagation)
            .iter()
            .all(|(_, done, all)| done == all)
    );
}
