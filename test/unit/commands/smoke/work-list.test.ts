import { expect, it } from 'vitest';
import type { CaseTask } from '../../../../src/commands/smoke/case-types.ts';
import {
  shouldYield,
  type WorkerState,
  workList,
} from '../../../../src/commands/smoke/work-list.ts';

/** A case of a workflow with one model file. */
function task(name: string, file: string): CaseTask {
  const modelInputs = [{ node: '1', input: 'ckpt_name', folder: 'checkpoints', file }];
  return {
    subject: { workflow: name, pin: { description: { modelInputs } } },
    planned: { smokeCase: { name } },
  } as unknown as CaseTask;
}

const server = (url: string, more: Partial<WorkerState> = {}): WorkerState => ({
  url,
  load: 0,
  errors: 0,
  isBusy: false,
  unjudged: 0,
  isUsable: true,
  ...more,
});

/** The order in which servers that take turns get the cases. */
function dealt(tasks: readonly CaseTask[], servers: readonly WorkerState[]): readonly string[] {
  const list = workList<never>(tasks);
  const order: string[] = [];
  for (let turn = 0; list.size() > 0; turn += 1) {
    const worker = servers[turn % servers.length] as WorkerState;
    const item = list.choose(
      worker,
      servers.filter((each) => each !== worker),
    );
    if (item === undefined) break;
    list.take(item);
    worker.modelSet = `checkpoints/${item.task.subject.pin.description.modelInputs[0]?.file}`;
    order.push(`${worker.url}${item.task.subject.workflow}`);
  }
  return order;
}

const mixed = ['a1 x', 'b1 y', 'a2 x', 'b2 y', 'a3 x', 'b3 y'].map((each) => {
  const [name = '', file = ''] = each.split(' ');
  return task(name, file);
});

it('one server loads each model once', () => {
  expect(dealt(mixed, [server('1:')])).toEqual(['1:a1', '1:a2', '1:a3', '1:b1', '1:b2', '1:b3']);
});

it('two servers keep to a model each, as long as there is work for it', () => {
  expect(dealt(mixed, [server('1:'), server('2:')])).toEqual([
    '1:a1',
    '2:b1',
    '1:a2',
    '2:b2',
    '1:a3',
    '2:b3',
  ]);
});

it('a case goes back to the list, and never to the server that lost it', () => {
  const list = workList<never>([task('a', 'x')]);
  const [one, two] = [server('1'), server('2')];
  const item = list.choose(one, [two]);
  if (item === undefined) throw new Error('nothing to do');
  list.take(item);
  list.giveBack({ ...item, lostBy: ['1'] });
  expect(list.choose(one, [two])).toBeUndefined();
  expect(list.choose(two, [one])?.task.subject.workflow).toBe('a');
});

it.each([
  ['nobody else works there', server('1'), [server('2')], 1, false],
  ['a freer server can take all that is left', server('1', { load: 3 }), [server('2')], 1, true],
  ['there is work for both', server('1', { load: 3 }), [server('2')], 2, false],
  ['the other has more to do', server('1', { load: 3 }), [server('2', { load: 9 })], 1, false],
  ['the other is gone', server('1', { load: 3 }), [server('2', { isUsable: false })], 1, false],
  ['it lost cases before', server('1', { errors: 1 }), [server('2', { isBusy: true })], 1, true],
])('waits or goes on where %s', (_, worker, others, size, yields) => {
  expect(shouldYield(worker, others, size)).toBe(yields);
});
