// An OAuth 2.0 server with oidc-provider. It prints its base URL, then serves until it is killed. With a directory of
// certificates it serves https, and every client must show a certificate of the directory's authority.
// Usage: node oidc_provider.mjs PACKAGES CLIENT_ID CLIENT_SECRET [DIRECTORY]
import { readFileSync } from "node:fs";
import { createPublicKey } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, clientId, clientSecret, directory] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packages}/`));
// oidc-provider warns about settings that only a test should use.
console.warn = console.info = () => {};

const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

// In oidc-provider each client has exactly one way to authenticate.
const client = (suffix, method, more) => ({
  client_id: clientId + suffix,
  token_endpoint_auth_method: method,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  ...more,
});
const secret = { client_secret: clientSecret };
const clients = [client("-basic", "client_secret_basic", secret), client("-post", "client_secret_post", secret)];
const file = (name) => readFileSync(`${directory}/${name}`);
if (directory) {
  const key = { ...createPublicKey(file("client.key")).export({ format: "jwk" }), kid: "key-1" };
  clients.push(
    client("-secret-jwt", "client_secret_jwt", secret),
    client("-key-jwt", "private_key_jwt", { jwks: { keys: [key] } }),
    client("-tls", "tls_client_auth", { tls_client_auth_subject_dn: "CN=me" }),
  );
}
const tls = directory && {
  key: file("server.key"),
  cert: file("server.pem"),
  ca: file("ca.pem"),
  requestCert: true,
  rejectUnauthorized: true,
};
const server = tls ? https.createServer(tls) : http.createServer();
server.listen(0, "127.0.0.1", () => {
  const url = `${tls ? "https" : "http"}://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients,
    clientAuthMethods: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
      "tls_client_auth",
    ],
    scopes: ["flights"],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        getCertificate: ({ socket }) => socket.getPeerCertificate?.(),
        certificateAuthorized: ({ socket }) => socket.authorized,
        certificateSubjectMatches: ({ socket }, property, expected) =>
          expected === `CN=${socket.getPeerCertificate().subject.CN}`,
      },
    },
  });
  server.on("request", provider.callback());
  console.log(url);
});
