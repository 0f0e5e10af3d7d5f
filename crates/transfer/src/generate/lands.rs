//! The countries that partners and customers are in: towns with their region (ISO 3166-2) and the pattern of their postal
//! codes, and telephone numbers from the ranges that the authorities keep for fiction, where there are any.

use landfall_core::model::Address;

use super::{
    Chance,
    tongues::{
        DUTCH, ENGLISH, FRENCH, GERMAN, ITALIAN, JAPANESE, NORDIC, POLISH, PORTUGUESE, SPANISH,
        Tongue,
    },
};

/// A country.
#[derive(Debug)]
pub struct Land {
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// A locale that vipmp has.
    pub locale: &'static str,
    /// How companies and streets are called.
    pub tongue: &'static Tongue,
    /// What follows a company's name.
    pub form: &'static str,
    phone: &'static str,
    towns: &'static [Town],
}

/// Region, city, pattern of the postal code.
type Town = (&'static str, &'static str, &'static str);

impl Land {
    /// An address somewhere in the country.
    pub fn address(&self, chance: &mut Chance) -> Address {
        let &(region, city, postal_code) = chance.one(self.towns);
        let street = chance.one(self.tongue.streets);
        let number = chance.number(1, 180);
        Address {
            country: self.country.to_owned(),
            region: region.to_owned(),
            city: city.to_owned(),
            line1: if self.tongue.number_first {
                format!("{number} {street}")
            } else {
                format!("{street} {number}")
            },
            line2: String::new(),
            postal_code: chance.pattern(postal_code),
            phone: chance.pattern(self.phone),
        }
    }

    /// Whether a town of the country, by its region and name, occurs in addresses.
    pub fn has_town(&self, region: &str, city: &str) -> bool {
        let mut towns = self.towns.iter();
        towns.any(|(of, name, _)| *of == region && *name == city)
    }
}

/// The countries.
#[rustfmt::skip]
pub const LANDS: &[Land] = &[
    Land { country: "US", locale: "en-US", tongue: &ENGLISH, form: "Inc.", phone: "206-555-01##", towns: &[
        ("CA", "San Francisco", "9410#"), ("NY", "New York", "1001#"), ("TX", "Austin", "7870#"), ("IL", "Chicago", "6060#"), ("WA", "Seattle", "9810#"), ("MA", "Boston", "0211#"),
    ] },
    Land { country: "CA", locale: "en-US", tongue: &ENGLISH, form: "Ltd.", phone: "604-555-01##", towns: &[
        ("ON", "Toronto", "M5V #@#"), ("BC", "Vancouver", "V6B #@#"), ("AB", "Calgary", "T2P #@#"), ("NS", "Halifax", "B3H #@#"),
    ] },
    Land { country: "GB", locale: "en-GB", tongue: &ENGLISH, form: "Ltd", phone: "+44 20 7946 0###", towns: &[
        ("LND", "London", "EC1A #@@"), ("MAN", "Manchester", "M1 #@@"), ("EDH", "Edinburgh", "EH1 #@@"), ("BIR", "Birmingham", "B2 #@@"), ("BST", "Bristol", "BS1 #@@"),
    ] },
    Land { country: "IE", locale: "en-GB", tongue: &ENGLISH, form: "Ltd", phone: "", towns: &[
        ("D", "Dublin", "D02 @###"), ("CO", "Cork", "T12 @###"), ("G", "Galway", "H91 @###"),
    ] },
    Land { country: "AU", locale: "en-GB", tongue: &ENGLISH, form: "Pty Ltd", phone: "+61 2 5550 ####", towns: &[
        ("NSW", "Sydney", "200#"), ("VIC", "Melbourne", "300#"), ("QLD", "Brisbane", "400#"), ("WA", "Perth", "600#"),
    ] },
    Land { country: "NZ", locale: "en-GB", tongue: &ENGLISH, form: "Ltd", phone: "", towns: &[
        ("AUK", "Auckland", "101#"), ("WGN", "Wellington", "601#"), ("CAN", "Christchurch", "801#"),
    ] },
    Land { country: "SG", locale: "en-GB", tongue: &ENGLISH, form: "Pte Ltd", phone: "", towns: &[
        ("00", "Singapore", "0186##"), ("00", "Singapore", "0489##"),
    ] },
    Land { country: "DE", locale: "de-DE", tongue: &GERMAN, form: "GmbH", phone: "+49 30 23125 ###", towns: &[
        ("BE", "Berlin", "1011#"), ("BY", "München", "8033#"), ("HE", "Frankfurt am Main", "6031#"), ("NW", "Köln", "5066#"), ("SN", "Leipzig", "0410#"), ("HB", "Bremen", "2819#"),
    ] },
    Land { country: "AT", locale: "de-DE", tongue: &GERMAN, form: "GmbH", phone: "", towns: &[
        ("9", "Wien", "10#0"), ("6", "Graz", "801#"), ("5", "Salzburg", "502#"), ("4", "Linz", "402#"),
    ] },
    Land { country: "CH", locale: "de-DE", tongue: &GERMAN, form: "AG", phone: "", towns: &[
        ("ZH", "Zürich", "800#"), ("BE", "Bern", "301#"), ("BS", "Basel", "405#"), ("SG", "St. Gallen", "900#"),
    ] },
    Land { country: "FR", locale: "fr-FR", tongue: &FRENCH, form: "SAS", phone: "+33 1 99 00 ## ##", towns: &[
        ("IDF", "Paris", "7501#"), ("ARA", "Lyon", "6900#"), ("NAQ", "Bordeaux", "3300#"), ("PDL", "Nantes", "4400#"), ("GES", "Strasbourg", "6700#"),
    ] },
    Land { country: "BE", locale: "nl-NL", tongue: &DUTCH, form: "BV", phone: "", towns: &[
        ("BRU", "Brussel", "10#0"), ("VAN", "Antwerpen", "20#0"), ("VOV", "Gent", "90#0"),
    ] },
    Land { country: "NL", locale: "nl-NL", tongue: &DUTCH, form: "B.V.", phone: "", towns: &[
        ("NH", "Amsterdam", "101# @@"), ("ZH", "Rotterdam", "301# @@"), ("UT", "Utrecht", "351# @@"), ("NB", "Eindhoven", "561# @@"),
    ] },
    Land { country: "IT", locale: "it-IT", tongue: &ITALIAN, form: "S.r.l.", phone: "", towns: &[
        ("MI", "Milano", "2012#"), ("RM", "Roma", "0018#"), ("TO", "Torino", "1012#"), ("BO", "Bologna", "4012#"),
    ] },
    Land { country: "ES", locale: "es-ES", tongue: &SPANISH, form: "S.L.", phone: "", towns: &[
        ("M", "Madrid", "2801#"), ("B", "Barcelona", "0801#"), ("V", "Valencia", "4600#"), ("SE", "Sevilla", "4100#"),
    ] },
    Land { country: "MX", locale: "es-MX", tongue: &SPANISH, form: "S.A.", phone: "", towns: &[
        ("CMX", "Ciudad de México", "066#0"), ("JAL", "Guadalajara", "441#0"), ("NLE", "Monterrey", "640#0"),
    ] },
    Land { country: "PT", locale: "en-GB", tongue: &PORTUGUESE, form: "Lda", phone: "", towns: &[
        ("11", "Lisboa", "1100-###"), ("13", "Porto", "4050-###"),
    ] },
    Land { country: "BR", locale: "pt-BR", tongue: &PORTUGUESE, form: "Ltda", phone: "", towns: &[
        ("SP", "São Paulo", "01310-###"), ("RJ", "Rio de Janeiro", "20040-###"), ("PR", "Curitiba", "80010-###"),
    ] },
    Land { country: "SE", locale: "sv-SE", tongue: &NORDIC, form: "AB", phone: "", towns: &[
        ("AB", "Stockholm", "111 2#"), ("O", "Göteborg", "411 0#"), ("M", "Malmö", "211 2#"),
    ] },
    Land { country: "NO", locale: "nb-NO", tongue: &NORDIC, form: "AS", phone: "", towns: &[
        ("03", "Oslo", "015#"), ("46", "Bergen", "501#"), ("50", "Trondheim", "701#"),
    ] },
    Land { country: "DK", locale: "da-DK", tongue: &NORDIC, form: "A/S", phone: "", towns: &[
        ("84", "København", "21#0"), ("82", "Aarhus", "82#0"), ("83", "Odense", "52#0"),
    ] },
    Land { country: "FI", locale: "fi-FI", tongue: &NORDIC, form: "Oy", phone: "", towns: &[
        ("18", "Helsinki", "001#0"), ("11", "Tampere", "331#0"), ("19", "Turku", "201#0"),
    ] },
    Land { country: "PL", locale: "pl-PL", tongue: &POLISH, form: "Sp. z o.o.", phone: "", towns: &[
        ("14", "Warszawa", "00-1##"), ("12", "Kraków", "31-0##"), ("30", "Poznań", "61-7##"), ("02", "Wrocław", "50-1##"),
    ] },
    Land { country: "JP", locale: "ja-JP", tongue: &JAPANESE, form: "K.K.", phone: "", towns: &[
        ("13", "Tokyo", "100-000#"), ("27", "Osaka", "530-000#"), ("40", "Fukuoka", "810-000#"),
    ] },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// What vipmp's contract says of the countries whose codes it spells out (section 6), and the common form elsewhere.
    fn fits(country: &str, code: &str) -> bool {
        let shape: String = (code.chars())
            .map(|character| match character {
                '0'..='9' => '9',
                'A'..='Z' => 'A',
                other => other,
            })
            .collect();
        let shapes: &[&str] = match country {
            "US" | "DE" | "FR" | "IT" | "ES" | "MX" | "FI" => &["99999"],
            "CA" => &["A9A 9A9"],
            "GB" => &["A9 9AA", "AA9 9AA", "AA9A 9AA"],
            "IE" => &["A99 A999"],
            "NL" => &["9999 AA"],
            "PT" => &["9999-999"],
            "BR" => &["99999-999"],
            "SE" => &["999 99"],
            "PL" => &["99-999"],
            "JP" => &["999-9999"],
            "SG" => &["999999"],
            _ => &["9999"],
        };
        shapes.contains(&shape.as_str())
    }

    #[test]
    fn addresses_fit_their_country() {
        let mut chance = Chance::new(7);
        for land in LANDS {
            for _ in 0..50 {
                let address = land.address(&mut chance);
                assert!(fits(land.country, &address.postal_code), "{address:?}");
                assert!((1..=3).contains(&address.region.len()), "{address:?}");
                for text in [&address.line1, &address.city, &address.phone] {
                    assert!(text.chars().count() <= 40, "{address:?}");
                    assert!(!text.contains(['<', '>', '"']), "{address:?}");
                }
            }
        }
    }

    #[test]
    fn every_country_is_there_once() {
        let countries: HashSet<_> = LANDS.iter().map(|land| land.country).collect();
        assert_eq!(countries.len(), LANDS.len());
    }
}
