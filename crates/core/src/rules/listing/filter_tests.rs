use proptest::prelude::*;

use super::*;

const fn field(name: &'static str, field: u8, kind: FieldKind) -> Field<u8> {
    Field {
        name,
        field,
        kind,
        filters: true,
        orders: true,
        may_be_null: false,
    }
}

const FIELDS: [Field<u8>; 8] = [
    field("id", 0, FieldKind::Uuid),
    field("name", 1, FieldKind::Text),
    field(
        "kind",
        2,
        FieldKind::Choice(&[("customer", "customer"), ("reseller", "7")]),
    ),
    field("created_at", 3, FieldKind::Time),
    field("size", 4, FieldKind::Number),
    field("revoked", 5, FieldKind::Boolean),
    field("at", 6, FieldKind::PreciseTime),
    field("ended_at", 7, FieldKind::Time).or_null(),
];

fn read(text: &str) -> Vec<Comparison<u8>> {
    parse_filter(text, &FIELDS).unwrap()
}

fn refused(text: &str) -> String {
    parse_filter(text, &FIELDS).unwrap_err().to_string()
}

fn text(field: u8, operator: Operator, values: &[&str]) -> Comparison<u8> {
    Comparison {
        field,
        operator,
        values: values
            .iter()
            .map(|&value| Literal::Text(value.to_owned()))
            .collect(),
    }
}

