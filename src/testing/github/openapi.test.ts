import { contract } from "./openapi.ts";

const route = (method: string, path: string) => {
  const found = contract().routeOf(method, path);
  if (found === undefined) throw new Error(`no route ${path}`);
  return found;
};

test.each([
  ["POST", "/repos/a/b/pulls", "pulls/create"],
  ["PATCH", "/repos/a/b/pulls/7", "pulls/update"],
  ["PATCH", "/repos/a/b/pulls/comments/7", "pulls/update-review-comment"],
  ["GET", "/repos/a/b/commits/feature%2Fx/check-runs", "checks/list-for-ref"],
  ["GET", "/repos/a/b/nothing-like-this", undefined],
  ["DELETE", "/repos/a/b/pulls", undefined],
])("%s %s is %s", (method, path, id) => {
  expect(contract().routeOf(method, path)?.id).toBe(id);
});

test("requests are held to the description", () => {
  const create = route("POST", "/repos/a/b/pulls");
  const wrong = (body: unknown) => contract().wrongRequest(create, {}, body);
  expect(wrong({ title: "t", head: "h", base: "b" })).toEqual([]);
  expect(wrong({ title: "t", head: "h" }).join()).toContain("must have required property 'base'");
  expect(wrong({ title: 7, head: "h", base: "b" }).join()).toContain("/title must be string");
  expect(wrong({ title: "t", head: "h", base: "b", bas: 1 }).join()).toContain("no such field bas");
  expect(wrong(undefined)).toEqual(["pulls/create needs a body"]);
  const list = route("GET", "/repos/a/b/pulls");
  expect(contract().wrongRequest(list, { state: "all", per_page: "100" }, undefined)).toEqual([]);
  expect(contract().wrongRequest(list, { state: "half" }, undefined).join()).toContain(
    "must be equal to one of the allowed values",
  );
});

test("answers are held to the description", () => {
  const create = route("POST", "/repos/a/b/pulls");
  const { wrongAnswer, example } = contract();
  expect(wrongAnswer(create, 201, { ...example("pull-request"), requested_teams: [] })).toEqual([]);
  expect(wrongAnswer(create, 201, { number: 1 }).join()).toContain("must have required property");
  expect(wrongAnswer(create, 418, {})).toEqual(["pulls/create never answers 418"]);
  expect(wrongAnswer(create, 422, { message: "m", documentation_url: "u" })).toEqual([]);
});

test.each([
  ["POST", "/repos/a/b/check-runs", 201, "check-run-example-of-completed-conclusion"],
  ["POST", "/repos/a/b/issues/1/comments", 201, "issue-comment"],
  ["POST", "/repos/a/b/issues/comments/1/reactions", 201, "reaction"],
  ["PATCH", "/repos/a/b/pulls/comments/1", 200, "pull-request-review-comment-2"],
  ["POST", "/repos/a/b/pulls/1/reviews", 200, "pull-request-review"],
  ["POST", "/app/installations/1/access_tokens", 201, "installation-token"],
  ["GET", "/repos/a/b/installation", 200, "installation"],
])("the example of %s %s is a valid answer", (method, path, status, example) => {
  const { wrongAnswer } = contract();
  expect(wrongAnswer(route(method, path), status, contract().example(example))).toEqual([]);
});
