//! What can be wrong with a credential, and the words for it: one table.

/// Makes the enum and its words from one row each, so that none can lack a name or stay out of `ALL`.
macro_rules! mistakes {
    ($($(#[$doc:meta])* $variant:ident $name:literal what $what:literal how $how:literal mend $mend:literal;)+) => {
        /// What can be wrong. The names are documented and stay.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mistake {
            $($(#[$doc])* $variant,)+
        }

        impl Mistake {
            /// All of them, in the order of the documentation.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The documented name, in kebab-case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What is wrong, as a clause.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),+ }
            }

            /// How it most likely came about, as a clause.
            pub const fn how(self) -> &'static str {
                match self { $(Self::$variant => $how),+ }
            }

            /// What to do about it, as a clause.
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$variant => $mend),+ }
            }
        }
    };
}

mistakes! {
    /// Nothing but white space.
    Empty "empty"
        what "there is nothing to look at"
        how "the file, variable or pipe was empty"
        mend "look where the string should have come from: the name of the variable, the path, the step \
              that writes it";

    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    TooLong "too-long"
        what "it is far longer than any credential"
        how "another file was given, or the string was written many times over"
        mend "give the file or variable that holds the credential alone";

    /// Control characters, or bytes that are no text.
    Binary "binary"
        what "it is binary data, not text"
        how "another file was given, or the decoded bytes were kept instead of the base64"
        mend "give the base64 text itself";

    /// A private key in the format of PEM or `PuTTY`.
    PrivateKey "private-key"
        what "it is a private key"
        how "the wrong file was given; Sabre v2 uses no keys"
        mend "give the file that holds the credential, and take care where the key has been sent";

    /// A JSON object or array.
    JsonDocument "json-document"
        what "it is a JSON document"
        how "a whole answer or configuration file was given, not one value of it"
        mend "give the value alone";

    /// A token that the endpoint answered, not what is sent to it.
    AccessToken "access-token"
        what "it is an access token, not the credential that obtains one"
        how "the answer of the token endpoint was saved in place of the credential"
        mend "build the credential from the user id, group, domain and password";

    /// A character that base64 never holds.
    NotBase64 "not-base64"
        what "a character in it is not base64"
        how "the plain password or another text was given, or the string was changed on its way"
        mend "give the string as it was encoded, or build it anew";

    /// Base64 of what is neither text nor a credential.
    NotText "not-text"
        what "it is base64, but of something that is not text"
        how "a key, a hash, a token or the raw bytes of another secret was taken for the credential, or \
              the start of the string is lost"
        mend "give the credential of Sabre v2, or build it anew";

    /// The plain `V1:user:group:domain:password`.
    NotEncoded "not-encoded"
        what "it is not encoded at all"
        how "id and password were written one after the other, in the hope that the client encodes them"
        mend "encode the id and the password in base64 each, join them with a colon, encode the result";

    /// `b64(id:password)`, as ordinary Basic has it.
    EncodedOnce "encoded-once"
        what "it is encoded once, as for ordinary Basic authentication"
        how "curl -u, an HTTP library's Basic authentication or the recipe for the v3 endpoint was used"
        mend "encode the id and the password in base64 each before they are joined and encoded, or use the \
              v3 endpoint if these are its credentials";

    /// `b64(b64(id:password))`.
    EncodedAsOne "encoded-as-one"
        what "id and password were joined first and then encoded twice"
        how "the string for ordinary Basic authentication was encoded once more"
        mend "encode the id and the password apart, then join them with a colon, then encode the result";

    /// `b64(id):b64(password)`.
    OuterLayerMissing "outer-layer-missing"
        what "the outer layer of base64 is missing"
        how "the last step, encoding what the colon joins, was left out"
        mend "encode the whole string once more";

    /// A layer too many, around the whole or within the halves.
    EncodedThreeTimes "encoded-three-times"
        what "it is encoded a third time"
        how "a credential that was ready went through base64 again, often because the client encodes what \
              it is given"
        mend "take one layer off, or give the client the parts to encode";

    /// `b64(b64(password))`: no id and no colon.
    OnlyTheSecret "only-the-secret"
        what "only one value is in it, most likely the password; the id is missing"
        how "the secret was encoded by itself, without the id and the colon before it"
        mend "encode the id as well, join both with a colon, encode the result";

    /// The id stands alone.
    PasswordMissing "password-missing"
        what "the password is missing, or a part of the id is and the password stands in its place"
        how "the variable with the password was empty or misspelt when the string was built"
        mend "set the password and build the string anew";

    /// One half went into the outer layer as it was.
    HalfNotEncoded "half-not-encoded"
        what "one half was not encoded before the two were joined"
        how "only the other half went through base64"
        mend "encode the id and the password in base64 each before they are joined";

    /// `password:id`.
    HalvesSwapped "halves-swapped"
        what "the password stands before the id"
        how "the halves were joined in the wrong order"
        mend "put the id first: id, colon, password";

    /// A line end was encoded with the id or the password.
    NewlineInHalves "newline-in-halves"
        what "a line end was encoded with the id or the password"
        how "echo without -n, or a file that ends in a line end, was piped into base64"
        mend "use printf '%s' in place of echo, and take the line end off what is read from a file";

    /// A line end stands beside the encoded halves.
    NewlineAtOuterLayer "newline-at-outer-layer"
        what "a line end was encoded with the joined halves"
        how "echo without -n was piped into the last base64, or a base64 function ends its output with a \
              line end"
        mend "join the halves with printf '%s:%s', and trim each half before";

    /// Broken into lines.
    Wrapped "wrapped"
        what "it is broken into lines"
        how "GNU base64 and MIME encoders break lines at 76 columns, openssl at 64; others at the width \
              of a window"
        mend "use base64 -w0 (on macOS, base64 does not break lines), openssl base64 -A, or a plain base64 \
              function";

    /// A blank within the base64.
    BlankInside "blank-inside"
        what "there is white space within the base64"
        how "it was added when the string was copied, or a plus sign became a blank in a form"
        mend "take the white space out, or build the string anew";

    /// `%3D` for `=`, and the like.
    PercentEncoded "percent-encoded"
        what "it is percent-encoded"
        how "OAuth2 libraries percent-encode id and secret before Basic authentication, as the standard \
              has it and Sabre v2 does not; or it was taken from a URL or a form"
        mend "build the Authorization header by hand, without percent-encoding";

    /// `b'…'` around the base64.
    PythonRepr "python-repr"
        what "it holds Python's b'…' notation"
        how "str() or an f-string was applied to the bytes that b64encode returns"
        mend "write b64encode(…).decode('ascii')";

    /// `-` and `_` for `+` and `/`.
    UrlSafeAlphabet "url-safe-alphabet"
        what "it uses the URL-safe alphabet"
        how "urlsafe_b64encode, base64url or the like was used"
        mend "use the standard alphabet, with + and /";

    /// The `=` at the end are missing.
    MissingPadding "missing-padding"
        what "the = signs at the end of the base64 are missing"
        how "an encoder without padding was used, the = were lost in a configuration file, or the end was \
              cut off"
        mend "use an encoder that pads, and copy the string to its end";

    /// The last group of the base64 is impossible.
    UnevenEnd "uneven-end"
        what "the end of the base64 does not come out even"
        how "characters at the end were lost, added or changed"
        mend "copy the string to its end, or build it anew";

    /// `Basic` twice, glued on, or encoded along.
    BasicPrefix "basic-prefix"
        what "the word Basic is in the string itself"
        how "a finished header was taken for the credential, and the client or the encoder put its own \
              around it"
        mend "keep only what follows Basic, and build the header from that once";

    /// An `Authorization` header without its scheme.
    BasicMissing "basic-missing"
        what "the header lacks the word Basic"
        how "the credential was written straight after Authorization:"
        mend "write Authorization: Basic and then the credential";

    /// Encoded from UTF-16.
    Utf16 "utf16"
        what "the text was encoded from UTF-16"
        how "PowerShell's or .NET's Encoding.Unicode was used"
        mend "use UTF-8: [Text.Encoding]::UTF8.GetBytes(…)";

    /// Encoded from an eight-bit code page.
    NotUtf8 "not-utf8"
        what "the text is not UTF-8"
        how "it was encoded from Latin-1 or another code page"
        mend "encode the text as UTF-8 first";

    /// `V1:V1:…`
    DoubleV1 "double-v1"
        what "the id starts with V1: twice"
        how "a user id that was a whole V1:… id already had another V1: put before it"
        mend "use the V1:user:group:domain as it is";

    /// Several parts and no capital `V1:`.
    V1Missing "v1-missing"
        what "the id has several parts but does not start with V1:"
        how "the constant V1: was left out, or written small"
        mend "write V1:user:group:domain";

    /// Less than `V1:user:group:domain`.
    FewerThanFourParts "fewer-than-four-parts"
        what "the id has fewer than four parts"
        how "the group or the domain was left out"
        mend "write V1:user:group:domain; the domain of travel agencies is AA";

    /// More than `V1:user:group:domain`.
    MoreThanFourParts "more-than-four-parts"
        what "the id has more than four parts"
        how "a colon is in one of its parts, or the password was put behind the id"
        mend "write V1:user:group:domain, and the password into the other half";

    /// `V1:user::domain`.
    EmptyPart "empty-part"
        what "a part of the id is empty"
        how "a variable was empty or misspelt when the id was put together"
        mend "give user, group and domain a value each";

    /// White space, or a character that cannot be seen, within the id.
    BadCharacter "bad-character"
        what "the id holds white space or a character that cannot be seen"
        how "it came along when the id was copied"
        mend "type the id anew";
}
