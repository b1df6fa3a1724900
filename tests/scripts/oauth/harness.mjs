// What the OAuth servers in JavaScript have in common. Beside the token endpoint, each serves an API at /api/things, and two
// addresses for the test: /forget revokes all tokens, and /count returns the number of token requests.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, ...rest] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packages}/`));

// The arguments after the directory of the packages: CLIENT_ID CLIENT_SECRET.
export const [clientId, clientSecret] = rest;

export const load = (name) => import(pathToFileURL(require.resolve(name)));

// Serves the handlers of the token endpoint; isValid(token) checks a token of the API. Prints the base URL.
export async function serve({ token, isValid, forget }) {
  const { default: express } = await load("express");
  const app = express();
  let count = 0;
  app.use(express.urlencoded({ extended: false }));
  app.post("/token", (request, response, next) => (count++, next()), ...token);
  app.get("/api/things", async (request, response) => {
    const [, bearer] = /^Bearer (.+)$/.exec(request.get("authorization") ?? "") ?? [];
    response.status(bearer && (await isValid(bearer)) ? 200 : 401).json({});
  });
  app.post("/forget", async (request, response) => response.json(await forget()));
  app.get("/count", (request, response) => response.type("text").send(String(count)));
  const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
}
