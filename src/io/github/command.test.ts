import { cpuMsOf } from "../../testing/cpu-time.ts";
import { commandIn } from "./command.ts";

const unknown = (why: string) => ({ kind: "unknown", why });

test.each<[string, unknown]>([
  ["/interleave review", { kind: "review", messageId: undefined }],
  ["  /interleave review", undefined],
  ["Please:\n\n/interleave review <a@b>\nthanks", { kind: "review", messageId: "a@b" }],
  ["/interleave review a b", unknown("review: too many words")],
  ["/interleave explain 12ab", { kind: "explain", finding: "12ab" }],
  ["/interleave explain", unknown("explain: which finding?")],
  ["/interleave explain <img>", unknown("explain: which finding?")],
  [
    "/interleave ignore 12ab it is  fine",
    { kind: "ignore", finding: "12ab", reason: "it is fine" },
  ],
  ["/interleave ignore 12ab", unknown("ignore: a reason, please")],
  ["/interleave send", { kind: "send" }],
  ["/interleave send now", unknown("send: too many words")],
  ["/interleave stop\r\n", { kind: "stop" }],
  ["/interleave", unknown("what shall I do?")],
  ["/interleave --help", unknown("I do not know this command")],
  ["/interleaved send", undefined],
  ["see /interleave send", undefined],
  ["> /interleave send", undefined],
  ["```\n/interleave send\n```", undefined],
  [
    "~~~~\n/interleave send\n~~~\n/interleave stop\n~~~~\n/interleave review",
    { kind: "review", messageId: undefined },
  ],
  ["```\nx\n```\n/interleave send", { kind: "send" }],
  ["\n".repeat(300) + "/interleave send", undefined],
  ["", undefined],
])("%j", (body, command) => {
  expect(commandIn(body)).toEqual(command);
});

test("a long comment is read in linear time", async () => {
  const spent = await cpuMsOf(() => {
    commandIn(`/interleave ignore x ${" a".repeat(1_000_000)}`);
    commandIn("`".repeat(5_000_000));
  });
  // Quadratic time would be hours.
  expect(spent).toBeLessThan(5_000);
});
