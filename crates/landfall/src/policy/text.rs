//! What people see of policies: how two differ, and what comes of a request. Plain functions; colours are taken out of the text
//! where the output wants none.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use landfall_core::rules::policy::{
    Difference, EdgeRequest, EditAction, Evaluation, HeaderEdit, JsonChange, NewPolicy, Outcome,
    RuleChange, RuleDifference, TextChange,
};
use serde_json::Value;

use super::source::Loaded;
use crate::output::HEADLINE;

const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const FAINT: Style = Style::new().dimmed();

/// How one policy differs from another, which it does.
pub(crate) fn difference_text(before: &Loaded, after: &Loaded, found: &Difference) -> String {
    let mut text = String::new();
    let title = |loaded: &Loaded| format!("{} {:?}", loaded.label, loaded.policy.name);
    push(&mut text, &format!("{GONE}--- {}{GONE:#}", title(before)));
    push(&mut text, &format!("{NEW}+++ {}{NEW:#}", title(after)));
    texts(&mut text, "name", found.name.as_ref());
    texts(&mut text, "description", found.description.as_ref());
    for rule in &found.rules {
        one_rule(&mut text, rule, (&before.policy, &after.policy));
    }
    push(&mut text, "");
    push(&mut text, &summary(found));
    text.truncate(text.trim_end().len());
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn texts(text: &mut String, name: &str, change: Option<&TextChange>) {
    let Some(change) = change else {
        return;
    };
    push(text, "");
    push(text, &format!("{HEADLINE}{name}{HEADLINE:#}"));
    let quoted = |value: &Option<String>| value.as_ref().map(|value| format!("{value:?}"));
    signed(
        text,
        quoted(&change.before).as_deref(),
        quoted(&change.after).as_deref(),
    );
}

fn one_rule(text: &mut String, rule: &RuleDifference, (before, after): (&NewPolicy, &NewPolicy)) {
    let place = match (&rule.before, &rule.after) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let what = match rule.change {
        RuleChange::Added => "added",
        RuleChange::Removed => "removed",
        RuleChange::Moved => "moved",
        RuleChange::Changed => "changed",
        RuleChange::MovedAndChanged => "moved and changed",
    };
    let title = rule.title.as_ref().map(|title| format!(": {title}"));
    push(text, "");
    push(
        text,
        &format!(
            "{HEADLINE}{place}{HEADLINE:#} {what}{}",
            title.unwrap_or_default()
        ),
    );
    match rule.change {
        RuleChange::Added => signed(text, None, whole(rule.after.as_deref(), after).as_deref()),
        RuleChange::Removed => signed(text, whole(rule.before.as_deref(), before).as_deref(), None),
        _ => rule
            .changes
            .iter()
            .for_each(|change| one_change(text, change)),
    }
}

fn one_change(text: &mut String, change: &JsonChange) {
    push(text, &format!("  {FAINT}{}{FAINT:#}", change.pointer));
    let shown = |value: &Option<Value>| value.as_ref().map(pretty);
    signed(
        text,
        shown(&change.before).as_deref(),
        shown(&change.after).as_deref(),
    );
}

/// The match nodes of the rule at a pointer.
fn whole(pointer: Option<&str>, policy: &NewPolicy) -> Option<String> {
    let place: usize = pointer?.strip_prefix("/rules/")?.parse().ok()?;
    let matches = serde_json::from_str(&policy.rules.get(place)?.matches).ok()?;
    Some(pretty(&matches))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Lines that are gone, and lines that are new.
fn signed(text: &mut String, before: Option<&str>, after: Option<&str>) {
    for (style, sign, lines) in [(GONE, '-', before), (NEW, '+', after)] {
        for line in lines.unwrap_or_default().lines() {
            push(text, &format!("    {style}{sign} {line}{style:#}"));
        }
    }
}

fn summary(found: &Difference) -> String {
    let count = |changes: &[RuleChange]| {
        let rules = found.rules.iter();
        rules.filter(|rule| changes.contains(&rule.change)).count()
    };
    let counts = [
        (count(&[RuleChange::Added]), "added"),
        (count(&[RuleChange::Removed]), "removed"),
        (
            count(&[RuleChange::Changed, RuleChange::MovedAndChanged]),
            "changed",
        ),
        (
            count(&[RuleChange::Moved, RuleChange::MovedAndChanged]),
            "moved",
        ),
    ];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if told.is_empty() {
        "The rules are the same.".to_owned()
    } else {
        format!("Rules: {}.", told.join(", "))
    }
}

/// What comes of a request, and why.
pub(super) fn evaluation_text(
    loaded: &Loaded,
    request: &EdgeRequest,
    evaluation: &Evaluation,
) -> String {
    let mut text = String::new();
    push(
        &mut text,
        &format!(
            "{HEADLINE}{} {}://{}{}{HEADLINE:#} from {}, under {}",
            request.method,
            request.scheme,
            request.host,
            request.target,
            request.client,
            loaded.label
        ),
    );
    section(&mut text, "answer");
    for line in answer(evaluation) {
        push(&mut text, &format!("  {line}"));
    }
    section(&mut text, "met");
    if evaluation.met.is_empty() {
        push(&mut text, "  no node");
    }
    for pointer in &evaluation.met {
        let kind = kind_of(&loaded.policy, pointer);
        push(&mut text, &format!("  {pointer} {FAINT}{kind}{FAINT:#}"));
    }
    if !evaluation.features.is_empty() {
        section(&mut text, "features");
    }
    for feature in &evaluation.features {
        let (mark, style) = if feature.in_force {
            ("✓", NEW)
        } else {
            ("✗", GONE)
        };
        let because = feature.because.as_ref().map(|why| format!(": {why}"));
        push(
            &mut text,
            &format!(
                "  {style}{mark}{style:#} {} {FAINT}{}{FAINT:#}{}",
                feature.pointer,
                feature.kind,
                because.unwrap_or_default()
            ),
        );
    }
    if !evaluation.notes.is_empty() {
        section(&mut text, "notes");
    }
    for note in &evaluation.notes {
        let colon = if note.pointer.is_empty() { "" } else { ": " };
        push(
            &mut text,
            &format!("  {}{colon}{}", note.pointer, note.description),
        );
    }
    text.truncate(text.trim_end().len());
    text
}

fn section(text: &mut String, name: &str) {
    push(text, "");
    push(
        text,
        &format!("{HEADLINE}{}{HEADLINE:#}", name.to_uppercase()),
    );
}

/// The type of the node at a pointer.
fn kind_of(policy: &NewPolicy, pointer: &str) -> String {
    let found = pointer.strip_prefix("/rules/").and_then(|rest| {
        let (place, rest) = rest.split_once("/matches")?;
        let rule = policy.rules.get(place.parse::<usize>().ok()?)?;
        let matches: Value = serde_json::from_str(&rule.matches).ok()?;
        Some(matches.pointer(rest)?["type"].as_str()?.to_owned())
    });
    found.unwrap_or_default()
}

/// What is answered, a line for each thing.
fn answer(evaluation: &Evaluation) -> Vec<String> {
    let answer = &evaluation.answer;
    let status = answer.status.map(|status| format!(" with {status}"));
    let status = status.unwrap_or_default();
    let mut lines = vec![match answer.outcome {
        Outcome::Denied => format!("denied{status}"),
        Outcome::Redirected => {
            let to = answer.location.as_deref().unwrap_or_default();
            format!("redirected{status} to {to}")
        }
        Outcome::Served => "served from cache or origin".to_owned(),
    }];
    if let Some(rewritten) = &answer.rewritten {
        lines.push(format!("the origin is asked for {rewritten}"));
    }
    lines.extend(
        answer
            .request_headers
            .iter()
            .map(|edit| edited("request", edit)),
    );
    lines.extend(
        answer
            .response_headers
            .iter()
            .map(|edit| edited("answer", edit)),
    );
    let cache = &answer.cache;
    if cache.bypassed {
        lines.push("the edge's cache is left aside".to_owned());
    }
    if let Some(told) = &cache.cache_control {
        lines.push(format!("browsers are told Cache-Control: {told}"));
    }
    for age in &cache.edge {
        let mut line = format!("the edge keeps it for {} s", age.seconds);
        if let Some(status) = age.status {
            let _ = write!(line, " if the status is {status}");
        }
        line.push_str(if age.forced {
            ", whatever the origin says"
        } else {
            ", if the origin says nothing"
        });
        lines.push(line);
    }
    if !cache.compressed.is_empty() {
        lines.push(format!("compressed: {}", cache.compressed.join(", ")));
    }
    lines
}

fn edited(whose: &str, edit: &HeaderEdit) -> String {
    let value = edit.value.as_deref().unwrap_or_default();
    let name = &edit.name;
    match edit.action {
        EditAction::Set => format!("{whose} header {name} is set to {value:?}"),
        EditAction::Append => format!("{whose} header {name} gets {value:?} added"),
        EditAction::Delete => format!("{whose} header {name} is taken away"),
    }
}
