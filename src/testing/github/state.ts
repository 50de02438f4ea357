// What the fake GitHub remembers: one repository with its pull requests, comments and checks.

export interface FakeState {
  readonly owner: string;
  readonly repo: string;
  /** The bare git repository behind it. */
  readonly dir: string;
  readonly pulls: FakePull[];
  readonly issueComments: FakeComment[];
  readonly reviewComments: FakeReviewComment[];
  readonly checks: FakeCheck[];
  readonly reactions: { readonly comment: number; readonly content: string }[];
  /** Login to what it may do; everybody else may read. */
  readonly permissions: Map<string, "admin" | "write" | "read" | "none">;
  /** Installation tokens given out. */
  readonly tokens: Set<string>;
  nextId: number;
}

export interface FakePull {
  readonly number: number;
  title: string;
  body: string;
  readonly head: string;
  base: string;
  state: "open" | "closed";
  readonly user: string;
  labels: readonly string[];
}

export interface FakeComment {
  readonly id: number;
  readonly issue: number;
  readonly user: string;
  body: string;
}

export interface FakeReviewComment {
  readonly id: number;
  readonly pull: number;
  readonly review: number;
  readonly commit: string;
  readonly path: string;
  /** undefined: about the whole file. */
  readonly line: number | undefined;
  readonly side: "LEFT" | "RIGHT";
  body: string;
}

export interface FakeCheck {
  readonly id: number;
  readonly head: string;
  readonly name: string;
  readonly externalId: string;
  status: string;
  conclusion: string | undefined;
  title: string;
  summary: string;
  readonly annotations: Readonly<Record<string, unknown>>[];
}

/** One request, checked, with what a handler needs to answer it. */
export interface Call {
  readonly state: FakeState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The login that the App's comments carry. */
export const BOT = "interleave[bot]";

export function notFound(): Answer {
  const documentation_url = "https://docs.github.com/rest";
  return { status: 404, body: { message: "Not Found", documentation_url, status: "404" } };
}

export function unprocessable(resource: string, field: string, message: string): Answer {
  const errors = [{ resource, field, code: "custom", message }];
  const documentation_url = "https://docs.github.com/rest";
  return { status: 422, body: { message: "Validation Failed", errors, documentation_url } };
}

/** One page of a list, with the Link header that leads to the next. */
export function paged(all: readonly unknown[], query: Call["query"], path: string): Answer {
  const size = Math.min(100, Number(query.per_page ?? 30));
  const page = Number(query.page ?? 1);
  const body = all.slice((page - 1) * size, page * size);
  if (page * size >= all.length) return { status: 200, body };
  const rest = new URLSearchParams({ ...query, page: String(page + 1) }).toString();
  return { status: 200, body, headers: { link: `<${path}?${rest}>; rel="next"` } };
}

export function stringOf(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : otherwise;
}
