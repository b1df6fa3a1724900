//! The table of all mistakes in a credential, with their texts.

/// Generates the enum, its texts and `ALL` from one row for each mistake, so that every mistake has all texts.
macro_rules! mistakes {
    ($($(#[$doc:meta])* $variant:ident $name:literal what $what:literal cause $cause:literal fix $fix:literal;)+) => {
        /// A mistake in a credential. The names are documented and do not change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mistake {
            $($(#[$doc])* $variant,)+
        }

        impl Mistake {
            /// All mistakes, in the order of the documentation.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the documented name, in kebab-case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Returns the description of the mistake, as a clause.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),+ }
            }

            /// Returns the most likely cause, as a clause.
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$variant => $cause),+ }
            }

            /// Returns the fix, as a clause.
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix),+ }
            }
        }
    };
}

mistakes! {
    /// Empty, or only white space.
    Empty "empty"
        what "the input is empty"
        cause "the file, variable or pipe was empty"
        fix "check the source of the string: the name of the variable, the path, the step that writes it";

    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    TooLong "too-long"
        what "it is far longer than any credential"
        cause "this is another file, or the string was written many times"
        fix "give a file or variable with only the credential";

    /// Control characters, or bytes that are not text.
    Binary "binary"
        what "it is binary data, not text"
        cause "this is another file, or the decoded bytes were stored instead of the base64"
        fix "give the base64 text itself";

    /// A private key in PEM or `PuTTY` format.
    PrivateKey "private-key"
        what "it is a private key"
        cause "this is the wrong file; Sabre v2 uses no keys"
        fix "give the file with the credential, and replace the key if it was sent anywhere";

    /// A JSON object or array.
    JsonDocument "json-document"
        what "it is a JSON document"
        cause "this is a whole response or configuration file, not one value of it"
        fix "give only the value";

    /// A token from the response of the endpoint.
    AccessToken "access-token"
        what "it is an access token, not the credential that obtains one"
        cause "the response of the token endpoint was stored instead of the credential"
        fix "build the credential from the user id, group, domain and password";

    /// A character that base64 never contains.
    NotBase64 "not-base64"
        what "it contains a character that is not base64"
        cause "this is the plain password or another text, or the string was changed on its way"
        fix "give the encoded string unchanged, or build it again";

    /// Base64 of data that is neither text nor a credential.
    NotText "not-text"
        what "it is base64, but of something that is not text"
        cause "this is a key, a hash, a token or the raw bytes of another secret, or the start of the string is lost"
        fix "give the credential of Sabre v2, or build it again";

    /// The plain `V1:user:group:domain:password`.
    NotEncoded "not-encoded"
        what "it is not encoded"
        cause "the id and the password were joined without encoding them"
        fix "encode the id and the password in base64 separately, join them with a colon, encode the result";

    /// `b64(id:password)`, as in ordinary Basic authentication.
    EncodedOnce "encoded-once"
        what "it is encoded once, as for ordinary Basic authentication"
        cause "curl -u, an HTTP library's Basic authentication or the recipe for the v3 endpoint was used"
        fix "encode the id and the password in base64 separately before joining and encoding them, or use the \
             v3 endpoint if the credentials are for v3";

    /// `b64(b64(id:password))`.
    EncodedAsOne "encoded-as-one"
        what "the id and the password were joined first and then encoded twice"
        cause "the string for ordinary Basic authentication was encoded once more"
        fix "encode the id and the password separately, then join them with a colon, then encode the result";

    /// `b64(id):b64(password)`.
    OuterLayerMissing "outer-layer-missing"
        what "the outer layer of base64 is missing"
        cause "the last step was skipped: encoding the joined halves"
        fix "encode the whole string once more";

    /// One layer of base64 too many, around the whole or within the halves.
    EncodedThreeTimes "encoded-three-times"
        what "it is encoded a third time"
        cause "a finished credential was encoded again, often because the client encodes its input"
        fix "decode it once, or let the client encode the parts";

    /// `b64(b64(password))`: no id and no colon.
    OnlyTheSecret "only-the-secret"
        what "it contains only one value, most likely the password; the id is missing"
        cause "the password was encoded without the id and the colon"
        fix "encode the id as well, join both with a colon, encode the result";

    /// The id without a password.
    PasswordMissing "password-missing"
        what "the password is missing, or a part of the id is missing and the password is in its place"
        cause "the variable with the password was empty or misspelt when the string was built"
        fix "set the password and build the string again";

    /// One half is in the outer layer without its own base64.
    HalfNotEncoded "half-not-encoded"
        what "one half was not encoded before the halves were joined"
        cause "only the other half was encoded in base64"
        fix "encode the id and the password in base64 separately before joining them";

    /// `password:id`.
    HalvesSwapped "halves-swapped"
        what "the password is before the id"
        cause "the halves were joined in the wrong order"
        fix "put the id first: id, colon, password";

    /// A line break was encoded with the id or the password.
    NewlineInHalves "newline-in-halves"
        what "a line break was encoded with the id or the password"
        cause "the output of echo without -n, or a file that ends with a line break, was piped into base64"
        fix "use printf '%s' instead of echo, and remove the line break from a file's content";

    /// A line break beside the encoded halves.
    NewlineAtOuterLayer "newline-at-outer-layer"
        what "a line break was encoded with the joined halves"
        cause "the output of echo without -n was piped into the last base64, or a base64 function ends its output \
             with a line break"
        fix "trim each half, and join the halves with printf '%s:%s'";

    /// The base64 has several lines.
    Wrapped "wrapped"
        what "it has several lines"
        cause "GNU base64 and MIME encoders break lines after 76 characters, openssl after 64; a copy from a window \
             may have a break at its width"
        fix "use base64 -w0 (on macOS, base64 does not break lines), openssl base64 -A, or a plain base64 \
              function";

    /// White space within the base64.
    BlankInside "blank-inside"
        what "there is white space within the base64"
        cause "the string was copied with white space, or a form turned a plus sign into a space"
        fix "remove the white space, or build the string again";

    /// `%3D` for `=`, and the like.
    PercentEncoded "percent-encoded"
        what "it is percent-encoded"
        cause "OAuth2 libraries percent-encode id and secret before Basic authentication, which the standard requires \
             and Sabre v2 does not accept; or it was copied from a URL or a form"
        fix "build the Authorization header by hand, without percent-encoding";

    /// `b'…'` around the base64.
    PythonRepr "python-repr"
        what "it contains Python's b'…' notation"
        cause "str() or an f-string was applied to the bytes that b64encode returns"
        fix "write b64encode(…).decode('ascii')";

    /// `-` and `_` for `+` and `/`.
    UrlSafeAlphabet "url-safe-alphabet"
        what "it uses the URL-safe alphabet"
        cause "urlsafe_b64encode, base64url or a similar function was used"
        fix "use the standard alphabet, with + and /";

    /// The `=` at the end are missing.
    MissingPadding "missing-padding"
        what "the = signs at the end of the base64 are missing"
        cause "an encoder without padding was used, a configuration file lost the =, or the end was cut off"
        fix "use an encoder with padding, and copy the whole string";

    /// The last group of the base64 is invalid.
    UnevenEnd "uneven-end"
        what "the end of the base64 is invalid"
        cause "characters at the end were lost, added or changed"
        fix "copy the whole string, or build it again";

    /// `Basic` twice, without white space, or encoded with the credential.
    BasicPrefix "basic-prefix"
        what "the word Basic is in the string itself"
        cause "a finished header was used as the credential, and the client or the encoder added another one"
        fix "keep only the part after Basic, and add the header once";

    /// An `Authorization` header without its scheme.
    BasicMissing "basic-missing"
        what "the word Basic is missing in the header"
        cause "the credential follows Authorization: directly"
        fix "write Authorization: Basic before the credential";

    /// Encoded from UTF-16.
    Utf16 "utf16"
        what "the text was encoded from UTF-16"
        cause "PowerShell's or .NET's Encoding.Unicode was used"
        fix "use UTF-8: [Text.Encoding]::UTF8.GetBytes(…)";

    /// Encoded from an eight-bit code page.
    NotUtf8 "not-utf8"
        what "the text is not UTF-8"
        cause "it was encoded from Latin-1 or another code page"
        fix "encode the text as UTF-8 first";

    /// `V1:V1:…`
    DoubleV1 "double-v1"
        what "the id starts with V1: twice"
        cause "another V1: was added to a user id that was already a whole V1:… id"
        fix "use V1:user:group:domain unchanged";

    /// Several parts and no capital `V1:`.
    V1Missing "v1-missing"
        what "the id has several parts but does not start with V1:"
        cause "the V1: was omitted, or written in lower case"
        fix "write V1:user:group:domain";

    /// Fewer parts than `V1:user:group:domain`.
    FewerThanFourParts "fewer-than-four-parts"
        what "the id has fewer than four parts"
        cause "the group or the domain was omitted"
        fix "write V1:user:group:domain; the domain of travel agencies is AA";

    /// More parts than `V1:user:group:domain`.
    MoreThanFourParts "more-than-four-parts"
        what "the id has more than four parts"
        cause "one of its parts contains a colon, or the password was added to the id"
        fix "write V1:user:group:domain, and put the password in the other half";

    /// `V1:user::domain`.
    EmptyPart "empty-part"
        what "a part of the id is empty"
        cause "a variable was empty or misspelt when the id was built"
        fix "give a value for user, group and domain";

    /// White space or an invisible character within the id.
    BadCharacter "bad-character"
        what "the id contains white space or an invisible character"
        cause "it was copied with the id"
        fix "type the id again";

    /// A byte order mark or another invisible character in the password.
    InvisibleCharacter "invisible-character"
        what "the password contains an invisible character"
        cause "the file with the password starts with a byte order mark, or the password was copied from a document"
        fix "save the file without a byte order mark, or type the password again";
}
