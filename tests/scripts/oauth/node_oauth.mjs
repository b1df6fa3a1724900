// An OAuth 2.0 server with @node-oauth/oauth2-server. It replaces refresh tokens, and no longer accepts a replaced one.
// Usage: node node_oauth.mjs PACKAGES CLIENT_ID CLIENT_SECRET
import { clientId, clientSecret, load, serve } from "./harness.mjs";

const { default: OAuth2Server } = await load("@node-oauth/oauth2-server");

const client = { id: clientId, grants: ["client_credentials", "password", "refresh_token"] };
const user = { id: "alice" };
let tokens = [];
const server = new OAuth2Server({
  model: {
    getClient: async (id, secret) => id === clientId && (secret === null || secret === clientSecret) && client,
    getUserFromClient: async () => user,
    getUser: async () => user,
    validateScope: async (user, client, scope) => scope ?? [],
    saveToken: async (token, client, user) => {
      tokens.push({ ...token, client, user });
      return tokens.at(-1);
    },
    getAccessToken: async (text) => tokens.find((token) => token.accessToken === text),
    getRefreshToken: async (text) => tokens.find((token) => token.refreshToken === text),
    revokeToken: async ({ refreshToken }) => {
      const count = tokens.length;
      tokens = tokens.filter((token) => token.refreshToken !== refreshToken);
      return tokens.length < count;
    },
  },
});

const respond = (request, response) => {
  const reply = new OAuth2Server.Response(response);
  server
    .token(new OAuth2Server.Request(request), reply)
    .then(() => response.status(reply.status).set(reply.headers).json(reply.body))
    .catch((error) =>
      response.status(error.code).set(reply.headers).json({ error: error.name, error_description: error.message }),
    );
};
const isValid = (text) => {
  const request = new OAuth2Server.Request({ method: "GET", headers: { authorization: `Bearer ${text}` }, query: {} });
  return server.authenticate(request, new OAuth2Server.Response()).then(
    () => true,
    () => false,
  );
};
await serve({ token: [respond], isValid, forget: () => (tokens = []) });
