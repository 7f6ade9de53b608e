import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readIntake } from '../../src/core/workflow/media/intake.ts';
import { mediaMakers } from '../support/media.ts';

const prompt = '{"1":{"class_type":"SaveImage","inputs":{}}}';
const canvas = '{"nodes":[{"id":1,"type":"Note"}],"links":[],"version":0.4}';

/** Changed bytes, then perhaps cut: places are parts of the length, values favour lengths that lead astray. */
const damage = fc.record({
  changes: fc.array(
    fc.record({
      at: fc.nat(10_000),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 255)),
    }),
    { maxLength: 6 },
  ),
  keep: fc.oneof(fc.constant(10_000), fc.nat(10_000)),
});

const limit = 1000;

for (const [format, make] of Object.entries(mediaMakers)) {
  const whole = make({ prompt, workflow: canvas });
  it(`answers for every damaged ${format} file, and soon`, () => {
    fc.assert(
      fc.property(damage, ({ changes, keep }) => {
        const bytes = Buffer.from(whole);
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        const start = performance.now();
        const intake = readIntake(
          bytes.subarray(0, Math.ceil((bytes.length * keep) / 10_000)),
          'f',
        );
        expect(performance.now() - start).toBeLessThan(limit);
        const isAnswered = intake.prompt !== undefined || intake.canvas !== undefined;
        expect(isAnswered || intake.problems.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
}
