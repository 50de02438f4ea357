// All the tables as one Model, for the engine and the replay to ask.

import { borrow, deferring, patterns, type Pattern } from "./borrow.ts";
import { constantOf, statusNames, waits } from "./constants.ts";
import { sizeOf } from "./sizes.ts";
import type { Contract, Effect } from "./contract.ts";
import type { Model } from "./model.ts";
import { fields, fieldTypes, inlineFields, objects } from "./fields.ts";
import { assignedFields, obligationOf } from "./installed.ts";
import { netlink } from "./netlink.ts";
import { prototypes } from "./prototypes.ts";
import {
  apartFields, dataFields, givesData, givesPart, linear, partFields, sharesData, shiftOf,
} from "./parts.ts"; // prettier-ignore
import { pointerContracts } from "./pointers-abi.ts";
import { lookers } from "./pointers-look.ts";
import { pointers } from "./pointers.ts";
import { receive } from "./receive.ts";
import { resourceKinds, resources } from "./resources.ts";
import { skbAlloc } from "./skb-alloc.ts";
import { skbCopy } from "./skb-copy.ts";
import { skbFree } from "./skb-free.ts";
import { skbOwner, uncharging } from "./skb-owner.ts";
import {
  linkFields, ownersQueues, queueLock, queueTypes, sharedQueues, skbQueue, walksOn,
} from "./skb-queue.ts"; // prettier-ignore
import { slab } from "./slab.ts";
import { subsystems } from "./subsystems.ts";
import { xmit } from "./xmit.ts";
import { xsk } from "./xsk.ts";

/** Every contract with a name of its own. */
export const contracts: readonly Contract[] = [
  skbAlloc, skbFree, skbCopy, skbQueue, skbOwner, xmit, netlink, receive, slab, pointers, xsk, subsystems,
  borrow,
].flat(); // prettier-ignore

const byName = new Map<string, readonly Contract[]>();
for (const contract of contracts)
  byName.set(contract.name, [...(byName.get(contract.name) ?? []), contract]);
const byPointer = new Map(
  pointerContracts.map(({ struct, field, contract }) => [`${struct}.${field}`, contract]),
);
const byField = new Map(fields.map((meaning) => [meaning.field, meaning]));

/** Pointers to what writes attributes into a message, in whatever struct. */
const WRITERS = /^(?:dump|fill)(?:_\w+)?$/;
/** Those of the kernel whose names no other struct has. */
const ofDevices = new Set(
  lookers.flatMap(({ field }) => (/^(?:[a-z]do|idiag)_/.test(field) ? [field] : [])),
);

function writer(name: string): Contract {
  return { name, kind: "borrows" };
}

/** What we know of the kernel. */
export const kernel: Model = {
  contractOf,
  pointerContractOf: (struct, field) =>
    byPointer.get(`${struct}.${field}`) ??
    (struct === "" && (WRITERS.test(field) || ofDevices.has(field)) ? writer(field) : undefined),
  assignedFields,
  obligationOf,
  fieldOf: (field) => byField.get(field),
  uncharges: (destructor) => uncharging.includes(destructor),
  fieldTypeOf: (struct, field) => {
    const key = `${struct}.${field}`;
    return Object.hasOwn(fieldTypes, key) ? fieldTypes[key] : undefined;
  },
  counterField: "sk_wmem_alloc",
  ownerField: "sk",
  constantOf,
  sizeOf,
  ownersQueues,
  queueTypes,
  queueInitialisers: new Set(contracts.filter(readiesQueue).map(({ name }) => name)),
  sharedQueues,
  queueLock,
  linkFields,
  inlineFields,
  partFields,
  apartFields,
  linear,
  givesPart,
  dataFields,
  givesData,
  shiftOf,
  sharesData,
  defers: (callee) => deferring.has(callee),
  waits,
  statusNames,
  walksOn,
  bulkCallees: new Set(contracts.filter(isBulk).map(({ name }) => name)),
  objectOfType: (base) => (Object.hasOwn(objects, base) ? objects[base] : undefined),
};

const byResource = new Map(resources.map((contract) => [contract.name, contract]));

/** The same, and what we know of memory and references of other kinds. */
export const kernelWithResources: Model = {
  ...kernel,
  contractOf: (callee, args) => byResource.get(callee) ?? kernel.contractOf(callee, args),
  resources: resourceKinds,
};

function isBulk(contract: Contract): boolean {
  return effectsOf(contract).some((effect) => effect.do === "fill" || effect.do === "drain");
}

function readiesQueue(contract: Contract): boolean {
  return effectsOf(contract).some((effect) => effect.do === "queue-init");
}

function effectsOf(contract: Contract): readonly Effect[] {
  return contract.kind === "cases" ? contract.cases.flatMap((each) => each.effects) : [];
}

function contractOf(callee: string, args?: number): Contract | undefined {
  const forms = byName.get(callee) ?? [];
  // With another number of arguments it is somebody's own function of that name.
  const fits = ({ arity }: Contract): boolean =>
    (arity ?? prototypes[callee] ?? args) === args || args === undefined;
  return forms.find(fits) ?? (forms.length === 0 ? familyContractOf(callee) : undefined);
}

function familyContractOf(callee: string): Contract | undefined {
  const pattern = patterns.find(({ name }) => matches(callee, name));
  if (pattern === undefined) return undefined;
  return contractOfFamily(callee, pattern);
}

function contractOfFamily(name: string, { kind }: Pattern): Contract {
  const family = true;
  return kind === "no-op"
    ? { name, family, kind: "operator", operator: kind }
    : { name, family, kind };
}

function matches(callee: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return (
    callee.length >= head.length + tail.length && callee.startsWith(head) && callee.endsWith(tail)
  );
}
