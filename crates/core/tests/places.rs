//! The tables of countries, regions and postal codes: that every line is one, in its place, once, and that the rules say what it says.

use std::collections::{BTreeSet, HashSet};

use landfall_core::rules::{
    country::is_country,
    place_names::{country_code, region_code},
    postal_code::is_postal_code,
    region::is_region,
};

const COUNTRIES: &str = include_str!("../data/countries.tsv");
const REGIONS: &str = include_str!("../data/regions.tsv");
const POSTAL_CODES: &str = include_str!("../data/postal_codes.tsv");

/// The assigned codes that the vipmp contract leaves out (section 6).
const LEFT_OUT: &str = "AQ AX BL BQ BV CU CW EH GG GS HM IM IO IR JE KM KP MF PN PW SD SJ SS SY TF";

/// The facts of a table, once it is shown that it is one: a head that names its source, and behind it lines of columns that have no
/// space at their ends.
fn facts(table: &'static str) -> Vec<Vec<&'static str>> {
    assert!(table.ends_with('\n') && !table.contains('\r'));
    let head: Vec<&str> = table
        .lines()
        .take_while(|line| line.starts_with('#'))
        .collect();
    assert!(head.len() > 2);
    let facts: Vec<Vec<&str>> = table
        .lines()
        .skip(head.len())
        .map(|line| line.split('\t').collect())
        .collect();
    for columns in &facts {
        for column in columns {
            let is_text = !column.is_empty()
                && column.trim() == *column
                && !column.contains("  ")
                && !column.chars().any(char::is_control);
            assert!(is_text, "{columns:?}");
        }
        assert!(!columns[0].starts_with('#'), "{columns:?}");
    }
    facts
}

fn head(table: &str) -> String {
    let head = table.lines().take_while(|line| line.starts_with('#'));
    head.collect()
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[test]
fn every_country_of_the_standard_has_a_line_and_names_of_its_own() {
    assert!(head(COUNTRIES).contains("ISO 3166-1"));
    let countries = facts(COUNTRIES);
    assert!(countries.is_sorted_by(|one, next| one[0] < next[0]));
    assert_eq!(countries.len(), 249);
    let mut names = HashSet::new();
    for country in &countries {
        let (code, served) = (country[0], country[1]);
        assert!(is_code(code) && country.len() > 2, "{country:?}");
        assert!(["yes", "no"].contains(&served), "{country:?}");
        assert_eq!(is_country(code), served == "yes", "{country:?}");
        for text in [&[code], &country[2..]].concat() {
            assert!(names.insert(text.to_lowercase()), "{text} of {code}");
            let found = (served == "yes").then_some(code);
            assert_eq!(country_code(text), found, "{text}");
            assert_eq!(country_code(&format!(" {} ", text.to_uppercase())), found);
        }
    }
    let left_out = countries.iter().filter(|country| country[1] == "no");
    let left_out: Vec<&str> = left_out.map(|country| country[0]).collect();
    assert_eq!(left_out.join(" "), LEFT_OUT);
    // Every other pair of letters is none.
    let codes: BTreeSet<&str> = countries.iter().map(|country| country[0]).collect();
    let letters = || (b'A'..=b'Z').map(char::from);
    for pair in letters().flat_map(|one| letters().map(move |two| format!("{one}{two}"))) {
        assert!(codes.contains(&*pair) || !is_country(&pair), "{pair}");
    }
}

#[test]
fn every_region_has_a_line_in_a_country_that_has_a_list() {
    assert!(head(REGIONS).contains("ISO 3166-2"));
    let regions = facts(REGIONS);
    let place = |region: &[&'static str]| (region[0], region[1]);
    assert!(regions.is_sorted_by(|one, next| place(one) < place(next)));
    let mut names = HashSet::new();
    for region in &regions {
        let (country, code) = place(region);
        assert!(is_country(country) && is_code(code), "{region:?}");
        assert!(is_region(country, code), "{region:?}");
        assert!(!is_region(country, &code.to_lowercase()), "{region:?}");
        assert_eq!(region_code(country, &code.to_lowercase()), code);
        for name in &region[2..] {
            assert!(names.insert((country, name.to_lowercase())), "{region:?}");
            assert_eq!(region_code(country, &name.to_uppercase()), code);
        }
    }
    let of = |country: &str| regions.iter().filter(|region| region[0] == country).count();
    // Fifty states, the district, six outlying areas and three regions of mail; thirteen provinces and territories and PQ.
    assert_eq!([of("US"), of("CA"), regions.len()], [60, 14, 74]);
    for country in ["US", "CA"] {
        for other in ["", "00", "XX", "USA", "C", "California"] {
            assert!(!is_region(country, other), "{country} {other}");
        }
    }
}

#[test]
fn every_form_of_postal_codes_takes_its_example_and_not_what_nearly_is_one() {
    assert!(head(POSTAL_CODES).contains("Universal Postal Union"));
    let forms = facts(POSTAL_CODES);
    assert!(forms.is_sorted_by(|one, next| one[0] <= next[0]));
    let lines: HashSet<_> = forms.iter().map(|form| (form[0], form[1])).collect();
    assert_eq!(lines.len(), forms.len(), "a form stands there twice");
    for columns in &forms {
        let [country, form, example, near] = columns[..] else {
            panic!("{columns:?}");
        };
        assert!(is_country(country), "{columns:?}");
        // A form that is refused has an example of that, and one that is a code still.
        let is_code = !form.starts_with('!');
        assert_eq!(is_postal_code(country, example), is_code, "{columns:?}");
        assert_eq!(is_postal_code(country, near), !is_code, "{columns:?}");
        // Exact, and letter case counts.
        for other in [
            format!("{example} "),
            format!(" {example}"),
            format!("{example}0"),
            example.to_lowercase(),
            example.replacen(|c: char| c.is_ascii_digit(), "x", 1),
            String::new(),
        ] {
            if other != example {
                assert!(!is_postal_code(country, &other), "{country} {other:?}");
            }
        }
    }
    // Nothing is checked where there is no form.
    let countries: HashSet<&str> = forms.iter().map(|form| form[0]).collect();
    let free = facts(COUNTRIES)
        .into_iter()
        .filter(|country| country[1] == "yes" && !countries.contains(country[0]));
    for country in free {
        for code in ["", "0", "anything at all"] {
            assert!(is_postal_code(country[0], code), "{}", country[0]);
        }
    }
    // Those that the contract prints are among them.
    for country in ["CA", "DE", "FR", "GB", "US"] {
        assert!(countries.contains(country), "{country}");
    }
    assert!(!countries.contains("HK"));
}
