import { strictEqual } from "node:assert/strict";
import { DateTime, TimeDelta } from "../datetime/mod.ts";
import { olderThanRetention } from "./retention.ts";

const covering = (days: number | undefined) => ({
  coveredUntil: () => days === undefined ? undefined : DateTime.now().minus(TimeDelta.of({ days })),
});
const cases: { name: string; cursors: (number | undefined)[]; expected: boolean }[] = [
  { name: "a recent state", cursors: [undefined, 3], expected: false },
  { name: "an old state", cursors: [undefined, 30], expected: true },
  { name: "the first cursor that knows", cursors: [3, 30], expected: false },
  { name: "a state that no cursor reads", cursors: [undefined, undefined], expected: true },
];

for (const { name, cursors, expected } of cases) {
  Deno.test(`retention: ${name}`, () => {
    strictEqual(olderThanRetention({}, cursors.map(covering), "P7D"), expected);
  });
}
