//! `call`: sends an authenticated request and shows the answer.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use super::call_input::{ask, body, check_stdin};
use super::call_show::Show;
use super::{Context, Outcome, call_preview, setup, store};
use crate::broker::ProviderGrant;
use crate::call::{Bearer, Content, Credentials, Pacer, Prepared, Rules, Session, Trail, next_link, on_base, prepare};
use crate::cli::CallArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::http::no_proxy;
use crate::output::Jq;
use crate::provider::Grant;
use crate::settings::{Settings, Target};

pub(super) fn run(args: &CallArgs, context: &Context) -> Result<Outcome> {
    let env = &context.env;
    let jq = args.jq.as_deref().map(Jq::compile).transpose()?;
    check_stdin(args)?;
    let settings = Settings::load(args.selection.config.as_deref(), env)?;
    let target = settings.target(&args.selection.selection())?;
    let provider = &target.provider.value;
    let ask = ask(args)?;
    if args.print_curl {
        return call_preview::print_curl(args, &target, &ask, context);
    }
    if args.dry_run {
        return call_preview::dry_run(args, &target, &ask, context);
    }
    let (base, _emulator) = setup::base_url(&target)?;
    let request = prepare(&ask, provider, &base)?;
    let pages = if args.paginate { Some(pages(args, &target, &request)?) } else { None };
    let network = settings.network(&args.network.flags(), Some(&target))?.to_network();
    let unreachable_hint = target.environment_data().and_then(|environment| environment.unreachable_hint.as_deref());
    let rules = Rules {
        network: network.clone(),
        no_proxy: no_proxy(env)?,
        bounds_body: args.network.timeout.is_some(),
        follow: args.follow,
        retry_unsafe: args.retry_unsafe,
        unreachable_hint: unreachable_hint.map(str::to_owned),
    };
    let talk = Talk { request, content: body(args)?, base: base.clone(), pages, show: Show::new(args, jq, context)? };
    if args.no_auth {
        return talk.run(Session::new(provider, rules, Credentials::default()));
    }
    let login = target.credentials.as_ref().map_err(Clone::clone)?;
    let headers = Some(Box::new(|| target.api_headers(login, env, clock::now())) as Box<_>);
    if target.endpoint.grant == Grant::None {
        return talk.run(Session::new(provider, rules, Credentials { bearer: None, headers }));
    }
    let key = target.key(login)?;
    let store = store::open(settings.config(), &args.network, env)?;
    let mut grant = ProviderGrant::new(&target, login, &key, &network, env).at(&base);
    let wish = setup::wish(&target, &key, args.min_valid, network.timeout);
    let bearer = Some(Bearer::new(&*store, &mut grant, wish));
    talk.run(Session::new(provider, rules, Credentials { bearer, headers }))
}

/// A request and what becomes of its answer, or of its answers.
struct Talk<'a> {
    request: Prepared,
    content: Content,
    base: Url,
    pages: Option<Pages<'a>>,
    show: Show,
}

/// How pages are followed.
struct Pages<'a> {
    pointer: &'a str,
    interval: Duration,
    most: Option<u64>,
}

impl Talk<'_> {
    fn run(mut self, mut session: Session<'_>) -> Result<Outcome> {
        if let Some(pages) = self.pages.take() {
            let outcome = self.follow(&pages, &mut session);
            // What came before a failure stays.
            self.show.finish()?;
            return outcome.map(|()| Outcome::Done);
        }
        let mut reply = session.send(&self.request, &mut self.content)?;
        let failure = reply.failure.take();
        self.show.answer(reply, failure.is_some())?;
        self.show.finish()?;
        failure.map_or(Ok(Outcome::Done), Err)
    }

    fn follow(&mut self, pages: &Pages<'_>, session: &mut Session<'_>) -> Result<()> {
        let mut trail = Trail::default();
        let mut pacer = Pacer::new(pages.interval);
        trail.is_new(&self.request.url);
        let mut number = 1;
        loop {
            let course = format!("page {number}");
            let next = self.page(number, pages, &mut pacer, session).map_err(|failure| failure.within(&course))?;
            let Some(link) = next else {
                return Ok(());
            };
            if pages.most.is_some_and(|most| number >= most) {
                log::info!("there are more pages, but --max-pages ends it here");
                return Ok(());
            }
            let url = on_base(&self.base, &self.request.url, &link).filter(|url| trail.is_new(url));
            self.request.url = url.ok_or_else(|| {
                Failure::new(Kind::BadAnswer, "the link to the next page cannot be followed")
                    .because("it leads to a page that was there already, or is no link at all")
                    .hint("what came so far is complete; --max-pages N stops before it")
                    .within(&course)
            })?;
            number += 1;
        }
    }

    /// One page, and the link to the next.
    fn page(
        &mut self,
        number: u64,
        pages: &Pages<'_>,
        pacer: &mut Pacer,
        session: &mut Session<'_>,
    ) -> Result<Option<String>> {
        pacer.wait();
        self.show.page_begins(number);
        let mut reply = session.send(&self.request, &mut self.content)?;
        if let Some(failure) = reply.failure.take() {
            if number == 1 {
                self.show.answer(reply, true)?;
            }
            return Err(failure);
        }
        let body = self.show.page(reply)?;
        next_link(&body, pages.pointer)
    }
}

fn pages<'t>(args: &CallArgs, target: &'t Target, request: &Prepared) -> Result<Pages<'t>> {
    if request.method != Method::GET {
        return Err(Failure::new(Kind::Usage, format!("the pages of a {} cannot be followed", request.method))
            .hint("--paginate is for GET; put fields into the query with --query or -X GET"));
    }
    let provider = &target.provider.value;
    let Some(pointer) = provider.api.next_page.as_deref() else {
        return Err(Failure::new(Kind::Usage, format!("{} documents no links to next pages", provider.title))
            .hint("leave --paginate out, and ask for each page with --query"));
    };
    let documented = target.environment_data().and_then(|environment| environment.requests_per_second);
    let documented = documented.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.max(1));
    Ok(Pages { pointer, interval: args.rate.unwrap_or(documented), most: args.max_pages })
}