#[test]
fn comparisons_are_joined_by_and() {
    assert_eq!(
        read(r#"kind = "customer" AND name : "Acme*""#),
        [
            text(2, Operator::Equal, &["customer"]),
            text(1, Operator::Prefix, &["Acme"])
        ]
    );
    assert_eq!(read(""), []);
    assert_eq!(read("  \t"), []);
}

#[test]
fn space_around_marks_and_the_case_of_words_do_not_matter() {
    let spaced = read("kind IN ( customer , \"reseller\" ) and size >= 7");
    assert_eq!(spaced, read("kind in(customer,reseller)AND size>=7"));
    assert_eq!(spaced[0], text(2, Operator::In, &["customer", "7"]));
    assert_eq!(spaced[1].values, [Literal::Number(7)]);
}

#[test]
fn values_are_read_as_what_the_field_holds() {
    let values = |text: &str| read(text).remove(0).values.remove(0);
    assert_eq!(
        values("created_at < 2019-05-02T22:49:52Z"),
        Literal::Time("2019-05-02T22:49:52Z".parse().unwrap())
    );
    let id = "587D4D28-066C-406E-B975-5D04E4E47373";
    assert_eq!(
        values(&format!("id = {id}")),
        Literal::Uuid(id.parse().unwrap())
    );
    assert_eq!(values("revoked != true"), Literal::Boolean(true));
    assert_eq!(
        values(r#"name = "say \"no\" \\ *""#),
        Literal::Text(r#"say "no" \ *"#.to_owned())
    );
    assert_eq!(values("name=\"\""), Literal::Text(String::new()));
}

#[test]
fn precise_times_have_up_to_six_digits_behind_the_seconds() {
    let micros = |text: &str| read(&format!("at >= {text}")).remove(0).values.remove(0);
    for (text, expected) in [
        ("2019-05-02T22:49:52Z", 1_556_837_392_000_000),
        ("2019-05-02T22:49:52.5Z", 1_556_837_392_500_000),
        ("2019-05-02T22:49:52.000042Z", 1_556_837_392_000_042),
        ("1969-12-31T23:59:59.999999Z", -1),
    ] {
        assert_eq!(micros(text), Literal::PreciseTime(expected), "{text}");
    }
    for bad in [
        "2019-05-02T22:49:52.Z",
        "2019-05-02T22:49:52.0000421Z",
        "2019-05-02T22:49:52.+1Z",
        "2019-05-02T22:49:52Z.1Z",
        "2019-05-02T22:49:52.5",
        "2019-05-02",
    ] {
        assert_eq!(
            refused(&format!("at = {bad}")),
            "at character 6: at takes a time in UTC such as 2019-05-02T22:49:52Z or 2019-05-02T22:49:52.000042Z",
            "{bad}"
        );
    }
}

#[test]
fn null_is_what_items_without_a_value_have() {
    let null = |operator| Comparison {
        field: 7,
        operator,
        values: vec![Literal::Null],
    };
    assert_eq!(
        read("ended_at = null AND ended_at != null"),
        [null(Operator::Equal), null(Operator::NotEqual)]
    );
    assert_eq!(
        read("name = \"null\""),
        [text(1, Operator::Equal, &["null"])]
    );
    for (text, expected) in [
        (
            "name = null",
            "at character 8: name is never null; the text \"null\" stands in double quotes",
        ),
        (
            "size > null",
            "at character 8: size is never null; the text \"null\" stands in double quotes",
        ),
        (
            "ended_at < null",
            "at character 12: null takes = and != only; the text \"null\" stands in double quotes",
        ),
        (
            "ended_at IN (null)",
            "at character 14: null takes = and != only; the text \"null\" stands in double quotes",
        ),
        (
            "ended_at = \"null\"",
            "at character 12: ended_at takes a time in UTC such as 2019-05-02T22:49:52Z",
        ),
    ] {
        assert_eq!(refused(text), expected);
    }
}

#[test]
fn errors_name_the_place_and_what_could_stand_there() {
    for (text, expected) in [
        (
            "kind = customer AND nme = x",
            "at character 21: there is no field \"nme\" here; there are: id, name, kind, created_at, size, revoked, at, ended_at",
        ),
        (
            "kind = partner",
            "at character 8: kind takes one of: customer, reseller",
        ),
        (
            "name",
            "at character 5: expected one of = != < <= > >= : IN",
        ),
        (
            "name ~ x",
            "at character 6: expected one of = != < <= > >= : IN",
        ),
        (
            "name =",
            "at character 7: expected a value: a word, or text in double quotes",
        ),
        ("name = a b", "at character 10: expected AND or the end"),
        (
            "name = a OR name = b",
            "at character 10: expected AND or the end",
        ),
        ("name = a AND", "at character 13: expected a field"),
        (
            "(name = a)",
            "at character 1: comparisons are joined by AND alone; nothing is grouped",
        ),
        (
            "name = \"é\" AND size = -1",
            "at character 23: size takes a whole number below 2^63, without a sign",
        ),
        (
            "name = \"abc",
            "at character 8: the quote that opens here is not closed",
        ),
        (
            "name = \"a\\n\"",
            "at character 10: expected \\\" or \\\\ after a backslash",
        ),
        (
            "id > 587d4d28-066c-406e-b975-5d04e4e47373",
            "at character 4: id takes = != IN only",
        ),
        (
            "size : \"1*\"",
            "at character 6: size takes = != < <= > >= IN only",
        ),
        (
            "name : Acme",
            "at character 8: name takes after a colon the beginning of a text and one * at its end, such as \"Acme*\"",
        ),
        (
            "created_at > 2019-05-02",
            "at character 14: created_at takes a time in UTC such as 2019-05-02T22:49:52Z",
        ),
        (
            "created_at > 2019-05-02T22:49:52",
            "at character 14: created_at takes a time in UTC such as 2019-05-02T22:49:52Z",
        ),
        (
            "id = 5",
            "at character 6: id takes a UUID such as 587d4d28-066c-406e-b975-5d04e4e47373",
        ),
        (
            "kind IN customer",
            "at character 9: expected ( and values separated by commas",
        ),
        ("kind IN (customer;", "at character 18: expected , or )"),
        (
            "kind IN ()",
            "at character 10: expected a value: a word, or text in double quotes",
        ),
        (
            "name = \"a\0\"",
            "at character 8: name takes a text without the character U+0000",
        ),
        (
            "revoked = yes",
            "at character 11: revoked takes true or false",
        ),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
}

#[test]
fn budgets_hold() {
    let joined = |times| vec!["size=1"; times].join(" AND ");
    assert_eq!(read(&joined(MOST_COMPARISONS)).len(), MOST_COMPARISONS);
    assert!(refused(&joined(MOST_COMPARISONS + 1)).ends_with("more than 10 comparisons"));
    let values = |times| format!("size IN ({})", vec!["1"; times].join(","));
    assert_eq!(read(&values(MOST_VALUES))[0].values.len(), MOST_VALUES);
    assert!(refused(&values(MOST_VALUES + 1)).ends_with("more than 50 values"));
    let long = format!("name = \"{}\"", "x".repeat(LONGEST_FILTER));
    assert_eq!(
        refused(&long),
        "at character 1: the text is longer than 2000 bytes"
    );
}

#[test]
fn fields_that_only_order_are_unknown_to_filters() {
    let only_orders = Field {
        filters: false,
        ..FIELDS[1]
    };
    assert!(parse_filter("name = a", &[only_orders]).is_err());
}

fn printed(comparison: &Comparison<u8>) -> String {
    let quoted = |value: &Literal| match value {
        Literal::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Literal::Number(number) => number.to_string(),
        Literal::Time(time) => time.to_string(),
        Literal::Uuid(id) => id.to_string(),
        Literal::Boolean(truth) => truth.to_string(),
        Literal::Null => "null".to_owned(),
        Literal::PreciseTime(micros) => {
            let seconds = crate::id::Timestamp::from_seconds(micros.div_euclid(1_000_000));
            let micros = micros.rem_euclid(1_000_000);
            format!("{}.{micros:06}Z", seconds.without_zone())
        }
    };
    let name = FIELDS[usize::from(comparison.field)].name;
    let values: Vec<String> = comparison.values.iter().map(quoted).collect();
    match comparison.operator {
        Operator::In => format!("{name} IN ({})", values.join(", ")),
        Operator::Prefix => format!("{name} : {}*\"", values[0].trim_end_matches('"')),
        operator => {
            let (mark, _) = OPERATORS
                .iter()
                .find(|(_, known)| *known == operator)
                .unwrap();
            format!("{name} {mark} {}", values[0])
        }
    }
}

fn any_comparison() -> impl Strategy<Value = Comparison<u8>> {
    let ordered = prop::sample::select(
        &[
            Operator::Equal,
            Operator::NotEqual,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
        ][..],
    );
    let texts =
        (ordered.clone(), "[^\0]{0,12}").prop_map(|(operator, value)| text(1, operator, &[&value]));
    let numbers =
        (ordered.clone(), 0..=i64::MAX as u64).prop_map(|(operator, number)| Comparison {
            field: 4,
            operator,
            values: vec![Literal::Number(number)],
        });
    let precise = (
        ordered.clone(),
        -4_000_000_000_000_000_i64..4_000_000_000_000_000,
    )
        .prop_map(|(operator, micros)| Comparison {
            field: 6,
            operator,
            values: vec![Literal::PreciseTime(micros)],
        });
    let null = any::<bool>().prop_map(|is| Comparison {
        field: 7,
        operator: if is {
            Operator::Equal
        } else {
            Operator::NotEqual
        },
        values: vec![Literal::Null],
    });
    let times = (ordered, 0_i64..4_000_000_000).prop_map(|(operator, seconds)| Comparison {
        field: 3,
        operator,
        values: vec![Literal::Time(crate::id::Timestamp::from_seconds(seconds))],
    });
    let several = prop::collection::vec("[^\0]{0,6}", 1..5).prop_map(|values| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        text(1, Operator::In, &values)
    });
    let beginnings = "[a-zé ]{1,8}".prop_map(|value| text(1, Operator::Prefix, &[&value]));
    prop_oneof![texts, numbers, times, precise, null, several, beginnings]
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(comparisons in prop::collection::vec(any_comparison(), 0..MOST_COMPARISONS)) {
        let printed: Vec<String> = comparisons.iter().map(printed).collect();
        prop_assert_eq!(read(&printed.join(" AND ")), comparisons);
    }

    #[test]
    fn no_text_panics_and_errors_point_into_it(
        text in "(name|size|kind|id|IN|AND|=|!=|<|:|\\(|\\)|,|\"|\\\\|\\*| |1|\\PC){0,30}"
    ) {
        if let Err(error) = parse_filter(&text, &FIELDS) {
            prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1);
        }
    }
}
