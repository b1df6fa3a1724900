// An OAuth 2.0 server with oidc-provider. It prints its base URL, then serves until it is killed.
// Usage: node oidc_provider.mjs PACKAGES CLIENT_ID CLIENT_SECRET
import http from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, clientId, clientSecret] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packages}/`));
// oidc-provider warns about settings that only a test should use.
console.warn = console.info = () => {};

const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

// In oidc-provider each client has exactly one way to send its secret.
const client = (suffix, method) => ({
  client_id: clientId + suffix,
  client_secret: clientSecret,
  token_endpoint_auth_method: method,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
});
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [client("-basic", "client_secret_basic"), client("-post", "client_secret_post")],
    scopes: ["flights"],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  });
  server.on("request", provider.callback());
  console.log(url);
});
