// A series → what its `index` lines say of the files before it: evidence for a base.

import type { Series } from "../../types.ts";
import { refusalOf } from "./paths.ts";

export interface Evidence {
  readonly path: string;
  /** Possibly abbreviated. */
  readonly blob: string;
}

/** Shorter abbreviations match too much. */
const BLOB_CHARACTERS_MIN = 7;
const EVIDENCE_MAX = 200;

/** Old blobs of the files that no earlier patch of the series touches. */
export function evidenceOf(series: Series): readonly Evidence[] {
  const touched = new Set<string>();
  const evidence: Evidence[] = [];
  for (const { files } of series.patches) {
    for (const { kind, oldPath, newPath, oldBlob } of files) {
      if (oldPath !== undefined && !touched.has(oldPath) && kind !== "added")
        if (oldBlob !== undefined && usable(oldBlob) && refusalOf(oldPath) === undefined)
          evidence.push({ path: oldPath, blob: oldBlob });
      if (oldPath !== undefined) touched.add(oldPath);
      if (newPath !== undefined) touched.add(newPath);
    }
  }
  return evidence.slice(0, EVIDENCE_MAX);
}

export function matches(id: string, { blob }: Evidence): boolean {
  return id.startsWith(blob);
}

function usable(blob: string): boolean {
  return blob.length >= BLOB_CHARACTERS_MIN && /^[0-9a-f]+$/.test(blob) && !/^0+$/.test(blob);
}
