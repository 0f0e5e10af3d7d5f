//! The countries that an account can be in: the officially assigned two-letter codes of ISO 3166-1, but for those that the
//! vipmp dialect does not take (vipmp contract, section 6).

/// In the order of the alphabet.
#[rustfmt::skip]
const COUNTRIES: [&str; 224] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AS", "AT", "AU", "AW", "AZ", "BA", "BB",
    "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BM", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "BZ",
    "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CV", "CX", "CY",
    "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "ER", "ES", "ET", "FI", "FJ", "FK",
    "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR",
    "GT", "GU", "GW", "GY", "HK", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IN", "IQ", "IS", "IT",
    "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KN", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI",
    "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MG", "MH", "MK", "ML", "MM",
    "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE",
    "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK",
    "PL", "PM", "PR", "PS", "PT", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SE",
    "SG", "SH", "SI", "SK", "SL", "SM", "SN", "SO", "SR", "ST", "SV", "SX", "SZ", "TC", "TD", "TG",
    "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US",
    "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// Whether an account can be in the country of that code.
pub fn is_country(code: &str) -> bool {
    COUNTRIES.binary_search(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_has_codes_alone() {
        assert!(COUNTRIES.is_sorted_by(|one, next| one < next));
        assert!(COUNTRIES.iter().all(|code| code.len() == 2));
        assert!(COUNTRIES.concat().bytes().all(|b| b.is_ascii_uppercase()));
    }

    #[test]
    fn codes_that_are_taken_and_codes_that_are_not() {
        for code in ["AD", "DE", "US", "CA", "HK", "PR", "TW", "VA", "ZW"] {
            assert!(is_country(code), "{code}");
        }
        // Unassigned, user-assigned, longer, in lower case, and assigned codes that the contract leaves out.
        for code in [
            "", "XX", "XK", "UK", "EU", "AN", "DEU", "de", "D", "DE ", "AQ", "CU", "IR", "KP",
            "SY", "TF",
        ] {
            assert!(!is_country(code), "{code}");
        }
    }
}
