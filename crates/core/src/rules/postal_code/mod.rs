//! The forms of postal codes, as the postal authorities publish them (vipmp contract, section 6). They are exact, and letter case
//! counts. The codes of a country that is not in `data/postal_codes.tsv` are not checked: it has none, or not one form that is
//! certain.

mod form;

use std::sync::LazyLock;

use self::form::Form;
use super::tables::lines;

/// A form of the codes of a country.
struct Line {
    country: &'static str,
    /// Whether there are no codes of this form.
    is_refused: bool,
    form: Form,
}

/// In the order of the countries.
static FORMS: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let forms = lines(include_str!("../../../data/postal_codes.tsv")).filter_map(|columns| {
        let [country, form, ..] = columns[..] else {
            return None;
        };
        Some(Line {
            country,
            is_refused: form.starts_with('!'),
            form: Form::read(form.trim_start_matches('!'))?,
        })
    });
    forms.collect()
});

/// Whether that is a postal code of the country. Where codes are not checked, every text is one, the empty one too.
pub fn is_postal_code(country: &str, code: &str) -> bool {
    let first = FORMS.partition_point(|line| line.country < country);
    let own = FORMS[first..].iter();
    let own = own.take_while(|line| line.country == country);
    let (mut is_checked, mut is_code) = (false, false);
    for line in own {
        is_checked = true;
        if line.form.fits(code) {
            if line.is_refused {
                return false;
            }
            is_code = true;
        }
    }
    is_code || !is_checked
}

#[cfg(test)]
mod tests {
    use super::*;

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
