// A key pair for a GitHub App, made once for each process: nothing secret is committed.

import { generateKeyPairSync } from "node:crypto";

export interface AppKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

let made: AppKeys | undefined;

export function appKeys(): AppKeys {
  made ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return made;
}
