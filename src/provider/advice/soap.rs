//! The classes of SOAP faults. Source: SOAP 1.1, section 4.4.1, and SOAP 1.2, part 1, section 5.4.6.
//!
//! A SOAP fault can have any status, so only its code counts.

use super::Advice;
use crate::failure::Kind;

const API: Advice = Advice { provider: Some("soap"), ..super::API };

const CLIENT: Advice = Advice {
    code: Some("Client…"),
    meaning: "the API rejects the SOAP request",
    advice: "the fault says what is wrong with it: the credentials, the headers or a value of the body",
    ..API
};
const SERVER: Advice = Advice {
    code: Some("Server…"),
    kind: Kind::ApiServerError,
    meaning: "the API could not process the SOAP request",
    advice: "the fault says why; try again later",
    ..API
};

pub(super) const ROWS: &[Advice] = &[
    CLIENT,
    Advice { code: Some("Sender…"), ..CLIENT },
    SERVER,
    Advice { code: Some("Receiver…"), ..SERVER },
    Advice {
        code: Some("VersionMismatch"),
        meaning: "the API does not support this version of SOAP",
        advice: "check the namespace of the envelope and the `Content-Type` header (-H)",
        ..API
    },
    Advice {
        code: Some("MustUnderstand"),
        meaning: "the API does not know a header of the SOAP request",
        advice: "check the headers of the envelope, such as `wsse:Security`",
        ..API
    },
];
