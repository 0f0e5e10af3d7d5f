use std::sync::Arc;

use proptest::prelude::*;

use super::*;

fn verdict(pattern: &str, place: Where) -> Verdict {
    Regex::new(pattern, false, place).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    try_to_exhaust(pattern, false, place, &mut Allowance::default())
}

#[test]
fn patterns_that_can_be_exhausted_are_found() {
    for pattern in [
        "(a+)+$",
        "(a|a)*b",
        "(.*a){20}",
        "(x+x+)+y",
        "^(a+)+$",
        "^/shop/([a-z]+)*$",
        "(a*)*b",
        "((a*)*)*b",
        "(a|aa)+$",
        "(.*)*x",
        r"^(\w+\s?)*$",
        r"^(\d+)*[a-z]$",
        r"([^/]+)+\.html$",
        "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
        "(?=(a+)+$)a",
        "(?:a?){30}a{30}",
        "a*a*a*a*a*a*b",
        ".*.*.*.*.*=.*",
        r"(a+)\1+\1+\1+$x|(b+)+c",
        "(ab|a|b)+c",
        "(?x) ( a + ) + $ # the end\n",
    ] {
        for place in [Where::Anywhere, Where::Start] {
            assert_eq!(
                verdict(pattern, place),
                Verdict::Exhausted,
                "{pattern} {place:?}"
            );
        }
    }
}

/// Nothing that stands in front hides what can be exhausted.
#[test]
fn a_bad_end_is_found_behind_a_long_way() {
    let many = "x*y".repeat(500);
    let long = "abc/".repeat(1000);
    for way in [
        many.as_str(),
        long.as_str(),
        "[a-z]{3000}",
        "(?:\\b){9}(?:(?=x){9}x)*",
    ] {
        let pattern = format!("{way}(z+)+$");
        assert_eq!(
            verdict(&pattern, Where::Start),
            Verdict::Exhausted,
            "{way:.20}"
        );
    }
}

#[test]
fn ordinary_patterns_stand() {
    for pattern in [
        "",
        ".*",
        r"\.(css|js|woff2)$",
        "/800001/shop/(.*)",
        "^/800001/shop(/.*)?$",
        "(.*)/(.*)/(.*)",
        r"/800001/shop/(.*)/(.*)/(.*)\.html",
        r"(.*)/(.*)/(.*)\.html",
        r"/(.*)/(.*)/(.*)\.html",
        r".*/images/.*\.(png)$",
        r"^/[a-z]{2}(-[a-z]{2})?/",
        r"^(?!.*\.(jpg|png)$).*$",
        r"(?i)mozilla.*(android|iphone|ipad).*safari",
        r"^/api/v[0-9]+/users/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
        r"([^?]*)(\?.*)?",
        r"^/(?:[^/]+/)*[^/]+\.php$",
        r"(^|&)utm_[a-z]+=([^&]*)",
        r"\Qa+b\E",
        "größe",
        "a{1,100}b",
        "(?:a|b)*c",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        "(?<year>[0-9]{4})-(?P<month>[0-9]{2})",
    ] {
        for place in [Where::Anywhere, Where::Start] {
            assert_eq!(
                verdict(pattern, place),
                Verdict::Stands,
                "{pattern} {place:?}"
            );
        }
    }
}

/// Very many different patterns, or such as take long, are refused instead of keeping the server busy.
#[test]
fn patterns_share_an_allowance() {
    let mut allowance = Allowance::of(3 * u64::from(STEPS));
    let mut judge = |pattern| try_to_exhaust(pattern, false, Where::Start, &mut allowance);
    assert_eq!(judge("a*b"), Verdict::Stands);
    assert_eq!(judge("(.*)/(.*)/(.*)/x"), Verdict::TooManyPatterns);
    assert_eq!(judge("ab"), Verdict::Stands, "nothing has to be tried");
}

#[test]
fn patterns_that_do_not_compile_say_where() {
    let error = Regex::new("a(b", false, Where::Anywhere).unwrap_err();
    assert_eq!(
        error,
        "The pattern does not compile: missing closing parenthesis (at byte 3)."
    );
    for bad in [
        "a)(?:b",
        "[a",
        "a**",
        "(?<n>a)(?<n>b)",
        "(*UTF8)a",
        "a\\",
        "(?x)a # b",
    ] {
        assert!(Regex::new(bad, false, Where::Start).is_err(), "{bad}");
    }
    let long = "a".repeat(LONGEST_PATTERN);
    assert!(Regex::new(&long, false, Where::Start).is_ok());
    assert!(Regex::new(&format!("{long}a"), false, Where::Start).is_err());
}

#[test]
fn a_search_is_within_one_budget_whatever_the_length_of_its_text() {
    // Each starting position by itself would stay within its steps.
    let regex = Regex::new("(?:a|b){0,300}(?:a|b){0,300}c", false, Where::Anywhere).unwrap();
    let text = "a".repeat(20_000);
    assert!(regex.is_met(&text, &mut Effort::default()).is_err());
    assert_eq!(regex.is_met("xxac", &mut Effort::default()), Ok(true));
    assert!(regex.captures(&text, &mut Effort::default()).is_err());
}

