// An OAuth 2.0 server with @jmondi/oauth2-server. Usage: node jmondi.mjs PACKAGES CLIENT_ID CLIENT_SECRET
import { randomUUID } from "node:crypto";
import { clientId, clientSecret, load, serve } from "./harness.mjs";

const { AuthorizationServer, DateInterval, JwtService } = await load("@jmondi/oauth2-server");
const { handleExpressError, handleExpressResponse, requestFromExpress } = await load("@jmondi/oauth2-server/express");

const client = {
  id: clientId,
  name: "test",
  secret: clientSecret,
  redirectUris: [],
  allowedGrants: ["client_credentials"],
  scopes: [{ name: "flights" }],
};
const tokens = new Map();
const jwt = new JwtService("only for this test");
const server = new AuthorizationServer(
  {
    getByIdentifier: async (id) => (id === clientId ? client : undefined),
    isClientValid: async (grant, { allowedGrants }, secret) => secret === clientSecret && allowedGrants.includes(grant),
  },
  {
    issueToken: async (client, scopes) => ({
      accessToken: randomUUID(),
      accessTokenExpiresAt: new DateInterval("30m").getEndDate(),
      client,
      scopes,
    }),
    persist: async (token) => void tokens.set(token.accessToken, token),
    revoke: async (token) => void tokens.delete(token.accessToken),
    issueRefreshToken: async (token) => token,
    isRefreshTokenRevoked: async () => true,
    getByRefreshToken: async () => undefined,
  },
  {
    getAllByIdentifiers: async (names) => client.scopes.filter(({ name }) => names.includes(name)),
    finalize: async (scopes) => scopes,
  },
  jwt,
);
server.enableGrantType("client_credentials", new DateInterval("30m"));

const respond = async (request, response) => {
  try {
    handleExpressResponse(response, await server.respondToAccessTokenRequest(requestFromExpress(request)));
  } catch (error) {
    handleExpressError(error, response);
  }
};
await serve({
  token: [respond],
  isValid: async (token) => {
    const { jti } = await jwt.verify(token).catch(() => ({}));
    return tokens.has(jti);
  },
  forget: () => tokens.clear(),
});
