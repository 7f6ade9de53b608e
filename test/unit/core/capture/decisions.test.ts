import { describe, expect, it } from 'vitest';
import { type Digest, digestOfText } from '../../../../src/base/digest.ts';
import { decideCapture } from '../../../../src/core/capture/capture-decision.ts';
import { decideDelivery } from '../../../../src/core/capture/delivery-decision.ts';
import {
  type CanvasEntry,
  canvasRecord,
  entriesAt,
  ledgerOf,
} from '../../../../src/core/capture/ledger.ts';

const of = (text: string): Digest => digestOfText('test', text);
const place = { environment: 'dev', server: '$DEV', user: '', path: 'hero.json' };
const entry = (canvas: string, more: Partial<CanvasEntry> = {}): CanvasEntry => ({
  ...place,
  workflow: 'hero',
  how: 'captured',
  canvas: of(canvas),
  bytes: of(`${canvas} bytes`),
  sequence: 1,
  at: '2026-01-01T00:00:00.000Z',
  by: 'Ada',
  ...more,
});
const file = (canvas: string) => ({ canvas: of(canvas), bytes: of(`${canvas} bytes`) });

describe('the ledger', () => {
  it('keeps what it was told, newest first whatever the clocks say', () => {
    const late = entry('b', { sequence: 2, at: '2025-01-01T00:00:00.000Z', pullRequest: 4 });
    const other = entry('c', { user: 'ada_1' });
    const ledger = ledgerOf([late, entry('a'), other].map(canvasRecord));
    expect(entriesAt(ledger, place)).toEqual([late, entry('a')]);
    expect(entriesAt(ledger, other)).toEqual([other]);
    expect(entriesAt(ledger, { ...place, server: 'x' })).toEqual([]);
  });

  it('leaves out records of other kinds and of formats to come', () => {
    const record = canvasRecord(entry('a'));
    const content = { ...record.content, format: 'comfypin-canvas/2' };
    expect(
      ledgerOf([
        { ...record, content },
        { ...record, kind: 'hold' },
      ]).size,
    ).toBe(0);
  });
});

describe('a capture', () => {
  const decide = (more: Partial<Parameters<typeof decideCapture>[0]>) =>
    decideCapture({
      file: file('b'),
      entries: [],
      pullState: () => 'merged',
      git: 'nothing',
      adopt: false,
      ...more,
    });

  it('proposes what nobody has', () => {
    expect(decide({})).toEqual({ kind: 'propose', isNew: true });
    expect(decide({ entries: [entry('a', { how: 'removed' })] }).kind).toBe('propose');
  });

  it('is nothing where the file is as it was, or as git has it', () => {
    expect(decide({ entries: [entry('b')], git: { canvas: of('z') } }).kind).toBe('unchanged');
    expect(decide({ entries: [entry('a')], git: { canvas: of('b') } }).kind).toBe('in-step');
  });

  it('merges from what both sides have in common', () => {
    const git = { canvas: of('z') };
    expect(decide({ entries: [entry('a')], git })).toEqual({ kind: 'merge', base: entry('a') });
    const declined = entry('d', { sequence: 2, pullRequest: 7 });
    const pullState = () => 'closed' as const;
    const entries = [declined, entry('a')];
    expect(decide({ entries, git, pullState })).toEqual({ kind: 'merge', base: entry('a') });
    expect(decide({ entries, git, pullState, file: file('d') })).toEqual({
      kind: 'declined',
      pullRequest: 7,
    });
    expect(decide({ entries: [declined], pullState }).kind).toBe('propose');
  });

  it('leaves the choice to a person, who may make it', () => {
    const git = { canvas: of('z') };
    expect(decide({ git })).toEqual({ kind: 'choose', why: 'unknown-base' });
    expect(decide({ git: 'no-canvas' })).toEqual({ kind: 'choose', why: 'unknown-base' });
    expect(decide({ entries: [entry('a')] })).toEqual({ kind: 'choose', why: 'gone-in-git' });
    expect(decide({ git, adopt: true })).toEqual({ kind: 'propose', isNew: false });
    expect(decide({ entries: [entry('a')], adopt: true })).toEqual({
      kind: 'propose',
      isNew: true,
    });
  });
});

describe('a delivery', () => {
  const decide = (more: Partial<Parameters<typeof decideDelivery>[0]>) =>
    decideDelivery({ entries: [], isInHistory: false, prune: false, ...more });
  const wanted = file('new');

  it('writes where nothing is, and over what it wrote or git has', () => {
    expect(decide({ wanted })).toEqual({ kind: 'write', overwrite: false });
    const there = file('old');
    expect(decide({ wanted, there, entries: [entry('old')] })).toEqual({
      kind: 'write',
      overwrite: true,
    });
    expect(decide({ wanted, there, isInHistory: true }).kind).toBe('write');
    expect(
      decide({
        wanted,
        there: { canvas: of('old'), bytes: of('looked at') },
        entries: [entry('old')],
      }).kind,
    ).toBe('write');
  });

  it('is done where the canvas is there, and says so where no record does', () => {
    const there = { canvas: of('new'), bytes: of('zoomed') };
    expect(decide({ wanted, there })).toEqual({ kind: 'unchanged', note: true });
    expect(decide({ wanted, there, entries: [entry('new')] })).toEqual({
      kind: 'unchanged',
      note: false,
    });
  });

  it('never writes over what only the server has', () => {
    const there = file('edited');
    for (const entries of [[], [entry('old')], [entry('edited', { how: 'removed' })]]) {
      expect(decide({ wanted, there, entries })).toEqual({ kind: 'choose' });
    }
    expect(decide({ wanted, there: { bytes: of('no canvas') } })).toEqual({ kind: 'choose' });
    expect(decide({ wanted, there, entries: [entry('edited')], openCapture: 3 })).toEqual({
      kind: 'waits',
      pullRequest: 3,
    });
  });

  it('takes away with --prune alone, and only what it wrote', () => {
    const there = file('old');
    const entries = [entry('old', { how: 'delivered' })];
    expect(decide({ there, entries })).toEqual({ kind: 'left' });
    expect(decide({ there, entries, prune: true })).toEqual({ kind: 'remove' });
    expect(decide({ there, prune: true })).toEqual({ kind: 'foreign' });
    expect(decide({ there: file('edited'), entries, prune: true })).toEqual({ kind: 'choose' });
    expect(decide({ entries, prune: true })).toEqual({ kind: 'none' });
  });
});
