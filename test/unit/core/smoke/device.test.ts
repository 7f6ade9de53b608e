import { expect, it } from 'vitest';
import { jsonObject } from '../../../../src/base/json.ts';
import { deviceOf, unmetRequirements } from '../../../../src/core/smoke/device.ts';
import { heatMap } from '../../../../src/core/smoke/heat-map.ts';
import { statisticsOf } from '../../../../src/core/smoke/statistics.ts';
import { bytesOf, sizeText } from '../../../../src/core/workflow/sizes.ts';

const card = {
  type: 'cuda',
  name: 'cuda:0 Card',
  vram_total: 16e9,
  vram_free: 6e9,
  torch_vram_total: 11e9,
  torch_vram_free: 1e9,
};
const stats = (device: object) => jsonObject([['devices', [device as never]]]);

it('counts what torch keeps as in use, and a machine’s memory on a CPU', () => {
  expect(deviceOf(stats(card))).toEqual({
    kind: 'cuda',
    name: 'cuda:0 Card',
    vram: 16e9,
    used: 11e9,
  });
  const cpu = {
    type: 'cpu',
    vram_total: 8e9,
    vram_free: 5e9,
    torch_vram_total: 8e9,
    torch_vram_free: 5e9,
  };
  expect(deviceOf(stats(cpu))?.used).toBe(3e9);
  expect(deviceOf(jsonObject([]))).toBeUndefined();
});

it('tells what is missing, and forgives a card the memory that its maker rounds up', () => {
  const device = deviceOf(stats({ ...card, vram_total: 15.7e9 }));
  expect(unmetRequirements(device, { device: 'cuda', vram: 16e9 })).toEqual([]);
  expect(unmetRequirements(device, { device: 'mps', vram: 24e9 })).toEqual([
    'its device is cuda and not mps',
    'it has 15.7 GB and not 24.0 GB',
  ]);
  expect(unmetRequirements(undefined, { vram: 1 })).toEqual(['it does not tell its device']);
});

it('reads and writes sizes', () => {
  expect(['16GB', '1.5 MB', '2GiB', '3 gb'].map(bytesOf)).toEqual([
    16e9,
    1.5e6,
    2 ** 31,
    undefined,
  ]);
  expect([999, 1000, 15.7e9].map(sizeText)).toEqual(['999 bytes', '1.0 KB', '15.7 GB']);
});

it('makes differences visible, and none of pictures of two sizes', () => {
  const pixels = (...values: number[]) => ({
    width: values.length,
    height: 1,
    data: new Uint8Array(values.flatMap((value) => [value, value, value, 255])),
  });
  expect([...(heatMap(pixels(9, 9, 9), pixels(9, 25, 255))?.data ?? [])]).toEqual([
    ...[0, 0, 0, 255],
    ...[128, 0, 0, 255],
    ...[255, 255, 255, 255],
  ]);
  expect(heatMap(pixels(1), pixels(1, 2))).toBeUndefined();
});

it('gives P50 and P99 of runs that ended well, cold and warm apart', () => {
  const run = (heat: 'cold' | 'warm', executionSeconds: number, end = 'success') => ({
    end,
    heat,
    executionSeconds,
  });
  const warm = Array.from({ length: 200 }, (_, index) => run('warm', (index + 1) / 100));
  expect(statisticsOf([run('cold', 9), run('cold', 99, 'failure'), ...warm])).toEqual({
    cold: { runs: 1, p50: 9, p99: 9 },
    warm: { runs: 200, p50: 1, p99: 1.98 },
  });
});
