//! Serves the inspector's page with made-up traffic, for a manual look and for tests/scripts/inspector.sh.
//!
//! The example prints its base URL and the path that opens the page, then reads commands from standard input:
//!
//! - `fill N` records N made-up exchanges of the last minutes
//! - `live` records an exchange every second
//! - `exchange JSON` records the exchange in the JSON, see `made_up.rs`
//! - `status idle|held|renewing|missing|two|none` sets the state above the list
//! - `link` prints a new path that opens the page
//!
//! The end of standard input stops the example. A request for another path is recorded. Its response has the body of
//! the request, and the status in the path `/status/NNN` or else 200.

mod made_up;

use std::convert::Infallible;
use std::io::{BufRead as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use travauth::clock;
use travauth::inspector::{Access, Draft, Inspector, InspectorSettings, PageSession, RequestGuard};

use made_up::MadeUp;

/// State that all connections share.
struct Server {
    inspector: Arc<Inspector>,
    made_up: MadeUp,
    guard: RequestGuard,
    session: PageSession,
}

fn main() -> Result<()> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse()).context("the argument must be a port")?;
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let base_url = format!("http://127.0.0.1:{port}");

    let made_up = MadeUp::default();
    let settings = InspectorSettings {
        title: "travauth proxy".to_owned(),
        base_url: base_url.clone(),
        example: format!("curl {base_url}/v1/reference-data/locations?subType=CITY&keyword=PAR"),
        how_to_open: "Type \"link\" in the terminal of the example.".to_owned(),
        limit: 200,
    };
    let inspector = Inspector::new(settings, made_up.clone());
    let session = PageSession::new(port, false)?;
    let server = Arc::new(Server { inspector, made_up, guard: RequestGuard::new(port, false), session });
    print_line(&base_url)?;
    print_line(&server.session.open_path(Instant::now())?)?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shared = Arc::clone(&server);
    std::thread::spawn(move || {
        if let Err(error) = run_commands(&shared) {
            // Standard output may be a broken pipe, so the error goes to standard error.
            drop(writeln!(std::io::stderr(), "{error:#}"));
        }
        shared.inspector.close();
        drop(stop);
    });
    runtime.block_on(async {
        tokio::spawn(accept(tokio::net::TcpListener::from_std(listener)?, server));
        // The dropped sender ends the wait.
        drop(stopped.await);
        Ok(())
    })
}

fn print_line(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Runs the commands from standard input until its end.
fn run_commands(server: &Arc<Server>) -> Result<()> {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (command, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match command {
            "fill" => server.made_up.fill(&server.inspector, rest.parse().context("fill needs a number")?)?,
            "exchange" => drop(server.inspector.record(made_up::from_json(&serde_json::from_str(rest)?)?)),
            "status" => {
                server.made_up.set_status(rest)?;
                server.inspector.wake();
            }
            "link" => print_line(&server.session.open_path(Instant::now())?)?,
            "live" => {
                let server = Arc::clone(server);
                std::thread::spawn(move || {
                    while server.made_up.record_one(&server.inspector, Duration::ZERO).is_ok() {
                        std::thread::sleep(Duration::from_secs(1));
                    }
                });
            }
            _ => anyhow::bail!("unknown command {command}"),
        }
        print_line("ok")?;
    }
    Ok(())
}

async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>) {
    while let Ok((stream, _)) = listener.accept().await {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(request, Arc::clone(&server)));
            let connection =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
            // It is not an error if the browser closes the connection.
            drop(connection.await);
        });
    }
}

type BoxedResponse = Response<BoxBody<Bytes, Infallible>>;

async fn respond(request: Request<Incoming>, server: Arc<Server>) -> Result<BoxedResponse, hyper::Error> {
    let (head, body) = request.into_parts();
    let access = Access::By(&server.session);
    if let Some(response) = server.inspector.respond(&head, &server.guard, access, Instant::now()) {
        return Ok(response.map(BodyExt::boxed));
    }
    let _under_way = server.inspector.begin();
    let (started, clock) = (clock::now(), Instant::now());
    let sent = body.collect().await?.to_bytes();
    let mut draft = Draft::new(started, &head);
    draft.request_body.push(&sent);
    let requested = head.uri.path().strip_prefix("/status/").and_then(|status| status.parse().ok());
    let status = requested.unwrap_or(StatusCode::OK);
    let mut response = Response::new(http_body_util::Full::new(sent.clone()).boxed());
    *response.status_mut() = status;
    if let Some(kind) = head.headers.get("content-type") {
        response.headers_mut().insert("content-type", kind.clone());
    }
    draft.status = Some(status.as_u16());
    draft.response_headers = response.headers().clone();
    draft.response_body.push(&sent);
    draft.times.head = Some(clock.elapsed());
    draft.times.total = clock.elapsed();
    server.inspector.record(draft);
    Ok(response)
}
