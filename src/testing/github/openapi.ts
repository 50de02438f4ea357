// GitHub's own description of its API → the route of a request, and what is wrong with a request or
// an answer. Schemas are compiled when first needed: the description holds over a thousand routes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";

export interface Route {
  /** `pulls/create`. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
  /** Where the operation stands in the description. */
  readonly pointer: readonly string[];
}

export interface Contract {
  readonly routeOf: (method: string, path: string) => Route | undefined;
  /** What is wrong with a request, a line each. */
  readonly wrongRequest: (
    route: Route,
    query: Readonly<Record<string, string>>,
    body: unknown,
  ) => readonly string[];
  readonly wrongAnswer: (route: Route, status: number, body: unknown) => readonly string[];
  /**
   * The example of an answer that the description gives, to fill in the many required fields;
   * the first item of it where it is a list.
   */
  readonly example: (name: string) => Readonly<Record<string, unknown>>;
}

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json | undefined;
}

let loaded: Contract | undefined;

/** The description of api.github.com, read once for each process. */
export function contract(): Contract {
  loaded ??= load();
  return loaded;
}

function load(): Contract {
  const home = createRequire(import.meta.url).resolve("@octokit/openapi");
  const file = new URL("generated/api.github.com.json", `file://${home}`);
  const api = JSON.parse(readFileSync(file, "utf8")) as JsonObject;
  makeNullable(api);
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false });
  ajv.addSchema(api, "api");
  const check = (pointer: readonly string[], value: unknown): readonly string[] =>
    errorsOf(ajv.getSchema(`api#/${pointer.map(escaped).join("/")}`), pointer, value);
  const coercing = new Ajv({ strict: false, validateFormats: false, coerceTypes: "array" });
  return {
    routeOf: routerOf(api),
    wrongRequest: (route, query, body) => [
      ...parametersOf(api, route).flatMap((parameter) =>
        wrongParameter(coercing, parameter, route, query),
      ),
      ...wrongBody(api, route, body, check),
    ],
    wrongAnswer: (route, status, body) => {
      const pointer = [...route.pointer, "responses", String(status)];
      const given = at(api, pointer);
      if (given === undefined) return [`${route.id} never answers ${status}`];
      const ref = refOf(given);
      const base = ref ?? pointer;
      const type = Object.keys(objectOf(at(api, [...base, "content"])))[0];
      if (type === undefined) return body === undefined ? [] : [`${route.id}: unexpected body`];
      return check([...base, "content", type, "schema"], body);
    },
    example: (name) => {
      const value = at(api, ["components", "examples", name, "value"]);
      return objectOf(Array.isArray(value) ? (value as readonly Json[])[0] : value);
    },
  };
}

function wrongBody(
  api: JsonObject,
  route: Route,
  body: unknown,
  check: (pointer: readonly string[], value: unknown) => readonly string[],
): readonly string[] {
  const pointer = [...route.pointer, "requestBody", "content", "application/json", "schema"];
  const known = at(api, pointer);
  if (known === undefined) return body === undefined ? [] : [`${route.id} takes no body`];
  const required = at(api, [...route.pointer, "requestBody", "required"]) === true;
  if (body === undefined || body === null) return required ? [`${route.id} needs a body`] : [];
  const properties = at(api, [...pointer, "properties"]);
  const names = properties === undefined ? undefined : Object.keys(objectOf(properties));
  const stray =
    names === undefined ? [] : Object.keys(body).filter((name) => !names.includes(name));
  // GitHub ignores what it does not know; for us it is a mistake.
  return [...check(pointer, body), ...stray.map((name) => `${route.id}: no such field ${name}`)];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

function parametersOf(api: JsonObject, route: Route): readonly Parameter[] {
  const listed = at(api, [...route.pointer, "parameters"]);
  return (Array.isArray(listed) ? listed : []).map((one: Json) => {
    const parameter = objectOf(resolved(api, one));
    return {
      name: textOf(parameter.name),
      in: textOf(parameter.in),
      required: parameter.required === true,
      schema: objectOf(resolved(api, parameter.schema)),
    };
  });
}

function wrongParameter(
  ajv: Ajv,
  parameter: Parameter,
  { id, params }: Route,
  query: Readonly<Record<string, string>>,
): readonly string[] {
  const value = parameter.in === "path" ? params[parameter.name] : query[parameter.name];
  if (value === undefined)
    return parameter.required ? [`${id}: the parameter ${parameter.name} is missing`] : [];
  const holder = { type: "object", properties: { value: parameter.schema } };
  const validate = ajv.compile(holder);
  return errorsOf(validate, [id, parameter.name], { value });
}

function routerOf(api: JsonObject): Contract["routeOf"] {
  const known = Object.keys(objectOf(api.paths)).map((path) => ({ path, parts: path.split("/") }));
  return (method, path) => {
    const parts = path.split("/");
    const fitting = known
      .filter((route) => fits(route.parts, parts))
      .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
    for (const found of fitting) {
      const pointer = ["paths", found.path, method.toLowerCase()];
      const id = at(api, [...pointer, "operationId"]);
      if (typeof id === "string") return { id, pointer, params: paramsOf(found.parts, parts) };
    }
    return undefined;
  };
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, at) => part.startsWith("{") || part === parts[at]);
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((part, at) =>
      part.startsWith("{") ? [[part.slice(1, -1), decodeURIComponent(parts[at] ?? "")]] : [],
    ),
  );
}

function errorsOf(
  validate: ValidateFunction | undefined,
  pointer: readonly string[],
  value: unknown,
): readonly string[] {
  if (validate === undefined) return [`no schema at ${pointer.join("/")}`];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${pointer.join(" ")}: ${instancePath} ${message ?? ""}`,
  );
}

/** OpenAPI 3.0 says `nullable` where JSON schema lists `null` among the types. */
function makeNullable(root: JsonObject): void {
  const open: unknown[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== "object") continue;
    open.push(...(Object.values(node) as unknown[]));
    const schema = node as Record<string, unknown>;
    if (schema.nullable !== true) continue;
    delete schema.nullable;
    const inner = { ...schema };
    for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
    schema.anyOf = [inner, { type: "null" }];
  }
}

function at(root: Json, pointer: readonly string[]): Json | undefined {
  let node: Json | undefined = root;
  for (const part of pointer) {
    if (node === undefined || node === null || typeof node !== "object") return undefined;
    node = (node as JsonObject)[part];
  }
  return node;
}

function resolved(api: JsonObject, node: Json | undefined): Json | undefined {
  const ref = refOf(node);
  return ref === undefined ? node : at(api, ref);
}

function refOf(node: Json | undefined): readonly string[] | undefined {
  const ref = objectOf(node).$ref;
  return typeof ref === "string" ? ref.slice("#/".length).split("/") : undefined;
}

function objectOf(node: Json | undefined): JsonObject {
  return node !== null && typeof node === "object" && !Array.isArray(node)
    ? (node as JsonObject)
    : {};
}

function textOf(node: Json | undefined): string {
  return typeof node === "string" ? node : "";
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
