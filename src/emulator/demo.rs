//! The only credentials that the emulator accepts.
//!
//! Their values show that they are not real secrets, so finding one in a log causes no alarm.

/// The Amadeus API key.
pub const AMADEUS_CLIENT_ID: &str = "demo-amadeus-client-id";
/// The Amadeus API secret.
pub const AMADEUS_CLIENT_SECRET: &str = "demo-amadeus-client-secret";
/// The Sabre user (EPR), for both versions of the token endpoint.
pub const SABRE_USER_ID: &str = "demo";
/// The Sabre group (PCC).
pub const SABRE_GROUP: &str = "DEMO";
/// The Sabre domain.
pub const SABRE_DOMAIN: &str = "AA";
/// The password of the Sabre user.
pub const SABRE_PASSWORD: &str = "demo-sabre-password";
/// The client id that Sabre's v3 token endpoint requires besides the user.
pub const SABRE_CLIENT_ID: &str = "demo-sabre-client-id";
/// The client secret for v3.
pub const SABRE_CLIENT_SECRET: &str = "demo-sabre-client-secret";
