// App settings → one installation on one repository: its REST API, its token, its name.

import { App, Octokit } from "octokit";

export interface GitHubSettings {
  readonly appId: string;
  readonly privateKey: string;
  /** `https://api.github.com`, or that of an Enterprise server. */
  readonly api: string;
  /** `https://github.com`: where repositories are pushed to. */
  readonly web: string;
  readonly owner: string;
  readonly repo: string;
  /** False in tests: GitHub asks for a second between writes. */
  readonly throttled: boolean;
}

export interface GitHub {
  readonly rest: Octokit["rest"];
  readonly paginate: Octokit["paginate"];
  readonly owner: string;
  readonly repo: string;
  /** `interleave[bot]`: whose comments are ours. */
  readonly login: string;
  /** For git over HTTPS; good for an hour, asked for anew when it is used up. */
  readonly token: () => Promise<string>;
  /** `https://github.com/owner/repo.git`. */
  readonly remote: string;
}

/** Signs in as the App. Throws when the App is not installed on the repository. */
export async function gitHubOf(settings: GitHubSettings): Promise<GitHub> {
  const { appId, privateKey, api, web, owner, repo, throttled } = settings;
  const quiet = () => undefined;
  const app = new App({
    appId,
    privateKey,
    Octokit: Octokit.defaults({
      baseUrl: api,
      userAgent: "interleave",
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      // The outbox tries again, and knows what may have got through before.
      retry: { enabled: false },
      throttle: throttled
        ? { onRateLimit: () => false, onSecondaryRateLimit: () => false }
        : { enabled: false },
    }),
  });
  const { data: self } = await app.octokit.rest.apps.getAuthenticated();
  const { data: installation } = await app.octokit.rest.apps.getRepoInstallation({ owner, repo });
  const octokit = await app.getInstallationOctokit(installation.id);
  return {
    rest: octokit.rest,
    paginate: octokit.paginate,
    owner,
    repo,
    login: `${self?.slug ?? "interleave"}[bot]`,
    token: async () => {
      const auth = await octokit.auth({ type: "installation" });
      return tokenIn(auth);
    },
    remote: `${web}/${owner}/${repo}.git`,
  };
}

function tokenIn(auth: unknown): string {
  if (auth !== null && typeof auth === "object" && "token" in auth)
    if (typeof auth.token === "string") return auth.token;
  throw new Error("GitHub gave no installation token");
}