/// Each match by itself would stay within its steps.
#[test]
fn the_matches_of_an_evaluation_share_an_effort() {
    let regex = Regex::new("^(.*)/(.*)/(.*)/x", false, Where::Anywhere).unwrap();
    let text = format!("{}\nx", "/".repeat(64));
    let mut effort = Effort::default();
    let given_up = (0..1000).position(|_| regex.is_met(&text, &mut effort).is_err());
    assert_eq!(given_up, Some(64));
    assert_eq!(
        regex.is_met("/a/b/x", &mut effort),
        Ok(true),
        "quick ones are still run"
    );
}

#[test]
fn groups_are_the_pattern_s_own() {
    let regex = Regex::new("/800001/shop/(.*?)(x)?$", false, Where::Start).unwrap();
    assert_eq!(regex.groups(), 2);
    let captures = regex
        .captures("/800001/shop/a", &mut Effort::default())
        .unwrap()
        .unwrap();
    let groups = [0, 1, 2, 3].map(|number| captures.group(number).to_owned());
    assert_eq!(groups, ["/800001/shop/a", "a", "", ""]);
    assert_eq!(
        regex.captures("x/800001/shop/a", &mut Effort::default()),
        Ok(None)
    );
}

#[test]
fn a_pattern_that_begins_with_anything_is_searched_in_every_line() {
    for (pattern, text, found) in [
        (".*b$", "a\nxb", true),
        ("(.*)b$", "a\nxb", true),
        ("(.*?)b", "a\nb", true),
        (".*b", "a\nx", false),
        (r"(.*)x\1y", "abxby", true),
        ("(.*)?b|c", "c", true),
        ("(.*){0,1}b", "ab", true),
    ] {
        let regex = Regex::new(pattern, false, Where::Anywhere).unwrap();
        assert_eq!(
            regex.is_met(text, &mut Effort::default()),
            Ok(found),
            "{pattern}"
        );
    }
}

#[test]
fn quotes_that_stay_open_and_choices_are_framed_whole() {
    let regex = Regex::new(r"a|b\Q.", false, Where::Start).unwrap();
    assert_eq!(regex.is_met("xb.", &mut Effort::default()), Ok(false));
    assert_eq!(regex.is_met("b.", &mut Effort::default()), Ok(true));
    assert_eq!(regex.is_met("bx", &mut Effort::default()), Ok(false));
}

fn all_forms(text: &str, ignore_case: bool) -> [Matcher; 3] {
    let folded = if ignore_case {
        text.to_ascii_lowercase()
    } else {
        text.to_owned()
    };
    let escaped: String = text.chars().flat_map(|one| ['\\', one]).collect();
    let escaped = if text.is_empty() {
        "''".to_owned()
    } else {
        escaped
    };
    let quoted = text.replace("\\E", "\\E\\\\E\\Q");
    let regex = Regex::new(&format!(r"\A\Q{quoted}\E\z"), ignore_case, Where::Anywhere);
    [
        Matcher::Literal(vec![folded]),
        Matcher::Wildcard(Wildcard::new(&escaped, ignore_case).unwrap()),
        Matcher::Regex(Arc::new(regex.unwrap())),
    ]
}

proptest! {
    #[test]
    fn the_three_forms_agree_on_whole_texts(
        text in r"[aA *'\\.E]{0,6}",
        other in r"[aA *'\\.E]{0,6}",
        ignore_case in any::<bool>(),
    ) {
        for matcher in all_forms(&text, ignore_case) {
            prop_assert_eq!(matcher.fits(&text, ignore_case, &mut Effort::default()), Met::Yes);
            let equal = if ignore_case { text.eq_ignore_ascii_case(&other) } else { text == other };
            prop_assert_eq!(matcher.fits(&other, ignore_case, &mut Effort::default()) == Met::Yes, equal);
        }
    }

    #[test]
    fn a_wildcard_is_a_regular_expression_too(pattern in "[ab*]{1,8}", text in "[ab]{0,10}") {
        let wildcard = Wildcard::new(&pattern, false).unwrap();
        let regex = format!(r"\A{}\z", pattern.replace('*', "(?s:.+)"));
        if let Ok(found) = Regex::new(&regex, false, Where::Anywhere).unwrap().is_met(&text, &mut Effort::default()) {
            prop_assert_eq!(wildcard.fits(&text, &mut Effort::default()) == Met::Yes, found);
        }
    }

    #[test]
    fn any_pattern_is_judged(pattern in r"[a-c.|()\[\]{}?*+^$\\1,<>=!:#QE-]{0,24}") {
        for place in [Where::Anywhere, Where::Start] {
            if Regex::new(&pattern, false, place).is_ok() {
                try_to_exhaust(&pattern, false, place, &mut Allowance::default());
            }
        }
    }
}
