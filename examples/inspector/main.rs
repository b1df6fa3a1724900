//! The inspector's page on made-up traffic, to look at and for tests/scripts/inspector.sh.
//!
//! It prints its base URL and the path that opens the page, then reads commands from standard input until that ends:
//!
//! - `fill N` records N made-up exchanges of the last minutes; `live` records one every second from then on
//! - `exchange JSON` records the exchange that the JSON describes, see `made_up.rs`
//! - `status idle|held|renewing|missing|two|none` changes the state above the list
//! - `link` prints a new path that opens the page
//!
//! Every request outside of the page is answered with what was sent, recorded, and given the status in `/status/NNN`.

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
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse()).context("the argument is a port")?;
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let base_url = format!("http://127.0.0.1:{port}");

    let made_up = MadeUp::default();
    let settings = InspectorSettings {
        title: "travauth proxy".to_owned(),
        base_url: base_url.clone(),
        example: format!("curl {base_url}/v1/reference-data/locations?subType=CITY&keyword=PAR"),
        how_to_open: "Type \"link\" where the example runs.".to_owned(),
        limit: 200,
    };
    let inspector = Inspector::new(settings, made_up.clone());
    let session = PageSession::new(port, false)?;
    let server = Arc::new(Server { inspector, made_up, guard: RequestGuard::new(port, false), session });
    say(&base_url)?;
    say(&server.session.open_path(Instant::now())?)?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (done, ended) = tokio::sync::oneshot::channel::<()>();
    let shared = Arc::clone(&server);
    std::thread::spawn(move || {
        if let Err(error) = obey(&shared) {
            // Standard output may be the pipe that broke, so there is no better place.
            drop(writeln!(std::io::stderr(), "{error:#}"));
        }
        shared.inspector.close();
        drop(done);
    });
    runtime.block_on(async {
        tokio::spawn(accept(tokio::net::TcpListener::from_std(listener)?, server));
        // A dropped sender is the end, as a message would be.
        drop(ended.await);
        Ok(())
    })
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Follows the commands on standard input until it ends.
fn obey(server: &Arc<Server>) -> Result<()> {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (command, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match command {
            "fill" => server.made_up.fill(&server.inspector, rest.parse().context("how many?")?)?,
            "exchange" => drop(server.inspector.record(made_up::from_json(&serde_json::from_str(rest)?)?)),
            "status" => {
                server.made_up.set(rest)?;
                server.inspector.wake();
            }
            "link" => say(&server.session.open_path(Instant::now())?)?,
            "live" => {
                let server = Arc::clone(server);
                std::thread::spawn(move || {
                    while server.made_up.one(&server.inspector, Duration::ZERO).is_ok() {
                        std::thread::sleep(Duration::from_secs(1));
                    }
                });
            }
            _ => anyhow::bail!("there is no command {command}"),
        }
        say("ok")?;
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
            // A browser that hangs up is no failure.
            drop(connection.await);
        });
    }
}

type Answer = Response<BoxBody<Bytes, Infallible>>;

async fn respond(request: Request<Incoming>, server: Arc<Server>) -> Result<Answer, hyper::Error> {
    let (head, body) = request.into_parts();
    let access = Access::By(&server.session);
    if let Some(answer) = server.inspector.respond(&head, &server.guard, access, Instant::now()) {
        return Ok(answer.map(BodyExt::boxed));
    }
    let _under_way = server.inspector.begin();
    let (started, clock) = (clock::now(), Instant::now());
    let sent = body.collect().await?.to_bytes();
    let mut draft = Draft::new(started, &head);
    draft.request_body.push(&sent);
    let asked = head.uri.path().strip_prefix("/status/").and_then(|status| status.parse().ok());
    let status = asked.unwrap_or(StatusCode::OK);
    let mut answer = Response::new(http_body_util::Full::new(sent.clone()).boxed());
    *answer.status_mut() = status;
    if let Some(kind) = head.headers.get("content-type") {
        answer.headers_mut().insert("content-type", kind.clone());
    }
    draft.status = Some(status.as_u16());
    draft.response_headers = answer.headers().clone();
    draft.response_body.push(&sent);
    draft.times.head = Some(clock.elapsed());
    draft.times.total = clock.elapsed();
    server.inspector.record(draft);
    Ok(answer)
}
