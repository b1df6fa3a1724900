// An OAuth 2.0 server with oauth2orize and Passport. Usage: node oauth2orize.mjs PACKAGES CLIENT_ID CLIENT_SECRET
import { randomUUID } from "node:crypto";
import { clientId, clientSecret, load, serve } from "./harness.mjs";

const { default: oauth2orize } = await load("oauth2orize");
const { default: passport } = await load("passport");
const { default: basic } = await load("passport-http");
const { default: post } = await load("passport-oauth2-client-password");

const check = (id, secret, done) => done(null, id === clientId && secret === clientSecret && { id });
passport.use(new basic.BasicStrategy(check));
passport.use(new post.Strategy(check));

const tokens = new Set();
const server = oauth2orize.createServer();
server.exchange(
  oauth2orize.exchange.clientCredentials((client, scope, done) => {
    const token = randomUUID();
    tokens.add(token);
    done(null, token, { expires_in: 1799 });
  }),
);

await serve({
  token: [
    passport.authenticate(["basic", "oauth2-client-password"], { session: false }),
    server.token(),
    server.errorHandler(),
  ],
  isValid: (token) => tokens.has(token),
  forget: () => tokens.clear(),
});
