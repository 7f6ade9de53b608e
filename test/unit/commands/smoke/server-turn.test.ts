import { expect, it } from 'vitest';
import { caseTurn, serverTurn } from '../../../../src/commands/smoke/server-turn.ts';

/** A piece of work that ends when it is told. */
function work() {
  let finish: (isFree: boolean) => void = () => undefined;
  const result = new Promise<boolean>((resolve) => {
    finish = resolve;
  });
  return { result, finish };
}

it('gives turns one after the other, in the order in which they were asked for', async () => {
  const turn = serverTurn();
  const order: string[] = [];
  const give = await turn.take();
  const others = ['a', 'b'].map(async (name) => {
    const giveOn = await turn.take();
    order.push(name);
    giveOn();
  });
  order.push('first');
  give();
  give();
  await Promise.all(others);
  expect(order).toEqual(['first', 'a', 'b']);
});

it('hands the turn on after a success, and keeps it to the end of the case otherwise', async () => {
  for (const [isFree, mayShare, isHandedOn] of [
    [true, true, true],
    [false, true, false],
    [true, false, false],
  ] as const) {
    const turn = serverTurn();
    const told: string[] = [];
    const give = await turn.take();
    const handOn = (): void => {
      told.push('handed on');
      give();
    };
    const mine = caseTurn(turn, handOn, mayShare);
    const { result, finish } = work();
    finish(isFree);
    await mine.during(
      () => result,
      (free) => free,
    );
    expect(told).toEqual(isHandedOn ? ['handed on'] : []);
    mine.end();
    expect(told).toEqual(['handed on']);
  }
});

it('waits for its turn where a case sends again after it handed it on', async () => {
  const turn = serverTurn();
  const mine = caseTurn(turn, await turn.take(), true);
  await mine.during(
    async () => true,
    (free) => free,
  );
  const giveOther = await turn.take();
  const order: string[] = [];
  const again = mine.during(
    async () => void order.push('again'),
    () => true,
  );
  await Promise.resolve();
  order.push('other ends');
  giveOther();
  await again;
  expect(order).toEqual(['other ends', 'again']);
});
