//! Ends an exchange with a response that the proxy itself makes.

use hyper::Response;
use hyper::body::Bytes;

use super::body::ProxyBody;
use super::dialect::ProxyDialect;
use super::error::ProxyError;
use super::exchange_record::ExchangeRecord;
use crate::inspector::Explanation;

impl ExchangeRecord {
    /// Records the exchange as refused, and returns the error in the format of the provider's API.
    pub(super) fn refuse(self: Box<Self>, dialect: ProxyDialect, error: ProxyError) -> Response<ProxyBody> {
        let response = dialect.api_error(&error);
        self.finish_own(response, Some(error))
    }

    /// Records the exchange with a response that the proxy itself made, and returns the response.
    pub(super) fn finish_own(
        mut self: Box<Self>,
        response: Response<Bytes>,
        error: Option<ProxyError>,
    ) -> Response<ProxyBody> {
        self.set_response(response.status().as_u16(), response.headers());
        self.add_response_chunk(response.body());
        if let Some(error) = error {
            self.set_explanation(Explanation { title: error.message, advice: error.hints });
        }
        self.finish(None);
        response.map(ProxyBody::whole)
    }
}
