// Whether there is a terminal that wants colour → what marks words on it.

import picocolors from "picocolors";

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

export function paintFor(colour: boolean): Paint {
  return picocolors.createColors(colour);
}
