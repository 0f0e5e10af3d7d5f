//! Countries and states by their names, for contracts that take names as well as codes (metallic contract, section 5): the
//! English short names of ISO 3166-1 with some that people write, and the names of the parts of the United States and Canada.

use super::country::is_country;

/// In the order of the codes. A name that has several forms stands once for each.
#[rustfmt::skip]
const COUNTRIES: [(&str, &[&str]); 224] = [
    ("AD", &["Andorra"]), ("AE", &["United Arab Emirates", "UAE"]), ("AF", &["Afghanistan"]),
    ("AG", &["Antigua and Barbuda"]), ("AI", &["Anguilla"]), ("AL", &["Albania"]), ("AM", &["Armenia"]), ("AO", &["Angola"]),
    ("AR", &["Argentina"]), ("AS", &["American Samoa"]), ("AT", &["Austria"]), ("AU", &["Australia"]), ("AW", &["Aruba"]),
    ("AZ", &["Azerbaijan"]), ("BA", &["Bosnia and Herzegovina"]), ("BB", &["Barbados"]), ("BD", &["Bangladesh"]),
    ("BE", &["Belgium"]), ("BF", &["Burkina Faso"]), ("BG", &["Bulgaria"]), ("BH", &["Bahrain"]), ("BI", &["Burundi"]),
    ("BJ", &["Benin"]), ("BM", &["Bermuda"]), ("BN", &["Brunei Darussalam", "Brunei"]),
    ("BO", &["Bolivia", "Bolivia (Plurinational State of)"]), ("BR", &["Brazil"]), ("BS", &["Bahamas", "The Bahamas"]),
    ("BT", &["Bhutan"]), ("BW", &["Botswana"]), ("BY", &["Belarus"]), ("BZ", &["Belize"]), ("CA", &["Canada"]),
    ("CC", &["Cocos (Keeling) Islands"]), ("CD", &["Congo (Democratic Republic of the)", "Democratic Republic of the Congo"]),
    ("CF", &["Central African Republic"]), ("CG", &["Congo", "Republic of the Congo"]), ("CH", &["Switzerland"]),
    ("CI", &["Côte d'Ivoire", "Cote d'Ivoire", "Ivory Coast"]), ("CK", &["Cook Islands"]), ("CL", &["Chile"]),
    ("CM", &["Cameroon"]), ("CN", &["China"]), ("CO", &["Colombia"]), ("CR", &["Costa Rica"]),
    ("CV", &["Cabo Verde", "Cape Verde"]), ("CX", &["Christmas Island"]), ("CY", &["Cyprus"]),
    ("CZ", &["Czechia", "Czech Republic"]), ("DE", &["Germany"]), ("DJ", &["Djibouti"]), ("DK", &["Denmark"]),
    ("DM", &["Dominica"]), ("DO", &["Dominican Republic"]), ("DZ", &["Algeria"]), ("EC", &["Ecuador"]), ("EE", &["Estonia"]),
    ("EG", &["Egypt"]), ("ER", &["Eritrea"]), ("ES", &["Spain"]), ("ET", &["Ethiopia"]), ("FI", &["Finland"]), ("FJ", &["Fiji"]),
    ("FK", &["Falkland Islands", "Falkland Islands (Malvinas)"]), ("FM", &["Micronesia", "Micronesia (Federated States of)"]),
    ("FO", &["Faroe Islands"]), ("FR", &["France"]), ("GA", &["Gabon"]),
    ("GB", &["United Kingdom", "United Kingdom of Great Britain and Northern Ireland", "Great Britain"]), ("GD", &["Grenada"]),
    ("GE", &["Georgia"]), ("GF", &["French Guiana"]), ("GH", &["Ghana"]), ("GI", &["Gibraltar"]), ("GL", &["Greenland"]),
    ("GM", &["Gambia", "The Gambia"]), ("GN", &["Guinea"]), ("GP", &["Guadeloupe"]), ("GQ", &["Equatorial Guinea"]),
    ("GR", &["Greece"]), ("GT", &["Guatemala"]), ("GU", &["Guam"]), ("GW", &["Guinea-Bissau"]), ("GY", &["Guyana"]),
    ("HK", &["Hong Kong"]), ("HN", &["Honduras"]), ("HR", &["Croatia"]), ("HT", &["Haiti"]), ("HU", &["Hungary"]),
    ("ID", &["Indonesia"]), ("IE", &["Ireland"]), ("IL", &["Israel"]), ("IN", &["India"]), ("IQ", &["Iraq"]), ("IS", &["Iceland"]),
    ("IT", &["Italy"]), ("JM", &["Jamaica"]), ("JO", &["Jordan"]), ("JP", &["Japan"]), ("KE", &["Kenya"]), ("KG", &["Kyrgyzstan"]),
    ("KH", &["Cambodia"]), ("KI", &["Kiribati"]), ("KN", &["Saint Kitts and Nevis"]),
    ("KR", &["Korea (Republic of)", "Republic of Korea", "South Korea", "Korea"]), ("KW", &["Kuwait"]), ("KY", &["Cayman Islands"]),
    ("KZ", &["Kazakhstan"]), ("LA", &["Lao People's Democratic Republic", "Laos"]), ("LB", &["Lebanon"]), ("LC", &["Saint Lucia"]),
    ("LI", &["Liechtenstein"]), ("LK", &["Sri Lanka"]), ("LR", &["Liberia"]), ("LS", &["Lesotho"]), ("LT", &["Lithuania"]),
    ("LU", &["Luxembourg"]), ("LV", &["Latvia"]), ("LY", &["Libya"]), ("MA", &["Morocco"]), ("MC", &["Monaco"]),
    ("MD", &["Moldova", "Moldova (Republic of)", "Republic of Moldova"]), ("ME", &["Montenegro"]), ("MG", &["Madagascar"]),
    ("MH", &["Marshall Islands"]), ("MK", &["North Macedonia", "Macedonia"]), ("ML", &["Mali"]), ("MM", &["Myanmar"]),
    ("MN", &["Mongolia"]), ("MO", &["Macao", "Macau"]), ("MP", &["Northern Mariana Islands"]), ("MQ", &["Martinique"]),
    ("MR", &["Mauritania"]), ("MS", &["Montserrat"]), ("MT", &["Malta"]), ("MU", &["Mauritius"]), ("MV", &["Maldives"]),
    ("MW", &["Malawi"]), ("MX", &["Mexico"]), ("MY", &["Malaysia"]), ("MZ", &["Mozambique"]), ("NA", &["Namibia"]),
    ("NC", &["New Caledonia"]), ("NE", &["Niger"]), ("NF", &["Norfolk Island"]), ("NG", &["Nigeria"]), ("NI", &["Nicaragua"]),
    ("NL", &["Netherlands", "The Netherlands", "Netherlands (Kingdom of the)"]), ("NO", &["Norway"]), ("NP", &["Nepal"]),
    ("NR", &["Nauru"]), ("NU", &["Niue"]), ("NZ", &["New Zealand"]), ("OM", &["Oman"]), ("PA", &["Panama"]), ("PE", &["Peru"]),
    ("PF", &["French Polynesia"]), ("PG", &["Papua New Guinea"]), ("PH", &["Philippines", "The Philippines"]), ("PK", &["Pakistan"]),
    ("PL", &["Poland"]), ("PM", &["Saint Pierre and Miquelon"]), ("PR", &["Puerto Rico"]),
    ("PS", &["Palestine", "Palestine, State of", "State of Palestine"]), ("PT", &["Portugal"]), ("PY", &["Paraguay"]),
    ("QA", &["Qatar"]), ("RE", &["Réunion", "Reunion"]), ("RO", &["Romania"]), ("RS", &["Serbia"]),
    ("RU", &["Russian Federation", "Russia"]), ("RW", &["Rwanda"]), ("SA", &["Saudi Arabia"]), ("SB", &["Solomon Islands"]),
    ("SC", &["Seychelles"]), ("SE", &["Sweden"]), ("SG", &["Singapore"]),
    ("SH", &["Saint Helena, Ascension and Tristan da Cunha", "Saint Helena"]), ("SI", &["Slovenia"]), ("SK", &["Slovakia"]),
    ("SL", &["Sierra Leone"]), ("SM", &["San Marino"]), ("SN", &["Senegal"]), ("SO", &["Somalia"]), ("SR", &["Suriname"]),
    ("ST", &["Sao Tome and Principe"]), ("SV", &["El Salvador"]), ("SX", &["Sint Maarten", "Sint Maarten (Dutch part)"]),
    ("SZ", &["Eswatini", "Swaziland"]), ("TC", &["Turks and Caicos Islands"]), ("TD", &["Chad"]), ("TG", &["Togo"]),
    ("TH", &["Thailand"]), ("TJ", &["Tajikistan"]), ("TK", &["Tokelau"]), ("TL", &["Timor-Leste", "East Timor"]),
    ("TM", &["Turkmenistan"]), ("TN", &["Tunisia"]), ("TO", &["Tonga"]), ("TR", &["Türkiye", "Turkey"]),
    ("TT", &["Trinidad and Tobago"]), ("TV", &["Tuvalu"]), ("TW", &["Taiwan", "Taiwan, Province of China"]),
    ("TZ", &["Tanzania", "Tanzania, United Republic of", "United Republic of Tanzania"]), ("UA", &["Ukraine"]), ("UG", &["Uganda"]),
    ("UM", &["United States Minor Outlying Islands"]),
    ("US", &["United States of America", "United States", "USA"]), ("UY", &["Uruguay"]), ("UZ", &["Uzbekistan"]),
    ("VA", &["Holy See", "Vatican City"]), ("VC", &["Saint Vincent and the Grenadines"]),
    ("VE", &["Venezuela", "Venezuela (Bolivarian Republic of)"]), ("VG", &["Virgin Islands (British)", "British Virgin Islands"]),
    ("VI", &["Virgin Islands (U.S.)", "U.S. Virgin Islands"]), ("VN", &["Viet Nam", "Vietnam"]), ("VU", &["Vanuatu"]),
    ("WF", &["Wallis and Futuna"]), ("WS", &["Samoa"]), ("YE", &["Yemen"]), ("YT", &["Mayotte"]), ("ZA", &["South Africa"]),
    ("ZM", &["Zambia"]), ("ZW", &["Zimbabwe"]),
];

