/** Whether evidence still counts: what of its environment has changed since, how old it is, and who vouches for it. */

import type { Digest } from '../../base/digest.ts';
import { interfaceDigest } from '../catalog/interface.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ModelMapping } from '../workflow/types.ts';
import type { EvidencePart, EvidenceRule } from './config-evidence.ts';
import { declaredModels } from './declared-models.ts';
import type { EvidenceSubject } from './evidence.ts';
import type { Trust } from './signature.ts';

/** What evidence of one environment is held against: today's, as the default branch has it. */
export interface EvidenceBasis {
  readonly rule: EvidenceRule;
  /** The recording of the environment; undefined where there is none, and nothing of it is compared then. */
  readonly catalog: () => Catalog | undefined;
  readonly models: readonly ModelMapping[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When a part became what it is, by `changeKey`; only where somebody looked. */
  readonly changedAt?: ReadonlyMap<string, number>;
}

/** One reason why evidence does not count any more. */
export interface StaleReason {
  readonly part: EvidencePart | 'age' | 'signature';
  /** The node type, the model file, the version's name; empty for others. */
  readonly name: string;
  readonly was: string;
  readonly is: string;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

/** Names a part of an environment, as `interface KSampler`. */
export function changeKey({ part, name }: Pick<StaleReason, 'part' | 'name'>): string {
  return `${part} ${name}`;
}

/** Evidence as it is asked about; `trust` says what is wrong with its signature, where one is needed. */
export type JudgedEvidence = Pick<
  EvidenceSubject,
  'environment' | 'cases' | 'interfaces' | 'models' | 'versions'
> & { readonly at: string; readonly trust?: Trust };

/** Returns every reason why the evidence does not count, the parts in a fixed order; none where it does. */
export function staleReasons(
  evidence: JudgedEvidence,
  basis: EvidenceBasis | undefined,
  cases?: Digest,
): readonly StaleReason[] {
  const bind: readonly EvidencePart[] = basis?.rule.bind ?? ['cases'];
  const found = [
    ...untrusted(evidence),
    ...bind.flatMap((part) => differences(part, evidence, basis, cases)),
    ...tooOld(evidence, basis),
  ];
  return found.map((each) => {
    const since = each.since ?? basis?.changedAt?.get(changeKey(each));
    return since === undefined ? each : { ...each, since };
  });
}

/** Returns when the last of the changes came about, where one of them is dated; milliseconds since 1970. */
export function newestSince(reasons: readonly StaleReason[]): number | undefined {
  const times = reasons.flatMap(({ since }) => since ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function differences(
  part: EvidencePart,
  evidence: JudgedEvidence,
  basis: EvidenceBasis | undefined,
  cases: Digest | undefined,
): readonly StaleReason[] {
  if (part === 'cases') {
    if (cases === undefined || cases === evidence.cases) return [];
    return [{ part, name: '', was: evidence.cases, is: cases }];
  }
  if (basis === undefined) return [];
  const pairs = Object.entries(
    part === 'interface'
      ? evidence.interfaces
      : part === 'models'
        ? evidence.models
        : evidence.versions,
  );
  return pairs.flatMap(([name, was]): StaleReason[] => {
    const is = todayOf(part, name, evidence.environment, basis);
    return is === undefined || was === 'unseen' || was === is ? [] : [{ part, name, was, is }];
  });
}

/** Returns what the environment has today under a name; undefined where nobody can tell, or the part is another one. */
export function todayOf(
  part: EvidencePart,
  name: string,
  environment: string,
  basis: Pick<EvidenceBasis, 'catalog' | 'models'>,
): string | undefined {
  if (part === 'models') return declaredModels(basis.models, environment).get(name);
  const catalog = basis.catalog();
  if (catalog === undefined) return undefined;
  if (part === 'interface') return interfaceToday(catalog, name);
  if ((part === 'device') !== (name === 'device')) return undefined;
  return (catalog.versions as Readonly<Record<string, string | undefined>>)[name];
}

const digests = new WeakMap<Catalog, Map<string, string>>();

/** Thousands of workflows use the same node types. */
function interfaceToday(catalog: Catalog, name: string): string {
  const known = digests.get(catalog) ?? new Map<string, string>();
  digests.set(catalog, known);
  const found = known.get(name);
  if (found !== undefined) return found;
  const nodeType = catalog.nodeTypes.get(name);
  const digest = nodeType === undefined ? 'absent' : interfaceDigest(nodeType, catalog.models);
  known.set(name, digest);
  return digest;
}

function tooOld({ at }: JudgedEvidence, basis: EvidenceBasis | undefined): readonly StaleReason[] {
  const maxAge = basis?.rule.maxAge;
  if (basis === undefined || maxAge === undefined) return [];
  const end = Date.parse(at) + maxAge;
  if (basis.now <= end) return [];
  return [{ part: 'age', name: '', was: at, is: String(maxAge), since: end }];
}

function untrusted({ trust }: JudgedEvidence): readonly StaleReason[] {
  return trust === undefined ? [] : [{ part: 'signature', name: '', was: trust, is: '' }];
}
