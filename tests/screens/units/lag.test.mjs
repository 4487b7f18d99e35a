// A page that falls behind what it hears says so, until nothing late comes any more.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Lag } from "../../../service/web/ui/src/live/lag.ts";

test("a page that hears of changes ever later says so until it has kept up", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const now = mock.method(performance, "now");
  const lag = new Lag();
  const told = (written, heard) => {
    now.mock.mockImplementation(() => heard * 1000);
    lag.heard(new Date(Date.UTC(2026, 0, 1) + written * 1000).toISOString());
    return lag.late.value;
  };
  assert.equal(told(0, 100), false, "whatever the clocks say");
  assert.equal(told(10, 114), false, "four seconds later than the quickest");
  assert.equal(told(20, 126), true);
  mock.timers.tick(1_500);
  assert.equal(told(21, 128), true);
  mock.timers.tick(1_500);
  assert.equal(lag.late.value, true, "another late one came meanwhile");
  mock.timers.tick(500);
  assert.equal(lag.late.value, false);
  lag.anew();
  assert.equal(told(-3600, 130), false, "what was missed was written long ago");
  lag.heard(null);
  assert.equal(lag.late.value, false);
  mock.timers.reset();
  now.mock.restore();
});
