//! `call`: sends an authenticated request and shows the response.

use std::sync::Arc;

use reqwest::Method;
use url::Url;

use super::call_input::{body, check_stdin, send_rules, typed_request};
use super::response_printer::ResponsePrinter;
use super::{Context, Outcome, call_batch, call_preview};
use crate::call::{ResponseCache, ResponseFiles, VisitedPages, build_request, next_link, on_base};
use crate::cli::CallArgs;
use crate::failure::{Failure, Kind, Result};
use crate::output::Jq;
use crate::session::{ApiRequest, ApiResponse, Content, SendRules, Session};
use crate::settings::{CACHE_VARIABLE, CacheLocation, Settings, Target};

pub(super) fn run(args: &CallArgs, context: &Context) -> Result<Outcome> {
    let jq = args.jq.as_deref().map(Jq::compile).transpose()?;
    check_stdin(args)?;
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let session = Session::open(&settings, &args.selection(), &args.network_flags(), args.network.shared_cache())?;
    let cache = response_cache(args, &settings, &session)?;
    if let Some(input) = &args.batch {
        return call_batch::run(args, input, jq, &session, cache, context);
    }
    let target = session.target();
    let typed = typed_request(args)?;
    if args.print_curl {
        return call_preview::print_curl(args, target, &typed, context);
    }
    if args.dry_run {
        return call_preview::dry_run(args, target, &typed, context);
    }
    let base = session.base_url()?;
    let request = build_request(&typed, &target.provider.value, &base)?;
    if args.cache.is_some() && request.method != Method::GET {
        return Err(Failure::new(
            Kind::Usage,
            format!("the response to a {} request cannot be cached", request.method),
        )
        .hint("leave out --cache, which works with GET"));
    }
    let pages = if args.paginate { Some(pages(args, target, &request)?) } else { None };
    let printer = ResponsePrinter::new(args, jq, &session, context)?;
    let exchange = CallExchange {
        session: &session,
        cache,
        rules: send_rules(args),
        request,
        content: body(args)?,
        base,
        printer,
    };
    match pages {
        Some(pages) => exchange.follow_pages(&pages),
        None => exchange.run(),
    }
}

/// A request and the printer of its responses.
struct CallExchange<'a> {
    session: &'a Arc<Session>,
    cache: Option<ResponseCache>,
    rules: SendRules,
    request: ApiRequest,
    content: Content,
    base: Url,
    printer: ResponsePrinter<'a>,
}

/// The options of pagination.
struct Pages {
    pointer: String,
    limit: Option<u64>,
}

impl CallExchange<'_> {
    fn send(&mut self) -> Result<ApiResponse> {
        let Self { session, cache, rules, request, content, .. } = self;
        match cache {
            Some(cache) => session.run(cache.send(session, request, content, *rules))?,
            None => session.run(session.send(request, content, *rules))?,
        }
    }

    fn run(mut self) -> Result<Outcome> {
        let mut received = self.send()?;
        let failure = received.failure.take();
        self.printer.print(received, failure.is_some())?;
        self.printer.finish()?;
        failure.map_or(Ok(Outcome::Done), Err)
    }

    fn follow_pages(mut self, pages: &Pages) -> Result<Outcome> {
        let outcome = self.send_pages(pages);
        match outcome {
            Ok(()) => self.printer.finish().map(|()| Outcome::Done),
            Err(failure) => {
                self.printer.end_early()?;
                Err(failure)
            }
        }
    }

    fn send_pages(&mut self, pages: &Pages) -> Result<()> {
        let mut visited = VisitedPages::default();
        visited.insert(&self.request.url);
        let mut number = 1;
        loop {
            let part = format!("page {number}");
            let Some(link) = self.send_page(number, pages).map_err(|failure| failure.within(&part))? else {
                return Ok(());
            };
            if pages.limit.is_some_and(|limit| number >= limit) {
                log::info!("stopped at --max-pages; there are more pages");
                return Ok(());
            }
            let url = on_base(&self.base, &self.request.url, &link).filter(|url| visited.insert(url));
            self.request.url = url.ok_or_else(|| {
                Failure::new(Kind::BadResponse, "the link to the next page cannot be followed")
                    .because("it leads to a page that was already read, or is not a valid link")
                    .hint("the pages so far are complete; --max-pages N stops before it")
                    .within(&part)
            })?;
            number += 1;
        }
    }

    /// Requests and prints one page, and returns the link to the next.
    fn send_page(&mut self, number: u64, pages: &Pages) -> Result<Option<String>> {
        self.printer.page_begins(number);
        let mut received = self.send()?;
        if let Some(failure) = received.failure.take() {
            if number == 1 {
                self.printer.print(received, true)?;
            }
            return Err(failure);
        }
        next_link(&self.printer.print_page(received)?, &pages.pointer)
    }
}

/// Returns the store of responses if `--cache` is set; none without a directory for it, which causes a warning.
///
/// # Errors
///
/// Fails when the cache is turned off.
fn response_cache(args: &CallArgs, settings: &Settings, session: &Session) -> Result<Option<ResponseCache>> {
    let Some(ttl) = args.cache else { return Ok(None) };
    let location = settings.cache()?;
    if matches!(location.value, CacheLocation::None) {
        let what = format!("--cache cannot be used, because the cache is off ({})", location.origin);
        return Err(Failure::new(Kind::Usage, what).hint(format!("leave out --cache, or unset {CACHE_VARIABLE}")));
    }
    let files = session.cache().local().map(|local| Arc::new(ResponseFiles::beside(local.dir())));
    Ok(files.map(|files| ResponseCache { files, ttl, is_refreshed: args.refresh_cache }))
}

fn pages(args: &CallArgs, target: &Target, request: &ApiRequest) -> Result<Pages> {
    if request.method != Method::GET {
        return Err(Failure::new(Kind::Usage, format!("a {} request cannot be paginated", request.method))
            .hint("--paginate works with GET; put fields into the query with --query or -X GET"));
    }
    let provider = &target.provider.value;
    let Some(pointer) = provider.api.next_page.as_deref() else {
        return Err(Failure::new(Kind::Usage, format!("{} documents no links to next pages", provider.title))
            .hint("remove --paginate, and request each page with --query"));
    };
    Ok(Pages { pointer: pointer.to_owned(), limit: args.max_pages })
}
