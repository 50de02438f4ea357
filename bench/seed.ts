// Measures `review` of the seed mail as a user starts it: wall time with start-up, the engine's
// own time, paths and peak memory. Exits with 1 when a limit is passed.

import { spawnSync } from "node:child_process";

const SEED = "20260415082654.21026-4-kerneljasonxing@gmail.com";
const RUNS = 5;
const limits = { wallMs: 2000, cpuMs: 3000, engineMs: 300, peakMb: 300 };

const atExit =
  'process.on("exit",()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();' +
  "process.stderr.write(`maxRSS=${maxRSS} cpu=${userCPUTime+systemCPUTime}`)})";

interface Run {
  readonly wallMs: number;
  /** Of all threads: what the wall time is when nobody else uses the machine, or more. */
  readonly cpuMs: number;
  readonly engineMs: number;
  readonly peakMb: number;
  readonly paths: number;
}

function run(): Run {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(atExit)}`,
      "dist/src/main.js",
      "review",
    ].concat([SEED, "--format", "json"]),
    { encoding: "utf8" },
  );
  const wallMs = performance.now() - start;
  if (status !== 0) throw new Error(`review ended with status ${status ?? "none"}: ${stderr}`);
  const { stats } = JSON.parse(stdout) as { stats: { msEngine: number; paths: number } };
  const peakMb = Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024;
  const cpuMs = Number(/cpu=(\d+)/.exec(stderr)?.[1]) / 1000;
  return { wallMs, cpuMs, engineMs: stats.msEngine, peakMb, paths: stats.paths };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

run(); // The first one warms the disk.
const runs = Array.from({ length: RUNS }, run);
const result = {
  wallMs: median(runs.map(({ wallMs }) => wallMs)),
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
  engineMs: median(runs.map(({ engineMs }) => engineMs)),
  peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
};
console.log(`seed review, median of ${RUNS} runs, ${runs[0]?.paths ?? 0} paths`);
for (const [what, value] of Object.entries(result)) {
  const limit = limits[what as keyof typeof limits];
  console.log(`  ${what.padEnd(9)} ${value.toFixed(0).padStart(5)}   limit ${limit}`);
  if (!(value <= limit)) process.exitCode = 1;
}
