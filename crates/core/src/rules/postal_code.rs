//! The forms of postal codes, as the postal authorities publish them (vipmp contract, section 6). They are exact, and letter case
//! counts. The codes of a country that is not in the table are not checked: it has none, or not one form that is certain.

/// In a form, `9` is a digit and `A` an upper-case letter; everything else is itself. In the order of the countries.
#[rustfmt::skip]
const FORMS: [(&str, &[&str]); 61] = [
    ("AT", &["9999"]), ("AU", &["9999"]), ("BD", &["9999"]), ("BE", &["9999"]), ("BG", &["9999"]),
    ("BR", &["99999-999", "99999999"]), ("CH", &["9999"]), ("CN", &["999999"]), ("CR", &["99999"]), ("CY", &["9999"]),
    ("CZ", &["999 99", "99999"]), ("DE", &["99999"]), ("DK", &["9999"]), ("DO", &["99999"]), ("DZ", &["99999"]),
    ("EE", &["99999"]), ("EG", &["99999"]), ("ES", &["99999"]), ("FI", &["99999"]),
    ("GE", &["9999"]), ("GR", &["999 99", "99999"]), ("GT", &["99999"]), ("HR", &["99999"]), ("HU", &["9999"]),
    ("ID", &["99999"]), ("IN", &["999999", "999 999"]), ("IS", &["999"]),
    ("IT", &["99999"]), ("JP", &["999-9999"]), ("KE", &["99999"]), ("KR", &["99999"]), ("KW", &["99999"]), ("LI", &["9999"]),
    ("LK", &["99999"]), ("LU", &["9999"]), ("LV", &["LV-9999"]), ("MA", &["99999"]), ("MC", &["99999"]), ("ME", &["99999"]),
    ("MK", &["9999"]), ("MX", &["99999"]), ("MY", &["99999"]), ("NL", &["9999 AA", "9999AA"]), ("NO", &["9999"]),
    ("NP", &["99999"]), ("NZ", &["9999"]), ("PH", &["9999"]), ("PK", &["99999"]), ("PL", &["99-999"]), ("PT", &["9999-999"]),
    ("RO", &["999999"]), ("RU", &["999999"]), ("SE", &["999 99", "99999"]), ("SG", &["999999"]), ("SI", &["9999"]),
    ("SK", &["999 99", "99999"]), ("TH", &["99999"]), ("TN", &["9999"]), ("TR", &["99999"]), ("UA", &["99999"]),
    ("ZA", &["9999"]),
];

/// Whether that is a postal code of the country. Where codes are not checked, every text is one, the empty one too.
pub fn is_postal_code(country: &str, code: &str) -> bool {
    match country {
        "US" => has_form(code, "99999") || has_form(code, "99999-9999"),
        "CA" => canadian(code),
        "GB" => british(code),
        "DE" => {
            has_form(code, "99999") && !code.starts_with("00") && !matches!(code, "01000" | "99999")
        }
        "FR" => {
            let code = code.strip_prefix("F-").unwrap_or(code);
            // The two parts of Corsica have a letter.
            let is_corsican = code.starts_with("2A") || code.starts_with("2B");
            has_form(code, "99999") || is_corsican && has_form(code, "9A999")
        }
        // One routing key has a letter where the others have a digit, and behind it letters and digits stand anywhere.
        "IE" => irish(code),
        _ => in_table(country, code),
    }
}

fn in_table(country: &str, code: &str) -> bool {
    match FORMS.binary_search_by_key(&country, |&(country, _)| country) {
        Ok(place) => FORMS[place].1.iter().any(|form| has_form(code, form)),
        Err(_) => true,
    }
}

fn has_form(code: &str, form: &str) -> bool {
    let fits = |(byte, form): (u8, u8)| match form {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        other => byte == other,
    };
    code.len() == form.len() && code.bytes().zip(form.bytes()).all(fits)
}

/// Letter, digit, letter, one space, digit, letter, digit; some letters do not occur.
fn canadian(code: &str) -> bool {
    has_form(code, "A9A 9A9")
        && !code.contains(['D', 'F', 'I', 'O', 'Q', 'U'])
        && !code.starts_with(['W', 'Z'])
}

/// An outward part, a space or none, and the inward part: a digit and one or two letters.
fn british(code: &str) -> bool {
    let outward = |part: &str| {
        ["GIR", "A9", "AA9", "A99", "AA99", "A9A", "AA9A"]
            .iter()
            .any(|form| *form == part || *form != "GIR" && has_form(part, form))
    };
    ["9AA", "9A"].iter().any(|inward| {
        code.len() > inward.len()
            && code.is_ascii()
            && has_form(&code[code.len() - inward.len()..], inward)
            && {
                let before = &code[..code.len() - inward.len()];
                outward(before.strip_suffix(' ').unwrap_or(before))
            }
    })
}

/// A routing key, a space or none, and four letters or digits.
fn irish(code: &str) -> bool {
    let bare = code.replacen(' ', "", 1);
    let key = ["A99", "A9A"];
    bare.len() == 7
        && bare.is_ascii()
        && (code.len() == 7 || code.as_bytes()[3] == b' ')
        && key.iter().any(|form| has_form(&bare[..3], form))
        && bare[3..]
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(FORMS.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn codes_have_the_form_of_their_country() {
        for (country, code) in [
            ("US", "95110"),
            ("US", "95110-1234"),
            ("CA", "K1A 0B1"),
            ("DE", "01067"),
            ("DE", "86150"),
            ("FR", "75012"),
            ("FR", "F-75012"),
            ("FR", "2A004"),
            ("GB", "EC1A1BB"),
            ("GB", "EC1A 1BB"),
            ("GB", "GIR 0AA"),
            ("GB", "M1 1AE"),
            ("GB", "E1W 3TY"),
            ("IE", "D02 X285"),
            ("IE", "D6W XY00"),
            ("NL", "3072 AP"),
            ("HK", ""),
            ("HK", "anything"),
        ] {
            assert!(is_postal_code(country, code), "{country} {code}");
        }
        for (country, code) in [
            ("US", "9511"),
            ("US", "95110-12"),
            ("US", ""),
            ("CA", "K1A0B1"),
            ("CA", "k1a 0b1"),
            ("CA", "D1A 0B1"),
            ("CA", "W1A 0B1"),
            ("CA", "K1A  0B1"),
            ("DE", "01000"),
            ("DE", "00123"),
            ("DE", "99999"),
            ("DE", "1067"),
            ("FR", "2|004"),
            ("FR", "2C004"),
            ("FR", "F75012"),
            ("GB", "EC1A-1BB"),
            ("GB", "1BB"),
            ("GB", "é1 1BB"),
            ("IE", "D02X 285"),
            ("IE", "D0é X285"),
            ("AT", "12345"),
            ("JP", "1000001"),
        ] {
            assert!(!is_postal_code(country, code), "{country} {code}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(country in "[A-Z]{2}|US|CA|GB|DE|FR|IE", code in ".{0,9}|[A-Z0-9 -]{0,9}") {
            let _ = is_postal_code(&country, &code);
        }
    }
}
