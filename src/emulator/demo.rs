//! The only credentials that the emulator accepts.
//!
//! They are worthless anywhere else and look it, so that one met in a log alarms nobody.

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
/// The application that Sabre's v3 token endpoint wants beside the user.
pub const SABRE_CLIENT_ID: &str = "demo-sabre-client-id";
/// The secret of the v3 application.
pub const SABRE_CLIENT_SECRET: &str = "demo-sabre-client-secret";
