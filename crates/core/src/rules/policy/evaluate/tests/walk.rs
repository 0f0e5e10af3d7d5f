//! Nesting, selects, and what cannot be evaluated.

use super::super::super::Finding;
use super::*;

fn path(value: &str, rest: &Value) -> Value {
    let mut node =
        json!({"type":"match.url.url-path.wildcard","value":value,"relative-to":"origin"});
    for (key, value) in rest.as_object().unwrap() {
        node[key] = value.clone();
    }
    node
}

#[test]
fn a_select_applies_the_first_child_that_is_taken() {
    let select = json!({"type":"select.first-match","matches":[
        // Its condition holds, but nothing in it is taken.
        path("/a*", &json!({"matches":[path("*.css", &json!({"features":[comment("css")]}))]})),
        // A select within, of which nothing is taken.
        {"type":"select.first-match","matches":[path("/b*", &json!({"features":[comment("b")]}))]},
        // Its own features make it taken, whatever is in it.
        path("/ax*", &json!({"features":[comment("own")],"matches":[path("*.js", &json!({"features":[comment("js")]}))]})),
        // Neither features nor nodes: taken, and nothing happens.
        path("/ay*", &json!({})),
        {"type":"match.always","features":[comment("rest")]},
    ]});
    let met = |target: &str| {
        let met = run(select.clone(), &get(target)).met;
        met.iter()
            .map(|one| {
                one.replace("/rules/0/matches/0", "")
                    .replace("/matches/", ".")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(met("/a.css"), ["", ".0", ".0.0"]);
    assert_eq!(met("/b1"), ["", ".1", ".1.0"]);
    assert_eq!(met("/ax.js"), ["", ".2", ".2.0"]);
    assert_eq!(met("/ax.html"), ["", ".2"]);
    assert_eq!(met("/ay1"), ["", ".3"]);
    assert_eq!(met("/z"), ["", ".4"]);
    let none = json!({"type":"select.first-match","matches":[path("/x*", &json!({}))]});
    assert_eq!(run(none, &get("/")).met, [""; 0]);
}

#[test]
fn siblings_are_independent_and_nesting_is_and() {
    let nodes = json!({"type":"match.always","matches":[
        path("/a*", &json!({"features":[comment("1")]})),
        path("/ab*", &json!({"matches":[path("*c", &json!({"features":[comment("2")]}))]})),
    ]});
    let met = |target: &str| run(nodes.clone(), &get(target)).features.len();
    assert_eq!(
        (met("/x"), met("/ax"), met("/abx"), met("/abc")),
        (0, 1, 1, 2)
    );
}

#[test]
fn a_host_of_another_site_is_said() {
    let elsewhere = request("GET", "https://elsewhere.example/a");
    let evaluation = run(path("/a*", &json!({})), &elsewhere);
    assert_eq!(evaluation.notes[0].pointer, "");
    assert!(
        evaluation.notes[0]
            .description
            .contains("\"elsewhere.example\"")
    );
    let mut nameless = site();
    nameless.hostnames.clear();
    let rules = rules(path("/a*", &json!({})));
    assert_eq!(evaluate(&nameless, &rules, &elsewhere).notes, []);
}

#[test]
fn what_is_not_understood_is_said_and_not_met() {
    let evaluation = run(
        json!([
            {"type":"match.request.request-colour.literal","value":"red","features":[comment("1")]},
            {"type":"match.url.url-path.regex","value":"(","features":[comment("2")]},
            always(&json!([{"type":"feature.optimize.x"}, comment("3")])),
        ]),
        &get("/"),
    );
    assert_eq!(evaluation.met, ["/rules/2/matches/0"]);
    let pointers: Vec<&str> = evaluation
        .notes
        .iter()
        .map(|note| note.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/rules/0/matches/0/type",
            "/rules/1/matches/0/value",
            "/rules/2/matches/0/features/0/type"
        ]
    );
    assert!(!evaluation.features[0].in_force && evaluation.features[1].in_force);
}

#[test]
fn a_pattern_that_runs_out_of_steps_counts_as_not_met_and_is_said() {
    let slow = |result: &str| json!({"type":"match.url.url-path.regex","value":"(a+)+$","result":result,"features":[comment("1")]});
    let target = format!("/{}!", "a".repeat(200));
    for result in ["match", "nomatch"] {
        let evaluation = run(slow(result), &get(&target));
        assert_eq!(evaluation.met, [""; 0]);
        let said = Finding {
            pointer: "/rules/0/matches/0".to_owned(),
            description: "A pattern ran out of steps on this request and counts as not met."
                .to_owned(),
        };
        assert_eq!(evaluation.notes, [said]);
    }
    let source = json!({"type":"feature.url.url-redirect","code":301,"source":"/800001/shop/(a+)+$","destination":"/x"});
    let evaluation = run(always(&json!([source])), &get(&target));
    assert_eq!(evaluation.answer.outcome, Outcome::Served);
    assert_eq!(evaluation.notes[0].pointer, "/rules/0/matches/0/features/0");
}
