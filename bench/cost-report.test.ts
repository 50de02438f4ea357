import { costReport } from "./cost-report.ts";

test("functions are told by size, each row twice as large as the one before", () => {
  const costs = [
    { size: 4, ms: 1, whole: true },
    { size: 10, ms: 3, whole: true },
    { size: 11, ms: 2, whole: true },
    { size: 80, ms: 40, whole: false },
    { size: 41, ms: 20, whole: true },
  ];
  expect(costReport(costs).split("\n").slice(2)).toEqual([
    "| 1 to 10 | 2 | 0 | 1.0 ms | 3.0 ms | 2.0 ms | 286 µs |",
    "| 11 to 20 | 1 | 0 | 2.0 ms | 2.0 ms | 2.0 ms | 182 µs |",
    "| 41 to 80 | 2 | 1 | 20.0 ms | 40.0 ms | 30.0 ms | 496 µs |",
    "",
  ]);
});
