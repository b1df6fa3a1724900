//! Signs the assertion with which a client authenticates (RFC 7523, section 2.2): `private_key_jwt`, `client_secret_jwt`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use rustls::SignatureScheme;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::SigningKey;
use serde_json::json;
use url::Url;

use super::{AssertionAlgorithm, AssertionKeys};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::random::random_u64;
use crate::secret::Secret;

/// The value of `client_assertion_type`.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion is valid. Servers limit it to a few minutes.
const LIFETIME_SECONDS: i64 = 60;

/// The key that signs an assertion.
#[derive(Clone, Debug)]
pub enum AssertionKey {
    /// A private key in PEM.
    Private(Secret),
    /// The client secret.
    Secret(Secret),
}

/// Builds a signed assertion of this client for this token endpoint.
///
/// # Errors
///
/// Fails when the key is not valid, or does not suit the configured algorithm.
pub(super) fn signed_assertion(
    key: &AssertionKey,
    keys: &AssertionKeys,
    client_id: &str,
    token_url: &Url,
    unix_seconds: i64,
) -> Result<Secret> {
    let audience = keys.audience.as_deref().unwrap_or(token_url.as_str());
    let claims = json!({
        "iss": client_id, "sub": client_id, "aud": audience,
        "jti": format!("{:016x}{:016x}", random_u64(), random_u64()),
        "iat": unix_seconds, "exp": unix_seconds.saturating_add(LIFETIME_SECONDS),
    });
    let signer = Signer::new(key, keys.algorithm)?;
    let mut header = json!({ "alg": signer.name(), "typ": "JWT" });
    if let Some(kid) = &keys.kid {
        header["kid"] = json!(kid);
    }
    let encoded = |text: String| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = signer.sign(message.as_bytes())?;
    Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

/// A key with its algorithm.
enum Signer {
    Hmac(hmac::Key),
    Private(Box<dyn rustls::sign::Signer>, AssertionAlgorithm),
}

impl Signer {
    fn new(key: &AssertionKey, algorithm: Option<AssertionAlgorithm>) -> Result<Self> {
        let pem = match key {
            AssertionKey::Secret(secret) => {
                return Ok(Self::Hmac(hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes())));
            }
            AssertionKey::Private(pem) => pem,
        };
        let key = private_key(pem)?;
        let all = AssertionAlgorithm::ALL.into_iter().filter(|one| algorithm.is_none_or(|wanted| wanted == *one));
        for algorithm in all {
            if let Some(signer) = key.choose_scheme(&[scheme(algorithm)]) {
                return Ok(Self::Private(signer, algorithm));
            }
        }
        let wanted = algorithm.map_or("RS256, PS256, ES256 or EdDSA", AssertionAlgorithm::name);
        Err(Failure::new(Kind::BadConfig, format!("the private key cannot sign with {wanted}"))
            .hint("RS256 and PS256 need an RSA key, ES256 an EC key on P-256, EdDSA an Ed25519 key"))
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "HS256",
            Self::Private(_, algorithm) => algorithm.name(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match self {
            Self::Hmac(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
            Self::Private(signer, algorithm) => {
                let signature = signer.sign(message).or_internal("sign the assertion")?;
                match algorithm {
                    AssertionAlgorithm::Es256 => fixed_length(&signature)
                        .ok_or_else(|| Failure::new(Kind::Internal, "the signature of the assertion is malformed")),
                    _ => Ok(signature),
                }
            }
        }
    }
}

const fn scheme(algorithm: AssertionAlgorithm) -> SignatureScheme {
    match algorithm {
        AssertionAlgorithm::Rs256 => SignatureScheme::RSA_PKCS1_SHA256,
        AssertionAlgorithm::Ps256 => SignatureScheme::RSA_PSS_SHA256,
        AssertionAlgorithm::Es256 => SignatureScheme::ECDSA_NISTP256_SHA256,
        AssertionAlgorithm::EdDsa => SignatureScheme::ED25519,
    }
}

fn private_key(pem: &Secret) -> Result<std::sync::Arc<dyn SigningKey>> {
    let text = pem.expose();
    let bad = |what: &str| Failure::new(Kind::BadConfig, what);
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(bad("the private key of the client is encrypted")
            .hint("decrypt it into a file that only you can read: `openssl pkey -in KEY -out client.key`"));
    }
    let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
        bad("there is no private key in PEM for the assertion")
            .hint("it must have a block that begins with -----BEGIN PRIVATE KEY-----")
    })?;
    rustls::crypto::ring::sign::any_supported_type(&der).map_err(|error| {
        bad("the private key of the client cannot be used")
            .because(error)
            .hint("use an RSA key of at least 2048 bits, an EC key on P-256, or an Ed25519 key")
    })
}

/// Converts an ECDSA signature from its ASN.1 form, as in TLS, to two numbers of 32 bytes, as in a JWT (RFC 7518).
fn fixed_length(asn1: &[u8]) -> Option<Vec<u8>> {
    const NUMBER_BYTES: usize = 32;
    let mut rest = asn1.strip_prefix(&[0x30])?.get(1..)?;
    let mut fixed = Vec::with_capacity(2 * NUMBER_BYTES);
    for _ in 0..2 {
        let (length, after) = rest.strip_prefix(&[0x02])?.split_first()?;
        let (number, after) = after.split_at_checked(usize::from(*length))?;
        let leading_zeros = number.iter().take_while(|byte| **byte == 0).count();
        let number = &number[leading_zeros..];
        fixed.resize(fixed.len() + NUMBER_BYTES.checked_sub(number.len())?, 0);
        fixed.extend_from_slice(number);
        rest = after;
    }
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ecdsa_signature_gets_its_fixed_length() {
        let asn1 = |numbers: [&[u8]; 2]| {
            let mut body = Vec::new();
            for number in numbers {
                body.extend([0x02, u8::try_from(number.len()).unwrap()]);
                body.extend(number);
            }
            [vec![0x30, u8::try_from(body.len()).unwrap()], body].concat()
        };
        let long = [vec![0], vec![0xff; 32]].concat();
        let fixed = fixed_length(&asn1([&long, &[5]])).unwrap();
        assert_eq!(fixed, [vec![0xff; 32], vec![0; 31], vec![5]].concat());
        assert_eq!(fixed_length(&asn1([&[1; 33], &[5]])), None);
        assert_eq!(fixed_length(&[0x30, 2, 0x02, 9]), None);
        assert_eq!(fixed_length(&[]), None);
    }
}
