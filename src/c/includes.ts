// Text of C -> the headers that it includes.

export interface Include {
  /** As written between the marks. */
  readonly path: string;
  /** `"x.h"`, which is looked for beside the file first; else `<x.h>`. */
  readonly quoted: boolean;
}

/** In order; those in arms of conditionals among them. */
export function includesIn(text: string): readonly Include[] {
  const lines = text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm);
  return [...lines].map(([, beside, common = ""]) =>
    beside === undefined ? { path: common, quoted: false } : { path: beside, quoted: true },
  );
}
