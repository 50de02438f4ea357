import { progressOf, spanOf } from "./progress.ts";

test.each([
  [{ what: "mails", done: 0, total: 5000, seconds: 0 }, "0 of 5,000 mails"],
  [
    { what: "mails", done: 1200, total: 5000, seconds: 1.5 },
    "1,200 of 5,000 mails, 800/s, 5 s left",
  ],
  [{ what: "mails", done: 5000, total: 5000, seconds: 10 }, "5,000 of 5,000 mails, 500/s"],
  [{ what: "mails", done: 1234567, total: undefined, seconds: 60 }, "1,234,567 mails, 20,576/s"],
  [{ what: "threads", done: 3, total: 9, seconds: 2 }, "3 of 9 threads, 1.5/s, 4 s left"],
])("%j", (progress, line) => {
  expect(progressOf(progress)).toBe(line);
});

test.each([
  [0.2, "1 s"],
  [89, "89 s"],
  [90, "2 min"],
  [3600, "60 min"],
  [11_100, "3 h 5 min"],
])("%d seconds", (seconds, words) => {
  expect(spanOf(seconds)).toBe(words);
});
