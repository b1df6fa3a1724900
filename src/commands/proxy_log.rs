//! The log lines of `proxy`: one for each request.

use serde_json::json;

use crate::cli::ProxyLogFormat;
use crate::clock::to_the_second;
use crate::inspector::Exchange;
use crate::output::Ui;
use crate::proxy::ExchangeLog;

/// Returns the function that logs an exchange in this format.
pub(super) fn exchange_log(format: ProxyLogFormat, ui: Ui) -> Option<ExchangeLog> {
    match format {
        ProxyLogFormat::None => None,
        ProxyLogFormat::Text => Some(Box::new(move |exchange| ui.log_line(&text(exchange)))),
        ProxyLogFormat::Json => Some(Box::new(move |exchange| ui.log_line(&json(exchange)))),
    }
}

fn text(exchange: &Exchange) -> String {
    let status = exchange.status.map_or_else(|| "---".to_owned(), |status| status.to_string());
    let mut line = format!(
        "{} {status} {} {} {} ms {} bytes",
        to_the_second(exchange.started),
        exchange.method,
        exchange.target,
        exchange.times.total.as_millis(),
        exchange.response.bytes
    );
    let explanation = exchange.explanation.as_ref().map(|explanation| &explanation.title);
    if let Some(reason) = exchange.failure.as_ref().or(explanation) {
        line.push_str(": ");
        line.push_str(reason);
    }
    line
}

fn json(exchange: &Exchange) -> String {
    json!({
        "time": exchange.started.to_string(),
        "mount": exchange.mount,
        "method": exchange.method,
        "target": exchange.target,
        "status": exchange.status,
        "duration_ms": millis(exchange.times.total),
        "wait_ms": millis(exchange.times.waited),
        "request_bytes": exchange.request.bytes,
        "response_bytes": exchange.response.bytes,
        "tries": exchange.tries,
        "pid": exchange.pid,
        "user_agent": exchange.request.header("user-agent"),
        "failure": exchange.failure,
        "explanation": exchange.explanation.as_ref().map(|explanation| &explanation.title),
    })
    .to_string()
}

/// Converts a duration to milliseconds with two decimals.
fn millis(span: std::time::Duration) -> f64 {
    (span.as_secs_f64() * 100_000.0).round() / 100.0
}
