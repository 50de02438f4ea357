// Requests over HTTP → the webhooks, the health and the metrics of a serving process.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Refusal } from "../world.ts";

export interface Site {
  readonly host: string;
  readonly port: number;
  /** Path → what answers there. */
  readonly routes: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>
  >;
  readonly log: (line: string) => void;
}

export interface Served {
  readonly port: number;
  /** Takes no more requests and ends those under way. */
  readonly close: () => Promise<void>;
}

/** GitHub's payloads are at most 25 MB, and a webhook is answered within 10 seconds. */
const REQUEST_MS_MAX = 30_000;
const BODY_BYTES_MAX = 26 << 20;

export async function served({ host, port, routes, log }: Site): Promise<Served> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX }, (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) {
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    route(request, response).catch((error: unknown) => {
      log(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ message }) => {
      reject(new Refusal("usage", `serve: ${message}`));
    });
    server.listen(port, host, resolve);
  });
  return { port: portOf(server), close: () => closed(server) };
}

/** Answers with a text. */
export function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a network port");
  return address.port;
}

async function closed(server: Server): Promise<void> {
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
}
