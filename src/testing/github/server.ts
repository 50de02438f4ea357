// A GitHub on loopback: its REST API held to its own description, its state, its moods, and git.

import { createPublicKey, createVerify } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitIn, serveGit } from "./git.ts";
import { appHandlers, checkHandlers, issueHandlers } from "./issues.ts";
import { contract, type Route } from "./openapi.ts";
import { pullHandlers } from "./pulls.ts";
import type { Answer, Call, FakeState } from "./state.ts";

export interface FakeGitHub {
  /** `http://127.0.0.1:PORT`, for the API and, with `/owner/repo.git`, for git. */
  readonly url: string;
  readonly state: FakeState;
  /** `POST /repos/…` of every request, in order. */
  readonly requests: string[];
  /** What was wrong with requests or our own answers, against the description. */
  readonly faults: string[];
  /** Bad moods to come; the first that matches a request is used up by it. */
  readonly moods: Mood[];
  readonly close: () => Promise<void>;
}

export interface Mood {
  /** Against `POST /repos/…` or `POST /owner/repo.git/…`. */
  readonly on: RegExp;
  /**
   * `lost`: done, but the answer is a 502. `502`: not done. `secondary`: too fast, wait.
   * `primary`: the hourly limit. `hang up`: done, and the connection dies.
   */
  readonly how: "lost" | "502" | "secondary" | "primary" | "hang up";
}

const handlers = { ...pullHandlers, ...issueHandlers, ...checkHandlers, ...appHandlers };

/** Starts one with an empty repository `owner/repo`. `publicKey` is that of the App. */
export async function fakeGitHub(
  publicKey: string,
  owner = "mirror",
  repo = "linux",
): Promise<FakeGitHub> {
  const root = mkdtempSync(join(tmpdir(), "interleave-github-"));
  const dir = join(root, owner, `${repo}.git`);
  mkdirSync(dir, { recursive: true });
  gitIn(dir, "init", "--quiet", "--bare", "--initial-branch=main");
  gitIn(dir, "config", "http.receivepack", "true");
  const state = emptyState(owner, repo, dir);
  const [requests, faults, moods]: [string[], string[], Mood[]] = [[], [], []];
  const server = createServer((request, response) => {
    handle({ state, root, publicKey, requests, faults, moods }, request, response).catch(
      (error: unknown) => {
        faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
        response.destroy();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    state,
    requests,
    faults,
    moods,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Site {
  readonly state: FakeState;
  readonly root: string;
  readonly publicKey: string;
  readonly requests: string[];
  readonly faults: string[];
  readonly moods: Mood[];
}

async function handle(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const name = `${request.method ?? "GET"} ${url.pathname}`;
  site.requests.push(name);
  const mood = site.moods.find(({ on }) => on.test(name));
  if (mood !== undefined) site.moods.splice(site.moods.indexOf(mood), 1);
  if (mood?.how === "502") {
    send(response, { status: 502, body: { message: "Server Error" } });
    return;
  }
  if (mood?.how === "secondary" || mood?.how === "primary") {
    send(response, limited(mood.how));
    return;
  }
  if (url.pathname.startsWith(`/${site.state.owner}/${site.state.repo}.git/`)) {
    await git(site, request, response);
    return;
  }
  const text = await textOf(request);
  const answer = answerTo(site, request, url, text);
  if (mood?.how === "lost") send(response, { status: 502, body: { message: "Server Error" } });
  else if (mood?.how === "hang up") response.destroy();
  else send(response, answer);
}

function answerTo(site: Site, request: IncomingMessage, url: URL, text: string): Answer {
  const { faults, state } = site;
  const route = contract().routeOf(request.method ?? "GET", url.pathname);
  if (route === undefined) {
    faults.push(`no such route: ${request.method ?? ""} ${url.pathname}`);
    return { status: 404, body: { message: "Not Found" } };
  }
  if (!isKnown(site, route, request.headers.authorization ?? ""))
    return { status: 401, body: { message: "Bad credentials", status: "401" } };
  const body = text === "" ? undefined : (JSON.parse(text) as Call["body"]);
  const query = Object.fromEntries(url.searchParams);
  const wrong = contract().wrongRequest(route, query, body);
  faults.push(...wrong);
  if (wrong.length > 0) return { status: 422, body: { message: wrong.join("; ") } };
  const handler = handlers[route.id];
  if (handler === undefined) {
    faults.push(`the fake cannot do ${route.id}`);
    return { status: 501, body: { message: "Not Implemented" } };
  }
  const answer = handler({ state, params: route.params, query, body: body ?? {} });
  faults.push(...contract().wrongAnswer(route, answer.status, answer.body));
  const link = answer.headers?.link?.replace("<", `<http://${request.headers.host ?? ""}`);
  return link === undefined ? answer : { ...answer, headers: { link } };
}

/** The App by its signed token, everything else by a token of its installation. */
function isKnown({ state, publicKey }: Site, { id }: Route, authorization: string): boolean {
  const [, token = ""] = authorization.split(" ");
  if (id.startsWith("apps/")) return isSigned(token, publicKey);
  return state.tokens.has(token);
}

function isSigned(token: string, publicKey: string): boolean {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const verify = createVerify("RSA-SHA256").update(`${head}.${claims}`);
  if (!verify.verify(createPublicKey(publicKey), Buffer.from(signature, "base64url"))) return false;
  const { exp, iat } = JSON.parse(Buffer.from(claims, "base64url").toString()) as {
    readonly exp: number;
    readonly iat: number;
  };
  return exp > Date.now() / 1000 && exp - iat <= 660;
}

async function git(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, packed = ""] = (request.headers.authorization ?? "").split(" ");
  const [user = "", token = ""] = Buffer.from(packed, "base64").toString().split(":");
  if (user === "x-access-token" && site.state.tokens.has(token)) {
    await serveGit(site.root, user, request, response);
    return;
  }
  response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
}

function limited(how: "secondary" | "primary"): Answer {
  const documentation_url = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";
  const message =
    how === "secondary"
      ? "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
      : "API rate limit exceeded for installation ID 77.";
  const reset = String(Math.ceil(Date.now() / 1000) + 90);
  const headers: Record<string, string> =
    how === "secondary"
      ? { "retry-after": "60" }
      : { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  return { status: 403, body: { message, documentation_url }, headers };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function emptyState(owner: string, repo: string, dir: string): FakeState {
  return {
    owner,
    repo,
    dir,
    pulls: [],
    issueComments: [],
    reviewComments: [],
    checks: [],
    reactions: [],
    permissions: new Map(),
    tokens: new Set(),
    nextId: 1,
  };
}