#[rustfmt::skip]
const STATES: [(&str, &str); 57] = [
    ("AK", "Alaska"), ("AL", "Alabama"), ("AR", "Arkansas"), ("AS", "American Samoa"), ("AZ", "Arizona"), ("CA", "California"),
    ("CO", "Colorado"), ("CT", "Connecticut"), ("DC", "District of Columbia"), ("DE", "Delaware"), ("FL", "Florida"),
    ("GA", "Georgia"), ("GU", "Guam"), ("HI", "Hawaii"), ("IA", "Iowa"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"),
    ("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"), ("MA", "Massachusetts"), ("MD", "Maryland"), ("ME", "Maine"),
    ("MI", "Michigan"), ("MN", "Minnesota"), ("MO", "Missouri"), ("MP", "Northern Mariana Islands"), ("MS", "Mississippi"),
    ("MT", "Montana"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("NE", "Nebraska"), ("NH", "New Hampshire"),
    ("NJ", "New Jersey"), ("NM", "New Mexico"), ("NV", "Nevada"), ("NY", "New York"), ("OH", "Ohio"), ("OK", "Oklahoma"),
    ("OR", "Oregon"), ("PA", "Pennsylvania"), ("PR", "Puerto Rico"), ("RI", "Rhode Island"), ("SC", "South Carolina"),
    ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"), ("UM", "U.S. Minor Outlying Islands"), ("UT", "Utah"),
    ("VA", "Virginia"), ("VI", "U.S. Virgin Islands"), ("VT", "Vermont"), ("WA", "Washington"), ("WI", "Wisconsin"),
    ("WV", "West Virginia"), ("WY", "Wyoming"),
];

#[rustfmt::skip]
const PROVINCES: [(&str, &str); 14] = [
    ("AB", "Alberta"), ("BC", "British Columbia"), ("MB", "Manitoba"), ("NB", "New Brunswick"),
    ("NL", "Newfoundland and Labrador"), ("NS", "Nova Scotia"), ("NT", "Northwest Territories"), ("NU", "Nunavut"),
    ("ON", "Ontario"), ("PE", "Prince Edward Island"), ("QC", "Quebec"), ("QC", "Québec"), ("SK", "Saskatchewan"), ("YT", "Yukon"),
];

/// The code of the country that has that code or that name, letter case aside, if an account can be there.
pub fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let found = COUNTRIES.iter().find(|(code, names)| {
        code.eq_ignore_ascii_case(text) || names.iter().any(|name| is_same(name, text))
    });
    let (code, _) = found?;
    is_country(code).then_some(code)
}

/// The code of the part of a country that has that code or, in the United States and Canada, that name, letter case aside.
/// Elsewhere it is the text in upper case; whether that can be a code is for [`is_region`](super::region::is_region) to say.
pub fn region_code(country: &str, text: &str) -> String {
    let text = text.trim();
    let names: &[(&str, &str)] = match country {
        "US" => &STATES,
        "CA" => &PROVINCES,
        _ => &[],
    };
    let found = names.iter().find(|(_, name)| is_same(name, text));
    found.map_or_else(|| text.to_uppercase(), |(code, _)| (*code).to_owned())
}

fn is_same(name: &str, text: &str) -> bool {
    name.to_lowercase() == text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::rules::region::is_region;

    #[test]
    fn every_country_that_is_served_has_a_name_of_its_own() {
        assert!(COUNTRIES.iter().all(|(code, _)| is_country(code)));
        let mut seen = HashSet::new();
        for (code, names) in COUNTRIES {
            assert!(!names.is_empty(), "{code}");
            for name in names {
                assert!(seen.insert(name.to_lowercase()), "{name}");
                assert_eq!(country_code(name), Some(code));
            }
        }
        assert!(COUNTRIES.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn names_and_codes_are_read_letter_case_aside() {
        for (text, code) in [
            ("Germany", "DE"),
            ("germany", "DE"),
            ("DE", "DE"),
            ("de", "DE"),
            (" United States ", "US"),
            ("TÜRKIYE", "TR"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
        for text in ["", "Germania", "Cuba", "CU", "D", "DEU"] {
            assert_eq!(country_code(text), None, "{text}");
        }
    }

    #[test]
    fn every_state_is_a_region() {
        for (code, name) in STATES {
            assert!(is_region("US", code), "{code}");
            assert_eq!(region_code("US", &name.to_uppercase()), code);
        }
        for (code, name) in PROVINCES {
            assert!(is_region("CA", code), "{code}");
            assert_eq!(region_code("CA", name), code);
        }
        assert_eq!(region_code("US", "ca"), "CA");
        assert_eq!(region_code("DE", "by"), "BY");
        assert!(!is_region("DE", &region_code("DE", "Bavaria")));
    }
}
