//! Thresholds in k6's words, and those that k6 cannot see.

use super::json;
use crate::expect::{Comparison, Count, Figure, Origin, Statistic, Threshold, Unit};

/// Lines of k6's `thresholds`, one for each metric, and what was left out with the reason.
pub(super) fn translated(thresholds: &[Threshold]) -> (Vec<String>, Vec<String>) {
    let mut metrics: Vec<(String, Vec<String>)> = vec![];
    let mut left_out = vec![];
    for threshold in thresholds {
        match translate(threshold) {
            Err(reason) => left_out.push(format!("{threshold}: {reason}")),
            Ok((metric, condition)) => match metrics.iter_mut().find(|(name, _)| *name == metric) {
                Some((_, conditions)) => conditions.push(condition),
                None => metrics.push((metric, vec![condition])),
            },
        }
    }
    let lines = metrics.iter().map(|(metric, conditions)| {
        let conditions: Vec<_> =
            conditions.iter().map(|condition| json(condition.as_str())).collect();
        format!("{}: [{}],", json(metric.as_str()), conditions.join(", "))
    });
    (lines.collect(), left_out)
}

fn translate(threshold: &Threshold) -> Result<(String, String), &'static str> {
    let class = threshold.figure().class();
    let of_class = class.map_or(String::new(), |class| format!("{{class:{class}}}"));
    let condition = |statistic: &str, parts: u32| {
        let sign = match threshold.comparison() {
            Comparison::Exactly => "==",
            other => other.as_str(),
        };
        format!("{statistic}{sign}{}", decimal(threshold.bound_millionths(), parts))
    };
    match threshold.figure() {
        Figure::Time { origin: Origin::Lag, .. } => {
            Err("k6 does not measure its own lag; it drops what it cannot send in time")
        }
        // k6 has milliseconds; the bound is in millionths of a microsecond.
        Figure::Time { statistic, .. } => {
            let name = match statistic {
                Statistic::Min => "min".to_owned(),
                Statistic::Mean => "avg".to_owned(),
                Statistic::Max => "max".to_owned(),
                Statistic::Percentile(name) => format!("p({})", name.trim_start_matches('p')),
            };
            Ok((format!("http_req_duration{of_class}"), condition(&name, 9)))
        }
        Figure::Rate => Ok(("http_reqs".to_owned(), condition("rate", 6))),
        Figure::Requests { count: Count::Unsent, class: Some(_) } => {
            Err("k6 does not say of which class its dropped iterations are")
        }
        Figure::Requests { count: Count::Unsent, .. } if threshold.unit() == Unit::Percent => {
            Err("k6 counts dropped iterations and knows no share of them")
        }
        Figure::Requests { count: Count::Unsent, .. } => {
            Ok(("dropped_iterations".to_owned(), condition("count", 6)))
        }
        Figure::Requests { count, .. } => {
            let name = match count {
                Count::Errors | Count::Unsent => "errors",
                Count::Ok => "ok",
                Count::Refused => "refused",
                Count::Timeouts => "timeouts",
                Count::Resets => "resets",
            };
            // A share of 1 is 100 %.
            Ok(match threshold.unit() {
                Unit::Percent => (format!("{name}_share{of_class}"), condition("rate", 8)),
                Unit::Microseconds | Unit::PerSecond | Unit::Count => {
                    (format!("{name}_count{of_class}"), condition("count", 6))
                }
            })
        }
        Figure::Amplification => Err("k6 sends nothing again by a retry plan"),
        Figure::Lost | Figure::Doubled | Figure::Invented => {
            Err("k6 does not look into the receiver")
        }
    }
}

/// A whole number shifted right by decimal places, without the zeros at the end.
fn decimal(number: u64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let text = format!("{}.{:0>width$}", number / unit, number % unit, width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
