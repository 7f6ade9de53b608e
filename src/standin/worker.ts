/** Takes prompts from the queue one at a time and runs them, with what interrupts and restarts do to a run. */

import type { NodeType } from '../core/catalog/types.ts';
import { execute, type ResultCache, type RunControl, type RunTools } from './execute.ts';
import type { FaultPlan } from './faults.ts';
import type { Folders } from './folders.ts';
import { runMessages } from './messages.ts';
import type { PromptQueue, QueuedPrompt } from './queue.ts';
import type { Sockets } from './sockets.ts';
import type { ServerRules } from './versions.ts';

export interface WorkerTools {
  readonly queue: PromptQueue;
  readonly sockets: Sockets;
  readonly rules: ServerRules;
  readonly folders: Folders;
  readonly faults: FaultPlan;
  readonly nodeTypes: () => Promise<ReadonlyMap<string, NodeType>>;
  readonly delayMs: number;
  readonly log: (line: string) => void;
}

export interface Worker {
  /** Looks at the queue, unless a run is on. */
  readonly wake: () => void;
  readonly interrupt: (promptId?: string) => void;
  /** Takes effect after the run that is on. */
  readonly forgetResults: () => void;
  /** Leaves the run that is on without a word, and forgets all results. */
  readonly abandon: () => void;
  readonly runningNode: (clientId: string) => string | undefined;
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>;
}

interface CurrentRun {
  readonly item: QueuedPrompt;
  node?: string | undefined;
  interrupted: boolean;
  abandoned: boolean;
  wakeUp: () => void;
}

export function startWorker(tools: WorkerTools): Worker {
  const cache: ResultCache = new Map();
  let current: CurrentRun | undefined;
  let loop: Promise<void> | undefined;
  let forget = false;

  async function work(): Promise<void> {
    for (;;) {
      if (forget) cache.clear();
      forget = false;
      const item = tools.queue.take();
      if (item === undefined) return;
      current = { item, interrupted: false, abandoned: false, wakeUp: () => undefined };
      await runOne(current, cache, tools).catch((error) => tools.log(`a run broke: ${error}`));
      current = undefined;
    }
  }

  const stop = (run: CurrentRun, how: 'interrupted' | 'abandoned') => {
    run[how] = true;
    run.wakeUp();
  };
  const wake = () => {
    loop ??= Promise.resolve()
      .then(work)
      .finally(() => {
        loop = undefined;
        if (tools.queue.remaining() > 0) wake();
      });
  };
  return {
    wake,
    interrupt: (promptId) => {
      if (current === undefined) return;
      if (promptId === undefined || current.item.id === promptId) stop(current, 'interrupted');
    },
    forgetResults: () => {
      forget = true;
    },
    abandon: () => {
      forget = true;
      if (current !== undefined) stop(current, 'abandoned');
      else cache.clear();
    },
    runningNode: (clientId) => (current?.item.clientId === clientId ? current.node : undefined),
    idle: async () => {
      await loop;
    },
  };
}

async function runOne(run: CurrentRun, cache: ResultCache, tools: WorkerTools): Promise<void> {
  const { item } = run;
  const messages = runMessages(item, tools.sockets, tools.rules.progressEveryMs);
  const { folders, faults, delayMs } = tools;
  const log = (line: string) => tools.log(`${item.id.slice(0, 8)} ${line}`);
  const started = Date.now();
  const runTools: RunTools = {
    nodeTypes: await tools.nodeTypes(),
    folders,
    cache,
    faults,
    delayMs,
    hasBareNumbers: tools.rules.hasBareNumbers,
    log,
  };
  const result = await execute(item, runTools, messages, controlOf(run));
  if (result === undefined) return;
  tools.queue.finish(item, result);
  messages.idle();
  const ended = String(result.status['status_str']);
  log(`${ended}, ${Object.keys(result.outputs).length} outputs, ${Date.now() - started} ms`);
}

function controlOf(run: CurrentRun): RunControl {
  return {
    isInterrupted: () => run.interrupted,
    isAbandoned: () => run.abandoned,
    pause: (milliseconds) =>
      new Promise((resolve) => {
        if (run.interrupted || run.abandoned) return resolve();
        const timer = setTimeout(resolve, milliseconds);
        run.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    onNode: (id) => {
      run.node = id;
    },
  };
}
